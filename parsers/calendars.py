"""Calendar answers and invitations in mail (RFC 5545, 5546, 6047): what an attendee answered, or a leader called.

The body's METHOD beats the MIME parameter and PARTSTAT beats the subject. A proposed new time (COUNTER) is no answer.
Our own invitation coming back in somebody's letter is no invitation; the letter's words are then what counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from parsers import calendar_words, ics
from parsers.facts import Address, CalendarAnswer, CalendarReply, Doubt, Fact, Headers, Summons
from parsers.ics import OSLO, Calendar, Event, Property
from parsers.mime import OpenMail, Part, Recognised

CALENDAR_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar", "text/ics")
ANSWERS: Mapping[str, CalendarAnswer] = MappingProxyType(
    {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative", "DELEGATED": "delegated"}
)
REPLIES = frozenset({"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"})
CALLS = frozenset({"REQUEST", "CANCEL", "ADD", "PUBLISH"})
MAX_CALENDARS = 2
MAX_ATTENDEES = 2_000
MAX_COMMENT = 4_000
MAX_SEQUENCE = 2**31

_LINK = re.compile(
    r"https://[^\s<>\"]*(?:teams\.(?:microsoft|live)\.com|zoom\.us|meet\.google\.com|join\.nhn\.no|whereby\.com)[^\s<>\"]*"
)
_PARTSTAT = re.compile(r"[\"'\s]*([\w-]+)[\"'\s]*(?::|\Z)")  # «DECLINED:urn» where the value is no address
_Found = tuple[Fact, tuple[Doubt, ...]]


def recognise(mail: OpenMail) -> Recognised | None:
    """CalendarReply facts for an attendee's message, a Summons for an invitation or a cancellation; else None."""
    parts = sorted((part for part in mail.parts if _is_calendar(part)), key=_preference)[:MAX_CALENDARS]
    told: list[Recognised] = []
    for part in parts:
        calendar = ics.read(ics.text_of(part.content, part.params.get("charset")))
        found = _told(calendar, part.params.get("method"), mail.headers) if calendar else None
        told += [found] if found else []
    return _agreed(told) if told else calendar_words.recognise(mail)


def _agreed(told: list[Recognised]) -> Recognised:
    """What the first calendar said; an answer that another place in the mail contradicts is taken back."""
    said: dict[tuple[str | None, str | None], set[str]] = {}
    for fact in (fact for one in told for fact in one.facts if isinstance(fact, CalendarReply) and fact.answer):
        said.setdefault((fact.uid, fact.attendee), set()).add(str(fact.answer))
    torn = frozenset(key for key, answers in said.items() if len(answers) > 1)
    facts = {_whose(fact): _taken_back(fact, torn) for fact in reversed(told[0].facts)}
    doubts = (Doubt(about="answer", why="Kalendersvaret sier både ett og et annet svar; ingen av dem er ført."),)
    return Recognised(facts=tuple(facts.values())[::-1], doubts=(*told[0].doubts, *(doubts if torn else ())))


def _whose(fact: Fact) -> object:
    return (fact.uid, fact.attendee) if isinstance(fact, CalendarReply) else fact


def _taken_back(fact: Fact, torn: frozenset[tuple[str | None, str | None]]) -> Fact:
    return replace(fact, answer=None) if isinstance(fact, CalendarReply) and _whose(fact) in torn else fact


def recognise_file(content: bytes) -> Recognised | None:
    """The same for a bare .ics file; None where there is no calendar in it or nothing to say about it."""
    calendar = ics.read(ics.text_of(content))
    return _told(calendar, None if calendar and calendar.method else "PUBLISH", Headers()) if calendar else None


def _is_calendar(part: Part) -> bool:
    named = (part.filename or "").lower().endswith((".ics", ".vcs"))
    hidden = part.content_type.startswith("text/") and b"BEGIN:VCALENDAR" in part.content[:200].upper()
    return part.content_type in CALENDAR_TYPES or named or hidden


def _preference(part: Part) -> int:
    return CALENDAR_TYPES.index(part.content_type) if part.content_type in CALENDAR_TYPES else len(CALENDAR_TYPES)


