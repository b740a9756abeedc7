"""Opening any mail: what is seen, what is attached, what is forwarded, and how it ends when the mail is hostile."""

from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from parsers import mime
from parsers.mime import attachments, html_text, open_mail

MIXED = b"""From: =?utf-8?Q?Nes,_Kari?= <Kari.Nes@Sykehus.EXAMPLE>
To: nettverk@example.no
Subject: =?utf-8?B?SMOmaSBww6U=?= =?utf-8?Q?_deg=0AX-Ond: ja?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b1"

preamble
--b1
Content-Type: multipart/alternative; boundary=b2

--b2
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Jeg kommer p=E5 m=F8tet.
--b2
Content-Type: text/html; charset=utf-8

<p>Jeg kommer <b>p\xc3\xa5</b> m\xc3\xb8tet.
--b2--
--b1
Content-Type: application/pdf; name*0*=utf-8''m%C3%B8te; name*1*=-referat.pdf
Content-Disposition: attachment
Content-Transfer-Encoding: base64

JVBERi0xLjQ=
--b1--
"""


@pytest.mark.parametrize("raw", [MIXED, MIXED.replace(b"\n", b"\r\n")], ids=["LF", "CRLF"])
def test_a_mail_of_several_parts_is_opened(raw: bytes) -> None:
    mail = open_mail(raw)
    assert mail.text == "Jeg kommer på møtet."
    assert mail.html is not None and "<b>på</b>" in mail.html
    assert [(part.path, part.content_type, part.filename) for part in mail.parts] == [
        ("1.1.1", "text/plain", None),
        ("1.1.2", "text/html", None),
        ("1.2", "application/pdf", "møte-referat.pdf"),
    ]
    (document,) = attachments(raw)
    assert document.content == b"%PDF-1.4"
    assert mail.defect is None


def test_promise_12_an_encoded_line_break_in_a_subject_makes_no_new_header() -> None:
    mail = open_mail(MIXED)
    assert mail.headers.subject == "Hæi på deg X-Ond: ja"
    assert mail.header("X-Ond") is None


def test_a_comma_inside_an_encoded_name_is_no_second_sender() -> None:
    headers = open_mail(MIXED).headers
    assert headers.sender_defect is None
    assert headers.sender and (headers.sender.name, headers.sender.email) == ("Nes, Kari", "kari.nes@sykehus.example")


def test_a_forwarded_mail_is_opened_and_its_documents_are_attachments() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=y\n\n--y\n\nSe under.\n--y\nContent-Type: message/rfc822\n\n" + MIXED
    )
    mail = open_mail(raw + b"\n--y--\n")
    assert mail.text == "Se under."
    assert [inner.text for inner in mail.forwarded] == ["Jeg kommer på møtet."]
    assert [part.filename for part in attachments(raw)] == ["møte-referat.pdf"]


def test_a_saved_mail_attached_as_a_file_is_forwarded_too() -> None:
    raw = b'Content-Type: application/octet-stream; name="sak.eml"\n\nFrom: a@example.no\nSubject: Hei\n\nOrdene'
    assert [inner.text for inner in open_mail(raw).forwarded] == ["Ordene"]


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (b"m\xf8te", b"iso-8859-1", "møte"),
        ("møte".encode(), b"us-ascii", "møte"),
        (b"m\xf8te", b"utf-8", "møte"),
        (b"m\xf8te \x96 sak", b"iso-8859-1", "møte – sak"),
        (b"m\xf8te", b"X-UNKNOWN", "møte"),
        (b"m\xf8te", b"", "møte"),
        (b"m\xf8te", b"punycode", "møte"),
        (b"m\xf8te", b"base64", "møte"),
        ("møte".encode("utf-16"), b"utf-16", "møte"),
        (b"a\0b", b"utf-8", "ab"),
    ],
)
def test_text_is_read_in_its_charset_or_a_likely_one(content: bytes, charset: bytes, text: str) -> None:
    assert open_mail(b"Content-Type: text/plain; charset=" + charset + b"\n\n" + content).text == text


