"""How a Word 97–2003 file is set: bold, hidden, in a table, a heading, in a list ([MS-DOC] 2.6, 2.9)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from parsers.blocks import tidy
from parsers.doc_text import CHAR_RUNS, PARAGRAPHS, STYLES, Binder

PAGE = 512
MOST_PAGES = 1_000
OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
BOLD, DELETED, HIDDEN, SYMBOL, CHAR_STYLE = 0x0835, 0x0800, 0x083C, 0x6A09, 0x4A30
IN_TABLE, ROW_END, DEPTH, CELL_END, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
LIST_LEVEL, LIST, OUTLINE, TABLE_EDGES = 0x260A, 0x460B, 0x2640, 0xD608
TITLE, FIRST_CONTENTS, LAST_CONTENTS = 62, 19, 27
_DEEPEST = 12


@dataclass(frozen=True, kw_only=True)
class Look:
    """How letters are set; `bold` is None where the style decides, and `symbol`, if any, is shown instead."""

    bold: bool | None = None
    hidden: bool = False
    symbol: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a paragraph is set: its depth in tables, what its mark ends, heading level, list (0: none) and level there.

    `edges` are the places of the row's cells, in twentieths of a point.
    """

    depth: int = 0
    row_end: bool = False
    cell_end: bool = False
    edges: tuple[int, ...] = ()
    level: int = 0
    contents: bool = False
    bold: bool = False
    list: int = 0
    list_level: int = 0


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where in the file each look and each setting begins, sorted."""

    look_starts: list[int] = field(default_factory=list)
    looks: list[bytes] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    styles: tuple[Setting, ...] = ()
    known: dict[bytes, Setting] = field(default_factory=dict)
    seen: dict[bytes, Look] = field(default_factory=dict)

    def at(self, place: int) -> Setting:
        """The setting of the paragraph whose mark stands at this byte."""
        raw = self.raw[bisect_right(self.starts, place) - 1] if self.starts and place >= self.starts[0] else b""
        if raw not in self.known:
            self.known[raw] = _setting(raw, self.styles)
        return self.known[raw]

    def runs(self, text: str, place: int, step: int) -> Iterator[tuple[str, int, Look]]:
        """The text cut where the look changes, each with its first byte."""
        end, at = place + len(text) * step, place
        number = bisect_right(self.look_starts, place) - 1
        while at < end:
            following = self.look_starts[number + 1] if number + 1 < len(self.look_starts) else end
            cut = min(max(following, at + step), end)
            yield text[(at - place) // step : (cut - place) // step], at, self._look(number)
            at, number = at + max((cut - at) // step, 1) * step, number + 1

    def _look(self, number: int) -> Look:
        raw = self.looks[number] if 0 <= number < len(self.looks) else b""
        if raw not in self.seen:
            self.seen[raw] = _look(raw)
        return self.seen[raw]


def settings(book: Binder) -> Settings:
    """All looks and settings of the file."""
    looks = sorted(_entries(book, CHAR_RUNS, 1))
    paragraphs = sorted(_entries(book, PARAGRAPHS, 13))
    return Settings(
        look_starts=[start for start, _ in looks],
        looks=[raw for _, raw in looks],
        starts=[start for start, _ in paragraphs],
        raw=[raw for _, raw in paragraphs],
        styles=_styles(book.part(STYLES)),
    )


def _entries(book: Binder, pointer: int, width: int) -> Iterator[tuple[int, bytes]]:
    """Each run's first byte and its properties, from the formatted pages (2.9.33 ChpxFkp, 2.9.174 PapxFkp)."""
    plc = book.part(pointer)
    count = (len(plc) - 4) // 8
    for number in struct.unpack_from(f"<{max(count, 0)}I", plc, 4 * (count + 1))[:MOST_PAGES] if count > 0 else ():
        start = (number & 0x3FFFFF) * PAGE
        page = book.main[start : start + PAGE]
        if len(page) == PAGE:
            yield from _page(page, width)


def _page(page: bytes, width: int) -> Iterator[tuple[int, bytes]]:
    count = page[-1]
    if 4 * (count + 1) + width * count > PAGE:
        return
    starts = struct.unpack_from(f"<{count + 1}I", page)
    for n in range(count):
        offset = 2 * page[4 * (count + 1) + width * n]
        yield starts[n], _properties(page, offset, width > 1) if offset else b""


def _properties(page: bytes, offset: int, paragraph: bool) -> bytes:
    size = page[offset]
    if not paragraph:
        return page[offset + 1 : offset + 1 + size]
    if size:
        return page[offset + 1 : offset + 2 * size]
    return page[offset + 2 : offset + 2 + 2 * page[offset + 1]]


