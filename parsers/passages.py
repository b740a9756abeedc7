"""A paper's running text as passages, each with its matter; the cells of a work table are passages too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from parsers.agenda import Matter
from parsers.blocks import Table
from parsers.lines import Item, Line, line
from parsers.phrasebook import load
from parsers.tables import kind_of, work_columns

_MATTER = re.compile(r"(?:(?:sak|PS|FS|RS|OS|punkt|pkt)\.?\s*(?:nr\.?\s*)?\d|\d{1,4}\s?/\s?\d{2,4}\b)", re.I)
_NUMBER = re.compile(r"\W*(?:\d{1,3}[.:)]?\s+)?")
_FUSED = re.compile(
    rf"\s(?<=[\w).:]\s)\s*(?={_MATTER.pattern}[.:]?\s+[A-ZÆØÅ])"
    r"|\s(?<=[\w).]\s)\s*(?=(?:Neste|NESTE)\s+(?:møte|samling|styremøte)\b)"
)
_TOLD = ("content", "item", "action", "decision")
STOP = re.compile(load("minutes")["prose"]["stop"], re.I)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One line of running text. `matter` counts the matters from 0, which is what stands before the first."""

    line: Line
    matter: int
    place: int
    title: bool = False
    row: bool = False

    @property
    def field(self) -> str | None:
        """The label the line begins with."""
        return self.line.field

    @property
    def said(self) -> str:
        """The words without the label."""
        return self.line.value if self.line.field else self.line.text


def passages(items: Sequence[Item], matters: Sequence[Matter], used: frozenset[int]) -> tuple[Passage, ...]:
    """The paper's lines and cells in order, without what told of people; a heading or number begins a matter."""
    starts = {m.start for m in matters}
    titles = {key for m in matters if len(key := _key(m.item.title or "")) > 3}
    found: list[Passage] = []
    matter = 0
    for place, item in enumerate(items):
        if place in used:
            continue
        if isinstance(item, Table):
            for row in _rows(item):
                matter += 1
                told = (_without_title(cell, matters, place) for cell in row)
                found += [Passage(line=cell, matter=matter, place=place, row=True) for cell in told]
            continue
        for one in parted(item):
            named, rest = _named(one, titles)
            begins = named or (place in starts and one is item) or _begins(one)
            matter += begins
            title = begins and not rest
            found.append(Passage(line=rest or one, matter=matter, place=place, title=title))
    return tuple(found)


def _without_title(cell: Line, matters: Sequence[Matter], place: int) -> Line:
    """A cell whose matter and text ran together in one line («Budsjett Per la fram …»), without the matter."""
    ahead = (f"{m.item.title} " for m in matters if m.start == place and m.item.title)
    rest = next((cell.text[len(title) :] for title in ahead if cell.text.startswith(title)), "")
    return line(rest) if cell.field is None and rest[:1].isupper() else cell


def by_matter(found: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The passages of each matter."""
    for _, stretch in groupby(found, key=lambda p: p.matter):
        yield list(stretch)


def parted(item: Line) -> list[Line]:
    """A line that a next matter or «Neste møte» has run into is two."""
    pieces = _unfused(item.text) if item.field is None and len(item.text) > 30 else (item.text,)
    return [item] if len(pieces) == 1 else [line(piece) for piece in pieces]


@lru_cache(512)  # asked twice of each line: for its matters, and for the meetings to come
def _unfused(text: str) -> tuple[str, ...]:
    return tuple(_FUSED.split(text))


def _begins(one: Line) -> bool:
    return one.field is None and (one.level > 0 or _MATTER.match(one.text) is not None)


def _named(one: Line, titles: set[str]) -> tuple[bool, Line | None]:
    """Whether a line is a matter's title again, or begins with it: then what follows the colon is its text."""
    if one.field not in (None, "agenda", "body") or not titles:
        return False, None
    text = _NUMBER.sub("", one.text, count=1)
    head, colon, rest = text.partition(": ")
    if colon and len(rest) > 20 and _key(head) in titles:
        return True, line(rest.strip())
    return len(text) < 160 and _key(text) in titles, None


def _key(title: str) -> str:
    return re.sub(r"\W+", "", title.lower())[:60]


def _rows(table: Table) -> Iterator[list[Line]]:
    """The lines in the cells of a table's rows that tell of a matter; no name, number or date beside them."""
    work = kind_of(table.rows) == "work"
    columns = work_columns(table.rows) if work else {}
    told = {place for name, place in columns.items() if name in _TOLD}
    for row in table.rows[1:] if work else table.rows:
        lines = [
            _as_decision(line(text), place == columns.get("decision"))
            for place, cell in enumerate(row)
            if not work or place in told or place not in columns.values()
            for text in cell.split("\n")
            if text.strip(" -–")
        ]
        if lines:
            yield lines


def _as_decision(one: Line, decided: bool) -> Line:
    return Line(text=one.text, field="decision", label="", value=one.text) if decided and one.field is None else one
