"""The roll of a meeting while it is read: which list is open, whom it names, and what was said of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from parsers.labels import field_of, folded
from parsers.names import FIRST_NAMES, MUNICIPALITIES, UP, is_org, is_role
from parsers.people import Person, myself, people
from parsers.phrasebook import alternatives, load

__all__ = ["AWAY", "Kind", "Roll", "group_org"]

Kind = Literal["present", "absent", "absent_notified", "absent_unnotified", "roster"]
AWAY: dict[str, bool | None] = {"absent_notified": True, "absent_unnotified": False, "absent": None}

_EXTRAS = re.compile(load("minutes")["person"]["extras"])
_WHERE = re.compile(load("minutes")["person"]["where"])
_TWO = alternatives(m for m in MUNICIPALITIES if " " in m)
_ONE = alternatives(m for m in MUNICIPALITIES if " " not in m)
_GROUP = re.compile(
    rf"(?<![\w-])(?P<group>(?:Fra|Frå)\s[^:,;()\n]{{2,45}}?|{_TWO}|(?!Ingen\b)[{UP}][\w-]+\s(?:kommune|herad|HF"
    rf"|fylkeskommune|sjukehus|sykehus|sjukeheim|sykehjem)|{_ONE}|[{UP}]{{2,6}}|Helse\s[{UP}][\w-]+(?:\s(?:RHF|HF))?)"
    r"(?:\s(?:møtte|kommune))?\s?:\s?"
)

_INITIALS = re.compile(rf"(?<![\w(])[{UP}]{{2,4}}(?![\w)])")
_SPELLED = re.compile(rf"(?P<name>[{UP}][\w-]+(?:\s[{UP}][\w-]+){{1,3}})\s?\((?P<initials>[{UP}]{{2,4}})\)")
_SIDE = "Listene for til stede og forfall står side om side, og under dem står navn som ikke kan plasseres sikkert."


@dataclass
class Roll:
    """The open list's `kind`, `org` and how it began; and everyone `said` so far, in order, with the list's kind.

    `before` is the kind a list of extra people goes back to after those away; `inline` and `grouped` tell whether the
    open list began on its label's own line, and by groups. `seen` are the groups met among those present; `unplaced`
    marks names below two lists set side by side, `parted` a list that began inside the groups of those present,
    `sides` lists of the two sides of the table under no label of presence, and `guests` a list of staff under members
    with marks. `legend` is what the letters of a matrix mean, where a line tells it, `initials` whose «KN» are, and
    `writer` who «jeg» is. `begun` tells that matters have begun.
    """

    writer: str | None = None
    kind: Kind | None = None
    before: Kind | None = None
    org: str | None = None
    inline: bool = False
    grouped: bool = False
    copied: bool = False
    count: int = 0
    bare_groups: int = 0
    unplaced: bool = False
    parted: bool = False
    sides: bool = False
    guests: bool = False
    begun: bool = False
    initials: dict[str, str] = field(default_factory=dict)
    legend: dict[str, Kind] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    said: list[tuple[Kind, Person]] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def open(self, kind: Kind, value: str, *, copied: bool = False) -> None:
        """A label of people opens a list; its own line may hold the first of them."""
        self.parted = self.kind == "present" and self.grouped and bool(value)
        self.kind, self.org, self.copied, self.guests = kind, None, copied, False
        self.before = "present" if kind == "present" else self.before
        self.inline, self.grouped = bool(value), bool(_GROUP.match(value))
        self.count = self.bare_groups = 0
        self.unplaced = False
        if value:
            self.read(value)

    def close(self) -> None:
        """The list is over."""
        self.kind = None

    def group(self, label: str, value: str) -> bool:
        """A group inside a list. Whether there is a list it may belong to."""
        extra = _EXTRAS.fullmatch(folded(label)) is not None
        if value and self.kind != "present" and is_where(label):
            self.open("present", "")
        if self.kind in AWAY and self._back_to_present(extra=extra, label=label):
            self.kind, self.count = self.before or "roster", 0
        if self.kind is None and extra:
            self.kind = self.before
        self._guests(label, extra=extra)
        if self.kind is None and label.lower().startswith(("fra ", "frå ")):
            self.open("roster", "")
            self.sides = True
        if self.kind is None:
            return False
        self.grouped = self.grouped or not self.count
        if self.kind == "present":
            self.seen.add(folded(label))
        self.org = group_org(label) if not self.bare_groups else None
        self.bare_groups = 0 if value else self.bare_groups + 1
        if value:
            self.read(value)
        return True

    def _guests(self, label: str, *, extra: bool) -> None:
        """Under members who each carry their own mark («Kari Nes – møtt»), the staff without marks were there."""
        met = extra and not folded(label).startswith("vara") and any(kind == "present" for kind, _ in self.said)
        if self.kind == "roster" and met:
            self.kind, self.guests = "present", True
        elif self.guests and not met:
            self.kind, self.guests = "roster", False

    def _back_to_present(self, *, extra: bool, label: str) -> bool:
        """Whether a group after those away is of those present again: guests and the like, or after «Forfall: X»."""
        if folded(label) in self.seen:
            return False
        if extra:
            return self.count > 0
        return self.before is not None and self.inline and not self.grouped

    def read(self, text: str) -> None:
        """A list that may be parted in groups: «Askøy: A, B Voss: C»."""
        places = list(_GROUP.finditer(text)) if ":" in text else []
        edges = [m.start() for m in places] + [len(text)]
        if edges[0] > 0:
            self.read_list(text[: edges[0]])
        for match, end in zip(places, edges[1:], strict=True):
            self.org = group_org(match["group"])
            self.read_list(text[match.end() : end])

    def read_list(self, text: str) -> None:
        """The people of one list or line."""
        if self.kind is None:
            return
        text = _INITIALS.sub(lambda m: self.initials.get(m[0], m[0]), text) if self.initials else text
        found = people(text, org=self.org, single=_first_names_alone(text))
        if self.kind in AWAY and not found and any(is_org(part) for part in text.split(",")):
            self.doubts.append(f"«{text.strip()[:80]}» er ført opp som fraværende uten at noen er nevnt ved navn.")
        if found and self.unplaced and _SIDE not in self.doubts:
            self.doubts.append(_SIDE)
        for person in (*found, *(myself(text, self.writer) if found and self.kind == "present" else ())):
            self.add(self.kind, person)

    def add(self, kind: Kind, person: Person) -> None:
        """One person of a list; the person's own note may say otherwise than the list."""
        self.count += 1
        self.bare_groups = 0
        if self.writer and self.writer.startswith(f"{person.name} "):  # «Randi (ref), Siv Urke», signed Randi Heggdal
            person = replace(person, name=self.writer)
        self.said.append((heard(kind, person), person))
        if self.copied:
            self.copies.append(person.name)

    def settle(self) -> None:
        """«Fra arbeidsgiver: A» and «Fra arbeidstakerne: B» with «Forfall: C» after them tell who was there."""
        away = {p.name for kind, p in self.said if kind in AWAY}
        listed = [p.name for kind, p in self.said if kind == "roster"]
        told = any(kind == "present" for kind, _ in self.said)
        if self.sides and away and not told and not away & set(listed):
            self.said = [("present" if kind == "roster" else kind, p) for kind, p in self.said]

    def everyone(self) -> Iterator[tuple[Kind, Person]]:
        """Each person once. A plain list gives way to words of presence, and those to words of absence."""
        best: dict[str, tuple[Kind, Person]] = {}
        for kind, person in self.said:
            key = person.name.lower()
            held = best.get(key)
            best[key] = _merged(held, (kind, person)) if held else (kind, person)
        yield from best.values()

    def contradicted(self) -> list[str]:
        """Those said to be present in one place and away in another."""
        kinds: dict[str, set[bool]] = {}
        for kind, person in self.said:
            if kind != "roster":
                kinds.setdefault(person.name, set()).add(kind == "present")
        return [name for name, told in kinds.items() if len(told) > 1]


