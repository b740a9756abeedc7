"""Who was there, who was away, who met for whom: label lines, lists, groups, matrices, prose, Teams exports.

A list that doesn't say who was present is a roster, and then attendance is unknown; nobody is present by guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from parsers.blocks import Table
from parsers.facts import Absentee, Attendee, Deputy, Listed
from parsers.lines import ATTENDANCE, COLUMNS, Item, Line, field_of, header_of, kind_of
from parsers.names import FIRST_NAMES, LOW, MUNICIPALITIES, UP, is_org, is_role, name_at_start, without_titles
from parsers.people import EMAIL, Person, entry, first_name_first, people, told
from parsers.phrasebook import alternatives, load

_WORDS = load("minutes")
_MARKED = re.compile(_WORDS["person"]["mark"], re.I)
_STOP = re.compile(_WORDS["prose"]["stop"], re.I)
_PROSE = {
    kind: tuple(re.compile(p.replace(" ", r"\s+"), re.I) for p in _WORDS["prose"][kind])
    for kind in ("present", "absent_notified", "absent_unnotified", "absent")
}
_AWAY = re.compile(_WORDS["person"]["away"], re.I)
_NO_NOTICE = re.compile(_WORDS["person"]["away_unnotified"], re.I)
NOTIFIED = {"absent_notified": True, "absent_unnotified": False, "absent": None}
_VERBS = re.compile(
    r"\b(?:er|blir|var|vil|ble|blei|skal|kan|må|bør|informerte|orienterte"
    r"|orienterer|presenterte|ønsker|ønskjer|har|foreslo|viste|viser"
    r"|innkaller|følger|følgjer|tar|tek|sender|la|gir|går|spør|fortalte"
    r"|gjennomgikk|forteller|fortel|sit|sitter|taler|forbereder|etterspør"
    r"|stiller|opplyste|lurte|mente|sa)\b"
)
_TWO = alternatives([m for m in MUNICIPALITIES if " " in m])
_ROLES = "|".join(rf"(?:{p.replace(' ', chr(92) + 's+')})" for p in _WORDS["labels"]["group"])
_GROUP = re.compile(
    rf"(?<![\w-])(?P<group>(?:(?:Fra|Frå)\s[^:,;()\n]{{2,45}}?|{_TWO}"
    rf"|(?!Ingen\b)[{UP}][\w-]+\s(?:kommune|herad|HF|fylkeskommune|sjukehus"
    rf"|sykehus|sjukeheim|sykehjem)"
    rf"|{alternatives(m for m in MUNICIPALITIES if ' ' not in m)}|[{UP}]{{2,6}}"
    rf"|Helse\s[{UP}][\w-]+(?:\s(?:RHF|HF))?|(?-i:(?=[{UP}]))(?i:{_ROLES})))(?:\s(?:møtte"
    rf"|kommune))?\s?:\s?",
)


_LED = re.compile(rf"(?P<group>[{UP}][^:;()\n]{{2,50}}):\s+(?P<value>[{UP}].+)")

_MATTER = re.compile(r"\W*(?:(?:sak(?:\s*nr\.?)?|PS|FS|RS|punkt|pkt\.?)\s*\d|\d{1,4}/\d{2,4}\b)", re.I)
_COUNTED = re.compile(r"\s*\d{1,3}\s*[.):]")

Kind = Literal["present", "absent", "absent_notified", "absent_unnotified", "roster"]


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """What a paper says of people; `chair` and `secretary` are those marked so in a list. `used` are items read."""

    known: bool = False
    attendees: tuple[Attendee, ...] = ()
    absentees: tuple[Absentee, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    roster: tuple[Listed, ...] = ()
    copied: tuple[str, ...] = ()
    chair: str | None = None
    secretary: str | None = None
    used: frozenset[int] = frozenset()
    doubts: tuple[str, ...] = ()


@dataclass
class _Book:
    """People as they are read, by what the paper said of them."""

    kind: Kind | None = None
    before: Kind | None = None
    grouped: bool = False
    inline: bool = False
    org: str | None = None
    copied: bool = False
    said: list[tuple[Kind, Person]] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    heard: bool = False
    mixed: bool = False


def attendance(items: Sequence[Item], *, minutes: bool = True) -> Attendance:
    """Who was there by the paper's own words. With `minutes` false every list is a roster: nobody has met yet."""
    book = _Book()
    for place, item in enumerate(items):
        used = _table(item, book) if isinstance(item, Table) else _line(item, book, items, place)
        if used:
            book.used.add(place)
    for place, item in enumerate(items):
        if isinstance(item, Line) and place not in book.used and item.field in (None, "body", "group"):
            _prose(item.text, book)
    return _answer(book, minutes)


