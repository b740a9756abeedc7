"""What is still to come: next and proposed meetings, copies to send, and what was promised and has not arrived."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from parsers.blocks import Table
from parsers.dates import FoundDate, find_dates
from parsers.facts import NextMeeting
from parsers.lines import Item, Line
from parsers.passages import parted
from parsers.phrasebook import load
from parsers.sentences import BULLET, sentences

_WORDS = load("minutes")["prose"]
# Asked of text in small letters, which is three times as fast as without case.
_NEXT, _NOT_NEXT, _OWED = (re.compile(_WORDS[said]) for said in ("next", "not_next", "owed"))
_DIGIT = re.compile(r"\d")
_PAST = re.compile(_WORDS["past_meeting"], re.I)
_DEADLINE = re.compile(_WORDS["deadline"] + r"\W{0,3}(?:den |kl\.? )?$", re.I)
_MOST_DATES = 40  # no plan tells of more in one sentence


def next_meetings(items: Sequence[Item], used: frozenset[int], near: dt.date | None) -> tuple[NextMeeting, ...]:
    """Coming and proposed meetings: after «Neste møte», in lists under «Møteplan», and in sentences that say so."""
    found: list[NextMeeting] = []
    heading = listed = ""
    for item in _unused(items, used):
        if isinstance(item, Table):
            rows = "\n".join("\t".join(row) for row in item.rows)
            found += _dates_in(rows, heading, near) if heading else _in_cells(item, near)
            heading = ""
        elif _speaks_of_next(item):
            said = _from_there(item)
            found += (dates := _dates_in(said, "", near))
            heading, listed = item.text if not dates or item.text.rstrip().endswith(":") else "", ""
        elif heading and _lists_on(item, listed):
            found += (dates := _dates_in(item.value or item.text, heading, near))
            heading, listed = (
                (heading, item.text) if dates else (heading if item.field and not _DIGIT.search(item.text) else "", "")
            )
        else:
            heading = ""
    return tuple(dict.fromkeys(found))


def _unused(items: Sequence[Item], used: frozenset[int]) -> Iterator[Item]:
    for place, item in enumerate(items):
        if isinstance(item, Table):
            yield item
        elif place not in used:
            yield from parted(item)


def _from_there(item: Line) -> str:
    """The line from its word of a next meeting on: a deadline or a day before it is another's."""
    begins = None if item.field == "next" else _NEXT.search(item.text.lower())
    led = re.search(r"[.!?]\s+(?=[^.!?]*$)", item.text[: begins.start()]) if begins else None
    return item.text[led.end() :] if led else item.text


def _speaks_of_next(item: Line) -> bool:
    if item.field == "next":
        return True
    return item.field in (None, "agenda", "body", "title", "decision") and _names_next(item.text)


def _names_next(text: str) -> bool:
    small = text.lower()
    return _NEXT.search(small) is not None and not _NOT_NEXT.search(small)


def _lists_on(item: Line, before: str) -> bool:
    """Whether a line goes on with a list of dates: unlabelled or a decision, set like the line before, no signature."""
    alike = not before or bool(BULLET.match(before)) == bool(BULLET.match(item.text))
    plain = item.field in (None, "date", "decision", "when_where") or (item.field == "body" and not item.value)
    return alike and plain and not re.search(r"\(\s?ref", item.text, re.I)


def _in_cells(table: Table, near: dt.date | None) -> list[NextMeeting]:
    """Lines inside a table's cells: «Forslag til møtedatoar 2017:» with its dates under it."""
    found: list[NextMeeting] = []
    for row in table.rows:
        for cell in row:
            heading = ""
            for text in cell.split("\n"):
                named = _names_next(text)
                found += _dates_in(text, heading, near) if named or heading else []
                heading = text if named and text.rstrip().endswith(":") else heading
    return found


def _dates_in(text: str, heading: str, near: dt.date | None) -> list[NextMeeting]:
    year = re.search(r"\b(20\d\d)\b", heading) or re.match(r"\D{0,60}\b(20\d\d)\b", text)
    start = near
    if year and (near is None or int(year[1]) != near.year):
        start = dt.date(int(year[1]), 1, 1)
    found = []
    for part in (piece for line in text.split("\n") for piece in _ahead(line)):
        for one in find_dates(_spelled(part), near=start)[:_MOST_DATES]:
            if (one.date or one.weeks) and not _DEADLINE.search(part[: one.span[0]]):
                found.append(_meeting(one, part, near, year))
    return found


def _ahead(text: str) -> list[str]:
    """The line without the sentences that tell of a meeting that was: «Forrige møte var 3. februar.»"""
    return [piece for piece in sentences(text) if not _PAST.search(piece)] if _PAST.search(text) else [text]


def _spelled(text: str) -> str:
    """«tirsdag 1.12» and «1.12 kl. 19» are read as they stand; a bare «1.12» in a list gets «den» before it."""
    return re.sub(r"(?:(?<=[:,])|(?<=\bog))\s*(?=\d{1,2}[./]\d{1,2}\.?(?:\s|$|,))", " den ", text)


def _meeting(one: FoundDate, text: str, near: dt.date | None, year: re.Match[str] | None) -> NextMeeting:
    weeks = one.weeks if one.date is None else ()
    said = one.year or (int(year[1]) if year else None) or (_week_year(weeks[0], near) if weeks and near else None)
    return NextMeeting(
        date=one.date,
        weeks=weeks,
        year=said if weeks else one.date.year if one.date else said,
        text=_said_of(one, text)[:200],
    )


def _said_of(one: FoundDate, text: str) -> str:
    """The sentence the date stands in: what comes after is not about when."""
    told = next((piece for piece in sentences(text) if one.text in piece), text)
    return BULLET.sub("", told).strip()


def _week_year(week: int, near: dt.date) -> int:
    """The year of the first such week after `near`."""
    year, now, _ = near.isocalendar()
    return year if week >= now else year + 1


def copies(items: Sequence[Item]) -> tuple[str, ...]:
    """Who gets a copy, as the paper puts it."""
    found: list[str] = []
    for place, item in enumerate(items):
        if isinstance(item, Line) and item.field == "copy":
            following = items[place + 1] if place + 1 < len(items) else None
            value = item.value or (following.text if isinstance(following, Line) and following.field is None else "")
            found += [v.strip(" .") for v in re.split(r"[;\n•]|,\s|\sog\s(?=[A-ZÆØÅ])", value) if v.strip(" .")]
    return tuple(dict.fromkeys(found))


def owed(items: Sequence[Item]) -> tuple[str, ...]:
    """What was promised and has not come: «powerpoint vert ettersendt»."""
    texts = (
        text
        for item in items
        for text in ([item.text] if isinstance(item, Line) else [c for row in item.rows for c in row])
    )
    found = [
        m
        for text in texts
        if _OWED.search(text.lower())
        for part in re.split(r"[()\n]|(?<=[a-zæøå])\.\s", text)
        if _OWED.search((m := part.strip(" .•")).lower())
    ]
    return tuple(dict.fromkeys(found))
