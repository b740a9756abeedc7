"""Whom a mail or a paper names, matched with the network's list; whoever is not surely matched is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypedDict

from db.records import Membership, Records
from mailer.rules.people import members
from parsers.facts import Minutes
from parsers.matching import CERTAIN, SURE, Candidate, Match, Written, match


class NameDoubt(TypedDict):
    """A name that is not surely someone's: the persons it may be (none: not on the list), and the words for it."""

    written: str
    among: list[str]
    why: str


def candidate(membership: Membership, records: Records, id_: str | None = None) -> Candidate:
    """A member as someone a name may mean, known by the person's id unless another is given."""
    person = records.people[membership.person]
    return Candidate(
        id=id_ or person.id,
        name=person.name,
        emails=(person.email, *person.aliases),
        org=membership.organisation,
    )


def candidates(records: Records, day: dt.date) -> list[Candidate]:
    """The members on a day."""
    return [candidate(m, records) for m in members(records, day)]


def sure(found: Match) -> str | None:
    """Who is meant, where that is sure enough to be recorded."""
    return found.id if found.certainty >= SURE else None


def matched(minutes: Minutes, among: list[Candidate]) -> dict[str, Match]:
    """Every person the minutes name as present, away or met for, as written."""
    present = (Written(name=a.name, email=a.email, org=a.org) for a in minutes.attendees)
    away = (Written(name=a.name, org=a.org) for a in minutes.absentees)
    met_for = (Written(name=d.for_) for d in minutes.deputies)
    return {one.name: match(one, among) for one in (*met_for, *away, *present)}


def name_doubts(minutes: Minutes, found: dict[str, Match], records: Records) -> list[NameDoubt]:
    """What the secretary should see: names read as another spelling, names that fit several, absentees on no list."""
    away = {a.name for a in minutes.absentees} | {d.for_ for d in minutes.deputies}
    both = {sure(found[n]) for n in away} & {sure(found[a.name]) for a in minutes.attendees} - {None}
    return [
        NameDoubt(written=name, among=among, why=why)
        for name, one in found.items()
        for among, why in _doubt(name, one, records, away=name in away, both=both)
    ]


def _doubt(
    name: str, found: Match, records: Records, *, away: bool, both: set[str | None]
) -> Iterator[tuple[list[str], str]]:
    person, among = sure(found), found.among or ((found.id,) if found.id else ())
    if person and person in both and away:
        yield [person], f"«{name}» står både som til stede og som borte. Vi har ført det siste."
    elif person and found.certainty < CERTAIN:
        yield [person], f"«{name}» leste vi som {records.people[person].name}: {found.why}."
    elif among and not person:
        may_be = found.why if found.among else f"kan være {records.people[among[0]].name}"
        yield [*among], f"«{name}» {may_be}. Vi har ikke ført noe på det navnet."
    elif not person and away:
        yield [], f"«{name}» står som borte, men er ikke på listen vår."
