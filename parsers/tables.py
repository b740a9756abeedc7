"""What a table holds: people, matters and tasks, or labels and their values; and which column means what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.blocks import Table
from parsers.labels import ATTENDANCE, PRESENCE, column_of, field_of
from parsers.lines import Item, Line, broken, line
from parsers.names import NAME, name_at_start

__all__ = ["columns_of", "header_of", "items_of", "kind_of", "work_columns"]

_Row = tuple[str, ...]
_NAMES = frozenset({"name", "given", "family"})
_OF_PEOPLE = frozenset({*_NAMES, "email", "status", "present", "absent"})
_MARKS = frozenset({"present", "absent", "unnotified", "status"})
_WORK = frozenset({"item", "action", "owner", "decision", "due", "number", "presenter", "content", "when"})
SIDE_BY_SIDE = "side by side"
_PARTICULARS = frozenset({"date", "time", "place", "when_where", "chair", "secretary", "title", "end"})
_NUMBER = re.compile(r"(?:(?:sak|ps|rs|fs|pkt|punkt)\.?\s*)?\d{1,4}(?:[/-]\d{2,4})?\s?[.)]?", re.I)
# No table of a paper has as many columns; one torn line must not widen thousands of rows.
_WIDEST = 100
_MATTER = re.compile(r"(?:sak|ps|rs|fs|punkt|pkt)\.?\s*\d|\d{1,4}/\d{2,4}\b", re.I)


def header_of(row: _Row) -> dict[str, int]:
    """The row's known columns and their places, the first of each meaning."""
    found: dict[str, int] = {}
    for place, column in columns_of(row):
        found.setdefault(column, place)
    if "number" in found and "role" in found and not _OF_PEOPLE & set(found):  # «Saksnr | Tittel» is no person's title
        found.setdefault("item", found.pop("role"))
    return found


def columns_of(row: _Row) -> Iterator[tuple[int, str]]:
    """Every known column with its place; «Fysisk» and «Teams» are two columns of presence."""
    for place, cell in enumerate(row):
        if cell and (column := column_of(cell)):
            yield place, column


def work_columns(rows: Sequence[_Row]) -> dict[str, int]:
    """The columns of a table of matters or tasks; a «Sak» column of numbers alone makes the next one the title."""
    columns = header_of(rows[0])
    place = columns.get("item", 99)
    numbers = [row[place] for row in rows[1:] if place + 1 < len(row) and row[place]]
    if numbers and all(_NUMBER.fullmatch(number.strip()) for number in numbers):
        columns = columns | {"number": place, "item": place + 1}
        if columns.get("action") == place + 1:
            del columns["item"]
    return columns


def kind_of(rows: Sequence[_Row]) -> str | None:
    """«people», «work», «programme» or None: by the header row, else by what most rows hold."""
    return _kind(tuple(rows))


@lru_cache(256)
def _kind(rows: tuple[_Row, ...]) -> str | None:
    columns = header_of(rows[0])
    known = set(columns)
    filled = sum(bool(c) for c in rows[0])
    if (known & _NAMES and len(known) > 1) or ("org" in known and known & {"email", "present"} and "item" not in known):
        return "people"
    if len(known & _WORK) > 1 or (known & {"item", "action"} and len(known) > 1):
        return "work"
    if len(rows) > 1 and filled > 1 and known & _NAMES and len(known) == filled:
        return "people"
    named = sum(any(is_name(cell) for cell in row) for row in rows)
    if len(rows) > 1 and (named >= 0.7 * len(rows) or (known & _MARKS and named == len(rows) - 1)):
        return "programme" if _timed(rows) else "people"
    return "programme" if _timed(rows) else None


_CLOCK = re.compile(r"(?:kl\.?\s*)?\d{1,2}[.:]?\d{2}(?:\s*[-–]\s*(?:kl\.?\s*)?\d{1,2}[.:]?\d{2})?", re.I)


def _timed(rows: Sequence[_Row]) -> bool:
    """Whether most rows begin with a clock time: a programme."""
    timed = sum(_CLOCK.fullmatch(row[0].strip(" .:")) is not None for row in rows if row)
    return len(rows) > 1 and timed >= max(2, 0.6 * len(rows))