def test_lone_surrogates_never_come_through() -> None:
    text = open_mail(b"Content-Type: text/plain; charset=utf-16-le\n\n\x00\xd8a\x00").text
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("encoding", "content", "text"),
    [
        (b"base64", b"bcO4\ndGU", "møte"),
        (b"base64", b"bcO4dGU=!!!", "møte"),
        (b"BASE64 ", b"bcO4dGU=", "møte"),
        (b"quoted-printable", b"m=C3=B8te=", "møte"),
        (b"quoted-printable", b"m=c3=b8te =ZZ", "møte =ZZ"),
        (b"x-uuencode", b"begin 644 a\n%;<.X=&4 \n \nend", "møte"),
        (b"7bit", b"m\xc3\xb8te", "møte"),
        (b"nonsense", b"m\xc3\xb8te", "møte"),
    ],
)
def test_transfer_encodings_are_undone_and_broken_ones_forgiven(encoding: bytes, content: bytes, text: str) -> None:
    assert open_mail(b"Content-Transfer-Encoding: " + encoding + b"\n\n" + content).text == text


def test_soft_line_breaks_are_taken_away_and_quotes_are_left() -> None:
    raw = b"Content-Type: text/plain; format=flowed\n\nJeg kan dessverre \nikke komme.\n> gammelt \n> mer\n-- \nKari"
    assert open_mail(raw).text == "Jeg kan dessverre ikke komme.\n> gammelt\n> mer\n--\nKari"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\r",
        b"\0",
        b"Hei",
        b": x\n\nHei",
        b"From\n\nHei",
        b"From: a\n",
        b"\xff\xfe\n\n\xff",
        b"From \nA: b",
    ],
)
def test_scraps_are_opened_without_complaint(raw: bytes) -> None:
    assert open_mail(raw).headers.sender is None


def test_a_mail_without_headers_is_all_body() -> None:
    assert open_mail(b"Hei alle\n\nVi ses: mandag\n").text == "Hei alle\n\nVi ses: mandag"


def test_a_multipart_without_its_boundary_is_read_as_it_stands() -> None:
    assert open_mail(b"Content-Type: multipart/mixed; boundary=x\n\nJeg kommer.").text == "Jeg kommer."
    assert open_mail(b"Content-Type: multipart/mixed\n\nJeg kommer.").text == "Jeg kommer."


def test_a_missing_last_boundary_is_forgiven() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nJeg kommer.\n--x\nContent-Type: text/html\n\n<p>Hilsen"
    assert open_mail(raw).text == "Jeg kommer.\nHilsen"


def test_old_mac_line_ends_are_line_ends() -> None:
    mail = open_mail(b"From: a@example.no\rSubject: Hei\r\rOrdene\r")
    assert (mail.headers.subject, mail.text) == ("Hei", "Ordene")