def _line(item: Line, book: _Book, items: Sequence[Item], place: int) -> bool:
    if item.field in ATTENDANCE and _opens(item, book):
        return _labelled(item, book, items, place)
    if book.kind is None:
        return False
    if item.field is not None or _STOP.match(item.text) or item.level in (1, 2, 3):
        book.kind = None
        return False
    return _goes_on(item.text, book)


def _opens(item: Line, book: _Book) -> bool:
    """Group words («Andre», «Fra administrasjonen») only go on with a list; «Til: …» only lists full names."""
    if item.field == "group":
        return book.kind is not None or book.before is not None
    return item.field != "roster" or not item.value or len(people(item.value)) > 0


def _labelled(item: Line, book: _Book, items: Sequence[Item], place: int) -> bool:
    if item.field == "group":
        return _group(item.label, item.value, book)
    follower = items[place + 1] if place + 1 < len(items) else None
    if (
        not item.value
        and isinstance(follower, Line)
        and follower.field in ATTENDANCE - {"group", "roster"}
        and item.field != "roster"
    ):
        book.doubts.append(
            "Overskriftene for til stede og forfall står etter hverandre; det går ikke fram hvem som hører til hvilken."
        )
        book.kind, book.mixed = "roster", True
        return True
    if book.mixed and not book.said:
        _read(item.value, book)
        return True
    book.kind, book.org, book.copied = item.field, None, item.copied  # type: ignore[assignment]
    book.before = "present" if item.field == "present" else book.before
    book.inline, book.grouped = bool(item.value), bool(_GROUP.match(item.value))
    book.heard = book.heard or (item.field != "roster" and bool(item.value))
    if item.value:
        _read(item.value, book)
    return True


def _group(label: str, value: str, book: _Book) -> bool:
    """A group inside a list; after an inline «Forfall: X» a new group speaks of those present again."""
    if book.kind is None or (book.kind in NOTIFIED and book.inline and not book.grouped):
        book.kind = book.before or book.kind
    if book.kind is None:
        return False
    book.org = _group_org(label)
    if value:
        _read_list(value, book)
    return True


def _group_org(label: str) -> str | None:
    bare = re.sub(r"^(?:fra|frå)\s+|\s+møtte$", "", label.strip(" :"), flags=re.I)
    named = is_org(bare) or (bare[:1].isupper() and field_of(bare) is None)
    return bare if named and not is_role(bare) and len(bare) < 60 else None


def _goes_on(text: str, book: _Book) -> bool:
    """Whether the line goes on with the list, and if so its people are read. A matter («Sak 1: …») ends it."""
    if _MATTER.match(text) or (_COUNTED.match(text) and not _full_name(text)):
        book.kind = None
        return False
    text = _bare(text)
    group = _GROUP.match(text)
    if group or (text.endswith(":") and len(text) < 50 and (is_org(text) or is_role(text))):
        label, value = (group["group"], text[group.end() :]) if group else (text, "")
        return _group(label, value, book)
    if _people_like(first_name_first(text)):
        _read(text, book)
        return True
    led = _LED.match(text)
    if led and _people_like(led["value"]) and not re.search(r"\d", led["group"]) and field_of(led["group"]) is None:
        return _group(led["group"], led["value"], book)
    if (
        (is_org(text) or is_role(text))
        and len(text) < 45
        and not _VERBS.search(text)
        and not text.endswith(".")
        and not re.match(r"\d", text)
    ):
        return _group(text, "", book)
    if len(text) < 40 and book.said and (away := _AWAY.search(text)) and away.start() < 12:
        book.said[-1] = (book.said[-1][0], told(book.said[-1][1], text))
        return True
    book.kind = None
    return False


