"""Absence: counted from the ledger, told to the leader above the mandate's limit, corrected and followed up by reply.

B4: «Sjekke deltakelse og følge opp dersom noen har fravær over to ganger».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from config.mandate import AbsenceRule
from config.settings import Network
from db.records import AbsenceCase, Attendance, Evidence, Meeting, Membership, Records, fingerprint
from mailer.rules import showing
from mailer.rules.answers import line
from mailer.rules.contents import AbsenceNoted, AbsenceReport, AbsenceRow
from mailer.rules.days import local_day
from mailer.rules.letters import LetterDue, Recipient
from mailer.rules.occasions import Occasion
from mailer.rules.people import leader_or_secretary, members
from parsers.facts import AttendanceCorrection


def period_start(rule: AbsenceRule, member: Membership, today: dt.date) -> dt.date:
    """The first day counted: the paper names no period, so the mandate file does."""
    starts = {
        "joined": member.joined,
        "calendar-year": dt.date(today.year, 1, 1),
        "twelve-months": today - dt.timedelta(days=365),
    }
    return max(starts[rule.since], member.joined)


def settled(records: Records, person: str, since: dt.date) -> list[tuple[Meeting, Attendance]]:
    """The person's meetings whose attendance is known, oldest first."""
    meetings = {m.id: m for m in (*records.past, *records.meetings)}
    lines = {(e.meeting, e.person): e for e in (*records.history, *records.attendance.values())}
    known = [
        (meetings[e.meeting], e)
        for e in lines.values()
        if e.person == person and e.attended is not None and e.meeting in meetings
    ]
    return sorted((k for k in known if local_day(k[0].starts) >= since), key=lambda k: k[0].starts)


def is_absence(entry: Attendance, rule: AbsenceRule) -> bool:
    """Whether a ledger line counts: a deputy's presence is no absence unless the mandate says so.

    Nor is it one where the summons bounced and nothing shows that the person knew of the meeting.
    """
    unreached = entry.bounced is not None and entry.read is None and entry.answer is None
    return entry.attended is False and not unreached and (rule.deputy_counts_as_absence or not entry.deputy_met)


def row(meeting: Meeting, entry: Attendance) -> AbsenceRow:
    """One meeting of one person as the report shows it."""
    words = {True: "notified", False: "not-notified", None: "unsaid"}
    outcome = "present" if entry.attended else "deputy" if entry.deputy_met else words[entry.notified]
    notice = entry.answered if entry.answer == "declined" else None
    return AbsenceRow(
        date=local_day(meeting.starts).isoformat(),
        outcome=outcome,  # type: ignore[typeddict-item]
        notified_on=local_day(notice.at).isoformat() if notice else None,
        deputy=entry.deputy_name if entry.deputy_met else None,
    )


def case_of(records: Records, person: str) -> AbsenceCase:
    """The person's case, a new one if the leader has been told nothing yet."""
    mine = (c for c in records.cases if c.person == person)
    ident = fingerprint("absence", records.network, person)
    return next(mine, AbsenceCase(id=ident, network=records.network, person=person))


