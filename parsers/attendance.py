"""Who was there, who was away, who met for whom: label lines, lists, groups, tables, prose.

A list that doesn't say who was present is a roster, and then attendance is unknown; nobody is present by guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from parsers.blocks import Table
from parsers.facts import Absentee, Attendee, Deputy, Listed
from parsers.labels import ATTENDANCE, PRESENCE, column_of, field_of, folded
from parsers.lines import Item, Line
from parsers.names import FIRST_NAMES, is_org, is_role
from parsers.people import Person, entry, first_name_first, people, told
from parsers.phrasebook import load
from parsers.roll import AWAY, Kind, Roll, group_in, initials_in, is_where
from parsers.roll_tables import call, legend_in
from parsers.tables import SIDE_BY_SIDE, kind_of
from parsers.told_of import told_in

__all__ = ["Attendance", "attendance"]

_WORDS = load("minutes")
_STOP = re.compile(_WORDS["prose"]["stop"], re.I)
_AWAY = re.compile(_WORDS["person"]["away"], re.I)
_VERBS = re.compile(rf"\b(?:{_WORDS['prose']['verbs']})\b")
_MATTER = re.compile(r"\W*(?:(?:sak(?:\s*nr\.?)?|PS|FS|RS|punkt|pkt\.?)\s*\d|\d{1,4}/\d{2,4}\b)", re.I)
_COUNTED = re.compile(r"\s*\d{1,3}\s*[.):]")
_LED = re.compile(r"(?P<group>[A-ZÆØÅ][^:;()\n]{2,50}):\s+(?P<value>[A-ZÆØÅ].+)")
_SIDE = re.compile(r"(?:For|Fra|Frå)\s[a-zæøå]")
_NOBODY = re.compile(
    r"(?:[A-ZÆØÅ][^:,]{2,40}:\s*)?(?:[-–]|ingen(?: møtte| til ?stede?| til stades)?|ik(?:ke|kje) representert)\.?"
    r"|[A-ZÆØÅ][^:,]{2,40}:\s*(?:forfall|ik(?:ke|kje) møtt)\.?",
    re.I,
)
_GAP = re.compile(r"\s{2,}|\t")
_LETTERED = re.compile(r"(?P<who>.+?)(?:\t|\s{2,}|\s?[:–-]\s?|\s?\(|,?\s)(?P<letter>\w{1,2})\)?")
_INSTEAD = re.compile(r"\bi (?:stede[tn]|stad[en]*) for\b", re.I)
_BULLET = re.compile(r"^\s*(?:[-•*·–☐☒☑]\s+|\d{1,3}[.)]\s*)")
_BROKEN = 60
_BOTH_HEADS = (
    "Overskriftene for til stede og forfall står etter hverandre; det går ikke fram hvem som hører til hvilken."
)


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """What a paper says of people; `chair` and `secretary` are those marked so in a list, `used` the items read."""

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


def attendance(items: Sequence[Item], *, minutes: bool = True, writer: str | None = None) -> Attendance:
    """Who was there by the paper's own words; `writer` is its «jeg».

    With `minutes` false every list is a roster: nobody has met yet.
    """
    roll = Roll(writer=writer)
    for item in items:
        roll.initials |= initials_in(item.text) if isinstance(item, Line) else {}
    used = {place for place, item in enumerate(items) if _read(item, roll, items, place)}
    for text in _running(items, used):
        _hear(text, roll)
    return _answer(roll, frozenset(used), minutes)


def _running(items: Sequence[Item], used: Set[int]) -> Iterator[str]:
    """The running text outside the lists, sentences broken over long lines made whole."""
    held = ""
    for place, item in enumerate(items):
        if isinstance(item, Line) and place not in used and item.field in (None, "body", "group", "secretary"):
            goes_on = held and len(held) > _BROKEN and held[-1] not in ".:!?" and not item.level
            if held and not goes_on:
                yield held
            held = f"{held} {item.text}" if goes_on else item.text
        elif held:
            yield held
            held = ""
    if held:
        yield held


def _read(item: Item, roll: Roll, items: Sequence[Item], place: int) -> bool:
    if isinstance(item, Table):
        if kind_of(item.rows) == "people":
            return call(item.rows, roll)
        roll.close()
        return False
    if item.field == SIDE_BY_SIDE:
        roll.open("roster", "")
        roll.unplaced = True
        return True
    if len(legend := legend_in(item.text)) > 1:
        roll.legend |= legend
        return True
    if roll.legend and _by_letter(item.text, roll):
        return True
    roll.begun = roll.begun or _MATTER.match(item.text) is not None
    if item.field in ATTENDANCE and _opens(item, roll):
        return _labelled(item, roll, items, place)
    if roll.kind is None:
        return False
    if (item.field is not None and item.field != "roster") or _STOP.match(item.text) or item.level in (1, 2, 3):
        roll.close()
        return False
    follower = items[place + 1] if place + 1 < len(items) else None
    return _goes_on(item.text, roll, follower.text if isinstance(follower, Line) else "")


def _by_letter(text: str, roll: Roll) -> bool:
    """Whether a line is a person and a letter whose meaning was told: «Kari Nes, Askøy  F»."""
    match = _LETTERED.fullmatch(text.strip())
    kind = roll.legend.get(match["letter"].upper()) if match else None
    found = people(_GAP.sub(", ", match["who"])) if match and kind else ()
    for person in found[:1]:
        roll.add(kind or "roster", person)
    return len(found) == 1


def _opens(item: Line, roll: Roll) -> bool:
    """Group words («Andre», «Fra administrasjonen») only go on with a list; «Til: …» only lists full names.

    Among the matters «Fravær: Ola Lie er sykmeldt» is text.
    """
    if item.field == "group":
        there = (bool(item.value) and is_where(item.label)) or item.label.lower().startswith(("fra ", "frå "))
        return roll.kind is not None or roll.before is not None or there
    if roll.begun and item.value and not _people_like(item.value):
        return False
    return item.field != "roster" or not item.value or len(people(item.value)) > 0


def _labelled(item: Line, roll: Roll, items: Sequence[Item], place: int) -> bool:
    if item.field == "group":
        return roll.group(item.label, item.value)
    kind: Kind = item.field  # type: ignore[assignment]
    if kind != "roster" and not item.value and _heads_follow(items, place):
        roll.doubts.append(_BOTH_HEADS)
        roll.open("roster", "")
        return True
    if roll.doubts and roll.doubts[-1] == _BOTH_HEADS and not roll.count:
        roll.read(item.value)
        return True
    roll.open(kind, item.value, copied=item.copied)
    roll.sides = roll.sides or (kind == "roster" and folded(item.label) == "kven" and roll.count > 1)
    return True


def _heads_follow(items: Sequence[Item], place: int) -> bool:
    """Whether the next line is another heading of people: a flattened table, whose columns can't be told apart."""
    follower = items[place + 1] if place + 1 < len(items) else None
    return (
        isinstance(follower, Line)
        and follower.field in PRESENCE
        and not (follower.value and follower.field == "present")
    )


