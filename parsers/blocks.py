"""What a document is once its format is forgotten: headings, paragraphs and tables, in reading order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; a line break inside the paragraph is a newline, a tab stop a tab."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A line set as a heading; level 1 is the title, level 9 a paragraph that is only set in bold."""

    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cell texts. Rows may differ in length; a merged cell's text stands in its first place."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Heading | Table


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document's blocks, or a plain Norwegian reason why it could not be read."""

    blocks: tuple[Block, ...] = ()
    reason: str | None = None


class Unopened(Exception):
    """The document can't be read; the message is the plain Norwegian reason. Never leaves `documents.py`."""


def tidy(text: str) -> str:
    """The text without soft hyphens, zero-width marks and NUL, with no-break spaces made plain."""
    return text.translate(ODD).strip()


ODD = {0x00: None, 0xAD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None} | dict.fromkeys(
    (0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F), " "
)