def reports(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """B4: at the first absence over the limit, and at each further one, the leader gets the report."""
    rule = network.mandate.absence
    today = local_day(now)
    to = leader_or_secretary(records, network, today)
    for member in members(records, today) if rule and to else ():
        if not rule or not to:
            continue
        known = settled(records, member.person, period_start(rule, member, today))
        absences = [(m, e) for m, e in known if is_absence(e, rule)]
        case = case_of(records, member.person)
        if len(absences) <= max(rule.more_than, case.reported):
            continue
        letter = _report(records, network, member, rule, known, to, today)
        told = replace(case, reported=len(absences), reported_at=now, followed_up_at=None)
        yield Occasion(at=now, letters=(letter,), records=(told,))


def _report(
    records: Records,
    network: Network,
    member: Membership,
    rule: AbsenceRule,
    known: list[tuple[Meeting, Attendance]],
    to: Recipient,
    today: dt.date,
) -> LetterDue:
    away = [(m, e) for m, e in known if e.attended is False]
    counted = [m for m, e in away if is_absence(e, rule)]
    content = AbsenceReport(
        name=records.people[member.person].name,
        organisation=member.organisation,
        count=len(counted),
        more_than=rule.more_than,
        rows=[row(m, e) for m, e in away],
        meetings=[row(m, e) for m, e in known],
        since=period_start(rule, member, today).isoformat(),
        source=rule.source,
    )
    case = case_of(records, member.person)
    about = f"{case.id}:{counted[-1].id}:{len(counted)}"
    return showing.letter_to(to, "absence-report", about, content, network, counted[-1], matter=case.id)


def followed_up(case: AbsenceCase, records: Records, network: Network, to: Recipient, now: dt.datetime) -> Occasion:
    """«fulgt opp»: noted; nothing more is said before the next absence."""
    content = _noted(records, network, case, "followed-up", now)
    letter = showing.letter_to(to, "absence-noted", f"{case.id}:{case.reported}:f", content, network, matter=case.id)
    return Occasion(at=now, letters=(letter,), records=(replace(case, followed_up_at=now),))


def corrected(
    case: AbsenceCase,
    fixes: tuple[AttendanceCorrection, ...],
    meeting: str | None,
    mail: str,
    records: Records,
    network: Network,
    to: Recipient,
    now: dt.datetime,
) -> Occasion | None:
    """The leader's correction of a report, None when it is not clear which meeting it is about."""
    days = {local_day(m.starts): m.id for m in (*records.past, *records.meetings)}
    lines = [_fixed(fix, days.get(fix.on) if fix.on else meeting, case.person, mail, records, now) for fix in fixes]
    if not lines or None in lines:
        return None
    found = [entry for entry in lines if entry]
    after = replace(records, history=tuple(e for e in records.history if _key(e) not in {_key(f) for f in found}))
    after = replace(after, attendance={**after.attendance, **{_key(e): e for e in found}})
    rule, member = network.mandate.absence, next(m for m in records.memberships if m.person == case.person)
    known = settled(after, case.person, period_start(rule, member, local_day(now))) if rule else []
    count = sum(is_absence(e, rule) for _, e in known) if rule else 0
    lowered = replace(case, reported=min(case.reported, count))
    content = _noted(after, network, lowered, "corrected", now)
    letter = showing.letter_to(to, "absence-noted", f"{case.id}:{mail}", content, network, matter=case.id)
    return Occasion(at=now, letters=(letter,), records=(*found, lowered))


def _key(entry: Attendance) -> tuple[str, str]:
    return entry.meeting, entry.person


def _fixed(
    fix: AttendanceCorrection, meeting: str | None, person: str, mail: str, records: Records, now: dt.datetime
) -> Attendance | None:
    if meeting is None:
        return None
    past = {_key(e): e for e in records.history}
    before = past.get((meeting, person)) or line(records, meeting, person)
    return replace(
        before,
        attended=fix.present,
        notified=None if fix.present else fix.notified if fix.notified is not None else before.notified,
        deputy_met=bool(fix.deputy) and not fix.present,
        deputy_name=fix.deputy or before.deputy_name,
        recorded=Evidence(at=now, source=mail),
    )


def _noted(records: Records, network: Network, case: AbsenceCase, event: str, now: dt.datetime) -> AbsenceNoted:
    rule = network.mandate.absence
    member = next(m for m in records.memberships if m.person == case.person)
    known = settled(records, case.person, period_start(rule, member, local_day(now))) if rule else []
    away = [(m, e) for m, e in known if e.attended is False]
    return AbsenceNoted(
        name=records.people[case.person].name,
        event=event,  # type: ignore[typeddict-item]
        count=sum(is_absence(e, rule) for _, e in away) if rule else 0,
        rows=[row(m, e) for m, e in away],
    )
