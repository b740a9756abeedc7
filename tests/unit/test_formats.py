"""What the programs people write in really save: one paper in six formats, Word's own ways, PDF as printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import rtf
from parsers.blocks import Document, Heading, Paragraph, Table
from parsers.documents import read_document_blocks
from parsers.numbering import Level, Numbering, printed, written
from tests.documents.builder import W, packed

MINUTES = Path(__file__).parent.parent / "cases" / "minutes"
FORMATS = ("docx", "odt", "doc", "rtf", "pdf", "html")


def words(document: Document) -> list[object]:
    assert document.reason is None
    return [block.rows if isinstance(block, Table) else block.text for block in document.blocks]


def case(name: str) -> Document:
    (path,) = (MINUTES / name).glob("input.*")
    return read_document_blocks(path.name, path.read_bytes())


def rich(body: str) -> list[object]:
    return words(rtf.read(f"{{\\rtf1\\ansi {body}}}".encode("latin-1")))


@pytest.mark.parametrize("ending", FORMATS[1:])
def test_one_paper_reads_the_same_in_six_formats(ending: str) -> None:
    first = words(case("six-formats-docx"))
    assert words(case(f"six-formats-{ending}")) == first
    assert sum(isinstance(one, tuple) for one in first) == 2 and len(first) == 11


@pytest.mark.parametrize("name", ["strict-docx", "locked-empty-pdf", "turned-pdf"])
def test_the_same_paper_otherwise_packed(name: str) -> None:
    assert words(case(name)) == words(case("six-formats-docx"))


def test_a_password_is_said_to_be_so() -> None:
    assert case("locked-pdf").reason == "PDF-en er beskyttet med passord"


def test_numbers_come_from_styles_and_restart_where_the_list_says_so() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="Sak %1/25:"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>"
    )
    style = (
        '<w:style w:type="paragraph" w:styleId="S{0}"><w:pPr><w:numPr><w:numId w:val="{0}"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="S{n}"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>' for n in (1, 1, 2, 2))
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {W}>{lists}</w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{style.format(1)}{style.format(2)}</w:styles>",
    }
    assert words(read_document_blocks("a.docx", packed(parts))) == [f"Sak {n}/25: a" for n in (1, 2, 7, 8)]


def test_counts_are_written_as_the_programs_print_them() -> None:
    assert [written(n, "lowerRoman") for n in (4, 9, 14, 40)] == ["iv", "ix", "xiv", "xl"]
    assert [written(n, "upperLetter") for n in (1, 26, 27)] == ["A", "Z", "AA"]
    deep = Numbering(lists={"a": {0: Level(pattern="%1."), 1: Level(pattern="%1.%2")}})
    assert [deep.label("a", level) for level in (0, 1, 1, 0, 1)] == ["1. ", "1.1 ", "1.2 ", "2. ", "2.1 "]
    assert [printed(label) for label in ("1.\t", "o\xa0 ", "\uf0b7", "a)", " ")] == ["1. ", "• ", "• ", "a) ", ""]


def test_rich_text_keeps_merged_and_nested_cells() -> None:
    row = r"\trowd\cellx1000\cellx2000\pard\intbl Dato\cell 3. mai\cell\row"
    wide = r"\trowd\cellx2000\pard\intbl Over begge\cell\row"
    assert rich(row + wide) == [(("Dato", "3. mai"), ("Over begge", ""))]
    inner = r"\pard\intbl\itap2 Kari\nestcell x\nestcell{\*\nesttableprops\trowd\cellx400\cellx900\nestrow}"
    assert rich(rf"\pard\intbl Navn\cell {inner}\pard\intbl\cell\trowd\cellx1000\cellx2000\row") == [
        (("Navn", "Kari\tx"),)
    ]


def test_rich_text_shows_what_a_reader_sees() -> None:
    assert rich(r"Bj\u248?rn {\deleted Ola }{\v skjult }K\'e5re{\field{\*\fldinst PAGE}{\fldrslt 2}}") == [
        "Bjørn Kåre2"
    ]
    assert rich(r"{\pntext\f0 2.\tab}Eventuelt\par{\listtext\'b7\tab}Punkt") == ["2. Eventuelt", "• Punkt"]


def test_a_cell_merged_downwards_moves_no_column() -> None:
    page = "<table><tr><td>Kari<td rowspan=2>Fjordvik<td>x<tr><td>Ola<td>y</table>"
    assert words(read_document_blocks("a.html", page.encode())) == [(("Kari", "Fjordvik", "x"), ("Ola", "", "y"))]


def test_bold_lines_are_headings_and_marks_of_the_list_are_written_out() -> None:
    page = '<p><b>Vedtak</b></p><p><b>Ja</b> og nei</p><ol type="a" start="3"><li><p>Kurs</p><li>Plan</ol>'
    assert read_document_blocks("a.html", page.encode()).blocks == (
        Heading(text="Vedtak", level=9),
        Paragraph(text="Ja og nei"),
        Paragraph(text="c. Kurs"),
        Paragraph(text="d. Plan"),
    )


def test_a_zip_with_one_document_is_that_document() -> None:
    whole = (MINUTES / "six-formats-html" / "input.html").read_text("utf-8")
    assert words(read_document_blocks("a.zip", packed({"referat.html": whole}))) == words(case("six-formats-docx"))
    assert "ett dokument" in (read_document_blocks("a.zip", packed({"a.txt": "x", "b.txt": "y"})).reason or "")


def test_a_web_archive_and_a_template_prompt() -> None:
    page = "<p>Referent: Klikk her for å skrive inn tekst.</p><p>Slutt</p>"
    saved = f"MIME-Version: 1.0\nContent-Type: text/html\n\n{page}".encode()
    assert words(read_document_blocks("a.mht", saved)) == ["Referent:", "Slutt"]
