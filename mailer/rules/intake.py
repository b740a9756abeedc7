"""Intake: one read mail becomes one decision.

The facts are tried in the order the parsers recognised them; the table says which handler knows a fact. A handler
that finds no matter for its fact passes it on (None). What nobody takes is held, and the person who wrote hears so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from config.settings import Network, Receiver
from db.records import (
    AbsenceCase,
    Attendance,
    MailState,
    Meeting,
    MeetingState,
    MemberNews,
    Owed,
    Person,
    Record,
    Records,
)
from mailer.rules import absence, answers, members, minutes, minutes_in, showing, summons
from mailer.rules.announced import announced
from mailer.rules.completing import meeting_completed, member_completed
from mailer.rules.contents import Stopped, UnreadableContent
from mailer.rules.days import local_day
from mailer.rules.letters import LetterDue
from mailer.rules.matter import Matter, done_with, held_with_word, kept, passed_on
from mailer.rules.occasions import Decision, Incoming, Occasion, applied, held, ignored
from mailer.rules.proof import proven, standing
from parsers.corrections import correction_names
from parsers.dates import find_dates
from parsers.facts import (
    AgendaProposal,
    AttendanceCorrection,
    AutoReply,
    Bounce,
    CalendarReply,
    Command,
    Fact,
    MemberChange,
    Minutes,
    ReadReceipt,
    Reply,
    Summons,
    Unreadable,
)

ABOUT_A_MEETING = ("meeting-noted", "summons-late")
TO_A_MEMBER = ("summons", "invitation", "reminder", "answer-unclear", "answer-noted", "cancellation")


# -- machines: they count by our own token alone, and never get an answer


def _bounce(fact: Bounce, matter: Matter) -> Decision | None:
    return answers.bounce(fact, matter.incoming, matter.records, matter.letter) if matter.letter else None


def _receipt(fact: ReadReceipt, matter: Matter) -> Decision | None:
    return answers.receipt(fact, matter.incoming, matter.records, matter.letter) if matter.letter else None


def _auto_reply(fact: AutoReply, matter: Matter) -> Decision | None:
    return answers.auto_reply(fact, matter.incoming, matter.records, matter.letter) if matter.letter else None


MACHINES: Mapping[type, Callable[[Any, Matter], Decision | None]] = {
    Bounce: _bounce,
    ReadReceipt: _receipt,
    AutoReply: _auto_reply,
}


# -- people


def _calendar_reply(fact: CalendarReply, matter: Matter) -> Decision | None:
    meeting = matter.meeting or next((m for m in matter.records.meetings if m.uid == fact.uid), None)
    if meeting is None:
        return None
    own = {matter.sender.email, *matter.sender.aliases, None}
    if fact.attendee not in own and fact.sent_by not in own - {None}:
        return held(f"kalendersvar for en annen enn avsenderen: {fact.attendee}")
    if (meeting.id, matter.sender.id) not in matter.records.attendance:
        return held("kalendersvar fra en som ikke er innkalt: kanskje en stedfortreder")
    return answers.calendar_reply(fact, matter.incoming, matter.records, matter.network, meeting, matter.sender)


def _summons(fact: Summons, matter: Matter) -> Decision | None:
    if not matter.leads:
        return held_with_word(matter, "møte meldt av en uten verv i nettverket", "not-entitled")
    result = announced(fact, matter.meeting, matter.records, matter.network, matter.incoming, matter.to, matter.now)
    if isinstance(result, str):
        return held_with_word(matter, f"møtet kunne ikke føres: {result}", result)
    return done_with("møtet er ført", result, matter)


def _stop(matter: Matter, meeting: Meeting) -> Decision:
    gone = meeting.state not in (MeetingState.PLANNED, MeetingState.CANCELLED, MeetingState.STOPPED)
    content = Stopped(
        what="letters" if meeting.state == MeetingState.CANCELLED else "summons",
        meeting=showing.meeting_content(matter.records, matter.network, meeting),
        already_sent=gone,
    )
    letter = showing.letter_to(matter.to, "stopped", matter.incoming.mail.id, content, matter.network, meeting)
    was_summoned = any(m == meeting.id for m, _ in matter.records.attendance)
    undone = MeetingState.SUMMONED if meeting.state == MeetingState.CANCELLED and was_summoned else MeetingState.STOPPED
    stopped = () if gone else (replace(meeting, state=undone, late_approved=False),)
    return done_with("stoppet", Occasion(at=matter.now, letters=(letter,), records=stopped), matter)


def _send(matter: Matter, meeting: Meeting) -> Decision | None:
    if meeting.state not in (MeetingState.PLANNED, MeetingState.STOPPED):
        return None
    going = replace(meeting, state=MeetingState.PLANNED, late_approved=True, changed_at=matter.now)
    letter = summons.noted(
        matter.records, matter.network, going, "resumed", matter.to, matter.incoming.mail.id, matter.now
    )
    return done_with("innkallingen sendes", Occasion(at=matter.now, letters=(letter,), records=(going,)), matter)


def _meeting_command(fact: Command, matter: Matter) -> Decision | None:
    acts = {"stop": _stop, "send": _send}
    if matter.meeting is None or not matter.answers(*ABOUT_A_MEETING, "stopped") or fact.name not in acts:
        return None
    if not matter.leads:
        return held_with_word(matter, "kommando fra en uten verv i nettverket", "not-entitled")
    return acts[fact.name](matter, matter.meeting)


def _absence_command(fact: Command, matter: Matter) -> Decision | None:
    case = _case(matter)
    if case is None or fact.name != "followed-up":
        return None
    return done_with(
        "fulgt opp", absence.followed_up(case, matter.records, matter.network, matter.to, matter.now), matter
    )


def _news_command(fact: Command, matter: Matter) -> Decision | None:
    wanted = matter.letter.matter if matter.letter and matter.answers("change-noted") else None
    news: MemberNews | None = next((n for n in matter.records.news if n.id == wanted), None)
    if news is None or fact.name != "stop":
        return None
    gone = any(news.id in key and not key.startswith("change-noted") for key in matter.records.letter_keys)
    content = Stopped(what="nothing" if gone else "letters", meeting=None, already_sent=gone)
    letter = showing.letter_to(matter.to, "stopped", matter.incoming.mail.id, content, matter.network)
    return done_with(
        "stoppet", Occasion(at=matter.now, letters=(letter,), records=(replace(news, stopped=True),)), matter
    )


def _command(fact: Command, matter: Matter) -> Decision | None:
    known = (_meeting_command, minutes_in.command, _absence_command, _news_command)
    return next((d for handler in known if (d := handler(fact, matter))), None)


def _case(matter: Matter) -> AbsenceCase | None:
    wanted = matter.letter.matter if matter.letter and matter.answers("absence-report", "absence-noted") else None
    return next((c for c in matter.records.cases if c.id == wanted), None)


def _correction(fact: AttendanceCorrection, matter: Matter) -> Decision | None:
    fixes = tuple(matter.all(AttendanceCorrection))
    if draft := minutes_in.draft_answered(matter):
        said = {command.name for command in matter.all(Command)}
        meeting = minutes_in.meeting_of(matter, draft)
        base = minutes.everyone_present(draft, matter.records, meeting) if "everyone" in said else draft
        fixed = minutes.corrected(base, fixes, matter.records)
        return minutes_in.release(matter, fixed) if "ok" in said else minutes_in.show_again(matter, fixed)
    if case := _case(matter):
        about = matter.letter.meeting if matter.letter else None
        done = absence.corrected(
            case, fixes, about, matter.incoming.mail.id, matter.records, matter.network, matter.to, matter.now
        )
        return done_with("fraværet er rettet", done, matter) if done else None
    return None


def _member_change(fact: MemberChange, matter: Matter) -> Decision | None:
    return _members_changed(tuple(matter.all(MemberChange)), matter)


def _members_changed(facts: tuple[MemberChange, ...], matter: Matter) -> Decision:
    if not matter.leads:
        return held_with_word(matter, "medlemsendring fra en uten verv i nettverket", "not-entitled")
    mail = matter.incoming.mail.id
    letters: list[LetterDue] = []
    changed: list[Record] = []
    for each in facts:
        known = matter.holder(each.email) if each.email else None
        done = members.record(each, matter.records, matter.network, known, mail, matter.now)
        letters.append(members.noted(each, done, matter.records, matter.network, matter.to, mail, matter.now))
        changed += done.records
    return done_with(
        "medlemslisten er endret", Occasion(at=matter.now, letters=tuple(letters), records=tuple(changed)), matter
    )


def _which_meeting(matter: Matter) -> Meeting | None:
    """The answered letter's meeting, else the one on a date the words name, else the only one the sender has ahead."""
    if matter.meeting and matter.answers(*TO_A_MEMBER):
        return matter.meeting
    if matter.letter is not None and not matter.answers("kept"):
        return None
    coming = answers.open_meetings(matter.records, matter.sender.id, matter.now)
    words = " ".join(reply.text for reply in matter.all(Reply))
    named = {found.date for found in find_dates(words, near=local_day(matter.now))} - {None}
    on_date = tuple(m for m in coming if local_day(m.starts) in named)
    fitting = on_date if named else coming
    return fitting[0] if len(fitting) == 1 else None


