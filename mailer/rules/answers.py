"""Answers to a summons: people's words, calendar buttons, read receipts, bounces and auto-replies, into the ledger."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from config.settings import Network
from db.records import (
    Attendance,
    Evidence,
    Letter,
    LetterState,
    MailState,
    Meeting,
    MeetingState,
    Person,
    Records,
)
from mailer.rules import showing
from mailer.rules.contents import AnswerNoted, AnswerUnclear, ReminderContent, StatusContent, StatusLine
from mailer.rules.days import (
    ONE_DAY,
    OSLO,
    at,
    local_day,
    working_day_on_or_after,
    working_day_on_or_before,
)
from mailer.rules.letters import LetterDue
from mailer.rules.occasions import Decision, Incoming, Move, Occasion, applied, ignored
from mailer.rules.people import leader_or_secretary, membership_of, to_person
from mailer.rules.summons import answer_by
from parsers.facts import AutoReply, Bounce, BouncedRecipient, CalendarReply, ReadReceipt, Reply

ANSWERABLE = (MeetingState.SUMMONED, MeetingState.PLANNED)


def open_meetings(records: Records, person: str, now: dt.datetime) -> tuple[Meeting, ...]:
    """The coming meetings a person has been summoned to."""
    return tuple(
        m for m in records.meetings if m.state in ANSWERABLE and m.ends > now and (m.id, person) in records.attendance
    )


def line(records: Records, meeting: str, person: str) -> Attendance:
    """The person's ledger line, a new one if there is none."""
    return records.attendance.get((meeting, person), Attendance(meeting=meeting, person=person))


def _language(fact: Reply, person: Person, network: Network) -> str:
    return "en" if fact.lang == "en" else person.lang or network.language


def reply(fact: Reply, incoming: Incoming, records: Records, network: Network, meeting: Meeting) -> Decision:
    """A person's own words about a meeting: recorded and thanked for, or asked about once, kindly."""
    assert incoming.sender is not None
    person, mail = incoming.sender, incoming.mail
    before = line(records, meeting.id, person.id)
    proof = Evidence(at=mail.received_at, source=mail.id)
    seen = replace(before, read=before.read or proof)
    to = to_person(person, network, _language(fact, person, network))
    if fact.answer is None:
        return _unclear(
            fact, seen, proof, records, network, meeting, to_lang=to.lang or network.language, person=person
        )
    deputy = fact.deputy
    starts, ends = (instant.astimezone(OSLO).time() for instant in (meeting.starts, meeting.ends))
    comes_at = fact.attends_from if fact.attends_from != starts else None
    leaves_at = fact.attends_until if fact.attends_until != ends else None
    after = replace(
        seen,
        answered=proof,
        answer=fact.answer,
        answer_sequence=meeting.sequence,
        attends_from=comes_at,
        attends_until=leaves_at,
        digital=fact.digital,
        deputy_name=deputy.name if deputy else None,
        deputy_email=deputy.email if deputy else None,
    )
    content = AnswerNoted(
        meeting=showing.meeting_content(records, network, meeting),
        answer=fact.answer,
        previous=before.answer if before.answer != fact.answer else None,
        deputy=deputy.name if deputy else None,
        attends_from=f"{comes_at:%H:%M}" if comes_at else None,
        attends_until=f"{leaves_at:%H:%M}" if leaves_at else None,
        digital=fact.digital,
    )
    about = f"{meeting.id}:{local_day(mail.received_at)}:{fact.answer}"
    letter = showing.letter_to(to, "answer-noted", about, content, network, meeting)
    return applied(f"svar ført: {fact.answer}", replace_answers(letter, incoming), records=(after,))


def replace_answers(letter: LetterDue, incoming: Incoming) -> LetterDue:
    """The letter as an answer to the mail it was caused by (In-Reply-To)."""
    message_id = incoming.reading.headers.message_id
    return replace(letter, answers=(*letter.answers, message_id)) if message_id else letter


def _unclear(
    fact: Reply,
    seen: Attendance,
    proof: Evidence,
    records: Records,
    network: Network,
    meeting: Meeting,
    to_lang: str,
    person: Person,
) -> Decision:
    words = " ".join(fact.text.split())[:500]
    noted = replace(seen, remark=words or None, asked=seen.asked or proof)
    if seen.answer is not None:
        return applied("ordene er vist lederen; svaret står ved lag", records=(replace(noted, asked=seen.asked),))
    if seen.asked is not None:
        return Decision(state=MailState.HELD, reason="uklart svar for andre gang: les det", records=(noted,))
    content = AnswerUnclear(meeting=showing.meeting_content(records, network, meeting), quote=words)
    letter = showing.letter_to(
        to_person(person, network, to_lang), "answer-unclear", meeting.id, content, network, meeting
    )
    return applied("uklart svar: avsenderen er spurt", letter, records=(noted,))