def _full_name(text: str) -> bool:
    """Whether a counted line («1. Kari Nes, Askøy») names a person outright, and no matter («1. Ny veileder»)."""
    got = entry(re.split(r"[,;(\t]|\s{3,}", _bare(text), maxsplit=1)[0])
    return got is not None and (" " in got.name or got.name in FIRST_NAMES)


def _people_like(text: str) -> bool:
    """Whether the line is a list of people and no sentence about one."""
    first = re.split(r"[,;(\t]|\s{3,}|\sog\s", _bare(text), maxsplit=1)[0]
    got = entry(first)
    if got is None or (" " not in got.name and len(text) > 40 and "," not in text):
        return False
    plain = re.sub(r"\([^()]*\)", "", text)
    sentence = _VERBS.search(_AWAY.sub("", plain)) is not None and not re.search(
        r"\b(?:var til st|møtte|deltok|er i ste)", plain
    )
    return not sentence and not re.search(r"[a-zæøå]{3}\. [A-ZÆØÅ][a-zæøå]+ [a-zæøå]+ [a-zæøå]+ ", plain)


def _bare(text: str) -> str:
    return re.sub(r"^\s*(?:[-•*·–☐☒☑]\s+|\d{1,3}[.)]\s*)", "", text)


def _read(text: str, book: _Book) -> None:
    """A list that may be parted in groups: «Askøy: A, B Voss: C»."""
    places = list(_GROUP.finditer(text))
    edges = [m.start() for m in places] + [len(text)]
    if edges[0] > 0:
        _read_list(text[: edges[0]], book)
    for match, end in zip(places, edges[1:], strict=True):
        book.org = _group_org(match["group"])
        _read_list(text[match.end() : end], book)
    if places:
        book.org = _group_org(places[-1]["group"])


def _read_list(text: str, book: _Book) -> None:
    kind = book.kind
    if kind is None:
        return
    single = _all_single(text)
    if kind in NOTIFIED and any(is_org(part) for part in text.split(",")) and not people(text):
        book.doubts.append(f"«{text.strip()[:80]}» er ført opp som fraværende uten at noen er nevnt ved navn.")
    for person in people(text, org=book.org, single=single):
        book.said.append((_heard(kind, person), person))
        if book.copied:
            book.copies.append(person.name)
    book.heard = book.heard or (kind != "roster" and bool(text.strip()))


def _all_single(text: str) -> bool:
    """Whether a list is of first names only, most of them known: «Bjørn, Nora, Gro»."""
    words = [w.strip() for w in re.split(r",|\sog\s", re.sub(r"\([^()]*\)", "", text)) if w.strip()]
    singles = [w for w in words if " " not in w]
    known = [w for w in singles if name_at_start(w)]
    return len(words) > 1 and len(singles) == len(words) and len(known) * 2 >= len(words)


def _heard(kind: Kind, person: Person) -> Kind:
    """The list's word, unless the person's own note says otherwise."""
    if person.away and kind in ("present", "roster"):
        return "absent_notified" if person.notified else "absent_unnotified"
    return "present" if person.present and kind in NOTIFIED else kind