def is_name(cell: str) -> bool:
    """Whether a cell holds one full name and nothing else."""
    if len(cell) > 60 or NAME.match(cell) is None:
        return False
    got = name_at_start(cell)
    return got is not None and " " in got[0] and not got[1].strip(" .,()")


def items_of(table: Table) -> Iterator[Item]:
    """The table as lines where it only lays out labels and text, and as tables where it lists people or work."""
    rows = [row for row in _trimmed(table.rows) if any(row)]
    for part in _parts(rows):
        yield from _part(part)


def _trimmed(rows: tuple[_Row, ...]) -> list[_Row]:
    width = min(_WIDEST, max((len(row) for row in rows), default=0))
    return [tuple(cell.strip() for cell in row[:width]) + ("",) * (width - len(row)) for row in rows]


def _parts(rows: list[_Row]) -> Iterator[list[_Row]]:
    """The table cut before each row that heads a new one, and around rows that are a label or a matter alone."""
    held: list[_Row] = []
    for row in rows:
        ended = len(held) == 2 and _heads_values(held[0])
        if (
            held
            and (ended or _begins(row, held) or _stands_alone(held[-1]))
            and not (len(held) == 1 and len(rows) == 2)
        ):
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _begins(row: _Row, held: list[_Row]) -> bool:
    """Whether a row begins a new part: it stands alone, heads columns, or ends two lists of people side by side."""
    if _stands_alone(row) or _heads(row) or _heads_people(row) or _heads_values(row):
        return True
    return _heads_people(held[0]) and bool(row[0]) and (_own_value(row[0]) or (not any(row[1:]) and _alone(row[0])))


def _stands_alone(row: _Row) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) == 1 and len(row) > 2 and _alone(filled[0])


def _alone(cell: str) -> bool:
    """Whether a cell is a label or a matter and no text."""
    got = field_of(cell.split("\n")[0])
    return (got is not None and got[0] != "body") or _MATTER.match(cell) is not None


def _heads_values(row: _Row) -> bool:
    """«Møtedato | Tidspunkt | Møtested»: labels alone, with their values in the row below."""
    filled = [cell for cell in row if cell]
    return len(filled) > 2 and all((got := field_of(cell)) is not None and got[0] in _PARTICULARS for cell in filled)


def _heads_people(row: _Row) -> bool:
    """«Til stede | Forfall»: two lists of people side by side."""
    filled = [cell for cell in row if cell]
    return len(filled) > 1 and all((got := field_of(cell)) is not None and got[0] in PRESENCE for cell in filled)


def _heads(row: _Row) -> bool:
    """Whether a row inside a table is the head of a new one: known columns alone, two of them of work or people."""
    filled = [cell for cell in row if cell]
    columns = [column for _, column in columns_of(row)]
    if len(filled) < 2 or len(columns) < max(2, 0.6 * len(filled)) or any(len(c) > 40 for c in filled):
        return False
    return (len(set(columns) & _WORK) > 1 and bool(set(columns) & {"item", "action", "owner"})) or (
        bool(set(columns) & _NAMES) and len(columns) > 1
    )


def _part(rows: list[_Row]) -> Iterator[Item]:
    if all(sum(bool(c) for c in row) <= 1 for row in rows):
        yield from (one for row in rows for cell in row if cell for one in _lines_of(cell))
    elif _heads_people(rows[0]) and any(name_at_start(cell) for row in rows[1:] for cell in row[1:]):
        yield from _by_column(rows)
    elif kind_of(rows) == "people" and _marked_names(rows):
        yield Table(rows=tuple(rows))
    elif _heads_columns(rows):
        yield from _by_column(rows)
    elif _heads(rows[0]) and kind_of(rows) == "work" and len(rows) > 1:
        yield Table(rows=tuple(rows))
    elif _labelled(rows):
        yield from _by_row(rows)
    elif kind_of(rows) is not None:
        yield Table(rows=tuple(rows))
    else:
        yield from (one for row in rows for one in _row_lines(row))


def _marked_names(rows: list[_Row]) -> bool:
    """A list of people with columns for presence, not three columns that are headings over names."""
    columns = header_of(rows[0])
    return "name" in columns or "org" in columns or not set(columns) & _MARKS


def _lines_of(cell: str) -> list[Line]:
    return [line(piece) for text in cell.split("\n") for piece in broken(text)]


