"""The text of a Word 97–2003 file: its streams and its piece table ([MS-DOC] 2.4.1, 2.5, 2.8.35)."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parsers.blocks import Unopened

MAGIC, WORD_97 = 0xA5EC, 0xC1
LOCKED, SECOND_TABLE = 0x0100, 0x0200
PLAIN = 0x40000000
LONGEST, LONGEST_EDGE, MOST_EDGES = 300_000, 20_000, 60
CCP, POINTERS = 0x4C, 0x9A
HEADERS, CHAR_RUNS, PARAGRAPHS, CLX = 11, 12, 13, 33
STYLES, LISTS, OVERRIDES = 1, 73, 74

Span = tuple[int, int]
Piece = tuple[int, int, int, bool]


@dataclass(frozen=True, kw_only=True)
class Binder:
    """The file's two streams, the pieces (first letter, last, first byte, one byte a letter), and where each story is.

    A span counts letters from the start of the text.
    """

    main: bytes
    table: bytes
    pieced: tuple[Piece, ...] = ()
    locked: bool = False
    body: Span = (0, 0)
    boxes: Span = (0, 0)
    headers: tuple[Span, ...] = ()
    footers: tuple[Span, ...] = ()

    def part(self, number: int) -> bytes:
        """What the file's pointer of this number points to in the table stream."""
        start, size = pair(self.main, number)
        return self.table[start : start + size]

    def pieces(self, span: Span) -> Iterator[tuple[str, int, int]]:
        """The span's text, piece by piece, with its first byte in the file and the bytes a letter."""
        for first, last, place, plain in self.pieced:
            start, end = max(first, span[0]), min(last, span[1])
            if start >= end:
                continue
            step = 1 if plain else 2
            at = place + (start - first) * step
            raw = self.main[at : at + (end - start) * step]
            yield raw.decode("cp1252" if plain else "utf-16-le", "replace"), at, step


def binder(ole: Any) -> Binder:
    """The binder of an opened compound file. Raises Unopened where it holds no Word 97 document."""
    if not ole.exists("WordDocument"):
        raise Unopened("filen er ikke et Word-dokument")
    main = ole.openstream("WordDocument").read()
    magic, kind = struct.unpack_from("<HH", main, 0)
    flags = struct.unpack_from("<H", main, 10)[0]
    if flags & LOCKED:
        return Binder(main=b"", table=b"", locked=True)
    if magic != MAGIC or kind < WORD_97:
        raise ValueError("an older Word")
    table = ole.openstream("1Table" if flags & SECOND_TABLE else "0Table").read()
    text, notes, edges, _, remarks, ends, boxes = struct.unpack_from("<7i", main, CCP)
    after = text + notes + edges + remarks + ends
    start, size = pair(main, HEADERS)
    before = text + notes
    stories = [(n, (before + a, before + b)) for n, (a, b) in _stories(table[start : start + size])]
    start, size = pair(main, CLX)
    return Binder(
        main=main,
        table=table,
        pieced=tuple(_pieced(table[start : start + size])),
        body=(0, min(text, LONGEST)),
        boxes=(after, after + min(boxes, LONGEST_EDGE)),
        headers=tuple(span for n, span in stories if n in (0, 1, 4)),
        footers=tuple(span for n, span in stories if n in (2, 3, 5)),
    )


def pair(main: bytes, number: int) -> tuple[int, int]:
    """The place and size that a pointer of the file's head gives."""
    start, size = struct.unpack_from("<II", main, POINTERS + 8 * number)
    return start, size


def _stories(plc: bytes) -> list[tuple[int, Span]]:
    """Page headers and footers: which of a section's six each is, and where in the header text it stands (2.8.21)."""
    starts = struct.unpack(f"<{len(plc) // 4}I", plc[: len(plc) // 4 * 4])[:MOST_EDGES]
    spans = list(itertools.pairwise(starts))[6:]
    return [(n % 6, span) for n, span in enumerate(spans) if 0 < span[1] - span[0] < LONGEST_EDGE]


def _pieced(clx: bytes) -> Iterator[Piece]:
    place = 0
    while place + 3 <= len(clx) and clx[place] == 1:
        place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
    if clx[place] != 2:
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", clx, place + 1)[0]
    plc = clx[place + 5 : place + 5 + size]
    count = (len(plc) - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", plc)
    if any(after < before for before, after in itertools.pairwise(starts)):
        raise ValueError("pieces that overlap")
    for n in range(count):
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)[0]
        plain = bool(where & PLAIN)
        yield starts[n], starts[n + 1], (where & ~PLAIN) // 2 if plain else where, plain