HOSTILE = {
    "40,000 semicolons": b"Content-Type: text/plain" + b";" * 40_000 + b"\n\nx",
    "40,000 parameters": b"Content-Type: text/plain" + b";a=b" * 40_000 + b"\n\nx",
    "40,000 encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 40_000 + b"\n\nx",
    "100,000 recipients": b"To: " + b"a@example.no, " * 100_000 + b"\n\nx",
    "500 parentheses": b"To: " + b"(" * 500 + b"\n\nx",
    "60,000 parentheses": b"From: " + b"(" * 60_000 + b"\n\nx",
    "60,000 quotes": b"From: " + b'"\\' * 30_000 + b"\n\nx",
    "60,000 angles": b"From: " + b"<" * 60_000 + b"\n\nx",
    "depth 2,000": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)),
    "2,000 forwarded in each other": b"Content-Type: message/rfc822\n\n" * 2_000,
    "100,000 parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhei\n" * 100_000,
    "200,000 nested tags": b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
    "100,000 nested quotes": b"Content-Type: text/html\n\n" + b"<blockquote>a" * 100_000,
    "50,000 nested tables": b"Content-Type: text/html\n\n" + b"<table><tr><td>a<td>b" * 50_000,
    "50,000 nested links": b"Content-Type: text/html\n\n" + b'<a href="mailto:a@example.no">x' * 50_000,
    "100,000 fields": b"X: y\n" * 100_000,
    "300,000 folds": b"Subject: x\n" + b" y\n" * 300_000,
    "a million line ends": b"\r\n" * 1_000_000,
}
OVER_A_LIMIT = {
    "40,000 parameters",
    "40,000 encoded words",
    "100,000 recipients",
    "depth 2,000",
    "2,000 forwarded in each other",
    "100,000 parts",
    "100,000 fields",
    "300,000 folds",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_promise_14_hostile_mail_is_cut_to_its_limits_and_told(name: str) -> None:
    mail = open_mail(HOSTILE[name])
    assert (mail.defect is not None) == (name in OVER_A_LIMIT)
    assert len(mail.parts) <= mime.MAX_PARTS
    assert len(mail.raw_headers) <= mime.MAX_FIELDS + 1
    assert all(len(value) <= mime.MAX_FIELD for _, value in mail.raw_headers)
    assert len(mail.headers.recipients) <= 2_000
    assert len(mail.text) <= mime.MAX_BODY


def test_depth_is_counted_through_forwarded_mails() -> None:
    def depth(mail: mime.OpenMail) -> int:
        return 1 + max((depth(inner) for inner in mail.forwarded), default=0)

    assert depth(open_mail(HOSTILE["2,000 forwarded in each other"])) <= mime.MAX_DEPTH + 1


def test_html_becomes_lines_rows_and_quotes() -> None:
    html = """<head><title>x</title><style>p{}</style></head><p>Hei&nbsp;alle,<br>velkommen.</p><script>ond()</script>
    <table><tr><th>Navn<th>Sted</tr><tr><td><p>Kari Nes</p><p>leder</p></td><td>Bergen</td></tr></table>
    <ol start=3><li>Referat<li>Eventuelt</ol><ul><li>Kaffe</ul>
    <div style="display:none">skjult</div>Svar til <a href="mailto:kari@example.no">Kari</a>
    <blockquote>Før<blockquote>Enda før</blockquote></blockquote>"""
    assert html_text(html) == (
        "Hei alle,\nvelkommen.\n\nNavn\tSted\nKari Nes; leder\tBergen\n\n3. Referat\n4. Eventuelt\n\n- Kaffe\n\n"
        "Svar til Kari <kari@example.no>\n\n> Før\n>\n> > Enda før"
    )


def test_a_table_that_only_lays_the_page_out_is_running_text() -> None:
    assert html_text("<table><tr><td><p>En</p><p>To</p></td></tr></table>") == "En\n\nTo"


@pytest.mark.parametrize("html", ["", " ", "<", "<!doctype html>", "<?xml version='1.0' encoding='x'?>"])
def test_scraps_of_html_are_no_text(html: str) -> None:
    assert html_text(html).strip("<") == ""


CASES = sorted((Path(__file__).parent.parent / "cases").glob("*/*/input.eml"))


def leaves(message: Message) -> list[tuple[str, bytes | None]]:
    """The standard library's leaves: type and content; a mail in the mail has no content here."""
    kind = message.get_content_type()
    if message.is_multipart() and kind.startswith("multipart/"):
        return [leaf for child in message.get_payload() for leaf in leaves(child)]  # type: ignore[arg-type,union-attr]
    content = None if message.is_multipart() else message.get_payload(decode=True)
    return [(kind, content.strip() if isinstance(content, bytes) else None)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_parts_are_those_the_standard_library_finds(path: Path) -> None:
    raw = path.read_bytes()
    theirs = leaves(message_from_bytes(raw))
    parts = open_mail(raw).parts
    whole = {part.path for part in parts}
    in_winmail = {part.path for part in parts if part.path.rpartition(".")[0] in whole}
    ours = [(part.content_type, part.content.strip()) for part in parts if part.path not in in_winmail]
    assert [kind for kind, _ in ours] == [kind for kind, _ in theirs]
    assert all(content in (None, mine) for (_, content), (_, mine) in zip(theirs, ours, strict=True))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"Hei, jeg kommer.\n", "Hei, jeg kommer."),
        (b"BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR"),
        (b"SGVpLCBqZWcga29tbWVyLg== \n", "Hei, jeg kommer."),
        (b"\n SGVpLCBqZWcg\n a29tbWVyLg==\n", "Hei, jeg kommer."),
    ],
)
def test_words_under_a_false_label_are_words(body: bytes, text: str) -> None:
    assert open_mail(b"Content-Transfer-Encoding: base64\n\n" + body).text == text
