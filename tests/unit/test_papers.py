"""What is minutes or a summons, and what only speaks of them."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.facts import Minutes, Summons, Unreadable
from parsers.mime import OpenMail, open_mail
from parsers.offices import Offices, offices
from parsers.papers import read_document, recognise
from tests.documents import builder
from tests.documents.papers import BODY, FULL
from tests.timing import timed

Build = Callable[[list[tuple[str, str]]], bytes | str]
REPLIES = Path(__file__).parent.parent / "cases" / "replies"
EVERY = {"many.tsv": 20}  # of the largest table every 20th row, for time's sake
LINES = [
    line
    for path in sorted(REPLIES.glob("*.tsv"))
    for line in path.read_text("utf-8").splitlines()[:: EVERY.get(path.name, 1)]
]
TEXTS = [max(line.split("\t"), key=len).replace("\\n", "\n") for line in LINES if line and not line.startswith("#")]
BRIEF = [
    "Forfall: meg. Vara: Ivar Steen, ivar.steen@tannhelsen.example.\n\nLise-Lotte Hansen",
    "Kan ikke møte. Stedfortreder: Synne Hauge, s.hauge@lege.example\n\nMvh\nDr. Aksel Thune",
    "Forfall: Siri Moe\nVara: Per Dal\n\nHilsen Siri",
    "Referatet er godkjent fra min side. Ingen merknader.\nMvh Bjarne Ek",
    "Referatet er lest og godkjent herfra.\n\nHilsen Per Gunnar",
    "Protokollen stemmer. Vedtatt slik jeg husker det.\nOla Lie",
    "Innkalling mottatt. Påmelding kommer i morgen.\nMvh Kari",
    "Til skrivaren\nInnkallinga er motteken og vidaresend til rett instans.\nVenleg helsing\nDokumentsenteret",
]


def mail(subject: str, body: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Kari Nes <kari.nes@fjordvik.no>"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


@pytest.mark.parametrize(
    "subject", ["SV: Innkalling: Nettverksgruppe Nord, tirsdag 16. juni", "Referat", "Innkalling", ""]
)
def test_no_human_reply_is_taken_for_a_paper(subject: str) -> None:
    assert len(TEXTS) > 100
    taken = [text for text in [*TEXTS, *BRIEF] if recognise(open_mail(mail(subject, text).as_bytes()))]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        "Hei Siv\n\nTakk for referatet fra møtet 5. mars. Ola Lie møtte for meg.\n\nMvh Kari",
        "Hei, kan du sende meg referatet fra møtet 5. mars?",
        "Innkallingen til møtet 16. juni er mottatt. Jeg kommer.",
        "",
    ],
)
def test_mail_about_papers_is_none(text: str) -> None:
    assert recognise(open_mail(mail("Referat", text).as_bytes())) is None


@pytest.mark.parametrize(
    "text",
    [
        "Kari Nes og Ola Lie var til stede. Per Dal hadde meldt forfall.",
        "Til stede: Kari Nes, Ola Lie\nForfall: Per Dal",
        "Siv Moe møtte for Ola Lie.",
    ],
)
def test_an_answer_that_corrects_the_attendance_is_no_minutes(text: str) -> None:
    assert recognise(open_mail(mail("SV: Referatet fra 5. mars er lest", text, In_Reply_To="<a@b>").as_bytes())) is None


def test_a_leaders_notice_is_left_to_its_own_reader() -> None:
    text = "Møte: tirsdag 16. juni kl. 10 i Nordvik\n\nSaksliste:\n1. Nytt\n2. Eventuelt"
    assert recognise(open_mail(mail("Innkalling", text).as_bytes())) is None
    assert recognise(open_mail(mail("Møte: tirsdag 16. juni", builder.text(FULL)).as_bytes())) is None


def test_a_reply_with_minutes_attached_holds_minutes() -> None:
    message = mail("SV: Innkalling", "Hei, her er referatet.", In_Reply_To="<a@b>")
    message.add_attachment(builder.docx(FULL), maintype="application", subtype="octet-stream", filename="Referat.docx")
    found = recognise(open_mail(message.as_bytes()))
    assert found and isinstance(found.facts[0], Minutes)
    assert found.facts[0].attachments == ("Referat.docx",)


def test_an_attachment_that_can_t_be_read_counts_only_where_it_is_said_to_be_minutes() -> None:
    for subject, expected in (("Referat fra møtet", Unreadable), ("Bilder fra hytta", type(None))):
        message = mail(subject, "Se vedlegg.")
        message.add_attachment(builder.picture_pdf(), maintype="application", subtype="pdf", filename="skann.pdf")
        found = recognise(open_mail(message.as_bytes()))
        assert isinstance(found.facts[0] if found else None, expected)


def test_the_same_minutes_as_word_and_pdf_are_one_paper() -> None:
    message = mail("Referat", "Se vedlegg.")
    for name, content in (("Referat.docx", builder.docx(FULL)), ("Referat.pdf", builder.pdf(FULL))):
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    found = recognise(open_mail(message.as_bytes()))
    assert found and len(found.facts) == 1 and isinstance(found.facts[0], Minutes)
    assert found.facts[0].attachments == ("Referat.docx", "Referat.pdf")


def test_a_bare_summons_is_a_summons() -> None:
    found = read_document("innkalling.txt", "Innkalling til møte 16. juni 2026\nSaker:\n1. Nytt\n2. Eventuelt".encode())
    assert isinstance(found.facts[0], Summons)


def test_unknown_attendance_is_doubted_and_nobody_is_present() -> None:
    found = read_document("referat.txt", builder.text([("p", "Referat fra møte 5. mars 2024"), *BODY]).encode())
    assert isinstance(found.facts[0], Minutes)
    assert not found.facts[0].attendance_known and found.facts[0].attendees == ()
    assert "attendees" in {doubt.about for doubt in found.doubts}


def test_weekday_and_date_that_disagree_are_doubted() -> None:
    found = read_document("referat.txt", b"Referat fra m\xc3\xb8te mandag 5. mars 2024\nTil stede: Kari Nes, Ola Lie")
    assert "date" in {doubt.about for doubt in found.doubts}


@pytest.mark.parametrize(
    "proposal",
    [
        "Forslag til neste møte: 8. februar 2028",
        "Framlegg til ny dato er 8. februar 2028.",
        "Neste møte vert 8. februar 2028.",
        "Frist for innspel er 8. februar 2028.",
    ],
)
def test_a_proposed_date_is_no_second_date_of_the_meeting(proposal: str) -> None:
    text = f"Referat frå møte i nettverket\nDato: 5. desember 2027\n{proposal}\nTil stades: Kari Nes, Ola Lie"
    found = read_document("referat.txt", text.encode())
    assert isinstance(found.facts[0], Minutes) and str(found.facts[0].date) == "2027-12-05"
    assert [doubt.why for doubt in found.doubts] == []


def test_a_doubt_writes_its_dates_as_norwegians_do() -> None:
    text = (
        "Referat fra møte 8. februar 2028\nDato: 5. mars 2028\nTil stede: Kari Nes, Ola Lie\nNeste møte: 4. mars 2028"
    )
    found = read_document("referat.txt", text.encode())
    assert [doubt.why for doubt in found.doubts] == [
        "Tittelen sier 8. februar 2028, men datofeltet sier 5. mars 2028.",
        "Neste møte (4. mars 2028) ligger ikke etter møtet.",
    ]


@pytest.mark.parametrize(
    "matter", ["Antibiotika i sykehjem", "Ny leder i Nordvik", "Rutiner for forfall", "Ny veileder"]
)
@pytest.mark.parametrize("number", ["Sak {}: ", "{}. ", "{}) ", "Sak {}/24 ", "Sak {} – "])
@pytest.mark.parametrize("build", [builder.docx, builder.pdf, builder.text])
def test_the_first_matter_ends_the_list_of_absentees(matter: str, number: str, build: Build) -> None:
    matters = [("p", number.format(n + 1) + title) for n, title in enumerate((matter, "Økonomi", "Eventuelt"))]
    head = [("h1", "Referat fra møte 5. mars 2024"), ("p", "Til stede: Kari Nes, Per Moe"), ("p", "Forfall: Ola Lie")]
    content = build([*head, *matters, ("p", "Ingen saker.")])
    name = {builder.docx: "a.docx", builder.pdf: "a.pdf"}.get(build, "a.txt")
    (fact,) = read_document(name, content.encode() if isinstance(content, str) else content).facts
    assert isinstance(fact, Minutes)
    assert [item.title for item in fact.agenda] == [matter, "Økonomi", "Eventuelt"]
    assert [p.name for p in fact.absentees] == ["Ola Lie"]


@pytest.mark.parametrize(
    "text",
    [
        "Til stede: " * 8_000,
        "Kari Nes, " * 20_000,
        "\n".join(["1. Kari Nes"] * 8_000),
        "\n".join(["a\tb\tc"] * 8_000),
        "Sak 1/24 A " * 15_000,
        "(" * 100_000,
        "Kari   Nes   Lie\n" * 8_000,
        "x" * 300_000,
        "Saksliste:\n" + ", " * 150_000,
        "Saksliste:\n" + "1\n" * 50_000,
        "Referat fra møte 5. mars 2024\n" + "Forfall: \n" * 10_000,
        "Saksliste:\n" + "1( \n" * 25_000,
        "Saksliste:\n" + "uke 3 godkjent. Fra: a\nEmne: b\n\n" * 10_000,
        "Referat\n" + "gruppen drøftet rutiner for møtet og referatet " * 6_000,
        "Til stede: " + "møteleder Kari \n" * 7_000,
        "\n".join(["Sak 1\tØkonomi\tAnsvar"] * 3_000) + "\nx" + "\ty" * 3_000,
    ],
)
def test_hostile_lengths_are_read_in_linear_time(text: str) -> None:
    """Two seconds of work are the bound."""
    for name, content in (("a.txt", text), ("a.html", f"<html><body>{text}</body></html>")):
        found, spent = timed(partial(read_document, name, content.encode()))
        assert found.facts
        assert spent < 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=1_500))
def test_any_mail_never_raises(content: bytes) -> None:
    recognise(open_mail(b"Subject: Referat\r\n\r\n" + content))
    recognise(open_mail(b"Subject: VS: Referat\r\nContent-Type: text/html\r\n\r\n<p>Fra: a<br>Emne: b</p>" + content))
    recognise(open_mail(content))


HEAD = "Referat fra møte 3. mars 2026\nTil stede: Kari Nes, Ola Lie, Per Dal\n\n"


def minutes_of(told: str) -> Minutes:
    found = recognise(mail_of(HEAD + told))
    assert found and isinstance(found.facts[0], Minutes)
    return found.facts[0]


def mail_of(body: str, subject: str = "Referat") -> OpenMail:
    return open_mail(mail(subject, body).as_bytes())


@pytest.mark.parametrize(
    ("told", "chair", "secretary"),
    [
        ("Notert av Ola", None, "Ola Lie"),
        ("Skrevet av Kari Nes", None, "Kari Nes"),
        ("Referat v/Ola Lie", None, "Ola Lie"),
        ("Referatet ble ført av Per Dal.", None, "Per Dal"),
        ("Referat: Fagnettverk lindring", None, None),
        ("Ola Lie ledet møtet, mens Kari Nes var\nreferent.", "Ola Lie", "Kari Nes"),
        ("Møteleder/referent: Per Dal/Kari Nes", "Per Dal", "Kari Nes"),
        ("Referent/møteleder: Per Dal/Kari Nes", "Kari Nes", "Per Dal"),
    ],
)
def test_who_led_and_who_wrote(told: str, chair: str | None, secretary: str | None) -> None:
    paper = minutes_of(told)
    assert (paper.chair, paper.secretary) == (chair, secretary)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("Kommende møter: 7. mai og 11. juni", [(5, 7), (6, 11)]),
        ("Møteplan våren 2026: 7.5, 11.6", [(5, 7), (6, 11)]),
        ("Vi ses igjen 7. mai kl. 12.", [(5, 7)]),
        ("Treff framover:\n- 7. mai\n- 4. juni", [(5, 7), (6, 4)]),
        ("Neste møte: ikke fastsatt. Forrige møte var 3. februar.", []),
    ],
)
def test_the_meetings_to_come(told: str, days: list[tuple[int, int]]) -> None:
    assert [(n.date.month, n.date.day) for n in minutes_of(told).next_meetings if n.date] == days


@pytest.mark.parametrize(
    ("told", "decided"),
    [
        ("- Sommer: vi går over til ny liste fra 1. juni.", ("Vi går over til ny liste fra 1. juni.",)),
        ("Per ber om tilbakemelding innen 1. april.", ()),
        ("Side 1 | Godkjent 30.09.2025 (mal)", ()),
    ],
)
def test_what_was_decided(told: str, decided: tuple[str, ...]) -> None:
    assert minutes_of(told).decisions == decided


def test_numbered_answers_under_the_subject_of_minutes_are_none() -> None:
    assert recognise(mail_of("1. Ja, jeg kommer\n2. Ingen allergier\n3. Neste møte passer ikke")) is None


def test_minutes_brought_in_the_words_of_a_mail() -> None:
    body = "Hei!\nHer er referatet frå møtet 3. mars 2026.\n\n"
    body += "1) Vakt\nVi drøfta vaktplanen. Det vart ei god semje.\n\n2) Kurs\nKort runde.\n"
    found = recognise(mail_of(body, subject="Møtet i går"))
    assert found and isinstance(found.facts[0], Minutes)


def test_nobody_held_an_office_in_an_empty_paper() -> None:
    assert offices([], frozenset(), (None, None), [], past=True) == Offices()
