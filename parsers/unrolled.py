"""Tables that lost their rules: read column by column, each head and then its cells, or with blanks between cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from parsers.blocks import Table
from parsers.labels import column_of
from parsers.lines import Item, Line
from parsers.phrasebook import load
from parsers.tables import header_of, is_name

__all__ = ["columns_again", "spaced_rows"]

_MOST_ROWS = 60
_LONGEST = 130
_UNTOLD = "?"
_GAP = re.compile(r"\s{2,}|\t+")
_NUMBER = re.compile(r"(?:(?:sak|ps|rs|fs)\s*)?\d{1,4}(?:[/-]\d{2,4})?(?:\s\d{2,4}/\d{1,5}(?:-\d+)?)?\s?[.)]?", re.I)
_PRESENCE = ("present", "absent", "unnotified")
_TOLD = (*_PRESENCE, "status")
_MARK = re.compile(load("minutes")["person"]["mark"] + r"$|" + load("minutes")["person"]["told"], re.I)
_NAMES = ("name", "owner", "presenter")
_OF_PEOPLE = frozenset({"name", "given", "family", "org", "email", "role", "deputy", "note", "status", *_PRESENCE})


def columns_again(items: Sequence[Item], place: int) -> tuple[int, list[Item]] | None:
    """«Navn», all names, «Kommune», all municipalities: as many cells under each head as under the first.

    A heading over the first head («Deltakere», «Navn») stays a line. Cells that were empty are lost on the way, so a
    column with fewer cells ends the table; where it held the ticks, nobody is told to have been there.
    """
    first = items[place]
    if not isinstance(first, Line) or column_of(first.text) is None:
        return None
    near = list(_texts(items[place : place + 4]))
    over = 1 if len(near) > 1 and column_of(near[0]) == column_of(near[1]) else 0
    if any(column_of(text) for text in near[over + 1 : over + 3]):
        return None  # a column has two cells or more
    texts = list(_texts(items[place : place + 8 * _MOST_ROWS]))
    columns = list(_columns(texts[over:]))
    if len(columns) < 2 or not _makes_sense(columns):
        return None
    rows = zip(*columns, strict=True)
    taken = over + sum(1 if column[1] == _UNTOLD else len(column) for column in columns)
    return taken, [*items[place : place + over], Table(rows=tuple(rows))]


def _texts(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if not isinstance(item, Line):
            return
        yield item.text


def _columns(texts: Sequence[str]) -> Iterator[list[str]]:
    """Each head with its cells; the first column's length is that of all, and none of people stands among matters."""
    second = next((n for n, text in enumerate(texts[1:], 1) if column_of(text)), 0)
    if second < 3 or second > _MOST_ROWS or column_of(texts[0]) is None:
        return
    for start in range(0, len(texts), second):
        column = list(texts[start : start + second])
        head = column_of(column[0])
        mixed = head != "role" and (head in _OF_PEOPLE) != (column_of(texts[0]) in _OF_PEOPLE)
        ticked = head in _TOLD and not mixed and len(column) > 1 and _MARK.match(column[1])
        if ticked and not (len(column) == second and _alike(column)):
            yield [column[0], *[_UNTOLD] * (second - 1)]
            return
        if len(column) < second or head is None or mixed or not _alike(column):
            return
        yield column


def _alike(column: Sequence[str]) -> bool:
    """Whether the cells may stand under their head: names under «Navn» and «Ansvar», figures under «Saksnr»."""
    head, cells = column_of(column[0]), column[1:]
    if head in _NAMES:
        return all(is_name(cell) or (head != "name" and len(cell) < 40) for cell in cells)
    if head in _TOLD:
        return all(_MARK.match(cell) for cell in cells)
    return all(_NUMBER.fullmatch(cell) for cell in cells) if head == "number" else all(len(c) < _LONGEST for c in cells)


def _makes_sense(columns: Sequence[Sequence[str]]) -> bool:
    heads = set(header_of(tuple(column[0] for column in columns)))
    return "name" in heads or {"number", "item"} <= heads or {"action", "owner"} <= heads


def spaced_rows(items: Sequence[Item], place: int) -> tuple[int, list[Item]] | None:
    """«Navn  Kommune  Møtt» and rows with wide gaps between their cells.

    Where a row has fewer cells than heads nobody knows which is empty: then two columns of presence can't be read.
    """
    head = _cells(items[place])
    columns = [column_of(cell) for cell in head]
    if len(head) < 2 or "name" not in columns or sum(c is not None for c in columns) < 2:
        return None
    name = columns.index("name")
    following = islice(items, place + 1, place + 1 + _MOST_ROWS)
    rows = list(takewhile(lambda r: name < len(r) <= len(head) and is_name(r[name]), map(_cells, following)))
    short = any(len(row) < len(head) for row in rows)
    if not rows or (short and sum(c in _PRESENCE for c in columns) > 1):
        return None
    return len(rows) + 1, [Table(rows=(tuple(head), *(tuple(r + [""] * (len(head) - len(r))) for r in rows)))]


def _cells(item: Item) -> list[str]:
    return [cell.strip() for cell in _GAP.split(item.text.strip())] if isinstance(item, Line) else []
