"""What the rules see of one network: everything reached from what is open, or from who is a member.

Strategy: open meetings, asked drafts and unsettled owed things are found by (network, state); ledger lines, cases,
people and letter keys from those by key. Nothing is read through by time, so a long history costs nothing. Only
`history` looks back, and only at members who have an absence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from db.engine import chosen, found
from db.records import (
    AbsenceCase,
    Attendance,
    Draft,
    DraftState,
    Meeting,
    MeetingState,
    MemberNews,
    Membership,
    Owed,
    Person,
    Records,
)
from db.tables import ATTENDANCE, CASE, DRAFT, LETTER, MEETING, MEMBERSHIP, NEWS, OWED, PERSON

OPEN = tuple(state for state in MeetingState if state is not MeetingState.CLOSED)


def gather(
    connection: Connection, network: str, parent: str | None, since: dt.date | None, recent: dt.date | None
) -> Records:
    """Read everything of `Records`, in one view of the database."""
    meetings = _meetings(connection, network)
    open_ids = [meeting.id for meeting in meetings]
    attendance = found(connection, Attendance, chosen(Attendance).where(ATTENDANCE.c.meeting.in_(open_ids)))
    owed = _owed(connection, network)
    drafts = _drafts(connection, network, open_ids, owed, recent)
    news = _news(connection, network, recent)
    memberships = _memberships(connection, network, recent, [item.membership for item in news])
    members = sorted({membership.person for membership in memberships})
    cases = found(
        connection, AbsenceCase, chosen(AbsenceCase).where(CASE.c.network == network, CASE.c.person.in_(members))
    )
    history, past = _history(connection, network, members, open_ids, since)
    seen = Records(
        network=network,
        memberships=memberships,
        parent_memberships=_memberships(connection, parent, recent) if parent else (),
        meetings=meetings,
        attendance={(line.meeting, line.person): line for line in attendance},
        drafts=drafts,
        owed=owed,
        cases=cases,
        news=news,
        past=past,
        history=history,
    )
    return _named(connection, seen, recent)


def _meetings(connection: Connection, network: str) -> tuple[Meeting, ...]:
    query = chosen(Meeting).where(MEETING.c.network == network, MEETING.c.state.in_(OPEN))
    return found(connection, Meeting, query.order_by(MEETING.c.starts, MEETING.c.id))


def _owed(connection: Connection, network: str) -> tuple[Owed, ...]:
    query = chosen(Owed).where(OWED.c.network == network, OWED.c.settled_at.is_(None))
    return found(connection, Owed, query.order_by(OWED.c.noted_at, OWED.c.id))


def _drafts(
    connection: Connection, network: str, meetings: list[str], owed: Iterable[Owed], recent: dt.date | None
) -> tuple[Draft, ...]:
    released, ours = DRAFT.c.state == DraftState.RELEASED, DRAFT.c.network == network
    wanted = or_(
        and_(ours, DRAFT.c.state == DraftState.ASKED),
        and_(ours, released, DRAFT.c.meeting.in_(meetings)),
        and_(ours, released, DRAFT.c.meeting.is_(None), _since(DRAFT.c.released_at, recent)),
        DRAFT.c.id.in_(sorted({item.draft for item in owed})),
    )
    return found(connection, Draft, chosen(Draft).where(wanted).order_by(DRAFT.c.received_at, DRAFT.c.id))


def _news(connection: Connection, network: str, recent: dt.date | None) -> tuple[MemberNews, ...]:
    query = chosen(MemberNews).where(NEWS.c.network == network, _since(NEWS.c.noted_at, recent))
    return found(connection, MemberNews, query.order_by(NEWS.c.noted_at, NEWS.c.id))


def _memberships(
    connection: Connection, network: str, recent: dt.date | None, also: Iterable[str] = ()
) -> tuple[Membership, ...]:
    ours, left = MEMBERSHIP.c.network == network, MEMBERSHIP.c.left
    wanted = or_(
        and_(ours, left.is_(None)),
        and_(ours, left.is_not(None) if recent is None else left >= recent),
        MEMBERSHIP.c.id.in_(sorted(set(also))),
    )
    query = chosen(Membership).where(wanted).order_by(MEMBERSHIP.c.joined, MEMBERSHIP.c.id)
    return found(connection, Membership, query)


def _history(
    connection: Connection, network: str, members: list[str], open_ids: list[str], since: dt.date | None
) -> tuple[tuple[Attendance, ...], tuple[Meeting, ...]]:
    """The closed meetings' ledger lines of every member who has an absence, with those meetings, oldest first."""
    person, attended = ATTENDANCE.c.person, ATTENDANCE.c.attended
    absent = select(person).where(person.in_(members), attended.is_(False))
    lines = found(
        connection, Attendance, chosen(Attendance).where(person.in_(absent), attended.is_not(None)).order_by(person)
    )
    held = MEETING.c.id.in_(sorted({line.meeting for line in lines})), _since(MEETING.c.starts, since)
    meetings = found(connection, Meeting, chosen(Meeting).where(*held)) if lines else ()
    past = {m.id: m for m in meetings if m.network == network and m.state is MeetingState.CLOSED}
    away = {line.person for line in lines if not line.attended and (line.meeting in past or line.meeting in open_ids)}
    kept = [line for line in lines if line.person in away and line.meeting in past]
    used = {line.meeting for line in kept}
    return (
        tuple(sorted(kept, key=lambda line: past[line.meeting].starts)),
        tuple(sorted((past[id] for id in used), key=lambda meeting: (meeting.starts, meeting.id))),
    )


def _named(connection: Connection, seen: Records, recent: dt.date | None) -> Records:
    people = found(connection, Person, chosen(Person).where(PERSON.c.id.in_(sorted(set(_people_named(seen))))))
    keys = connection.execute(select(LETTER.c.key).where(_about(seen, recent))).scalars()
    return replace(seen, people={person.id: person for person in people}, letter_keys=frozenset(keys))


def _people_named(seen: Records) -> Iterator[str]:
    for place in (*seen.memberships, *seen.parent_memberships):
        yield place.person
    also: Iterable[AbsenceCase | MemberNews] = (*seen.cases, *seen.news)
    for thing in also:
        yield thing.person
    for line in (*seen.attendance.values(), *seen.history):
        yield line.person
    for draft in seen.drafts:
        yield from (draft.secretary, *draft.present, *draft.absent, *draft.notified, *draft.deputies)
    for meeting in (*seen.meetings, *seen.past):
        yield from filter(None, (meeting.chair, meeting.arranger, *(item.presenter for item in meeting.agenda)))


def _about(seen: Records, recent: dt.date | None) -> ColumnElement[bool]:
    """Letters about what is seen: its open meetings, its matters, and recent ones about neither."""
    ours, meeting, matter = LETTER.c.network == seen.network, LETTER.c.meeting, LETTER.c.matter
    about: Iterable[Draft | Owed | AbsenceCase | MemberNews | Membership]
    about = (*seen.drafts, *seen.owed, *seen.cases, *seen.news, *seen.memberships)
    matters = {thing.id for thing in about} | {membership.person for membership in seen.memberships}
    return or_(
        and_(ours, meeting.in_([open_one.id for open_one in seen.meetings])),
        and_(ours, matter.in_(sorted(matters))),
        and_(ours, meeting.is_(None), matter.is_(None), _since(LETTER.c.queued_at, recent)),
    )


def _since(column: ColumnElement[Any], day: dt.date | None) -> ColumnElement[bool]:
    return true() if day is None else column >= _midnight(day)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
