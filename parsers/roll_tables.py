"""People in tables: lists with columns for name, organisation and presence, ticks, Teams exports, names under heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsers.labels import column_of, field_of
from parsers.names import UP, is_role, name_at_start, without_titles
from parsers.people import EMAIL, Person, entry, people, told
from parsers.phrasebook import load
from parsers.roll import AWAY, Kind, Roll, group_org
from parsers.tables import columns_of, header_of, is_name

__all__ = ["call", "legend_in"]

_Row = tuple[str, ...]
_WORDS = load("minutes")["person"]
_MARKED = re.compile(_WORDS["mark"], re.I)
_AWAY = re.compile(_WORDS["away"], re.I)
_NO_NOTICE = re.compile(_WORDS["away_unnotified"], re.I)
_THERE = re.compile(r"(?:til st|møtt|deltok|ja\b|kl|fra|frå|delvis|sak|teams|digital|på )", re.I)
_KINDS: dict[str, Kind] = {"present": "present", "absent": "absent_notified", "unnotified": "absent_unnotified"}
_NO = re.compile(r"nei\b", re.I)
_EMPTY = " ☐.-–—"
_NAMED = frozenset({"name", "given", "family"})


def call(rows: Sequence[_Row], roll: Roll) -> bool:
    """Reads a table of people. Without columns of presence its people belong to the list that is open, or to none.

    Whether it was one: people whose presence an empty form doesn't tell are doubted.
    """
    if len(halves := list(_halves(rows))) > 1:
        for half in halves:
            call(half, roll)
        return True
    columns = _with_name(header_of(rows[0]), rows)
    headed = bool(set(columns) & (_NAMED | {"org"})) and not any(EMAIL.search(c) for c in rows[0])
    if headed and not set(columns) & _NAMED and set(columns) & set(_KINDS):
        return _names_under_heads(rows, roll)
    body = rows[1:] if headed else rows
    places = [(p, c) for p, c in columns_of(rows[0]) if c in (*_KINDS, "status")] if headed else []
    online = any(column == "online" for _, column in columns_of(rows[0]))
    legend = roll.legend | {k: v for _, head in _status_heads(rows[0]) for k, v in legend_in(head).items()}
    marked = online or any(_filled(row, place) for row in body for place, _ in places)
    for row in body:
        _row(row, columns if headed else {}, places if marked else [], roll, online=online, legend=legend)
    if marked and "deputy" in columns:
        _stood_in(body, columns, roll)
    if not marked and places and roll.kind is None:
        roll.doubts.append("Oppmøtetabellen er ikke fylt ut; det går ikke fram hvem som var til stede.")
    return True


def _halves(rows: Sequence[_Row]) -> Iterator[tuple[_Row, ...]]:
    """«For arbeidsgiver | Møtt | For arbeidstakerne | Møtt»: two lists side by side, each with its own ticks."""
    ends = [place for place, column in columns_of(rows[0]) if column in ("present", "status")]
    begins = [0, *(end + 1 for end in ends[:-1])]
    for begin, end in zip(begins, ends, strict=False):
        names = sum(_named(row[begin]) is not None for row in rows[1:])
        if begin < end and names * 2 >= len(rows) - 1:
            width = len(rows[0]) if end == ends[-1] else end + 1
            yield tuple(row[begin:width] for row in rows)


def _with_name(columns: dict[str, int], rows: Sequence[_Row]) -> dict[str, int]:
    """The columns; where none is headed as names («Ressurssykepleier»), the one that holds most names is theirs."""
    if set(columns) & _NAMED or not set(columns) & set(_KINDS):
        return columns
    counts = [sum(_names_one(row[n]) for row in rows[1:]) for n in range(len(rows[0]))]
    best = max(range(len(counts)), key=counts.__getitem__)
    return columns | {"name": best} if counts[best] * 2 > len(rows) - 1 and best not in columns.values() else columns


def _names_one(cell: str) -> bool:
    """Whether a cell holds one full name, perhaps with a note: «Siri Monsen (Fagforbundet)»."""
    return is_name(re.sub(r"\s*\([^()]*\)", "", cell))


def _stood_in(rows: Sequence[_Row], columns: dict[str, int], roll: Roll) -> None:
    """The deputies named against members who were away, where none is named against a member who was there."""
    away = {person.name: kind != "present" for kind, person in roll.said}
    named = [(row, p) for row in rows for p in people(_filled(row, columns["deputy"]))]
    pairs = [(_named(_filled(row, columns.get("name", -1))), deputy) for row, deputy in named]
    if pairs and all(member and away.get(member.name) for member, _ in pairs):
        for member, deputy in pairs:
            roll.add("present", replace(deputy, met_for=member.name if member else None))


def _filled(row: _Row, place: int) -> str:
    return row[place].strip(_EMPTY) if place < len(row) else ""


def _names_under_heads(rows: Sequence[_Row], roll: Roll) -> bool:
    """«Kommune | Møtte | Forfall» with names in the cells."""
    heads = list(columns_of(rows[0]))
    org = next((place for place, column in heads if column == "org"), -1)
    for row in rows[1:]:
        for place, column in heads:
            if column in _KINDS:
                for person in people(row[place], org=row[org] or None if org >= 0 else None):
                    roll.add(_KINDS[column], person)
    return True


def _row(
    row: _Row,
    columns: dict[str, int],
    places: list[tuple[int, str]],
    roll: Roll,
    *,
    online: bool,
    legend: Mapping[str, Kind],
) -> None:
    person = _person(row, columns, roll.org)
    if person is None:
        if sum(bool(c) for c in row) == 1:
            roll.org = group_org(next(c for c in row if c))
        return
    kind = "present" if online else _ticked(row, places, legend) if places else roll.kind or "roster"
    roll.add(kind or "roster", person)


def _ticked(row: _Row, places: list[tuple[int, str]], legend: Mapping[str, Kind]) -> Kind | None:
    """What the row's ticks say: present, away, or nothing. A `legend` tells what single letters mean."""
    for place, column in places:
        text = _filled(row, place)
        if text and text.upper() in legend:
            return legend[text.upper()]
        if text and column in _KINDS:
            return _status(text, _KINDS[column])
    status = next((text for place, column in places if column == "status" and (text := _filled(row, place))), "")
    if status:
        return _status(status, "present")
    return "absent" if {column for _, column in places} == {"present"} else None


