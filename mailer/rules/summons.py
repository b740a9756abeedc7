"""Summonses: when they fall due, whom they go to, and what the leader hears before they do.

B1: «innkalling blir sendt ut (med lesebekreftelse) senest 14 dager før nettverkssamling».
B2: «innkalling … til alle deltakerne … med kopi til leder av driftsgruppen, KLB medarbeider …, samt til KLB».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from config.mandate import SummonsRule
from config.settings import Network, PlannedMeeting
from db.records import Attendance, Item, Meeting, MeetingState, Person, Records, fingerprint
from mailer.rules import showing
from mailer.rules.contents import CancellationContent, CopyTo, MeetingNoted, SummonsContent, SummonsLate
from mailer.rules.days import ONE_DAY, at, daytime, iso, local_day, working_day_on_or_before
from mailer.rules.letters import LetterDue, Recipient
from mailer.rules.occasions import Occasion
from mailer.rules.people import (
    copies,
    leader_or_secretary,
    members,
    officer,
    to_person,
    vacant_copies,
)

GRACE = dt.timedelta(hours=2)
GRACE_CHANGED = dt.timedelta(minutes=30)


def deadline(meeting: Meeting, rule: SummonsRule) -> dt.date:
    """The last day a summons may leave by the mandate."""
    return local_day(meeting.starts) - dt.timedelta(days=rule.days_before)


def is_late(meeting: Meeting, rule: SummonsRule, day: dt.date) -> bool:
    """Whether the mandate's deadline has passed on a day."""
    return day > deadline(meeting, rule)


def answer_by(meeting: Meeting, rule: SummonsRule, sent: dt.date) -> dt.date | None:
    """When an answer is asked for: the mandate's day, but never before three days after the summons."""
    day = local_day(meeting.starts)
    wanted = max(day - dt.timedelta(days=rule.answer_days_before), sent + 3 * ONE_DAY)
    return wanted if wanted < day else None


def summons_at(meeting: Meeting, rule: SummonsRule) -> dt.datetime:
    """When the summons leaves: 08:00 on a working day before the deadline, with time to say STOPP first.

    A change goes half an hour after it was told; an approved late summons goes at once.
    """
    if meeting.late_approved:
        return meeting.changed_at or meeting.known_at
    if meeting.sequence and meeting.changed_at:
        return daytime(meeting.changed_at + GRACE_CHANGED)
    last = deadline(meeting, rule)
    planned = at(working_day_on_or_before(last - rule.margin_days * ONE_DAY))
    if meeting.known_at + GRACE <= planned:
        return planned
    soon = daytime(meeting.known_at + GRACE)
    return soon if local_day(soon) <= last else meeting.known_at


def _content(
    records: Records, network: Network, meeting: Meeting, rule: SummonsRule, day: dt.date, also: Iterable[CopyTo]
) -> SummonsContent:
    texts = network.mandate.standing_texts
    return SummonsContent(
        meeting=showing.meeting_content(records, network, meeting),
        answer_by=by.isoformat() if (by := answer_by(meeting, rule, day)) else None,
        changes=showing.changes(meeting),
        copies=list(also),
        copy_reason=None,
        receipt=rule.read_receipt,
        invite=rule.invite == "in-summons",
        late=is_late(meeting, rule, day),
        standing_texts=[
            t.text.get(network.language) or next(iter(t.text.values())) for t in texts if t.form in (None, meeting.form)
        ],
        sources=[rule.source],
    )


def summon(records: Records, network: Network, meeting: Meeting, rule: SummonsRule, now: dt.datetime) -> Occasion:
    """The summons to every member and the mandate's copies; members already summoned to this version are passed by."""
    day = local_day(now)
    people = [records.people[m.person] for m in members(records, local_day(meeting.starts))]
    also = copies(records, network, rule.copies, day)
    content = _content(records, network, meeting, rule, day, (role for role, _ in also))
    about = f"{meeting.id}:{meeting.sequence}"
    letters = tuple(
        showing.letter_to(to_person(p, network), "summons", _version(records, meeting, p), content, network, meeting)
        for p in people
    )
    letters = showing.with_copies(letters, about, also) + _invitations(letters, rule, network, about, meeting)
    letters = tuple(x for x in letters if x.key not in records.letter_keys)
    lines = tuple(
        Attendance(meeting=meeting.id, person=p.id) for p in people if (meeting.id, p.id) not in records.attendance
    )
    summoned = (replace(meeting, state=MeetingState.SUMMONED),) if meeting.state != MeetingState.SUMMONED else ()
    return Occasion(at=now, letters=letters, records=(*summoned, *lines))