def _goes_on(text: str, roll: Roll, following: str) -> bool:
    """Whether the line goes on with the list, and if so its people are read. A matter («Sak 1: …») ends it."""
    if _MATTER.match(text) or (_COUNTED.match(text) and not _full_name(text)):
        roll.close()
        return False
    if (column_of(text) and field_of(text) is None) or _NOBODY.fullmatch(text):
        return True
    heads = _heads(text, following, roll)
    text = _BULLET.sub("", text)
    if _group_line(text, roll) or _names_line(text, roll, heads=heads) or _remark(text, roll):
        return True
    roll.close()
    return False


def _heads(text: str, following: str, roll: Roll) -> bool:
    """Whether a line of unknown words heads people: the first of its list, or like the groups before it."""
    if _BULLET.match(text) or not _people_like(following) or re.search(r"[.:;,!?\d]", text):
        return False
    if _BULLET.match(following):
        return not roll.count or roll.grouped
    return entry(text) is None and (not roll.count or (roll.grouped and _full_name(following)))


def _group_line(text: str, roll: Roll) -> bool:
    group = group_in(text)
    if group:
        return roll.group(group["group"], text[group.end() :])
    if (
        text.endswith(":")
        and len(text) < 50
        and (is_org(text) or is_role(text) or roll.parted or roll.grouped or not roll.count)
    ):
        return roll.group(text.rstrip(" :"), "")
    led = _LED.match(text)
    counted = led is not None and re.search(r"\d", led["group"]) is not None and not is_role(led["group"])
    if led and not counted and field_of(led["group"]) is None and _people_like(led["value"]):
        known = is_org(led["group"]) or is_role(led["group"])
        return (known or roll.grouped or roll.parted or not roll.count) and roll.group(led["group"], led["value"])
    return False


