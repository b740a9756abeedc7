"""What a document is once its format is forgotten: headings, paragraphs and tables, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize


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
    """The text as a reader sees it: no soft hyphens, zero-width marks or control signs, no-break signs made plain.

    Letters put together from two signs (a and a ring) are made one, ligatures are two letters again, and the symbol
    fonts' private signs are the ticks, boxes and bullets they show.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return normalize("NFC", text.translate(ODD) if _ODD.search(text) else text).strip()


ODD: dict[int, str | None] = (
    dict.fromkeys((*range(9), 0xC, *range(0xE, 0x20), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
    | {0xB: "\n", 0xD: "\n", 0x2028: "\n", 0x85: "\n", 0x2010: "-", 0x2011: "-"}
    | dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000), " ")
    | {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
    | dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0B2), "•")
    | dict.fromkeys((0xF0FC, 0xF050, 0xF052), "✓")
    | dict.fromkeys((0xF0FE, 0xF0FD, 0xF078, 0xF053, 0xF054), "☒")
    | dict.fromkeys((0xF0A8, 0xF06F, 0xF071, 0xF0A3), "☐")
    | {0xF02D: "-", 0xF0E0: "→"}
)
_ODD = re.compile(f"[{re.escape(''.join(map(chr, ODD)))}]")
