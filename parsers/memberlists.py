"""A list of members, as secretaries keep it: CSV or Excel, Norwegian column names in any order.

The file becomes a grid of cells, the first row that names columns is found, and each row under it is read on its own.
What can't be read is told with its row number and left out; a probable misspelling is asked about and left as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from parsers.dates import find_dates
from parsers.grids import Cell, Grid, Unopened, read_grids
from parsers.misspellings import probably_meant
from parsers.phrasebook import load

Office = Literal["leader", "deputy-leader", "secretary", "board-member", "adviser", "arranger"]
Columns = Mapping[str, int]

MAX_TEXT = 200
_HEADER_DEPTH = 30
_WORDS = load("memberlists")
_RANKS = {w: (f, rank) for f, words in _WORDS["columns"].items() for rank, w in enumerate(words)}
_LANGUAGES = {word: lang for lang, words in _WORDS["languages"].items() for word in words}
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff]+")
_SHORT = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")
_PIECES = re.compile(r"[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]*")


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One member as the list says; `row` is the row as the spreadsheet numbers it, addresses are in lower case."""

    row: int
    name: str
    email: str
    organisation: str | None = None
    office: Office | None = None
    manager_name: str | None = None
    manager_email: str | None = None
    joined: dt.date | None = None
    lang: Literal["nb", "nn", "en"] | None = None


@dataclass(frozen=True, kw_only=True)
class ListProblem:
    """What a person must look at: `row` None is the file itself; `why` is bokmål, for the secretary.

    `left_out` says whether the row was left out of the list. `suggestion` is what was probably meant, never put in.
    """

    row: int | None
    why: str
    left_out: bool = False
    value: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, kw_only=True)
class MemberList:
    """The members in the order of the file, and everything a person must look at."""

    rows: tuple[MemberRow, ...] = ()
    problems: tuple[ListProblem, ...] = ()


def read_member_list(name: str, content: bytes) -> MemberList:
    """A list of members from a file's name and bytes (.csv, .txt, .xlsx). Never raises."""
    try:
        grid, place = _best(read_grids(name, content))
    except Unopened as unopened:
        return MemberList(problems=(ListProblem(row=None, why=str(unopened)),))
    if place is None:
        return MemberList(problems=(ListProblem(row=None, why="Fant ingen rad med overskriftene Navn og E-post."),))
    columns = _columns(grid[place])
    read = tuple(_row(number, cells, columns) for number, cells in enumerate(grid[place + 1 :], place + 2))
    rows, twins = _without_twins(row for row, _ in read if row)
    problems = (*(problem for _, found in read for problem in found), *twins)
    return MemberList(rows=rows, problems=tuple(sorted(problems, key=lambda problem: problem.row or 0)))


def _best(grids: Iterable[Grid]) -> tuple[Grid, int | None]:
    """The grid and header row that name the most columns; None where no row names both people and addresses."""
    heads = ((grid, place) for grid in grids for place in range(min(len(grid), _HEADER_DEPTH)))
    named = ((len(_columns(grid[place])), grid, place) for grid, place in heads if _names_members(grid[place]))
    best = max(named, key=lambda found: found[0], default=None)
    return (best[1], best[2]) if best else ((), None)


def _names_members(cells: tuple[Cell, ...]) -> bool:
    columns = _columns(cells)
    return "email" in columns and bool(columns.keys() & {"name", "first_name", "last_name"})


def _columns(cells: tuple[Cell, ...]) -> Columns:
    named = [(place, *_RANKS.get(_letters(cell), ("", 0))) for place, cell in enumerate(cells)]
    named = _leaders_own(named)
    ranked = sorted(((rank, place, field) for place, field, rank in named if field), reverse=True)
    return {field: place for _, place, field in ranked}


