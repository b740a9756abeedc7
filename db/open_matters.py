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

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select

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

NETWORK = bindparam("network", type_=MEETING.c.network.type)
RECENT_DAY = bindparam("recent_day", type_=MEMBERSHIP.c.left.type)
RECENT = bindparam("recent", type_=DRAFT.c.released_at.type)


def _these(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


MEETINGS = (
    chosen(Meeting)
    .where(MEETING.c.network == NETWORK, MEETING.c.state.in_(OPEN))
    .order_by(MEETING.c.starts, MEETING.c.id)
)
LINES = chosen(Attendance).where(ATTENDANCE.c.meeting.in_(_these("meetings")))
UNSETTLED = (
    chosen(Owed).where(OWED.c.network == NETWORK, OWED.c.settled_at.is_(None)).order_by(OWED.c.noted_at, OWED.c.id)
)
_RELEASED = and_(DRAFT.c.network == NETWORK, DRAFT.c.state == DraftState.RELEASED)
DRAFTS = (
    chosen(Draft)
    .where(
        or_(
            and_(DRAFT.c.network == NETWORK, DRAFT.c.state == DraftState.ASKED),
            and_(_RELEASED, DRAFT.c.meeting.in_(_these("meetings"))),
            and_(_RELEASED, DRAFT.c.meeting.is_(None), DRAFT.c.released_at >= RECENT),
            DRAFT.c.id.in_(_these("owing")),
        )
    )
    .order_by(DRAFT.c.received_at, DRAFT.c.id)
)
NEWS_SINCE = (
    chosen(MemberNews).where(NEWS.c.network == NETWORK, NEWS.c.noted_at >= RECENT).order_by(NEWS.c.noted_at, NEWS.c.id)
)
_IN_NETWORKS = MEMBERSHIP.c.network.in_(_these("networks"))
MEMBERSHIPS = (
    chosen(Membership)
    .where(
        or_(
            and_(_IN_NETWORKS, MEMBERSHIP.c.left.is_(None)),
            and_(_IN_NETWORKS, MEMBERSHIP.c.left >= RECENT_DAY),
            MEMBERSHIP.c.id.in_(_these("told_of")),
        )
    )
    .order_by(MEMBERSHIP.c.joined, MEMBERSHIP.c.id)
)
CASES = chosen(AbsenceCase).where(CASE.c.network == NETWORK, CASE.c.person.in_(_these("members")))
_ABSENT = select(ATTENDANCE.c.person).where(
    ATTENDANCE.c.person.in_(_these("members")), ATTENDANCE.c.attended.is_(False)
)
SETTLED = (
    chosen(Attendance)
    .where(ATTENDANCE.c.person.in_(_ABSENT), ATTENDANCE.c.attended.is_not(None))
    .order_by(ATTENDANCE.c.person)
)
HELD = chosen(Meeting).where(MEETING.c.id.in_(_these("held")), MEETING.c.starts >= bindparam("since"))
PEOPLE = chosen(Person).where(PERSON.c.id.in_(_these("named")))
_OURS = LETTER.c.network == NETWORK
KEYS = select(LETTER.c.key).where(
    or_(
        and_(_OURS, LETTER.c.meeting.in_(_these("meetings"))),
        and_(_OURS, LETTER.c.matter.in_(_these("matters"))),
        and_(_OURS, LETTER.c.meeting.is_(None), LETTER.c.matter.is_(None), LETTER.c.queued_at >= RECENT),
    )
)


def gather(
    connection: Connection, network: str, parent: str | None, since: dt.date | None, recent: dt.date | None
) -> Records:
    """Read everything of `Records`, in one view of the database; None bounds nothing."""
    from_day = recent or dt.date.min
    bounds = {"network": network, "recent": _midnight(from_day)}
    meetings = found(connection, Meeting, MEETINGS, network=network)
    open_ids = [meeting.id for meeting in meetings]
    attendance = found(connection, Attendance, LINES, meetings=open_ids) if open_ids else ()
    owed = found(connection, Owed, UNSETTLED, network=network)
    owing = sorted({item.draft for item in owed})
    news = found(connection, MemberNews, NEWS_SINCE, **bounds)
    places = _memberships(connection, [network, *filter(None, [parent])], from_day, news)
    memberships = tuple(place for place in places if place.network == network)
    members = sorted({place.person for place in memberships})
    history, past = _history(connection, network, members, open_ids, since)
    seen = Records(
        network=network,
        memberships=memberships,
        parent_memberships=tuple(place for place in places if place.network == parent),
        meetings=meetings,
        attendance={(line.meeting, line.person): line for line in attendance},
        drafts=found(connection, Draft, DRAFTS, **bounds, meetings=open_ids, owing=owing),
        owed=owed,
        cases=found(connection, AbsenceCase, CASES, network=network, members=members),
        news=news,
        past=past,
        history=history,
    )
    people = found(connection, Person, PEOPLE, named=sorted(set(_people_named(seen))))
    keys = connection.execute(KEYS, {**bounds, "meetings": open_ids, "matters": _matters(seen)}).scalars().all()
    return replace(seen, people={person.id: person for person in people}, letter_keys=frozenset(keys))


def _memberships(
    connection: Connection, networks: list[str], from_day: dt.date, news: Iterable[MemberNews]
) -> tuple[Membership, ...]:
    told_of = sorted({item.membership for item in news})
    return found(connection, Membership, MEMBERSHIPS, networks=networks, recent_day=from_day, told_of=told_of)


def _history(
    connection: Connection, network: str, members: list[str], open_ids: list[str], since: dt.date | None
) -> tuple[tuple[Attendance, ...], tuple[Meeting, ...]]:
    """The closed meetings' ledger lines of every member who has an absence, with those meetings, oldest first."""
    lines = found(connection, Attendance, SETTLED, members=members)
    held = sorted({line.meeting for line in lines})
    meetings = found(connection, Meeting, HELD, held=held, since=_midnight(since or dt.date.min)) if lines else ()
    past = {m.id: m for m in meetings if m.network == network and m.state is MeetingState.CLOSED}
    away = {line.person for line in lines if not line.attended and (line.meeting in past or line.meeting in open_ids)}
    kept = [line for line in lines if line.person in away and line.meeting in past]
    used = {line.meeting for line in kept}
    return (
        tuple(sorted(kept, key=lambda line: past[line.meeting].starts)),
        tuple(sorted((past[id] for id in used), key=lambda meeting: (meeting.starts, meeting.id))),
    )


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


def _matters(seen: Records) -> list[str]:
    """Everything but a meeting that a letter may be about."""
    about: Iterable[Draft | Owed | AbsenceCase | MemberNews | Membership]
    about = (*seen.drafts, *seen.owed, *seen.cases, *seen.news, *seen.memberships)
    return sorted({thing.id for thing in about} | {membership.person for membership in seen.memberships})


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
