"""`budstikke members import`: a list of members compared with what is known, shown, and written when a person says so.

A row is matched by its address. An empty cell leaves what is known as it is, except the office where the list has
offices at all. Who is known but not in the list is left alone. No welcome letters are caused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from config.settings import Network, Settings
from db.looking import log_accesses
from db.records import Membership, Person, Records, fingerprint
from db.store import Store
from mailer.console import opened, show
from mailer.console.advice import OK, PROBLEM
from mailer.console.errors import NobodyToAsk, RowsLeftOut, UnreadableList
from mailer.rules.days import local_day
from mailer.wire import clock
from parsers.memberlists import ListProblem, MemberList, MemberRow, read_member_list

HEADS = ("row", ("name", "e-mail"), "what", "details")
OF_PERSON = ("name", "lang")
OF_PLACE = ("organisation", "office", "manager_name", "manager_email", "joined")
ONE_OF = ("leader", "deputy-leader", "secretary")
WORDS = {
    "manager_name": "nearest leader",
    "manager_email": "leader's e-mail",
    "joined": "member since",
    "lang": "målform",
}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A row of the list beside what is known: the records as they would be, and what is new in them."""

    row: MemberRow
    person: Person
    place: Membership
    new: bool
    changes: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """The word of the preview."""
        return "new" if self.new else "changed" if self.changes else "unchanged"


def import_list(settings: Settings, file: Path, network_id: str, *, yes: bool, skip_bad: bool) -> int:
    """Preview, ask, write. 1 when nothing was written because of problems, or because the answer was no."""
    now = clock.now()
    network = opened.network(settings, network_id)
    content = read_member_list(file.name, file.read_bytes())
    if not content.rows and (whole := [p.why for p in content.problems if p.row is None]):
        raise UnreadableList(why=" ".join(whole))
    with opened.store(settings) as store:
        known = store.records(network.id)
        with show.working("Comparing …"):
            compared = compare(content, known, network, store.person_by_email, local_day(now))
        preview(compared, content, known, local_day(now))
        return _written(store, network, compared, content, now, yes=yes, skip_bad=skip_bad)


def _written(
    store: Store,
    network: Network,
    compared: Sequence[Compared],
    content: MemberList,
    now: dt.datetime,
    *,
    yes: bool,
    skip_bad: bool,
) -> int:
    news = [one for one in compared if one.new or one.changes]
    bad = [problem for problem in content.problems if problem.left_out]
    if bad and not skip_bad:
        raise RowsLeftOut(count=len(bad))
    if not news:
        show.say("There is nothing to write.")
        return OK
    if not (yes or _asked(f"Write {show.count(len(news), 'member')} to {network.id}?")):
        show.say("Nothing was written.")
        return PROBLEM
    store.commit(records=[record for one in news for record in (one.person, one.place)], wakes={network.id: now})
    log_accesses(store, now, opened.actor(), "members.import", [one.person.id for one in news], detail=network.id)
    show.say(f"Wrote {show.count(len(news), 'member')}. An import sends no welcome letters.", "green")
    return OK


def _asked(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort:
        raise NobodyToAsk from None


# -- compared


def compare(
    content: MemberList,
    known: Records,
    network: Network,
    holder: Callable[[str], Person | None],
    today: dt.date,
) -> list[Compared]:
    """Each row beside what is known; `holder` finds who has an address already, in any network.

    An empty office takes the office away only in a list that has offices, and in a row that is not in doubt.
    """
    offices = any(row.office for row in content.rows)
    doubted = {problem.row for problem in content.problems if not problem.suggestion}
    places = {m.person: m for m in known.memberships if m.network == network.id and (m.left is None or m.left > today)}
    return [
        _compared(row, holder(row.email), places, network, today, offices=offices and row.row not in doubted)
        for row in content.rows
    ]


def _compared(
    row: MemberRow,
    holder: Person | None,
    places: Mapping[str, Membership],
    network: Network,
    today: dt.date,
    *,
    offices: bool,
) -> Compared:
    before = holder or Person(id=fingerprint("person", row.email), name=row.name, email=row.email)
    place = places.get(before.id) or _new_place(row, before, network, today)
    person = replace(before, **_said(row, OF_PERSON))
    after = replace(place, **_said(row, OF_PLACE) | ({"office": row.office} if offices else {}))
    changes = (*_changes(before, person, OF_PERSON), *_changes(place, after, OF_PLACE))
    return Compared(row=row, person=person, place=after, new=before.id not in places, changes=changes)


def _new_place(row: MemberRow, person: Person, network: Network, today: dt.date) -> Membership:
    joined = row.joined or today
    ident = fingerprint("membership", network.id, person.id, joined)
    return Membership(id=ident, network=network.id, person=person.id, joined=joined)


def _said(row: MemberRow, fields: Sequence[str]) -> dict[str, Any]:
    return {field: value for field in fields if (value := getattr(row, field)) is not None}


def _changes(before: Person | Membership, after: Person | Membership, fields: Sequence[str]) -> Iterator[str]:
    for field in fields:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield f"{WORDS.get(field, field)}: {'–' if old is None else old} → {'–' if new is None else new}"


# -- shown


def preview(compared: Sequence[Compared], content: MemberList, known: Records, today: dt.date) -> None:
    """What would be written, what could not be used, and what is asked; no question is answered by itself."""
    rows: list[tuple[int, str, str, str, str]]
    rows = [(one.row.row, one.person.name, one.person.email, one.what, _details(one)) for one in compared]
    rows += [(p.row or 0, p.value or "", "", "left out", p.why) for p in content.problems if p.left_out]
    show.table(HEADS, sorted(rows))
    for question in (*map(_question, content.problems), *_doubts(compared, known, today)):
        if question:
            show.say(question, "yellow")
    told = ("new", "changed", "unchanged")
    numbers = [f"{sum(one.what == word for one in compared)} {word}" for word in told]
    show.say(f"{', '.join(numbers)}, {sum(p.left_out for p in content.problems)} left out.")


def _details(one: Compared) -> str:
    said = (one.place.office, one.place.organisation) if one.new else one.changes
    return "; ".join(filter(None, said))


def _question(problem: ListProblem) -> str:
    if problem.left_out:
        return ""
    if problem.suggestion:
        return f"Row {problem.row}: is {problem.value} right? It may be {problem.suggestion}. It is not changed."
    return f"Row {problem.row}: {problem.why}"


def _doubts(compared: Sequence[Compared], known: Records, today: dt.date) -> Iterator[str]:
    ours = {one.place.id: one.place for one in compared}
    after = {m.id: m for m in known.memberships if m.left is None or m.left > today} | ours
    names = {one.person.id: one.person.name for one in compared}
    for office in ONE_OF:
        held = [names.get(m.person) or known.people[m.person].name for m in after.values() if m.office == office]
        if len(held) > 1:
            yield f"More than one {office} after this: {', '.join(held)}. Only the first would count."
    missing = [known.people[m.person].name for m in after.values() if m.id not in ours]
    if missing:
        yield f"Not in the list, and left as they are: {', '.join(sorted(missing))}."
    twice = {one.person.email for one in compared if sum(o.person.id == one.person.id for o in compared) > 1}
    if twice:
        yield f"In the list under two of their addresses; the last row counts: {', '.join(sorted(twice))}."