def _row_lines(row: _Row) -> list[Line]:
    filled = [cell for cell in row if cell]
    labelled = field_of(filled[0])
    if len(filled) > 1 and (_NUMBER.fullmatch(filled[0]) or labelled):
        joint = ": " if labelled else " "
        head = _lines_of(filled[0].strip(": ") + joint + filled[1].strip())
        return head + [one for c in filled[2:] for one in _lines_of(c)]
    if len(filled) > 1 and all(len(cell) < 60 and "\n" not in cell and ":" not in cell for cell in filled):
        return [line("\t".join(filled))]
    return [one for cell in filled for one in _lines_of(cell)]


def _labelled(rows: list[_Row]) -> bool:
    """Whether most rows begin with a label and go on with its value."""
    firsts = [row[0] for row in rows if row[0]]
    known = sum(field_of(first) is not None for first in firsts)
    return len(firsts) > 0 and known >= max(1, 0.5 * len(rows)) and not (known == 1 and len(rows) > 2)


def _by_row(rows: list[_Row]) -> Iterator[Line]:
    held = False
    for row in rows:
        if not row[0] and held:
            yield from (line(text) for cell in row if cell for text in cell.split("\n") if text.strip())
            continue
        held = bool(row[0])
        yield from _labels_and_values(list(row))


def _labels_and_values(cells: list[str]) -> Iterator[Line]:
    while cells:
        label, cells = cells[0], cells[1:]
        values: list[str] = []
        while label and cells and not (cells[0] and (_next_label(label, cells[0]) or _own_value(cells[0]))):
            values.append(cells[0])
            cells = cells[1:]
        if label:
            yield from _labelled_lines(label, [v for v in values if v])


def _next_label(label: str, cell: str) -> bool:
    """Whether a cell is a label of its own; beside «Sted» a word like «Teams» is the place."""
    got, mine = field_of(cell), field_of(label)
    return got is not None and not (got[0] == "group" and mine is not None and mine[0] == "place")


def _own_value(cell: str) -> bool:
    """Whether a cell holds a label and its value both: «Tid: 10.00–14.00»."""
    head, colon, value = cell.partition(":")
    return bool(colon and value.strip() and field_of(head))


def _labelled_lines(label: str, values: list[str]) -> Iterator[Line]:
    parts = [part.strip() for value in values for part in value.split("\n") if part.strip()]
    if field_of(label) is None:
        yield from _lines_of("\t".join([label, *parts]) if len(label) < 60 and not _own_value(label) else label)
        if _own_value(label):
            yield from (one for part in parts for one in _lines_of(part))
        return
    yield line(f"{label.strip(' :')}: {parts[0] if len(parts) == 1 else ''}")
    if len(parts) > 1:
        listed = (field_of(label) or ("",))[0] in ATTENDANCE
        yield from (Line(text=part) if _in_list(part, listed) else line(part) for part in parts)


def _in_list(part: str, listed: bool) -> bool:
    """Whether a line of a cell has no label of its own; in a list of people «Stad: Kari Nes» is a municipality."""
    return not _own_value(part) or (listed and (field_of(part.partition(":")[0]) or ("",))[0] not in ATTENDANCE)


def _heads_columns(rows: list[_Row]) -> bool:
    """Whether the first row is labels over their values: «Dato | Tid | Sted», «Til stede | Forfall»."""
    head = [cell for cell in rows[0] if cell]
    fields = {got[0] for cell in head if (got := field_of(cell))}
    listed = any(
        column_of(cell) in ("name", "given", "family", "number", "item", "action", "owner") and not field_of(cell)
        for cell in head
    )
    known = sum(field_of(cell) is not None for cell in head) == len(head) > 1
    people = bool(fields & PRESENCE)
    return known and not listed and len(fields) > 1 and (people or len(rows) == 2) and "owner" not in fields


def _by_column(rows: list[_Row]) -> Iterator[Line]:
    """Each head with the cells under it. Names below lists set side by side belong to nobody knows which of them."""
    for place, label in enumerate(rows[0]):
        if label:
            yield from _labelled_lines(label, [row[place] for row in rows[1:] if row[place]])
    if sum(got[0] in PRESENCE for cell in rows[0] if (got := field_of(cell))) > 1:
        yield Line(text="", field=SIDE_BY_SIDE)
