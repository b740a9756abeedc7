"""Documents that invented secretaries write: minutes as docx (zipped XML, nothing else), as PDF, as a nynorsk mail."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word document of plain paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr(
            "word/document.xml", f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


def minutes_docx(
    *, date: str, present: Sequence[str], absent: Sequence[str], agenda: Sequence[str], secretary: str, chair: str
) -> bytes:
    """Minutes as a secretary writes them in Word."""
    lines = [
        "Referat fra møte i Nettverksgruppe Nord",
        f"Dato: {date}",
        "Sted: Nordvik sykehjem",
        f"Møteleder: {chair}",
        f"Referent: {secretary}",
        f"Til stede: {', '.join(present)}",
        *([f"Forfall: {', '.join(absent)}"] if absent else []),
        *[f"Sak {n}: {title}" for n, title in enumerate(agenda, 1)],
    ]
    return docx(lines)


def pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """A PDF as a word processor makes it: a heading and paragraphs; characters of Latin-1 only."""
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.set_creation_date(dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    page.set_margins(25, 25)
    page.add_page()
    page.set_font("helvetica", "B", 16)
    page.multi_cell(0, 10, title, new_x="LMARGIN", new_y="NEXT")
    page.set_font("helvetica", size=11)
    for text in paragraphs:
        page.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
        page.ln(2)
    return bytes(page.output())


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A row of the participant table: KOMMUNE, NAMN, E-post."""

    kommune: str
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class NynorskMinutes:
    """Minutes as a KS secretary mails them: participants in a table, «Møteleiar», «Referent», items with an owner."""

    opening: str
    date: str
    participants: Sequence[Participant]
    chair: str
    secretary: str
    purpose: str
    items: Sequence[tuple[str, str]]
    proposals: Sequence[str]
    signed: str

    def text(self) -> str:
        """The plain part, cells parted by tabs."""
        people = [f"{p.kommune}\t{p.name}\t{p.email}" for p in self.participants]
        items = [f"{n}. {what}\t{owner}" for n, (what, owner) in enumerate(self.items, 1)]
        lines = (
            self.opening, "", f"Dato og tid: {self.date}", "", "KOMMUNE\tNAMN\tE-post", *people, "",
            f"Møteleiar: {self.chair}", "", f"Referent: {self.secretary}", "", self.purpose, "",
            "Innhald/ tema som vart diskutert\tAnsvar", *items, "",
            "Forslag til møtedatoar:", *(f"- {line}" for line in self.proposals), "", self.signed, "",
        )  # fmt: skip
        return "\n".join(lines)

    def html(self) -> str:
        """The same with real tables."""
        people = "".join(
            f"<tr><td>{escape(p.kommune)}</td><td>{escape(p.name)}</td>"
            f'<td><a href="mailto:{p.email}">{p.email}</a></td></tr>'
            for p in self.participants
        )
        items = "".join(
            f"<tr><td>{n}. <b>{escape(what)}</b></td><td>{escape(owner)}</td></tr>"
            for n, (what, owner) in enumerate(self.items, 1)
        )
        proposals = "".join(f"<li>{escape(line)}</li>" for line in self.proposals)
        return (
            f"<html><body><p>{escape(self.opening)}</p><p>Dato og tid: {escape(self.date)}</p>"
            f'<table border="1"><tr><td>KOMMUNE</td><td>NAMN</td><td>E- post</td></tr>{people}</table>'
            f"<p><b>Møteleiar: {escape(self.chair)}</b></p><p><b>Referent: {escape(self.secretary)}</b></p>"
            f"<p>{escape(self.purpose)}</p>"
            f'<table border="1"><tr><td>Innhald/ tema som vart diskutert</td><td>Ansvar</td></tr>{items}</table>'
            f"<p><b><u>Forslag til møtedatoar:</u></b></p><ul>{proposals}</ul>"
            f"<p>{escape(self.signed)}</p></body></html>"
        )