def changes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The single property changes in a list of them: code and operand (2.6.1 Sprm)."""
    place = 0
    while place + 2 < len(raw):
        code = raw[place] | raw[place + 1] << 8
        place += 2
        size = OPERANDS.get(code >> 13)
        if size is None:
            size = raw[place] + 1 if code != TABLE_EDGES else int.from_bytes(raw[place : place + 2], "little") + 1
        yield code, raw[place : place + size]
        place += size


def _look(raw: bytes) -> Look:
    found = Look()
    for code, operand in changes(raw):
        on = bool(operand and operand[0] in (1, 0x81))
        if code == BOLD:
            found = replace(found, bold=on)
        elif code in (DELETED, HIDDEN) and on:
            found = replace(found, hidden=True)
        elif code == SYMBOL and len(operand) == 4:
            shown = tidy(chr(0xF000 | operand[2]))
            found = replace(found, symbol=shown if shown < "\ue000" else " ")
    return found


def _setting(raw: bytes, styles: tuple[Setting, ...]) -> Setting:
    style = int.from_bytes(raw[:2], "little")
    return _changed(styles[style] if style < len(styles) else Setting(), raw[2:])


_FLAGS: dict[int, Callable[[Setting, bool], Setting]] = {
    ROW_END: lambda found, on: replace(found, row_end=on),
    INNER_ROW_END: lambda found, on: replace(found, row_end=on),
    CELL_END: lambda found, on: replace(found, cell_end=on),
    BOLD: lambda found, on: replace(found, bold=on),
}


def _changed(found: Setting, raw: bytes) -> Setting:
    for code, operand in changes(raw):
        value = int.from_bytes(operand[:4], "little")
        if code in _FLAGS:
            found = _FLAGS[code](found, bool(value))
        elif code == IN_TABLE:
            found = replace(found, depth=max(found.depth, 1) if value else 0)
        elif code == DEPTH:
            found = replace(found, depth=min(value, 50))
        elif code == LIST:
            found = replace(found, list=value if value < 0x7FF else 0)
        elif code == LIST_LEVEL:
            found = replace(found, list_level=min(value, 8))
        elif code == OUTLINE and value < 9 and not found.level:
            found = replace(found, level=value + 1)
        elif code == TABLE_EDGES:
            found = replace(found, edges=_edges(operand))
    return found


def _edges(operand: bytes) -> tuple[int, ...]:
    """Where the row's cells begin and end (2.9.309 TDefTableOperand)."""
    count = operand[2] if len(operand) > 2 else 0
    return struct.unpack_from(f"<{count + 1}h", operand, 3) if len(operand) >= 3 + 2 * (count + 1) else ()


def _styles(sheet: bytes) -> tuple[Setting, ...]:
    """The paragraph styles in order (2.9.271 STSH), each with what it inherits."""
    if len(sheet) < 8:
        return ()
    head, count, base = struct.unpack_from("<HHH", sheet)
    place, raw = 2 + head, []
    for _ in range(min(count, 4_000)):
        size = int.from_bytes(sheet[place : place + 2], "little")
        raw.append(sheet[place + 2 : place + 2 + size])
        place += 2 + size + size % 2
    known: dict[int, Setting] = {}
    return tuple(_style(n, raw, base, known, 0) for n in range(len(raw)))


def _style(number: int, raw: list[bytes], base: int, known: dict[int, Setting], depth: int) -> Setting:
    if number not in known:
        known[number] = Setting()
        if number < len(raw) and len(raw[number]) > base >= 6 and depth < _DEEPEST:
            known[number] = _worked_out(raw[number], raw, base, known, depth)
    return known[number]


def _worked_out(std: bytes, raw: list[bytes], base: int, known: dict[int, Setting], depth: int) -> Setting:
    first, second = struct.unpack_from("<HH", std)
    sort, parent = first & 0xFFF, second >> 4
    found = _style(parent, raw, base, known, depth + 1) if parent != 0xFFF and parent < len(raw) else Setting()
    if second & 0xF != 1:
        return found
    place = base + 2 + 2 * int.from_bytes(std[base : base + 2], "little") + 2
    for skip in (2, 0):
        place += place % 2
        size = int.from_bytes(std[place : place + 2], "little")
        found = _changed(found, std[place + 2 + skip : place + 2 + size])
        place += 2 + size
    level = sort if 1 <= sort <= 9 else 1 if sort == TITLE else 0
    return replace(
        found, level=level or found.level, contents=found.contents or FIRST_CONTENTS <= sort <= LAST_CONTENTS
    )