def _version(records: Records, meeting: Meeting, person: Person) -> str:
    """What makes a summons one: the meeting, its SEQUENCE, and a new address where the one it went to bounced."""
    about = f"{meeting.id}:{meeting.sequence}"
    entry = records.attendance.get((meeting.id, person.id))
    gone = entry.bounced_address if entry else None
    return f"{about}:{person.email}" if gone and gone != person.email else about


def _invitations(
    summoned: tuple[LetterDue, ...], rule: SummonsRule, network: Network, about: str, meeting: Meeting
) -> tuple[LetterDue, ...]:
    """The calendar invitations where the mandate wants them in letters of their own: receipts then mean reading."""
    if rule.invite != "separate":
        return ()
    return tuple(
        showing.letter_to(
            letter.to, "invitation", about, {**letter.content, "receipt": False, "invite": True}, network, meeting
        )
        for letter in summoned
    )


def summonses(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """B1, B2: each planned meeting's summons at its time; and a new member's to a meeting already summoned."""
    rule = network.mandate.summons
    for meeting in records.meetings if rule else ():
        if not rule or now >= meeting.starts:
            continue
        if meeting.state == MeetingState.SUMMONED:
            newcomers = summon(records, network, meeting, rule, now)
            if any(not letter.copy for letter in newcomers.letters):
                yield newcomers
        elif meeting.state == MeetingState.PLANNED and _may_go(meeting, rule, now):
            yield replace(summon(records, network, meeting, rule, now), at=summons_at(meeting, rule))


def _may_go(meeting: Meeting, rule: SummonsRule, now: dt.datetime) -> bool:
    """A summons past the mandate's deadline waits for the leader's word; a change of a summoned meeting does not."""
    when = max(summons_at(meeting, rule), now)
    return meeting.late_approved or meeting.sequence > 0 or not is_late(meeting, rule, local_day(when))


def late_summonses(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """B1: «senest 14 dager før»: a breach is told the leader, and nothing is sent before she says SEND.

    Warned the day before the deadline when a summons stands stopped, and once after it has passed.
    """
    rule = network.mandate.summons
    for meeting in records.meetings if rule else ():
        to = leader_or_secretary(records, network, local_day(now))
        if not rule or not to or now >= meeting.starts:
            continue
        last = deadline(meeting, rule)
        waits = meeting.state == MeetingState.STOPPED or not _may_go(meeting, rule, now)
        if meeting.state not in (MeetingState.PLANNED, MeetingState.STOPPED) or not waits or meeting.late_approved:
            continue
        content = SummonsLate(
            meeting=showing.meeting_content(records, network, meeting),
            deadline=last.isoformat(),
            source=rule.source,
            passed=False,
        )
        about = f"{meeting.id}:{meeting.sequence}"
        if meeting.state == MeetingState.STOPPED and local_day(now) <= last:
            warning = showing.letter_to(to, "summons-late", f"{about}:before", content, network, meeting)
            yield Occasion(at=at(working_day_on_or_before(last - ONE_DAY)), letters=(warning,))
        told = max(at(last + ONE_DAY), daytime(meeting.known_at + ONE_DAY) if _known_late(meeting, rule) else now)
        passed = showing.letter_to(to, "summons-late", about, {**content, "passed": True}, network, meeting)
        yield Occasion(at=told, letters=(passed,))


def _known_late(meeting: Meeting, rule: SummonsRule) -> bool:
    """Whether it was too late already when the meeting became known: meeting-noted has said so then."""
    return is_late(meeting, rule, local_day(meeting.known_at))


def cancellations(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """A cancelled meeting is cancelled to everyone who was summoned, and to those who had copies."""
    rule = network.mandate.summons
    for meeting in records.meetings:
        if meeting.state != MeetingState.CANCELLED or now >= meeting.ends:
            continue
        content = CancellationContent(
            meeting=showing.meeting_content(records, network, meeting),
            reason=meeting.reason,
            copy_reason=None,
            invite=bool(rule and rule.invite != "none"),
        )
        summoned = [records.people[p] for (m, p) in records.attendance if m == meeting.id]
        letters = tuple(
            showing.letter_to(to_person(p, network), "cancellation", meeting.id, content, network, meeting)
            for p in summoned
        )
        also = copies(records, network, rule.copies if rule else (), local_day(now))
        when = daytime((meeting.changed_at or meeting.known_at) + GRACE_CHANGED)
        yield Occasion(at=when, letters=showing.with_copies(letters, meeting.id, also))


def noted(
    records: Records,
    network: Network,
    meeting: Meeting,
    event: str,
    to: Recipient,
    cause: str,
    now: dt.datetime,
    open_end: bool = False,
) -> LetterDue:
    """What the leader hears at once: what will be done with her meeting, when, and how to stop it."""
    rule = network.mandate.summons
    day = local_day(now)
    waiting = bool(rule) and meeting.state == MeetingState.PLANNED
    late = bool(rule and waiting and not meeting.sequence and is_late(meeting, rule, day))
    missing = [
        what
        for what, lacks in (
            ("place", not meeting.place and not meeting.online),
            ("agenda", not meeting.agenda),
            ("end", open_end),
            ("leader", officer(records, "leader", day) is None),
            ("copies", bool(rule and vacant_copies(records, network, rule.copies, day))),
        )
        if lacks
    ]
    goes_at = summons_at(meeting, rule) if rule and waiting and not (late and not meeting.late_approved) else None
    content = MeetingNoted(
        meeting=showing.meeting_content(records, network, meeting),
        event=event,  # type: ignore[typeddict-item]
        summons_at=iso(max(goes_at, now)) if goes_at else None,
        deadline=deadline(meeting, rule).isoformat() if rule else None,
        late=late,
        missing=missing,  # type: ignore[typeddict-item]
        members=len(members(records, local_day(meeting.starts))),
        copies=[role for role, _ in copies(records, network, rule.copies if rule else (), day)],
        changes=showing.changes(meeting),
        undo=goes_at is not None or event == "cancelled",
        summoned=any(m == meeting.id for m, _ in records.attendance),
    )
    return showing.letter_to(to, "meeting-noted", f"{meeting.id}:{cause}", content, network, meeting)


def _from_plan(planned: PlannedMeeting, records: Records, network: Network, now: dt.datetime) -> Meeting:
    ident = fingerprint("plan", network.id, planned.key)
    return Meeting(
        id=ident,
        network=network.id,
        uid=f"{ident}@budstikke",
        title=planned.title or network.name,
        starts=at(planned.date, planned.start),
        ends=at(planned.date, planned.end),
        place=planned.place,
        online=planned.online,
        form=planned.form,
        arranger=planned.arranger,
        agenda=tuple(Item(title=t) for t in planned.agenda),
        known_at=now,
        source="plan",
    )


def planned_meetings(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """A meeting in the plan file becomes known, and a changed line changes it; mail from the leader wins over the plan.

    A date that already has a meeting is that meeting.
    """
    known = {m.id: m for m in records.meetings}
    dates = {local_day(m.starts): m for m in records.meetings if m.source != "plan"}
    for planned in network.plan:
        fresh = _from_plan(planned, records, network, now)
        if planned.date <= local_day(now) or planned.date in dates:
            continue
        if fresh.id not in known:
            yield Occasion(at=now, records=(fresh,))
        elif known[fresh.id].source == "plan" and known[fresh.id].state in (
            MeetingState.PLANNED,
            MeetingState.SUMMONED,
        ):
            changed = change(known[fresh.id], fresh, now)
            if changed != known[fresh.id]:
                yield Occasion(at=now, records=(changed,))


def plan_notices(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """A week before a planned meeting's summons the leader hears of it, while it can still be changed or stopped."""
    rule = network.mandate.summons
    for meeting in records.meetings if rule else ():
        to = leader_or_secretary(records, network, local_day(now))
        if not rule or not to or meeting.source != "plan" or meeting.state != MeetingState.PLANNED:
            continue
        when = at(working_day_on_or_before(local_day(summons_at(meeting, rule)) - 7 * ONE_DAY))
        letter = noted(records, network, meeting, "planned", to, f"plan:{meeting.sequence}", max(now, when))
        yield Occasion(at=when, letters=(letter,))


TIME_OR_PLACE = ("starts", "ends", "place", "online")


def change(meeting: Meeting, new: Meeting, now: dt.datetime) -> Meeting:
    """The meeting as it is after a change; a summoned one gets SEQUENCE+1 when time or place moved.

    What stood in the last summons is kept until the new one has gone, so that the letter can say what is new.
    """
    kept = {
        name: getattr(new, name) if getattr(new, name) not in (None, ()) else getattr(meeting, name)
        for name in ("starts", "ends", "place", "online", "title", "arranger", "agenda", "form")
    }
    changed = replace(meeting, **kept)
    moved = any(getattr(changed, f) != getattr(meeting, f) for f in TIME_OR_PLACE)
    if not moved or meeting.state != MeetingState.SUMMONED:
        return changed
    before = {
        "time": iso(meeting.starts) if (changed.starts, changed.ends) != (meeting.starts, meeting.ends) else None,
        "place": (meeting.place or "") if changed.place != meeting.place else None,
    }
    return replace(
        changed,
        state=MeetingState.PLANNED,
        sequence=meeting.sequence + 1,
        changed_at=now,
        late_approved=False,
        changed_from={what: old for what, old in before.items() if old is not None},
    )