def _reply(fact: Reply, matter: Matter) -> Decision | None:
    if draft := minutes_in.draft_answered(matter):
        absent = tuple(AttendanceCorrection(name=n, present=False) for n in correction_names(fact.text))
        return minutes_in.show_again(matter, minutes.corrected(draft, absent, matter.records)) if absent else None
    if owed := _owed(matter):
        return applied("det skyldige er mottatt", records=(replace(owed, settled_at=matter.now),))
    meeting = _which_meeting(matter)
    if meeting is None or (meeting.id, matter.sender.id) not in matter.records.attendance:
        return _loose_reply(fact, matter)
    if meeting.ends <= matter.now:
        return held_with_word(matter, "svar på et møte som har vært", "meeting-past")
    return answers.reply(fact, matter.incoming, matter.records, matter.network, meeting)


def _loose_reply(fact: Reply, matter: Matter) -> Decision | None:
    words = fact.text.casefold().split()
    if (
        matter.letter
        and fact.answer is None
        and len(words) <= 12
        and any(w.startswith(("takk", "thank")) for w in words)
    ):
        return ignored("takk")
    if completed := _completed(fact, matter):
        return completed
    if fact.answer is not None and (matter.letter is None or matter.answers("kept")):
        return held_with_word(matter, "svar uten at det er klart hvilket møte", "which-meeting")
    return None


