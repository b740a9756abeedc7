"""Documents of every format become blocks; what can't be read becomes a plain reason, never an exception."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.blocks import Document, Heading, Paragraph, Table
from parsers.documents import READERS, read_document_blocks
from parsers.papers import read_document
from tests.documents import builder
from tests.documents.builder import Block, W, packed

BLOCKS: list[Block] = [
    ("h", "Referat"),
    ("p", "Til stede: Kari Nes"),
    ("t", [["Navn", "Kommune"], ["Ola Lie", "Nordvik"]]),
    ("n", ["Velkommen", "Eventuelt"]),
]


def word(body: str, **more: str) -> Document:
    parts = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **more}
    return read_document_blocks("a.docx", packed(parts))


def words(document: Document) -> list[str]:
    assert document.reason is None
    return [b.text for b in document.blocks if not isinstance(b, Table)]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", builder.docx(BLOCKS)),
        ("a.odt", builder.odt(BLOCKS)),
        ("a.pdf", builder.pdf(BLOCKS)),
        ("a.html", builder.html(BLOCKS).encode()),
        ("a.txt", builder.text(BLOCKS).encode()),
        ("a.txt", builder.text(BLOCKS).encode("utf-16")),
        ("a.txt", builder.text(BLOCKS).encode("utf-16-le")),
        ("uten-endelse", builder.docx(BLOCKS)),
        ("feil.pdf", builder.docx(BLOCKS)),
    ],
)
def test_every_format_gives_the_same_blocks(name: str, content: bytes) -> None:
    document = read_document_blocks(name, content)
    assert document.reason is None
    tables = [b.rows for b in document.blocks if isinstance(b, Table)]
    assert tables == [(("Navn", "Kommune"), ("Ola Lie", "Nordvik"))]
    assert words(document) == ["Referat", "Til stede: Kari Nes", "1. Velkommen", "2. Eventuelt"]


def test_tracked_insertions_are_read_and_deletions_are_not() -> None:
    gone = "<w:del><w:r><w:delText>Ola Lie</w:delText></w:r></w:del>"
    body = f"<w:p>{run('Til stede: ')}<w:ins>{run('Kari Nes')}</w:ins>{gone}</w:p>"
    assert words(word(body)) == ["Til stede: Kari Nes"]


def test_deleted_table_rows_are_not_read() -> None:
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr>"
    gone = row.format("<w:trPr><w:del/></w:trPr>", run("Ola Lie"), run("x"))
    document = word(f"<w:tbl>{row.format('', run('Kari Nes'), run('x'))}{gone}</w:tbl>")
    assert document.blocks == (Table(rows=(("Kari Nes", "x"),)),)


def test_content_controls_are_read_and_unfilled_ones_are_empty() -> None:
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('Referent: Siv Moe')}</w:p></w:sdtContent></w:sdt>"
    prompt = f"<w:sdtContent><w:p>{run('Klikk for å skrive')}</w:p></w:sdtContent>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{prompt}</w:sdt>"
    assert words(word(filled + empty)) == ["Referent: Siv Moe"]


def test_text_boxes_are_read_once_and_hidden_text_is_not() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent><w:p>{run('Dato: 3. mai 2024')}</w:p></w:txbxContent>"
    both = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>skjult</w:t></w:r>"
    assert words(word(f"<w:p>{run('Referat')}{hidden}<w:r>{both}</w:r></w:p>")) == ["Referat", "Dato: 3. mai 2024"]


def test_headers_and_footers_stand_around_the_body() -> None:
    edge = f"<w:hdr {W}><w:p>{run('Møtereferat')}</w:p></w:hdr>"
    foot = f"<w:ftr {W}><w:p>{run('Fjordvik')}</w:p></w:ftr>"
    more = {"word/header1.xml": edge, "word/footer1.xml": foot}
    assert words(word(f"<w:p>{run('Sak 1')}</w:p>", **more)) == ["Møtereferat", "Sak 1", "Fjordvik"]


def test_bold_lines_and_styles_are_headings() -> None:
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Vannlekkasje</w:t></w:r></w:p>"
    off = '<w:p><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>Tekst</w:t></w:r></w:p>'
    assert word(bold + off).blocks == (Heading(text="Vannlekkasje", level=9), Paragraph(text="Tekst"))


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    document = read_document_blocks(
        "a.pdf",
        builder.pdf([("t", [["Til stede", "Forfall"], ["Kari Nes", ""], ["Siv Moe", "Ola Lie"]])], columns=True),
    )
    assert document.blocks == (Table(rows=(("Til stede", "Forfall"), ("Kari Nes", ""), ("Siv Moe", "Ola Lie"))),)


REASONS = [
    ("a.pdf", builder.picture_pdf(), "har ikke tekst"),
    ("a.pdf", b"%PDF-1.4 ingenting", "skadet"),
    ("a.docx", b"PK\x03\x04 ikke en zip", "skadet"),
    ("a.docx", packed({"hei.txt": "hei"}), "ikke et Word-dokument"),
    ("a.docx", b"", "tom"),
    ("a.xyz", b"hei", "filtypen"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".doc"),
]


@pytest.mark.parametrize(("name", "content", "reason"), REASONS, ids=[r[2] for r in REASONS])
def test_the_reason_is_plain(name: str, content: bytes, reason: str) -> None:
    document = read_document_blocks(name, content)
    assert document.blocks == ()
    assert document.reason and reason in document.reason


def test_a_swelling_zip_is_refused_quickly() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    began = time.monotonic()
    assert "for stor" in (read_document_blocks("a.docx", out.getvalue()).reason or "")
    assert time.monotonic() - began < 2


def test_entities_and_deep_trees_do_no_harm() -> None:
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "aaaa" not in str(read_document_blocks("a.docx", packed({"word/document.xml": bomb})))
    deep = "<w:sdt>" * 100_000
    assert isinstance(word(deep), Document)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from([f"a.{kind}" for kind in READERS]), content=st.binary(max_size=2_000))
def test_any_bytes_of_any_kind_never_raise(name: str, content: bytes) -> None:
    assert read_document(name, content).facts


WHOLE = [(n, f(BLOCKS)) for n, f in (("a.docx", builder.docx), ("a.odt", builder.odt), ("a.pdf", builder.pdf))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(whole=st.sampled_from(WHOLE), place=st.integers(0, 10_000), junk=st.binary(max_size=30), cut=st.integers(0, 300))
def test_a_damaged_document_never_raises(whole: tuple[str, bytes], place: int, junk: bytes, cut: int) -> None:
    name, content = whole
    place %= len(content)
    assert read_document(name, content[:place] + junk + content[place + cut :]).facts


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("Kari Nes,Ola Lie:;()\n\t12/24 -–•SakTilstedeForfallNesteømåæ."), max_size=400))
def test_any_text_never_raises(text: str) -> None:
    assert read_document("a.txt", text.encode()).facts