def _told(calendar: Calendar, mime_method: str | None, headers: Headers) -> Recognised | None:
    method = calendar.method or (mime_method or "").strip().upper() or _inferred(calendar, headers)
    events = tuple(sorted(_to_read(calendar.events), key=lambda event: not _lists_sender(event, headers)))
    if method in REPLIES or (calendar.method == "PUBLISH" and _answered_by_sender(calendar, headers)):
        found = [_reply(method if method in REPLIES else "REPLY", event, headers) for event in events]
    elif method in CALLS and not any(_is_ours(event, headers) for event in events):
        found = [_call(method, event) for event in events[:1]]
    else:
        return None
    facts = tuple(fact for fact, _ in found)
    return Recognised(facts=facts, doubts=tuple(d for _, doubts in found for d in doubts)) if facts else None


def _to_read(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Of each UID its events without RECURRENCE-ID; where all are exceptions, the first of them."""
    by_uid: dict[str | None, list[Event]] = {}
    for event in events:
        by_uid.setdefault(event.words("UID"), []).append(event)
    whole = {uid: [one for one in found if one.first("RECURRENCE-ID") is None] for uid, found in by_uid.items()}
    return tuple(event for uid, found in by_uid.items() for event in whole[uid] or found[:1])


def _inferred(calendar: Calendar, headers: Headers) -> str:
    """A calendar without any METHOD is an answer when its one attendee is its sender and has answered."""
    return "REPLY" if _answered_by_sender(calendar, headers) else "PUBLISH" if calendar.events else ""


def _answered_by_sender(calendar: Calendar, headers: Headers) -> bool:
    attendees = [one for event in calendar.events[:1] for one in event.every("ATTENDEE")]
    sender = headers.sender.email if headers.sender else None
    return len(attendees) == 1 and _answer(attendees[0]) is not None and attendees[0].address() == sender


def _lists_sender(event: Event, headers: Headers) -> bool:
    """Whether the one who sends it is named: of several answers the sender's own comes first."""
    sender = headers.sender.email if headers.sender else None
    return any(one.address() == sender for one in event.every("ATTENDEE")[:MAX_ATTENDEES])


def _bare(email: str | None) -> str:
    local, _, domain = (email or "").partition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


def _is_ours(event: Event, headers: Headers) -> bool:
    organizer = event.first("ORGANIZER")
    email = organizer.address() if organizer else None
    return email is not None and _bare(email) in {_bare(one) for one in headers.recipients}


def _reply(method: str, event: Event, headers: Headers) -> _Found:
    attendees = event.every("ATTENDEE")[:MAX_ATTENDEES]
    attendee = _attendee(attendees, headers.sender)
    answer = _only_answer(attendee, attendees) if method == "REPLY" else None
    starts, ends = _times(event) if method == "COUNTER" else (None, None)
    fact = CalendarReply(
        method=method,
        uid=_uid(event),
        sequence=_sequence(event),
        dtstamp=ics.instant(event.first("DTSTAMP"))[0],
        attendee=attendee.address() if attendee else None,
        sent_by=ics.email_in(attendee.params.get("SENT-BY", "")) if attendee else None,
        answer=answer,
        delegated_to=ics.emails_in(attendee.params.get("DELEGATED-TO", "")) if attendee else (),
        comment=_comment(event, attendee),
        proposed_start=starts,
        proposed_end=ends,
    )
    return fact, tuple(_reply_doubts(fact, event))


def _reply_doubts(fact: CalendarReply, event: Event) -> list[Doubt]:
    found = []
    if fact.uid is None:
        found.append(Doubt(about="uid", why="Kalendersvaret sier ikke hvilket møte det gjelder."))
    if fact.attendee is None:
        several = len(event.every("ATTENDEE")) > 1
        why = "Kalendersvaret nevner flere deltakere." if several else "Kalendersvaret nevner ingen deltaker."
        found.append(Doubt(about="attendee", why=why))
    elif fact.method == "REPLY" and fact.answer is None:
        found.append(Doubt(about="answer", why="Kalendersvaret sier verken ja, nei eller kanskje."))
    return found


def _answer(attendee: Property | None) -> CalendarAnswer | None:
    match = _PARTSTAT.match(attendee.params.get("PARTSTAT", "")) if attendee else None
    return ANSWERS.get(match[1].upper()) if match else None


def _only_answer(attendee: Property | None, attendees: tuple[Property, ...]) -> CalendarAnswer | None:
    """The attendee's answer, unless another line about the same person gives another."""
    if attendee is None:
        return None
    answers = {_answer(one) for one in attendees if one is attendee or one.address() == attendee.address()}
    return answers.pop() if len(answers) == 1 else None


def _attendee(attendees: tuple[Property, ...], sender: Address | None) -> Property | None:
    """The one who answers: the only one, else the sender, else whoever the sender acts for, else the only answer."""
    if len(attendees) < 2:
        return attendees[0] if attendees else None
    email = sender.email if sender else ""
    tests = (
        lambda one: one.address() == email,
        lambda one: ics.email_in(one.params.get("SENT-BY", "")) == email,
        lambda one: _answer(one) == "delegated",
        lambda one: _answer(one) is not None,
    )
    groups = ([one for one in attendees if test(one)] for test in (*tests, lambda one: True))
    return next((group[0] for group in groups if len({one.address() for one in group}) == 1), None)


def _comment(event: Event, attendee: Property | None) -> str | None:
    noted = attendee.params.get("X-RESPONSE-COMMENT", "").strip('" ') if attendee else ""
    return (event.words("COMMENT") or noted or "")[:MAX_COMMENT] or None


def _uid(event: Event) -> str | None:
    found = event.first("UID")
    return (found.value.strip()[:998] or None) if found else None


def _sequence(event: Event) -> int | None:
    found = event.first("SEQUENCE")
    text = found.value.strip() if found else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 and int(text) < MAX_SEQUENCE else None


def _times(event: Event) -> tuple[dt.datetime | None, dt.datetime | None]:
    start, _ = ics.instant(event.first("DTSTART"))
    end, _ = ics.instant(event.first("DTEND"))
    lasts = ics.length(event.first("DURATION"))
    try:
        return start, end or (start + lasts if start and lasts else None)
    except OverflowError:
        return start, None


def _call(method: str, event: Event) -> _Found:
    starts, ends = _times(event)
    sequence = _sequence(event)
    gone = method == "CANCEL" or (event.words("STATUS") or "").upper() == "CANCELLED"
    local, until = (one.astimezone(OSLO) if one else None for one in (starts, ends))
    description = event.words("DESCRIPTION") or ""
    fact = Summons(
        status="cancelled" if gone else "changed" if sequence else "new",
        title=event.words("SUMMARY"),
        place=event.words("LOCATION"),
        online=_online(event, description),
        date=local.date() if local else ics.day(event.first("DTSTART")),
        start=local.time() if local else None,
        end=until.time() if until else None,
        uid=_uid(event),
        sequence=sequence,
        starts=starts,
        ends=ends,
        reason=event.words("COMMENT") if gone else None,
        text=description[:MAX_COMMENT],
    )
    return fact, tuple(_call_doubts(fact, event))


def _call_doubts(fact: Summons, event: Event) -> list[Doubt]:
    found = []
    if fact.starts is None:
        why = "Innkallingen gjelder en hel dag, uten klokkeslett." if fact.date else "Innkallingen har ingen tid."
        found.append(Doubt(about="starts", why=why))
    if not ics.instant(event.first("DTSTART"))[1]:
        found.append(Doubt(about="starts", why="Innkallingens tidssone er ukjent; den er lest som norsk tid."))
    if event.first("RRULE"):
        found.append(Doubt(about="starts", why="Innkallingen gjentas; bare det første møtet er lest."))
    return found


def _online(event: Event, description: str) -> str | None:
    texts = (
        event.words(name) for name in ("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE", "LOCATION", "URL")
    )
    found = (_LINK.search(text[:4_000]) for text in (*texts, description) if text)
    return next((match[0] for match in found if match), None)