def _completed(fact: Reply, matter: Matter) -> Decision | None:
    """What a letter of ours asked for, given in few words: a meeting's place, a member's address."""
    if not matter.leads or matter.letter is None:
        return None
    asked = matter.letter.content
    if matter.answers("meeting-noted") and matter.meeting:
        notice = meeting_completed(matter.meeting, fact.text, tuple(asked.get("missing", ())))
        return _summons(notice, matter) if notice else None
    change = member_completed(asked, fact.text) if matter.answers("change-noted") else None
    return _members_changed((change,), matter) if change else None


def _owed(matter: Matter) -> Owed | None:
    wanted = matter.letter.matter if matter.letter and matter.answers("owed-reminder") else None
    return next((o for o in matter.records.owed if o.id == wanted), None)


def _agenda_proposal(fact: AgendaProposal, matter: Matter) -> Decision | None:
    """«Sak: …» is shown to the leader in the status; an answer in the same mail is recorded as usual."""
    meeting = _which_meeting(matter)
    if meeting is None:
        return None
    noted = f"Sak: {fact.title}"[:500]
    own = next(iter(matter.all(Reply)), None)
    if own and own.answer:
        decision = answers.reply(own, matter.incoming, matter.records, matter.network, meeting)
        lines = tuple(replace(r, remark=noted) for r in decision.records if isinstance(r, Attendance))
        return replace(decision, records=lines)
    entry = replace(answers.line(matter.records, meeting.id, matter.sender.id), remark=noted)
    return applied(
        "saken er notert for lederen", *kept(matter.incoming, matter.network, "agenda", matter.now), records=(entry,)
    )


