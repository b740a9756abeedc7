"""A meeting told of by mail: a leader's «Møte: …», a moved or cancelled one, or an Outlook invitation."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from config.settings import Network
from db.records import Item, Meeting, MeetingState, Records, fingerprint
from mailer.rules import summons
from mailer.rules.days import at, local_day
from mailer.rules.letters import Recipient
from mailer.rules.occasions import Incoming, Occasion
from mailer.rules.people import officer
from parsers.facts import Summons

ASSUMED = dt.timedelta(hours=2)
CHANGEABLE = (MeetingState.PLANNED, MeetingState.STOPPED, MeetingState.SUMMONED)


def announced(
    fact: Summons,
    answered: Meeting | None,
    records: Records,
    network: Network,
    incoming: Incoming,
    to: Recipient,
    now: dt.datetime,
) -> Occasion | str:
    """The meeting recorded and the leader told what will be done; or why it could not be, as a `kept` reason."""
    about = _about(fact, answered, records)
    if fact.status == "cancelled":
        return _cancelled(about, fact, records, network, incoming, to, now) if about else "which-meeting"
    if about is None and fact.status == "changed":
        return "which-meeting"
    new = _meeting(fact, about, records, network, incoming, now)
    if new is None:
        return "meeting-incomplete"
    if new.starts <= now:
        return "meeting-past"
    event = "changed" if about else "new"
    meeting = replace(summons.change(about, new, now), source=incoming.mail.id) if about else new
    after = replace(records, meetings=(*(m for m in records.meetings if m.id != meeting.id), meeting))
    letter = summons.noted(
        after, network, meeting, event, to, incoming.mail.id, now, open_end=fact.end is None and fact.ends is None
    )
    return Occasion(at=now, letters=(letter,), records=(meeting,))


def _about(fact: Summons, answered: Meeting | None, records: Records) -> Meeting | None:
    """The meeting already known that the notice speaks of: by UID, by the date it was moved from, or by its date."""
    open_ = [m for m in records.meetings if m.state in CHANGEABLE]
    if fact.uid:
        by_uid = [m for m in open_ if fact.uid in (m.uid, m.foreign_uid)]
        if by_uid or fact.status == "new":
            return by_uid[0] if by_uid else _on(fact.date, open_)
    if fact.moved_from:
        return _on(fact.moved_from, open_)
    return _on(fact.date, open_) or (answered if answered in open_ else None)


def _on(day: dt.date | None, meetings: list[Meeting]) -> Meeting | None:
    found = [m for m in meetings if local_day(m.starts) == day]
    return found[0] if len(found) == 1 else None


def _times(fact: Summons, about: Meeting | None) -> tuple[dt.datetime, dt.datetime] | None:
    if fact.starts:
        return fact.starts, fact.ends or fact.starts + ASSUMED
    day = fact.date or (local_day(about.starts) if about else None)
    if day and fact.start:
        starts = at(day, fact.start)
        return starts, at(day, fact.end) if fact.end and fact.end > fact.start else starts + ASSUMED
    if day and about:
        shift = at(day, dt.time(12)) - at(local_day(about.starts), dt.time(12))
        return about.starts + shift, about.ends + shift
    return None


def _meeting(
    fact: Summons, about: Meeting | None, records: Records, network: Network, incoming: Incoming, now: dt.datetime
) -> Meeting | None:
    times = _times(fact, about)
    if times is None:
        return None
    ident = fingerprint("meeting", network.id, incoming.mail.id)
    leader = officer(records, "leader", local_day(times[0]))
    return Meeting(
        id=ident,
        network=network.id,
        uid=f"{ident}@budstikke",
        title=fact.title or (about.title if about else network.name),
        starts=times[0],
        ends=times[1],
        place=fact.place,
        online=fact.online,
        form="digital" if fact.online and not fact.place else "physical",
        chair=fact.chair or (leader.name if leader else None),
        arranger=fact.arranger,
        agenda=tuple(Item(number=i.number, title=i.title or "", presenter=i.presenter) for i in fact.agenda),
        known_at=now,
        source=incoming.mail.id,
        foreign_uid=fact.uid,
    )


def _cancelled(
    meeting: Meeting,
    fact: Summons,
    records: Records,
    network: Network,
    incoming: Incoming,
    to: Recipient,
    now: dt.datetime,
) -> Occasion:
    summoned = any(m == meeting.id for m, _ in records.attendance)
    gone = replace(
        meeting,
        state=MeetingState.CANCELLED,
        sequence=meeting.sequence + (1 if summoned else 0),
        changed_at=now,
        reason=fact.reason,
    )
    letter = summons.noted(records, network, gone, "cancelled", to, incoming.mail.id, now)
    return Occasion(at=now, letters=(letter,), records=(gone,))