def _names_line(text: str, roll: Roll, *, heads: bool) -> bool:
    """People, or a bare line over them: an organisation, a role, a side of the table, or `heads` over bullets."""
    if _people_like(first_name_first(text)) and not (heads and _unlike(text)):
        roll.read(text)
        return True
    bare = len(text) < 45 and not text.endswith(".") and not text[:1].isdigit() and not _VERBS.search(text)
    if bare and (is_org(text) or is_role(text) or _SIDE.match(text) or heads):
        return roll.group(text, "")
    return False


def _unlike(text: str) -> bool:
    """Whether a line over bullets names no known first name: «Blå Kors» heads its people, «Kari Nes» is one."""
    return text.split(" ")[0].split("-")[0] not in FIRST_NAMES


def _remark(text: str, roll: Roll) -> bool:
    """A short line that tells of the last one named: «Meldt forfall»."""
    away = _AWAY.search(text) if len(text) < 40 and roll.said else None
    if not away or away.start() > 12:
        return False
    _, person = roll.said[-1]
    person = told(person, text)
    roll.said[-1] = ("absent_unnotified" if person.notified is False else "absent_notified", person)
    return True


def _full_name(text: str) -> bool:
    """Whether a counted line («1. Kari Nes, Askøy») names a person outright, and no matter («1. Ny veileder»)."""
    got = entry(re.split(r"[,;(\t]|\s{3,}", _BULLET.sub("", text), maxsplit=1)[0])
    return got is not None and (" " in got.name or got.name in FIRST_NAMES)


_LONG_SENTENCE = re.compile(r"[a-zæøå]{3}\. [A-ZÆØÅ][a-zæøå]+ [a-zæøå]+ [a-zæøå]+ ")
_TELLING = re.compile(r"(?:[A-ZÆØÅ][\w.-]*\s){1,4}(?!og\s)[a-zæøå]+\s[^,;]{2,}\.$")
_OF_PRESENCE = re.compile(r"\b(?:var til st|møtte|deltok|er i ste)")


def _people_like(text: str) -> bool:
    """Whether the line is a list of people and no sentence about one."""
    first, *more = re.split(r"[,;(\t]|\s{3,}|\sog\s", _BULLET.sub("", text), maxsplit=1)
    got = entry(first)
    if (
        got is None and more and (is_role(first) or is_org(first))
    ):  # «Helsesjef i Voss, Kari Nes», «Verneombud (NSF) Ola Lie»
        got = entry(re.sub(r"^[^()]*\)", "", more[0]).partition(",")[0])
        got = got if got and " " in got.name else None
    if got is None or (" " not in got.name and len(text) > 40 and "," not in text):
        return False
    plain = re.sub(r"\([^()]*\)", "", text)
    spoken = _VERBS.search(plain) is not None and _VERBS.search(_AWAY.sub("", plain)) is not None
    sentence = spoken and not _OF_PRESENCE.search(plain)
    return not sentence and not _LONG_SENTENCE.search(plain) and not _TELLING.match(plain)


def _hear(text: str, roll: Roll) -> None:
    for kind, found in told_in(text, roll.writer):
        if len(found) > 1 or all(" " in p.name or roll.said for p in found):
            for person in found:
                roll.add(kind, person)
                if person.met_for and _INSTEAD.search(text):
                    roll.add("absent", Person(name=person.met_for))


def _answer(roll: Roll, used: frozenset[int], minutes: bool) -> Attendance:
    roll.settle()
    everyone = list(roll.everyone())
    present = [p for kind, p in everyone if kind == "present" and minutes]
    away = [(kind, p) for kind, p in everyone if kind in AWAY and minutes]
    torn = [f"{n} er ført opp både som til stede og som fraværende." for n in (roll.contradicted() if minutes else [])]
    return Attendance(
        known=minutes and bool(present),
        attendees=tuple(Attendee(name=p.name, org=p.org, email=p.email, partial=p.partial) for p in present),
        absentees=tuple(
            Absentee(name=p.name, org=p.org, notified=p.notified if p.away else AWAY[kind], reason=p.reason)
            for kind, p in away
        ),
        deputies=tuple(Deputy(name=p.name, for_=p.met_for) for p in present if p.met_for),
        roster=tuple(Listed(name=p.name, org=p.org, email=p.email) for _, p in everyone),
        copied=tuple(roll.copies),
        chair=next((p.name for _, p in everyone if p.office == "chair"), None),
        secretary=next((p.name for _, p in everyone if p.office == "secretary"), None),
        used=used,
        doubts=(*roll.doubts, *torn),
    )
