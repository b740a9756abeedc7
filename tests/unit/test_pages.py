"""A letter as a mail: its parts, its headers, and what hostile text cannot do to them."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import html as lxml_html

from mailer import headers
from mailer.pages import Composed, Document, Post, Unsendable, compose, language, tidy
from mailer.rules.letters import KINDS
from tests.sample_letters import ENVELOPE, HOSTILE, MEETING, NOW, SAMPLES, SPECS, hostile, letter, minimal

POST = Post(address="nord@example.no")
TOKEN = letter("summons", SAMPLES["summons"][0]).id
OURS = {
    "from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references", "list-id",
    "auto-submitted", "disposition-notification-to", "x-budstikke", "mime-version", "content-type",
    "content-transfer-encoding",
}  # fmt: skip
EVERY = [
    (kind, number, lang) for kind in SAMPLES for number in range(len(SAMPLES[kind])) for lang in ("nb", "nn", "en")
]


def made(kind: str, content: dict[str, Any], lang: str = "nb", **more: Any) -> Composed:
    options = {name: more.pop(name) for name in ("documents", "rehearsal", "organizer", "post") if name in more}
    return compose(letter(kind, content, lang, **more), ENVELOPE, now=NOW, **{"post": POST, **options})


def parsed(mail: Composed) -> EmailMessage:
    return email.message_from_bytes(mail.data, policy=policy.default)  # type: ignore[return-value]


def header_names(data: bytes) -> list[str]:
    head = data.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]


def summons(**changes: Any) -> dict[str, Any]:
    return SAMPLES["summons"][0] | changes


# Every letter


@pytest.mark.parametrize(("kind", "number", "lang"), EVERY)
@pytest.mark.parametrize("shape", ["real", "minimal", "hostile"])
def test_every_letter_is_written_whatever_its_content(kind: str, number: int, lang: str, shape: str) -> None:
    content = SAMPLES[kind][number]
    shaped = {"real": dict, "minimal": lambda c: minimal(SPECS[kind], c), "hostile": lambda c: hostile(SPECS[kind], c)}
    mail = made(kind, shaped[shape](content), lang, to_name=HOSTILE if shape == "hostile" else "Berit Moe")
    assert mail.subject.strip() and "\n" not in mail.subject
    assert mail.text.startswith(("Hei", "Dear", "Hello"))
    assert "undefined" not in mail.text.lower() and "None" not in mail.text
    assert set(header_names(mail.data)) <= OURS
    assert parsed(mail)["Message-ID"] == f"<{TOKEN}@example.no>"


def test_every_kind_has_samples_and_a_written_letter_in_both_norwegian_languages() -> None:
    assert set(SAMPLES) == set(KINDS) == set(SPECS)
    assert {language(kind, "nn") for kind in KINDS} == {"nn"}


def test_english_falls_back_to_bokmal_never_to_nynorsk() -> None:
    written = {kind for kind in KINDS if language(kind, "en") == "en"}
    assert written == {
        "answer-unclear",
        "answer-noted",
        "kept",
        "unreadable",
        "summons",
        "invitation",
        "reminder",
        "cancellation",
    }
    assert language("minutes", "en") == "nb"


@pytest.mark.parametrize(("kind", "number", "lang"), EVERY)
def test_promise_12_hostile_words_are_words_and_never_markup(kind: str, number: int, lang: str) -> None:
    mail = made(kind, hostile(SPECS[kind], SAMPLES[kind][number]), lang, to_name=HOSTILE)
    tree = lxml_html.fromstring(mail.html)
    assert tree.xpath("//script | //img | //iframe | //form | //link | //*[@onclick or @onload]") == []
    assert all(href.startswith(("mailto:", "https://", "http://")) for href in tree.xpath("//@href"))
    assert "\u202e" not in mail.html + mail.text and "\x00" not in mail.html + mail.text
    assert kind in ("minutes", "remark") or not re.search(r"(?m)^Bcc:", mail.text)


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_names_of_5_kb_are_clipped(kind: str) -> None:
    mail = made(kind, hostile(SPECS[kind], SAMPLES[kind][0], "Ærlig " * 900), to_name="Ø" * 5000)
    assert len(mail.subject) <= 200
    assert max(map(len, mail.data.split(b"\r\n"))) <= 998
    assert max(map(len, mail.data.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 200


def test_the_same_letter_and_moment_give_the_same_bytes() -> None:
    assert made("summons", summons()).data == made("summons", summons()).data


# The headers


def test_from_and_reply_to_carry_the_token_and_message_id_is_made_of_it() -> None:
    mail = parsed(made("summons", summons()))
    assert mail["From"] == mail["Reply-To"] == f"Nettverksgruppe Nord <nord+{TOKEN}@example.no>"
    assert mail["To"] == "Berit Moe <berit.moe@nordvik.example.no>"
    assert mail["Subject"] == "Innkalling: Nettverksgruppe Nord, tirsdag 16. juni"
    assert mail["Date"].datetime == NOW and str(mail["Date"]).endswith("+0200")
    assert mail["List-Id"] == "Nettverksgruppe Nord <nord.example.no>"
    assert mail["X-Budstikke"] == "budstikke summons"


def test_promise_8_the_envelope_is_one_sender_with_token_and_one_recipient() -> None:
    mail = made("summons", summons())
    assert (mail.sender, mail.recipient) == (f"nord+{TOKEN}@example.no", "berit.moe@nordvik.example.no")


def test_a_mailbox_without_plus_addresses_answers_to_its_plain_address() -> None:
    mail = made("summons", summons(), post=Post(address="nord@example.no", plus_addresses=False))
    assert mail.sender == "nord@example.no"
    assert parsed(mail)["From"] == "Nettverksgruppe Nord <nord@example.no>"
    assert "mailto:nord" not in mail.html


@pytest.mark.parametrize("kind", list(KINDS))
def test_auto_submitted_is_what_the_kind_says_and_no_letter_suppresses_receipts(kind: str) -> None:
    mail = parsed(made(kind, SAMPLES[kind][0]))
    assert mail["Auto-Submitted"] == KINDS[kind].auto
    assert mail["X-Auto-Response-Suppress"] is None


def test_B1_a_read_receipt_is_asked_for_in_the_summons_and_only_of_members() -> None:
    asked = f"<nord+{TOKEN}@example.no>"
    assert parsed(made("summons", summons()))["Disposition-Notification-To"] == asked
    assert parsed(made("summons", summons(receipt=False)))["Disposition-Notification-To"] is None
    assert parsed(made("summons", summons(copy_reason="KLB")))["Disposition-Notification-To"] is None
    assert parsed(made("status", SAMPLES["status"][0] | {"receipt": True}))["Disposition-Notification-To"] is None


def test_a_meeting_is_one_thread_and_long_ids_are_never_encoded() -> None:
    long = f"<{'A' * 90}@{'b' * 40}.outlook.example>"
    given_ids = ("m1@budstikke", long, "<kort@example.no>\r\nBcc: x@y.no", "ikke en id")
    mail = made("summons", summons(), references=given_ids)
    assert f"References: <m1@budstikke>\r\n {long}\r\n".encode() in mail.data
    assert f"In-Reply-To: {long}\r\n".encode() in mail.data
    assert b"Bcc" not in mail.data


def test_a_thread_of_many_letters_keeps_its_first_and_last() -> None:
    mail = parsed(made("summons", summons(), references=tuple(f"<{n}@example.no>" for n in range(200))))
    found = mail["References"].split()
    assert (len(found), found[0], found[-1]) == (20, "<0@example.no>", "<199@example.no>")


def test_a_domain_outside_ascii_goes_as_idna_and_such_a_local_part_is_refused() -> None:
    assert made("kept", SAMPLES["kept"][0], to_email="kari@blåbær.example").recipient == "kari@xn--blbr-roah.example"
    with pytest.raises(Unsendable):
        made("kept", SAMPLES["kept"][0], to_email="kåre@example.no")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kari",
        "a@b@",
        f"a@{'b' * 70}.no",
        "kari@x.no\r\nBcc: y@z.no",
        "k ari@x.no",
        "<kari@x.no>",
        "a@b..no",
        "a@-b.no",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Unsendable):
        made("kept", SAMPLES["kept"][0], to_email=address)


@settings(max_examples=150, deadline=None)
@given(name=st.text(max_size=300), subject=st.text(max_size=300), network=st.text(max_size=200))
def test_promise_12_no_name_or_subject_makes_a_header_of_its_own(name: str, subject: str, network: str) -> None:
    content = {"subject": subject, "why": "no-matter"}
    envelope = replace(ENVELOPE, network_name=network, leader=name, signature=(name,))
    data = compose(letter("kept", content, to_name=name), envelope, post=POST, now=NOW).data
    assert set(header_names(data)) <= OURS
    names = header_names(data)
    assert len(names) == len(set(names))
    head = data.partition(b"\r\n\r\n")[0]
    assert head.isascii() and b"\0" not in head and b"\n" not in head.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "trap", ["=?utf-8?q?a=0ABcc:_ond=40example.no?=", "=?utf-8?b?YQ0KQmNjOiBv?=", 'a", <ond@x.no>, "']
)
def test_promise_12_encoded_words_in_a_name_stay_words(trap: str) -> None:
    mail = made("kept", {"subject": trap, "why": "no-matter"}, to_name=trap)
    assert set(header_names(mail.data)) <= OURS
    raw = email.message_from_bytes(mail.data, policy=policy.compat32)
    assert email.utils.getaddresses([raw["To"]])[0][1] == "berit.moe@nordvik.example.no"  # type: ignore[attr-defined]
    decoded = str(email.header.make_header(email.header.decode_header(raw["Subject"])))  # type: ignore[attr-defined]
    assert decoded == mail.subject and trap in decoded


@pytest.mark.parametrize("value", ["a\r\nBcc: x", "a\nb", "a\rb", "a\0b", "å"])
def test_promise_12_a_header_with_a_line_break_of_its_own_is_refused(value: str) -> None:
    with pytest.raises(Unsendable):
        headers.Line("Subject", value)


def test_a_name_of_5_kb_is_clipped_in_the_letter() -> None:
    assert len(tidy({"name": "Ø" * 5000})["name"]) == 120


# The calendar part


def test_the_summons_has_the_parts_of_the_design_in_order() -> None:
    mail = parsed(made("summons", summons()))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, attached = list(mail.walk())[-2:]
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar["Content-Transfer-Encoding"] == "base64" and calendar.get_filename() is None
    assert attached.get_filename() == "innkalling.ics" and attached.get_content_disposition() == "attachment"
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True)


def _calendar(mail: Composed) -> Calendar:
    part = next(p for p in parsed(mail).walk() if p.get_content_type() == "text/calendar")
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes) and b"\r\n" in raw and b"\n" not in raw.replace(b"\r\n", b"")
    return Calendar.from_ical(raw)  # type: ignore[return-value]


def test_organizer_is_the_from_address_and_attendee_the_recipient() -> None:
    mail = made("summons", summons())
    (event,) = _calendar(mail).walk("VEVENT")
    assert str(event["ORGANIZER"]) == f"mailto:{mail.sender}"
    assert str(event["ATTENDEE"]) == f"mailto:{mail.recipient}"
    assert event["DESCRIPTION"] == mail.text


def test_an_update_can_keep_the_organizer_of_the_first_summons() -> None:
    (event,) = _calendar(made("summons", summons(), organizer="nord+first@example.no")).walk("VEVENT")
    assert str(event["ORGANIZER"]) == "mailto:nord+first@example.no"


def test_a_cancellation_carries_cancel_in_part_and_body() -> None:
    mail = made("cancellation", SAMPLES["cancellation"][0])
    part = next(p for p in parsed(mail).walk() if p.get_content_type() == "text/calendar")
    assert part["Content-Type"].params["method"] == _calendar(mail)["METHOD"] == "CANCEL"


def test_B2_a_copy_has_the_letter_and_no_calendar_part() -> None:
    mail = made("summons", summons(copy_reason="leder av driftsgruppen"))
    assert b"text/calendar" not in mail.data and b"innkalling.ics" not in mail.data
    assert "kopi" in mail.text and "leder av driftsgruppen" in mail.text
    assert "mailto:nord" not in mail.html


def test_a_mandate_that_wants_no_invite_gets_none() -> None:
    assert b"text/calendar" not in made("summons", summons(invite=False)).data


def test_promise_12_the_invite_of_hostile_content_has_one_attendee() -> None:
    mail = made("summons", hostile(SPECS["summons"], summons()), to_name=HOSTILE)
    (event,) = _calendar(mail).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:berit.moe@nordvik.example.no"


# Documents and rehearsals


def test_the_minutes_carry_the_original_documents_byte_for_byte() -> None:
    documents = [
        Document(filename="Referat 16. juni.docx", content_type="application/vnd.x-doc", content=b"PK\x03\x04\r\n\x00"),
        Document(filename="møte.txt", content_type="text/plain; charset=utf-8", content="æøå\n".encode()),
        Document(filename="brev.eml", content_type="message/rfc822", content=b"Subject: x\n\nhei"),
    ]
    mail = parsed(made("minutes", SAMPLES["minutes"][0], documents=documents))
    found = [(part.get_filename(), part.get_payload(decode=True)) for part in mail.iter_attachments()]
    assert found == [(document.filename, document.content) for document in documents]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nBcc: x@y.no", "=?utf-8?q?a=0AX:_b?=", "", "\u202efdp.exe", "x" * 500]
)
def test_promise_12_a_hostile_file_name_is_tamed(name: str) -> None:
    document = Document(filename=name, content_type="a/b\r\nBcc: x@y.no", content=b"x")
    mail = made("minutes", SAMPLES["minutes"][0], documents=[document])
    (part,) = parsed(mail).iter_attachments()
    kept = part.get_filename() or ""
    assert kept and "/" not in kept and "\n" not in kept and len(kept) <= 120 and "\u202e" not in kept
    assert part.get_content_type() == "application/octet-stream" and b"\r\nBcc:" not in mail.data


def test_a_rehearsal_goes_to_its_own_address_and_says_who_would_have_had_it() -> None:
    mail = made("summons", summons(), rehearsal="prove@example.no")
    top = parsed(mail)
    assert mail.recipient == "prove@example.no" and top["To"].addresses[0].addr_spec == "prove@example.no"
    assert top["From"].addresses[0].display_name == "Nettverksgruppe Nord (prøve)"
    assert mail.subject == "Prøve: Innkalling: Nettverksgruppe Nord, tirsdag 16. juni"
    assert "ville gått til Berit Moe <berit.moe@nordvik.example.no>" in mail.text.partition("Hei")[0]
    assert "ville gått til Berit Moe &lt;berit.moe@nordvik.example.no&gt;" in mail.html
    (event,) = _calendar(mail).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:prove@example.no" and "Berit" not in str(event["ATTENDEE"].params)


# The tidying


@given(st.text())
def test_tidied_text_is_one_line_without_control_or_direction_characters(text: str) -> None:
    clean = tidy(text)
    assert clean == clean.strip() and not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", clean)
    assert tidy(clean) == clean


def test_only_the_minutes_own_text_keeps_its_lines() -> None:
    content = SAMPLES["minutes"][1] | {"text": "Første\r\nandre\x00\r\n\r\ntredje", "place": "Nord\r\nvik"}
    text = made("minutes", content).text
    assert "\nFørste\nandre\n\ntredje\n" in text and "Nord vik" in text
    assert tidy(MEETING) == MEETING