def _unreadable(fact: Unreadable, matter: Matter) -> Decision | None:
    headers = matter.incoming.reading.headers
    content = UnreadableContent(subject=headers.subject[:200], attachment=fact.attachment, reason=fact.reason)
    letter = showing.letter_to(
        matter.to, "unreadable", f"{local_day(matter.now)}:{matter.incoming.mail.id}", content, matter.network
    )
    return held(f"kunne ikke leses: {fact.reason}", answers.replace_answers(letter, matter.incoming))


PEOPLE: Mapping[type, Callable[[Any, Matter], Decision | None]] = {
    CalendarReply: _calendar_reply,
    Summons: _summons,
    Minutes: minutes_in.minutes_in,
    AttendanceCorrection: _correction,
    Command: _command,
    MemberChange: _member_change,
    AgendaProposal: _agenda_proposal,
    Reply: _reply,
    Unreadable: _unreadable,
}


def _first(
    table: Mapping[type, Callable[[Any, Matter], Decision | None]], facts: tuple[Fact, ...], matter: Matter
) -> Decision | None:
    known = ((table[type(f)], f) for f in facts if type(f) in table)
    return next((d for handler, fact in known if (d := handler(fact, matter))), None)


def decide(
    incoming: Incoming,
    records: Records | None,
    network: Network | None,
    receiver: Receiver,
    now: dt.datetime,
    meeting: Meeting | None = None,
    holder: Callable[[str], Person | None] = lambda email: None,
) -> Decision:
    """What becomes of a mail: applied, held, ignored or quarantined, with a plain reason (promise 3).

    `records` and `network` are None when neither the letter it answers nor its sender says which network it is about.
    """
    facts, headers = incoming.reading.facts, incoming.reading.headers
    if whole := next((f for f in facts if isinstance(f, Unreadable) and f.attachment is None), None):
        return Decision(state=MailState.QUARANTINED, reason=whole.reason)
    machine = any(type(f) in MACHINES for f in facts)
    if records is None or network is None:
        return _unplaced(incoming, machine, now)
    matter = Matter(incoming=incoming, records=records, network=network, now=now, meeting=meeting, holder=holder)
    if machine:
        return _first(MACHINES, facts, matter) or ignored("maskinpost uten vår referanse")
    calendar = any(isinstance(f, CalendarReply) for f in facts)
    if headers.machine and not calendar:
        return ignored("maskinpost")
    if not proven(incoming, receiver, standing(incoming, records, now)):
        return held_with_word(matter, "avsenderen er ikke bevist", "unproven")
    taken = _first(PEOPLE, facts, matter) or passed_on(matter)
    return taken or held_with_word(matter, "ingen sak å knytte dette til", "not-understood")


def _unplaced(incoming: Incoming, machine: bool, now: dt.datetime) -> Decision:
    report = next((f for f in incoming.reading.facts if isinstance(f, Bounce)), None)
    if report and incoming.letter:
        return answers.bounce(report, incoming, None, incoming.letter)
    if machine or incoming.reading.headers.machine:
        return ignored("maskinpost uten vår referanse")
    why = "no-matter" if incoming.sender else "unknown-sender"
    words = {"no-matter": "ikke klart hvilket nettverk det gjelder", "unknown-sender": "ukjent avsender"}
    return held(words[why], *kept(incoming, None, why, now))