def initials_in(text: str) -> dict[str, str]:
    """Whose initials stand in parentheses behind their names: «Kari Nes (KN), Ola Lie (OL)»."""
    found = _SPELLED.finditer(text) if "(" in text else ()
    return {m["initials"]: m["name"] for m in found if _initials_of(m["name"]).startswith(m["initials"][0])}


def _initials_of(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[\s-]", name) if word)


def heard(kind: Kind, person: Person) -> Kind:
    """The list's word, unless the person's own note says otherwise."""
    if person.away and kind in ("present", "roster"):
        return "absent_unnotified" if person.notified is False else "absent_notified"
    return "present" if person.present and kind in (*AWAY, "roster") else kind


def _merged(held: tuple[Kind, Person], new: tuple[Kind, Person]) -> tuple[Kind, Person]:
    if held[0] == "present" and new[0] in AWAY:  # said to be away anywhere is never read as there
        held, new = new, held
    first, other = (held, new[1]) if held[0] != "roster" or new[0] == "roster" else (new, held[1])
    person = replace(
        first[1],
        org=first[1].org or other.org,
        email=first[1].email or other.email,
        office=first[1].office or other.office,
        partial=first[1].partial or other.partial,
        met_for=first[1].met_for or other.met_for,
    )
    return first[0], person


def is_where(label: str) -> bool:
    """Whether a label tells how people took part («På Teams», «Fysisk»): those under it were there."""
    return _WHERE.fullmatch(folded(label)) is not None


def group_org(label: str) -> str | None:
    """The organisation a group's label names; a role («Rådmenn») and a label of another kind name none."""
    bare = re.sub(r"^(?:fra|frå)\s+|\s+møtte$", "", label.strip(" :"), flags=re.I)
    named = is_org(bare) or (bare[:1].isupper() and field_of(bare) is None)
    return bare if named and not is_role(bare) and len(bare) < 60 and not _EXTRAS.fullmatch(folded(bare)) else None


def group_in(text: str) -> re.Match[str] | None:
    """The group («Askøy:», «Helse Fonna:») a line begins with."""
    return _GROUP.match(text) if ":" in text else None


_FIRST_ALONE = re.compile(rf"[{UP}][\w-]+(?: [{UP}]\.?)?")


def _first_names_alone(text: str) -> bool:
    """Whether a list is of first names only, half of them known: «Bjørn, Nora, Gro», «Jorunn S, Kaia»."""
    words = [w.strip(" .") for w in re.split(r",|;|\sog\s|\n", re.sub(r"\([^()]*\)", "", text)) if w.strip()]
    if len(words) < 2 or not all(_FIRST_ALONE.fullmatch(w) for w in words):
        return False
    known = [w for w in words if w.split(" ")[0].split("-")[0] in FIRST_NAMES]
    return len(known) * 2 >= len(words)