def calendar_reply(
    fact: CalendarReply, incoming: Incoming, records: Records, network: Network, meeting: Meeting, person: Person
) -> Decision:
    """A calendar button (RFC 5546 §3.2.3): the newest DTSTAMP within the current SEQUENCE wins; no letter back."""
    before = line(records, meeting.id, person.id)
    proof = Evidence(at=incoming.mail.received_at, source=incoming.mail.id)
    seen = replace(before, read=before.read or proof)
    if fact.method == "COUNTER" or fact.proposed_start:
        when = f" {fact.proposed_start:%d.%m.%Y %H:%M} UTC" if fact.proposed_start else ""
        told = replace(seen, remark=f"foreslår en annen tid{when}. {fact.comment or ''}".strip()[:500])
        return applied("forslag til ny tid er vist lederen", records=(told,))
    if fact.answer is None:
        return applied("kalendersvar uten svar; lest", records=(seen,))
    if fact.sequence is not None and fact.sequence < meeting.sequence:
        return applied("svar på en eldre utgave av innkallingen; gjelder ikke lenger", records=(seen,))
    stamp = fact.dtstamp or incoming.mail.received_at
    if before.answer_stamp and before.answer_sequence == meeting.sequence and stamp < before.answer_stamp:
        return ignored("et nyere svar er alt ført")
    delegate = fact.delegated_to[0] if fact.delegated_to else None
    after = replace(
        seen,
        answered=proof,
        answer="declined" if fact.answer == "delegated" else fact.answer,
        answer_sequence=meeting.sequence,
        answer_stamp=stamp,
        deputy_email=delegate,
        deputy_name=delegate,
        remark=fact.comment[:500] if fact.comment else before.remark,
    )
    return applied(f"kalendersvar ført: {fact.answer}", records=(after,))


def receipt(fact: ReadReceipt, incoming: Incoming, records: Records, letter: Letter) -> Decision:
    """A read receipt (RFC 8098): only `displayed` says read, only from the addressee; a later one never undoes it."""
    sender = incoming.reading.headers.sender
    from_addressee = letter.to_email in {fact.final_recipient, sender.email if sender else None}
    if fact.disposition not in ("displayed", "probable") or letter.copy or not letter.meeting or not letter.person:
        return ignored(f"lesebekreftelse: {fact.disposition}")
    if not from_addressee:
        return ignored("lesebekreftelse fra en annen enn mottakeren")
    before = line(records, letter.meeting, letter.person)
    if before.read:
        return ignored("alt ført som lest")
    proof = Evidence(at=incoming.mail.received_at, source=incoming.mail.id)
    return applied("lest", records=(replace(before, read=proof),))


def bounce(fact: Bounce, incoming: Incoming, records: Records | None, letter: Letter) -> Decision:
    """A delivery report (RFC 3464): counts only with our token, and removes nobody (promises.md, known traps)."""
    mine = [r for r in fact.recipients if r.email == letter.to_email] or list(fact.recipients[:1])
    if not mine:
        return ignored("leveringsrapport uten mottaker")
    report = mine[0]
    handlers = {"failed": _failed, "delivered": _delivered, "relayed": _delivered}
    handler = handlers.get(report.action)
    return handler(report, incoming, records, letter) if handler else ignored("forsinket; prøves fortsatt")


def _failed(report: BouncedRecipient, incoming: Incoming, records: Records | None, letter: Letter) -> Decision:
    why = " ".join(filter(None, (report.status, report.diagnostic)))[:300] or "avvist"
    moves = (Move(letter=letter.id, to=LetterState.BOUNCED, reason=why),)
    if records is None or letter.copy or not letter.meeting or not letter.person:
        return applied("brevet kom ikke fram", moves=moves)
    proof = Evidence(at=incoming.mail.received_at, source=incoming.mail.id)
    before = line(records, letter.meeting, letter.person)
    return applied(
        "brevet kom ikke fram",
        records=(replace(before, bounced=proof, bounce_reason=why, bounced_address=letter.to_email),),
        moves=moves,
    )


def _delivered(report: BouncedRecipient, incoming: Incoming, records: Records | None, letter: Letter) -> Decision:
    moves = (Move(letter=letter.id, to=LetterState.DELIVERED, reason=report.status or ""),)
    if records is None or letter.copy or not letter.meeting or not letter.person or letter.kind != "summons":
        return applied("levert", moves=moves)
    proof = Evidence(at=incoming.mail.received_at, source=incoming.mail.id)
    before = line(records, letter.meeting, letter.person)
    return applied("levert", records=(replace(before, delivered=before.delivered or proof),), moves=moves)


def auto_reply(fact: AutoReply, incoming: Incoming, records: Records, letter: Letter) -> Decision:
    """An automatic answer: never an answer; a return after the meeting is shown to the leader as a possible absence."""
    if not letter.meeting or not letter.person or fact.back is None:
        return ignored("autosvar")
    before = line(records, letter.meeting, letter.person)
    return applied("autosvar: borte til dagen er ført", records=(replace(before, away_until=fact.back),))


def is_answered(entry: Attendance, meeting: Meeting) -> bool:
    """Whether the person has answered the summons as it now stands."""
    return entry.answer is not None and entry.answer_sequence == meeting.sequence


