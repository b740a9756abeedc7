"""Small writers of docx, odt, pdf, html and text from the same blocks, the same bytes every time.

A block is a heading ("h", text), a paragraph ("p", text), a table ("t", rows), a bulleted list ("l", lines) or an
automatically numbered list ("n", lines).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from fpdf import FPDF

Block = tuple[str, Any]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def packed(parts: dict[str, str]) -> bytes:
    """The parts as a zip whose dates never change."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def docx(blocks: Sequence[Block]) -> bytes:
    """A Word document; automatic numbers are left to Word, as people leave them."""
    body = "".join(_docx_block(kind, value) for kind, value in blocks)
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{level.format(*how)}</w:abstractNum>'
        for n, how in enumerate((("decimal", "%1."), ("bullet", "•")))
    )
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(2))
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": f"<w:numbering {W}>{numbering}{nums}</w:numbering>",
        }
    )


def _docx_block(kind: str, value: Any) -> str:
    if kind == "t":
        rows = ("".join(f"<w:tc>{_docx_lines(cell)}</w:tc>" for cell in row) for row in value)
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    if kind in ("n", "l"):
        number = 1 if kind == "n" else 2
        style = f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        return "".join(_docx_paragraph(line, style) for line in value)
    return _docx_paragraph(value, '<w:pPr><w:pStyle w:val="Overskrift1"/></w:pPr>' if kind == "h" else "")


def _docx_lines(cell: str) -> str:
    return "".join(_docx_paragraph(line, "") for line in cell.split("\n"))


def _docx_paragraph(text: str, style: str) -> str:
    tabbed = '</w:t><w:tab/><w:t xml:space="preserve">'.join(escape(part) for part in text.split("\t"))
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{tabbed}</w:t></w:r></w:p>'


def odt(blocks: Sequence[Block]) -> bytes:
    """An OpenDocument text."""
    style = '<text:list-style style:name="N"><text:list-level-style-number/></text:list-style>'
    styles = f"<office:automatic-styles>{style}</office:automatic-styles>"
    body = "".join(_odt_block(kind, value) for kind, value in blocks)
    content = f"<office:document-content {ODF}>{styles}{_body(body)}</office:document-content>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _body(text: str) -> str:
    return f"<office:body><office:text>{text}</office:text></office:body>"


def _odt_block(kind: str, value: Any) -> str:
    if kind == "t":
        rows = ("".join(f"<table:table-cell>{_odt_lines(cell)}</table:table-cell>" for cell in row) for row in value)
        return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"
    if kind in ("n", "l"):
        style = ' text:style-name="N"' if kind == "n" else ""
        return (
            f"<text:list{style}>"
            + "".join(f"<text:list-item>{_odt_lines(v)}</text:list-item>" for v in value)
            + "</text:list>"
        )
    tag = "text:h" if kind == "h" else "text:p"
    return f"<{tag}>{escape(value).replace(chr(9), '<text:tab/>')}</{tag}>"


def _odt_lines(cell: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))


def html(blocks: Sequence[Block]) -> str:
    """HTML as Outlook writes it: every line a MsoNormal paragraph."""
    return "<html><body>" + "".join(_html_block(kind, value) for kind, value in blocks) + "</body></html>"


def _html_block(kind: str, value: Any) -> str:
    if kind == "t":
        rows = ("".join(f"<td valign=top>{_html_lines(cell)}</td>" for cell in row) for row in value)
        return '<table class="MsoTableGrid" border=1>' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    if kind in ("n", "l"):
        tag = "ol" if kind == "n" else "ul"
        return f"<{tag}>" + "".join(f"<li>{escape(v)}</li>" for v in value) + f"</{tag}>"
    return f"<h1>{escape(value)}</h1>" if kind == "h" else _html_lines(value)


def _html_lines(text: str) -> str:
    return "".join(f'<p class="MsoNormal"><span>{escape(line) or "&nbsp;"}</span></p>' for line in text.split("\n"))


def text(blocks: Sequence[Block]) -> str:
    """Plain text: tables with tabs, lists with numbers or hyphens."""
    out: list[str] = []
    for kind, value in blocks:
        if kind == "t":
            out += ["\t".join(cell.replace("\n", ", ") for cell in row) for row in value]
        elif kind in ("n", "l"):
            out += [f"{n}. {line}" if kind == "n" else f"- {line}" for n, line in enumerate(value, 1)]
        else:
            out.append(value)
        out.append("")
    return "\n".join(out)


def flattened(blocks: Sequence[Block]) -> str:
    """What is left when a page goes through a poor converter: every cell and line after another on one line."""
    return " ".join(text(blocks).replace("\t", " ").split())


def pdf(blocks: Sequence[Block], *, lined: bool = True, columns: bool = False) -> bytes:
    """A PDF; `lined` draws the tables' rules, `columns` sets tables without rules at fixed places."""
    page = FPDF()
    page.set_creation_date(datetime(2020, 1, 1, tzinfo=UTC))
    page.add_page()
    for kind, value in blocks:
        page.set_font("Helvetica", "B" if kind == "h" else "", 14 if kind == "h" else 10.5)
        if kind == "t":
            _pdf_table(page, value, lined and not columns)
        elif kind in ("n", "l"):
            for n, line in enumerate(value, 1):
                page.multi_cell(
                    0, 6, _latin(f"{n}. {line}" if kind == "n" else f"- {line}"), new_x="LMARGIN", new_y="NEXT"
                )
        else:
            page.multi_cell(0, 6, _latin(value), new_x="LMARGIN", new_y="NEXT")
        page.ln(2)
    return bytes(page.output())


def _pdf_table(page: FPDF, rows: Sequence[Sequence[str]], lined: bool) -> None:
    if lined:
        with page.table(first_row_as_headings=False) as table:
            for row in rows:
                line = table.row()
                for cell in row:
                    line.cell(_latin(cell))
        return
    width = page.epw / max(len(row) for row in rows)
    for row in rows:
        for cell in row:
            page.cell(width, 6, _latin(cell))
        page.ln(6)


def _latin(text: str) -> str:
    return text.replace("–", "-").replace("☒", "x").replace("•", "-")


def picture_pdf() -> bytes:
    """A scanned page: a PDF with lines drawn and no text."""
    page = FPDF()
    page.set_creation_date(datetime(2020, 1, 1, tzinfo=UTC))
    page.add_page()
    for height in range(20, 200, 8):
        page.line(20, height, 180, height + 1)
    return bytes(page.output())