def _leaders_own(named: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Of two columns called «E-post», the one right after «Nærmeste leder» is the leader's."""
    twice = sum(field == "email" for _, field, _ in named) > 1
    before = ["", *(field for _, field, _ in named)]
    return [
        (place, "manager_email" if twice and field == "email" and before[place] == "manager_name" else field, rank)
        for place, field, rank in named
    ]


def _row(number: int, cells: tuple[Cell, ...], columns: Columns) -> tuple[MemberRow | None, tuple[ListProblem, ...]]:
    said = {field: cells[place] for field, place in columns.items() if place < len(cells)}
    text = {field: _plain(cell) for field, cell in said.items()}
    if not any(text.values()) or _names_members(cells):
        return None, ()
    name = text.get("name") or " ".join(filter(None, (text.get("first_name"), text.get("last_name"))))
    email = _address(text["email"]) if text.get("email") else None
    if why := _lacking(name, text.get("email", ""), email):
        return None, (ListProblem(row=number, why=why, left_out=True, value=text.get("email") or name or None),)
    manager_email = _address(text.get("manager_email", ""))
    joined = _date(said.get("joined"))
    row = MemberRow(
        row=number,
        name=name,
        email=email or "",
        organisation=text.get("organisation") or None,
        office=_office(text.get("office", "")),
        manager_name=text.get("manager_name") or None,
        manager_email=manager_email,
        joined=joined,
        lang=_LANGUAGES.get(text.get("lang", "").lower()),
    )
    return row, tuple(_questions(row, text))


def _lacking(name: str, written: str, email: str | None) -> str | None:
    if not written:
        return f"Raden mangler e-postadresse ({name[:60]})." if name else "Raden mangler navn og e-postadresse."
    if not email:
        return f"«{written[:60]}» er ikke én gyldig e-postadresse."
    return None if name else f"Raden mangler navn ({email})."


def _questions(row: MemberRow, text: Mapping[str, str]) -> Iterable[ListProblem]:
    for address in filter(None, (row.email, row.manager_email)):
        if meant := probably_meant(address):
            why = f"«{address}» ser feilskrevet ut. Mente dere {meant}? Adressen er ikke endret."
            yield ListProblem(row=row.row, why=why, value=address, suggestion=meant)
    lost = {
        "manager_email": (row.manager_email, "er ikke én gyldig e-postadresse til nærmeste leder"),
        "joined": (row.joined, "er ikke en dato vi kan lese sikkert; skriv den som 01.09.2024"),
        "office": (_letters(text.get("office")) in _POSTS, "er ikke et verv vi kjenner"),
        "lang": (row.lang, "er ikke en målform vi kjenner; skriv bokmål eller nynorsk"),
    }
    for field, (found, why) in lost.items():
        if text.get(field) and not found:
            yield ListProblem(row=row.row, why=f"«{text[field][:60]}» {why}.", value=text[field])


def _without_twins(rows: Iterable[MemberRow]) -> tuple[tuple[MemberRow, ...], tuple[ListProblem, ...]]:
    first: dict[str, MemberRow] = {}
    twins = []
    for row in rows:
        if (kept := first.setdefault(row.email, row)) is not row:
            why = f"{row.email} står også i rad {kept.row}. Bare rad {kept.row} er brukt."
            twins.append(ListProblem(row=row.row, why=why, left_out=True, value=row.email))
    return tuple(first.values()), tuple(twins)


def _letters(cell: Cell) -> str:
    return _NOT_LETTERS.sub("", str(cell or "")[:MAX_TEXT].casefold())


_POSTS: Mapping[str, Office | None] = {
    _letters(word): None if office == "none" else office
    for office, words in _WORDS["offices"].items()
    for word in words
}


def _office(text: str) -> Office | None:
    return _POSTS.get(_letters(text))


def _plain(cell: Cell) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.strftime("%d.%m.%Y")
    return _BLANKS.sub(" ", str("" if cell is None else cell)[: MAX_TEXT * 4]).strip()[:MAX_TEXT]


def _address(text: str) -> str | None:
    """The one address in a cell («Kari Nes <kari@…>», mailto links), in lower case; None where it is not just one."""
    pieces = {piece.rstrip(".").lower() for piece in _PIECES.findall(text)}
    found = pieces.pop() if len(pieces) == 1 else ""
    local = found.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return found if _SHORT.fullmatch(found) and not dots else None


def _date(cell: Cell) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    found = [when.date for when in find_dates(_plain(cell)) if when.date]
    return found[0] if len(found) == 1 else None