def reminders(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """Those who have not answered are reminded once, kindly; not those whose address bounces or who just got it."""
    rule, summons = network.mandate.reminder, network.mandate.summons
    for meeting in records.meetings if rule and rule.days_before else ():
        if not rule or meeting.state != MeetingState.SUMMONED or meeting.starts <= now:
            continue
        day = working_day_on_or_before(local_day(meeting.starts) - dt.timedelta(days=rule.days_before))
        for entry in _silent(records, network, meeting):
            fair = local_day(entry.sent.at) + 2 * ONE_DAY if entry.sent else None
            when = at(working_day_on_or_after(max(day, fair))) if fair else None
            if when is None or when >= meeting.starts - ONE_DAY:
                continue
            by = answer_by(meeting, summons, local_day(entry.sent.at)) if summons and entry.sent else None
            content = ReminderContent(
                meeting=showing.meeting_content(records, network, meeting),
                answer_by=by.isoformat() if by and by >= local_day(now) else None,
            )
            to = to_person(records.people[entry.person], network)
            letter = showing.letter_to(to, "reminder", meeting.id, content, network, meeting)
            yield Occasion(at=when, letters=(letter,))


def _silent(records: Records, network: Network, meeting: Meeting) -> list[Attendance]:
    """Those to remind: not the leader, whose meeting it is, nor those whose address bounces."""
    leader = leader_or_secretary(records, network, local_day(meeting.starts))
    lines = (entry for (m, _), entry in records.attendance.items() if m == meeting.id)
    return [
        entry
        for entry in lines
        if not is_answered(entry, meeting) and not entry.bounced and (leader is None or entry.person != leader.person)
    ]


WHY_BOUNCED = (
    (r"\b5\.1\.\d|\b550\b|unknown|not exist", {"nb": "adressen finnes ikke", "nn": "adressa finst ikkje"}),
    (r"\b[45]\.2\.2|quota|full", {"nb": "postkassen er full", "nn": "postkassa er full"}),
    (r"\b5\.7\.|spam|policy", {"nb": "avvist av mottakerens server", "nn": "avvist av tenaren til mottakaren"}),
    (r"", {"nb": "kom ikke fram", "nn": "kom ikkje fram"}),
)


def why_bounced(reason: str | None, language: str) -> str:
    """Why a letter did not arrive, in words for the leader; the server's own stand in `budstikke ledger`."""
    said = next(words for pattern, words in WHY_BOUNCED if re.search(pattern, reason or "", re.I))
    return said.get(language, said["nb"])


def _status_line(records: Records, network: Network, meeting: Meeting, entry: Attendance) -> StatusLine:
    person, day, told = records.people[entry.person], local_day(meeting.starts), is_answered(entry, meeting)
    member = membership_of(records, entry.person)
    return StatusLine(
        name=person.name,
        organisation=member.organisation if member else None,
        attends_from=f"{entry.attends_from:%H:%M}" if entry.attends_from else None,
        attends_until=f"{entry.attends_until:%H:%M}" if entry.attends_until else None,
        digital=entry.digital,
        deputy=entry.deputy_name or entry.deputy_email,
        away_until=entry.away_until.isoformat() if entry.away_until and entry.away_until > day and not told else None,
        bounced=why_bounced(entry.bounce_reason, network.language) if entry.bounced else None,
        email=person.email,
        read=entry.read is not None,
        remark=entry.remark,
    )


def status_content(records: Records, network: Network, meeting: Meeting) -> StatusContent:
    """Who comes, who does not, who is silent, whose address bounced; everyone in exactly one list."""
    lists: dict[str, list[StatusLine]] = {k: [] for k in ("coming", "tentative", "absent", "silent", "bounced")}
    rooms = {"accepted": "coming", "tentative": "tentative", "declined": "absent"}
    mine = (entry for (m, _), entry in records.attendance.items() if m == meeting.id)
    for entry in sorted(mine, key=lambda e: records.people[e.person].name):
        answered = rooms[entry.answer] if entry.answer and is_answered(entry, meeting) else None
        line_ = _status_line(records, network, meeting, entry)
        lists[answered or ("bounced" if entry.bounced else "silent")].append(line_)
    return StatusContent(
        meeting=showing.meeting_content(records, network, meeting),
        coming=lists["coming"],
        tentative=lists["tentative"],
        absent=lists["absent"],
        silent=lists["silent"],
        bounced=lists["bounced"],
    )


def statuses(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """One status to the leader before the meeting."""
    rule = network.mandate.status
    for meeting in records.meetings if rule and rule.days_before else ():
        to = leader_or_secretary(records, network, local_day(now))
        if not rule or not to or meeting.state != MeetingState.SUMMONED or meeting.starts <= now:
            continue
        day = working_day_on_or_before(local_day(meeting.starts) - dt.timedelta(days=rule.days_before))
        content = status_content(records, network, meeting)
        yield Occasion(at=at(day), letters=(showing.letter_to(to, "status", meeting.id, content, network, meeting),))
