"""The automatic lists of a Word 97–2003 file ([MS-DOC] 2.9.131 LFO, 2.9.147 LSTF, 2.9.150 LVLF)."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from parsers.doc_text import LISTS, OVERRIDES, Binder, pair
from parsers.numbering import Level, Numbering

FORMS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"}
BULLET, NONE = 23, 255
MOST = 2_000
_LIST, _LEVEL, _OVERRIDE, _CHANGE = 28, 28, 16, 8


def doc_numbering(book: Binder) -> Numbering:
    """The lists by the number paragraphs name them with, counting together where they share a definition."""
    try:
        defined = _defined(book)
        return _overridden(book.part(OVERRIDES), defined)
    except (struct.error, IndexError):
        return Numbering()


def _defined(book: Binder) -> dict[int, dict[int, Level]]:
    """The list definitions by id; their levels stand behind the array of lists."""
    start, size = pair(book.main, LISTS)
    table = book.table[start:]
    if size < 2:
        return {}
    count = min(struct.unpack_from("<H", table)[0], MOST)
    place, found = 2 + _LIST * count, {}
    for n in range(count):
        head = 2 + _LIST * n
        levels: dict[int, Level] = {}
        for at in range(1 if table[head + 26] & 1 else 9):
            levels[at], place = _level(table, place)
        found[struct.unpack_from("<i", table, head)[0]] = levels
    return found


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """A level and where the next begins."""
    start, form, flags = struct.unpack_from("<iBB", table, place)
    looks, settings = table[place + 24], table[place + 25]
    place += _LEVEL + looks + settings
    count = struct.unpack_from("<H", table, place)[0]
    text = table[place + 2 : place + 2 + 2 * count].decode("utf-16-le", "replace")
    pattern = "".join(f"%{ord(sign) + 1}" if sign < "\x09" else sign for sign in text)
    shown = "bullet" if form == BULLET else "none" if form == NONE else FORMS.get(form, "decimal")
    level = Level(form=shown, pattern=pattern, start=max(start, 0), legal=bool(flags & 4))
    return level, place + 2 + 2 * count


def _overridden(plf: bytes, defined: Mapping[int, dict[int, Level]]) -> Numbering:
    if len(plf) < 4:
        return Numbering()
    count = min(struct.unpack_from("<I", plf)[0], MOST)
    place = 4 + _OVERRIDE * count
    lists: dict[str, Mapping[int, Level]] = {}
    found = Numbering(lists=lists, counters={})
    counters: dict[str, str] = {}
    for n in range(count):
        head = 4 + _OVERRIDE * n
        definition, key = struct.unpack_from("<i", plf, head)[0], str(n + 1)
        lists[key], counters[key] = dict(defined.get(definition, {})), str(definition)
        changes = plf[head + 12]
        place += 4
        starts: dict[int, int] = {}
        for _ in range(changes):
            start, flags = struct.unpack_from("<ii", plf, place)
            place += _CHANGE
            if flags & 0x20:
                level, place = _level(plf, place)
                lists[key] = {**lists[key], flags & 0xF: level}
            elif flags & 0x10:
                starts[flags & 0xF] = start
        if starts:
            found.restarts[key] = starts
    found.counters = counters
    return found
