"""Matters in tables: «Nr | Sak | Ansvar», a programme of clock times, or a case list with titles in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.blocks import Table
from parsers.matters import BULLET, Matter, is_break, matter, number_in, presented
from parsers.names import first_name_in
from parsers.tables import kind_of, work_columns

__all__ = ["in_table"]

_Row = tuple[str, ...]
_NUMBER_ONLY = re.compile(r"(?:sak\s*)?\d{1,4}(?:/\d{2,4})?\s?[.)]?", re.I)


def in_table(table: Table, place: int) -> Iterator[Matter]:
    """The matters of a table of work, one a row; a table of tasks alone lists none, and only a programme has breaks."""
    kind = kind_of(table.rows)
    if kind == "programme":
        yield from (one for row in table.rows if (one := _timed(row, place)))
    if kind != "work":
        return
    columns = work_columns(table.rows)
    titled = "item" if "item" in columns else "content" if "number" in columns and "action" not in columns else None
    for row in table.rows[1:] if titled else ():
        one = _row(row, columns, titled or "", place)
        if one and not is_break(one):
            yield one


def _timed(row: _Row, place: int) -> Matter | None:
    """«09.15–10.30 | Resistente bakterier | Frank Lie»."""
    cells = [c for c in row[1:] if c]
    if not cells:
        return None
    numbered = _NUMBER_ONLY.fullmatch(cells[0]) and len(cells) > 1
    title = f"{cells[0].strip(' .)')}. {cells[1]}" if numbered else cells[0]
    rest = cells[2:] if numbered else cells[1:]
    one = matter(title, place)
    who = rest[0] if rest and (first_name_in(rest[0]) or rest[0].lower() in ("alle", "alle sammen")) else ""
    return presented(one, who) if who else one


def _row(row: _Row, columns: dict[str, int], titled: str, place: int) -> Matter | None:
    number, title = _cell(row, columns, "number"), _cell(row, columns, titled)
    if _NUMBER_ONLY.fullmatch(title) and len(row) > columns[titled] + 1:
        number, title = title, row[columns[titled] + 1]
    title = title.strip().split("\n")[0].strip()
    if not title or (not number and not number_in(title) and BULLET.match(title)):
        return None
    one = matter(f"{number.strip(' .)')}. {title}" if number else title, place)
    presenter = _cell(row, columns, "presenter")
    return presented(one, presenter) if presenter else one


def _cell(row: _Row, columns: dict[str, int], column: str) -> str:
    place = columns.get(column, -1)
    return row[place].strip() if 0 <= place < len(row) else ""