def _table(table: Table, book: _Book) -> bool:
    if kind_of(table.rows) != "people":
        book.kind = None
        return False
    columns = header_of(table.rows[0])
    headed = bool(set(columns) & {"name", "given", "family", "org"}) and not any(EMAIL.search(c) for c in table.rows[0])
    if _online(table.rows[0]):
        columns["status"] = -1
    rows = table.rows[1:] if headed else table.rows
    marked = headed and _marks(columns, rows)
    for row in rows:
        _row(row, columns if headed else {}, marked, book)
    book.heard = book.heard or marked
    if book.kind is None and not marked and headed and {"present", "absent", "status"} & set(columns):
        book.doubts.append("Oppmøtetabellen er ikke fylt ut; det går ikke fram hvem som var til stede.")
    return True


def _online(header: tuple[str, ...]) -> bool:
    return sum(COLUMNS["online"].fullmatch(cell.strip()) is not None for cell in header) > 0


def _marks(columns: dict[str, int], rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether any row is ticked or has a status: an unfilled table says nothing."""
    places = [columns[c] for c in ("present", "absent", "unnotified", "status") if c in columns]
    return -1 in places or any(row[p].strip(" ☐-–") for row in rows for p in places if p < len(row))


def _row(row: tuple[str, ...], columns: dict[str, int], marked: bool, book: _Book) -> None:
    person = _person_of(row, columns, book.org)
    if person is None:
        label = next((c for c in row if c), "")
        if sum(bool(c) for c in row) == 1:
            book.org = _group_org(label)
        return
    kind = _marked_kind(row, columns, person) if marked else book.kind or "roster"
    if kind:
        book.said.append((_heard(kind, person), person))
    else:
        book.said.append(("roster", person))


def _person_of(row: tuple[str, ...], columns: dict[str, int], group: str | None) -> Person | None:
    def cell(column: str) -> str:
        place = columns.get(column, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    name = cell("name") or f"{cell('given')} {cell('family')}".strip()
    if not columns or not name:
        return _loose(row) if not columns else None
    swapped = re.fullmatch(rf"([{UP}][\w-]+(?: [{UP}][\w-]+)?),\s*([{UP}][\w-]+(?:[ ][{UP}][\w.-]*)*)", name)
    person = entry(
        f"{swapped[2]} {swapped[1]}" if swapped and not is_role(swapped[2]) else re.split(r",|\n", name)[0], single=True
    )
    if person is None:
        return None
    for rest in re.split(r",|\n", name)[1:] if not swapped else []:
        person = told(person, rest)
    email = EMAIL.search(cell("email")) or EMAIL.search(" ".join(row))
    person = replace(person, org=cell("org") or person.org or group, email=email[1].lower() if email else person.email)
    for note in (cell("role"), cell("note")):
        person = replace(told(person, note), org=person.org) if note else person
    stand_in = name_at_start(without_titles(cell("deputy")))
    return replace(person, met_for=stand_in[0]) if stand_in and cell("deputy") else person


def _loose(row: tuple[str, ...]) -> Person | None:
    """A row without known columns: the first cell that names a person, the other cells telling of them."""
    cells = [c for c in row if c]
    place = next((n for n, c in enumerate(cells) if (p := entry(c)) and " " in p.name), None)
    if place is None:
        return None
    person = entry(re.sub(r"\s*\n\s*", ", ", cells[place]))
    for other in cells[:place] + cells[place + 1 :]:
        email = EMAIL.search(other)
        if person and email:
            person = replace(person, email=email[1].lower())
        elif person:
            person = told(person, other)
    return person


def _marked_kind(row: tuple[str, ...], columns: dict[str, int], person: Person) -> Kind | None:
    """What the row's ticks say: present, away, or nothing."""
    if columns.get("status") == -1:
        return "present"
    for column, kind in (("present", "present"), ("absent", "absent_notified"), ("unnotified", "absent_unnotified")):
        text = row[columns[column]].strip(" ☐.") if column in columns and columns[column] < len(row) else ""
        if text and text not in "-–":
            return _status(text, kind)  # type: ignore[arg-type]
    status = row[columns["status"]].strip() if columns.get("status", 99) < len(row) else ""
    if status and status not in "-–":
        return _status(status, "present")
    return "absent" if "present" in columns and "absent" not in columns and "status" not in columns else None


def _status(text: str, kind: Kind) -> Kind | None:
    if _NO_NOTICE.search(text):
        return "absent_unnotified"
    if _AWAY.search(text) or text.lower() in ("n", "f", "nei", "0"):
        return "absent" if kind == "present" and text.lower() in ("nei", "n", "0") else "absent_notified"
    return (
        kind
        if kind != "present"
        or _MARKED.fullmatch(text)
        or re.match(r"(?:til st|møtt|deltok|ja|kl|fra|frå|delvis|sak|teams|digital)", text, re.I)
        else None
    )


_ABOUT_PRESENCE = re.compile(
    r"til ?st[ea]d|møtt|deltok|deltak|forfall|avbud|fravær|fråv|frafall|forhindr|kunne ik|permisjon|kom ik|med på", re.I
)
_CONTRAST = re.compile(r",?\s(?:mens|medan|men)\s+(?=[A-ZÆØÅ])")
_NOT = re.compile(r"\b(?:ikke|ikkje|verken|korkje)\b", re.I)
SENTENCE = re.compile(r"(?<=[\wæøå)]{3}[.!])\s+(?=[A-ZÆØÅ])")


def _prose(text: str, book: _Book) -> None:
    if not _ABOUT_PRESENCE.search(text):
        return
    for sentence in (part for s in SENTENCE.split(text[:5_000]) for part in _CONTRAST.split(s)):
        for kind, expressions in _PROSE.items():
            match = next((m for e in expressions if (m := e.search(sentence.strip(" .")))), None)
            if match and not (kind == "present" and _NOT.search(match["list"])):
                _said_in_prose(match["list"], kind, book)
                break


def _said_in_prose(text: str, kind: str, book: _Book) -> None:
    found = people(text)
    words = re.findall(rf"[{UP}{LOW}][\w-]*", re.sub(r"\([^()]*\)", "", text))
    named = sum(len(p.name.split()) for p in found)
    if found and all(" " in p.name or book.said for p in found) and named >= 0.3 * len(words):
        book.said += [(_heard(kind, p), p) for p in found]  # type: ignore[arg-type]
        book.heard = True


def _answer(book: _Book, minutes: bool) -> Attendance:
    said = _once(book.said)
    present = [p for kind, p in said if kind == "present" and minutes]
    away = [(kind, p) for kind, p in said if kind in NOTIFIED and minutes]
    known = minutes and bool(present)
    return Attendance(
        known=known,
        attendees=tuple(Attendee(name=p.name, org=p.org, email=p.email, partial=p.partial) for p in present),
        absentees=tuple(
            Absentee(name=p.name, org=p.org, notified=p.notified if p.away else NOTIFIED[kind], reason=p.reason)
            for kind, p in away
        ),
        deputies=tuple(Deputy(name=p.name, for_=p.met_for) for p in present if p.met_for),
        roster=tuple(Listed(name=p.name, org=p.org, email=p.email) for _, p in said),
        copied=tuple(book.copies),
        chair=next((p.name for _, p in said if p.office == "chair"), None),
        secretary=next((p.name for _, p in said if p.office == "secretary"), None),
        used=frozenset(book.used),
        doubts=tuple(book.doubts),
    )


def _once(said: list[tuple[Kind, Person]]) -> list[tuple[Kind, Person]]:
    """Each person once. A plain list gives way to words of presence or absence; the first of those stands."""
    best: dict[str, tuple[Kind, Person]] = {}
    for kind, person in said:
        key = person.name.lower()
        held = best.get(key)
        if held is None:
            best[key] = (kind, person)
        else:
            first, other = (held, person) if held[0] != "roster" or kind == "roster" else ((kind, person), held[1])
            merged = replace(
                first[1],
                org=first[1].org or other.org,
                email=first[1].email or other.email,
                office=first[1].office or other.office,
                partial=first[1].partial or other.partial,
            )
            best[key] = (first[0], merged)
    return list(best.values())