def _status_heads(row: _Row) -> Iterator[tuple[int, str]]:
    return ((place, row[place]) for place, column in columns_of(row) if column in ("status", "present"))


_LETTER_AFTER = re.compile(r"(?P<word>[^\W\d_][\w ]{3,30}?)\s*\(\s*(?P<letter>[^\W\d]{1,2})\s*\)")
_LONGEST_LEGEND, _LEGEND = 300, re.compile(r"\(\s?\w{1,2}\s?\)|(?<!\w)\w{1,2}\s?[=:–-]")
_LETTER_BEFORE = re.compile(r"(?<!\w)(?P<letter>[^\W\d]{1,2})\s*[=:–-]\s*(?P<word>[^\W\d_][\w ]{3,30})")


def legend_in(text: str) -> dict[str, Kind]:
    """What single letters mean by a head or a line: «Møtt (M) / Forfall (F)», «X = til stede, F = forfall»."""
    found: dict[str, Kind] = {}
    if len(text) > _LONGEST_LEGEND or not _LEGEND.search(text):
        return found
    for match in (*_LETTER_AFTER.finditer(text), *_LETTER_BEFORE.finditer(text)):
        got = field_of(match["word"].strip())
        if got and got[0] in ("present", *AWAY):
            found[match["letter"].upper()] = got[0]  # type: ignore[assignment]
    return found


def _status(text: str, kind: Kind) -> Kind | None:
    low = text.lower()
    if _NO_NOTICE.search(text):
        return "absent_unnotified"
    if _AWAY.search(text) or low in ("n", "f", "nei", "0"):
        return "absent" if kind == "present" and low in ("nei", "n", "0") else "absent_notified"
    if _NO.match(low):
        return "absent" if kind == "present" else None
    sure = kind != "present" or _MARKED.fullmatch(text) or _THERE.match(text)
    return kind if sure else None


def _person(row: _Row, columns: dict[str, int], group: str | None) -> Person | None:
    def cell(column: str) -> str:
        place = columns.get(column, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    if not columns:
        return _loose(row, group)
    person = _named(cell("name") or f"{cell('given')} {cell('family')}".strip())
    if person is None:
        return None
    email = EMAIL.search(cell("email")) or EMAIL.search(" ".join(row))
    person = replace(person, email=email[1].lower() if email else person.email)
    for note in _notes(row, columns):
        person = told(person, note)
    person = _of(person, cell("org"), group)
    stand_in = name_at_start(without_titles(cell("deputy"))) if _met_for(columns, cell("deputy")) else None
    return replace(person, met_for=stand_in[0]) if stand_in else person


def _met_for(columns: dict[str, int], cell: str) -> bool:
    """Whether a cell names whom the person met for («Møtte for»), and not who met for the person («Vara»)."""
    return bool(cell) and not {"present", "absent", "status"} & set(columns)


def _notes(row: _Row, columns: dict[str, int]) -> Iterator[str]:
    """What the cells for role and remarks, and those with no known head, say of the person."""
    for column in ("role", "note", "present"):
        place = columns.get(column, -1)
        if 0 <= place < len(row) and (text := row[place].strip(_EMPTY)) and len(text) > 3 and not _NO.match(text):
            inside = re.search(r"\(([^()]+)\)", text) if column == "present" else None
            yield inside[1] if inside else text


def _of(person: Person, cell: str, group: str | None) -> Person:
    """The person with the organisation of the row's cell, which may tell more: «Kirurgisk klinikk (vara for …)»."""
    if "(" in cell:
        noted = told(person, cell)
        bare = re.sub(r"\s*\([^()]*\)", "", cell).strip()
        return replace(noted, org=bare or noted.org)
    return replace(person, org=cell or person.org or group)


_SWAPPED = re.compile(rf"([{UP}][\w-]+(?: [{UP}][\w-]+)?),\s*([{UP}][\w-]+(?:[ ][{UP}][\w.-]*)*)")


def _named(name: str) -> Person | None:
    """The person of a name's cell: «Kari Nes», «Nes, Kari», «Kari Nes, leder»."""
    swapped = _SWAPPED.fullmatch(name)
    if swapped and not is_role(swapped[2]):
        return entry(f"{swapped[2]} {swapped[1]}", single=True)
    first, *rest = re.split(r",|\n", name)
    person = entry(first, single=True)
    for note in rest if person else []:
        person = told(person, note) if person else None
    return person


def _loose(row: _Row, group: str | None) -> Person | None:
    """A row without known columns: the first cell that names a person, the other cells telling of them."""
    cells = [c for c in row if c]
    place = next((n for n, c in enumerate(cells) if (p := entry(c)) and " " in p.name), None)
    if place is None or column_of(cells[place]):
        return None
    person = entry(re.sub(r"\s*\n\s*", ", ", cells[place]))
    for other in cells[:place] + cells[place + 1 :]:
        email = EMAIL.search(other)
        if person and email:
            person = replace(person, email=email[1].lower())
        elif person:
            person = told(person, other)
    return replace(person, org=person.org or group) if person else None
