"""Asking again: for minutes that do not come, for the OK, for what was promised; and closing what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from config.settings import Network
from db.records import DraftState, MeetingState, Records
from mailer.rules import showing
from mailer.rules.contents import MinutesWanted, OwedReminder
from mailer.rules.days import ONE_DAY, daytime, local_day, reminders_at
from mailer.rules.minutes import understood
from mailer.rules.occasions import Occasion
from mailer.rules.people import leader_or_secretary, to_person


def wanted_minutes(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """Minutes that do not come are asked for: first the secretary, then the leader as well."""
    rule = network.mandate.minutes
    drafted = {d.meeting for d in records.drafts}
    for meeting in records.meetings if rule else ():
        if not rule or meeting.state != MeetingState.SUMMONED or meeting.id in drafted:
            continue
        mine = sorted(
            (e for (m, _), e in records.attendance.items() if m == meeting.id),
            key=lambda e: records.people[e.person].name,
        )
        for times, when in reminders_at(local_day(meeting.ends), rule.chase_days_after, now):
            content = MinutesWanted(
                meeting=showing.meeting_content(records, network, meeting),
                days=(local_day(when) - local_day(meeting.ends)).days,
                times=times,
                expected_present=[records.people[e.person].name for e in mine if e.answer == "accepted"],
                expected_absent=[records.people[e.person].name for e in mine if e.answer == "declined"],
            )
            offices = ("secretary",) if times == 1 else ("secretary", "leader")
            asked = {leader_or_secretary(records, network, local_day(now), office) for office in offices}
            letters = tuple(
                showing.letter_to(to, "minutes-wanted", f"{meeting.id}:{times}", content, network, meeting)
                for to in sorted(filter(None, asked), key=lambda r: r.email)
            )
            yield Occasion(at=when, letters=letters)


def unanswered_drafts(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """Minutes understood but never said OK to: the secretary is shown them once more after three days."""
    meetings = {m.id: m for m in records.meetings}
    for draft in records.drafts:
        if draft.state != DraftState.ASKED or draft.secretary not in records.people:
            continue
        to = to_person(records.people[draft.secretary], network)
        letter = understood(draft, records, network, meetings.get(draft.meeting or ""), to)
        again = replace(letter, key=f"{letter.key.rsplit(':', 2)[0]}:again:{to.person}")
        yield Occasion(at=daytime(draft.received_at + 3 * ONE_DAY), letters=(again,))


def owed_reminders(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """K6: «powerpoint vert ettersendt»: reminded of until it has come."""
    rule = network.mandate.minutes
    drafts = {d.id: d for d in records.drafts}
    for owed in records.owed if rule else ():
        draft = drafts.get(owed.draft)
        if not rule or owed.settled_at or not draft or draft.secretary not in records.people:
            continue
        content = OwedReminder(what=owed.what, date=draft.paper.get("date"))
        to = to_person(records.people[draft.secretary], network)
        for times, when in reminders_at(local_day(owed.noted_at), rule.owed_days_after, now):
            letter = showing.letter_to(to, "owed-reminder", f"{owed.id}:{times}", content, network, matter=owed.id)
            yield Occasion(at=when, letters=(letter,))


def closings(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """A meeting is closed sixty days after it ended (a cancelled one on its day), and is then no longer asked about."""
    for meeting in records.meetings:
        if meeting.state != MeetingState.CLOSED:
            days = 1 if meeting.state in (MeetingState.CANCELLED, MeetingState.STOPPED) else 60
            closed = replace(meeting, state=MeetingState.CLOSED)
            yield Occasion(at=meeting.ends + days * ONE_DAY, records=(closed,))
