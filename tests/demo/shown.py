"""Every mail of the season as the letter book shows it: what went out, what came in, what became of it.

Gathered once the play is over, from what the mail server took and what the service remembers. Success reports are not
shown as letters: they are the «levert» on the letter they are about.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses

import icalendar

from db.records import Attendance, Letter, Mail, Meeting, fingerprint
from mailer.rules.days import OSLO
from tests.demo.cast import KNOWN_AS, NETWORK
from tests.demo.cues import token_of
from tests.demo.stage import Stage, message_id, read_once
from tests.demo.told import KINDS, clock, day, outcome
from tests.servers.embedded import Delivery

CAME_IN: Mapping[str, str] = {
    "reply": "Svar",
    "command": "Svar",
    "calendar-reply": "Kalendersvar",
    "receipt": "Lesebekreftelse",
    "auto-reply": "Autosvar",
    "bounce": "Retur",
    "minutes": "Referat til gjennomsyn",
    "summons": "Møte meldt",
    "member-change": "Medlemsendring",
    "agenda-proposal": "Sak til møtet",
}
METHODS = {"REQUEST": "Møteinvitasjon", "CANCEL": "Avlyst i kalenderen", "REPLY": "Svar fra kalenderen"}
PARTSTAT = {"ACCEPTED": "Godtatt", "DECLINED": "Avslått", "TENTATIVE": "Foreløpig godtatt"}
OTHER = "Medlemmer og annet"
_QUOTE = re.compile(r"^(?:_{10,}|>|.{0,80}\bskrev\b.{0,120}:)\s*", re.M)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A calendar part, drawn as the calendar shows it."""

    what: str
    title: str
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    place: str = ""
    answer: str = ""
    asks: bool = False
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One mail on a page of the book. `out` is true for the service's own; `about` is a meeting's id or None."""

    number: int
    at: dt.datetime
    out: bool
    kind: str
    copy: bool
    sender: str
    sender_email: str
    to: str
    to_email: str
    subject: str
    person: str
    about: str | None
    page: str | None
    words: str
    quote: str
    card: Card | None
    attachments: tuple[str, ...]
    notes: tuple[str, ...]
    file: str = ""


def sheets(stage: Stage) -> list[Sheet]:
    """Every mail in order of time, success reports left out."""
    memory = _Memory(stage)
    found: list[Sheet] = []
    for number, delivery in enumerate(stage.server.deliveries, 1):
        ident = message_id(delivery.raw)
        kept = memory.kept.get(ident)
        if kept and kept.reason == "levert":
            continue
        mail, letter = read_once(delivery.raw), memory.letters.get(ident.partition("@")[0])
        found.append(_sheet(number, delivery, mail, letter, kept, memory))
    return sorted(found, key=lambda s: (s.at, not s.out, s.kind, s.copy, s.number))


class _Memory:
    """What the service remembers, looked up by what a mail's header says."""

    def __init__(self, stage: Stage) -> None:
        store = stage.house.store
        self.letters: dict[str, Letter] = {letter.id: letter for letter in stage.letters()}
        self.mails = stage.mails()
        self.kept: dict[str, Mail] = {message_id(store.raw(mail.id)): mail for mail in self.mails}
        self.meetings = meetings(stage)
        self.by_source = {m.source: m.id for m in self.meetings}
        self.ledger = store.attendance

    def answered(self, mail: EmailMessage) -> Letter | None:
        """The letter of ours a mail answers."""
        named = [token_of(a) or "" for _, a in getaddresses([str(mail["To"] or "")])]
        named += [i.strip("<>").partition("@")[0] for i in str(mail["In-Reply-To"] or "").split()]
        return next((self.letters[token] for token in named if token in self.letters), None)

    def about(self, mail: EmailMessage, kept: Mail | None) -> str | None:
        """The meeting a mail that came in is about."""
        letter = self.answered(mail)
        if letter and letter.meeting:
            return letter.meeting
        if kept is None:
            return None
        draft = fingerprint("draft", kept.id)
        caused = (x.meeting for x in self.letters.values() if x.meeting and (kept.id in x.key or x.matter == draft))
        return self.by_source.get(kept.id) or next(caused, None)

    def line(self, letter: Letter) -> Attendance | None:
        """The ledger line a summons belongs to."""
        if letter.kind != "summons" or not letter.meeting or not letter.person or letter.copy:
            return None
        return self.ledger(letter.meeting, letter.person)


def meetings(stage: Stage) -> tuple[Meeting, ...]:
    """Every meeting of the season, in order of time."""
    ids = {letter.meeting for letter in stage.letters() if letter.meeting}
    found = (stage.house.store.meeting(each) for each in ids)
    return tuple(sorted((m for m in found if m), key=lambda m: m.starts))


def _sheet(
    number: int, delivery: Delivery, mail: EmailMessage, letter: Letter | None, kept: Mail | None, memory: _Memory
) -> Sheet:
    sender, sender_email = _party(mail, "From")
    to, to_email = _party(mail, "To")
    text = _text(mail)
    words, quote = (text, "") if letter else _parted(text)
    returned = memory.answered(mail) if kept and kept.kind == "bounce" else None
    return Sheet(
        number=number,
        at=delivery.at,
        out=letter is not None,
        kind=KINDS[letter.kind] if letter else CAME_IN.get((kept.kind if kept else None) or "", "Brev"),
        copy=bool(letter and letter.copy),
        sender=f"retur for {returned.to_name}" if returned else sender,
        sender_email=sender_email,
        to=to,
        to_email=to_email,
        subject=str(mail["Subject"]),
        person=to if letter else (returned.to_name or "") if returned else sender,
        about=letter.meeting if letter else memory.about(mail, kept),
        page=_page(mail),
        words=words,
        quote=quote,
        card=_card(mail),
        attachments=tuple(_attachments(mail)),
        notes=tuple(_letter_notes(letter, memory) if letter else _mail_notes(kept)),
    )


def _party(mail: EmailMessage, header: str) -> tuple[str, str]:
    name, email = (getaddresses([str(mail[header] or "")]) or [("", "")])[0]
    known = KNOWN_AS.get(email.lower())
    return known or (NETWORK if email.startswith("nettverk-nord") else name or email), email


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n").strip() if part else ""


def _page(mail: EmailMessage) -> str | None:
    part = mail.get_body(("html",))
    return str(part.get_content()) if part else None


def _parted(text: str) -> tuple[str, str]:
    """The person's own words, and the letter quoted under them."""
    found = _QUOTE.search(text)
    return (text[: found.start()].strip(), text[found.start() :].strip()) if found else (text, "")


def _attachments(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_disposition() == "attachment" and part.get_filename():
            size = len(part.get_payload(decode=True) or b"")
            yield f"{part.get_filename()} ({max(1, round(size / 1024))} kB)"


def _card(mail: EmailMessage) -> Card | None:
    part = next((p for p in mail.walk() if p.get_content_type() == "text/calendar"), None)
    if part is None:
        return None
    calendar = icalendar.Calendar.from_ical(bytes(part.get_payload(decode=True) or b""))
    event = calendar.walk("VEVENT")[0]
    method = str(calendar.get("METHOD", "REQUEST"))
    attendees = event.get("ATTENDEE", [])
    first = attendees[0] if isinstance(attendees, list) and attendees else attendees
    return Card(
        what=METHODS.get(method, method),
        title=str(event.get("SUMMARY", "")),
        starts=_instant(event, "DTSTART"),
        ends=_instant(event, "DTEND"),
        place=str(event.get("LOCATION", "")),
        answer=PARTSTAT.get(str(getattr(first, "params", {}).get("PARTSTAT", "")), "") if method == "REPLY" else "",
        asks=method == "REQUEST",
        cancelled=method == "CANCEL",
    )


def _instant(event: icalendar.Component, name: str) -> dt.datetime | None:
    value = event.get(name)
    return value.dt.astimezone(OSLO) if value is not None and isinstance(value.dt, dt.datetime) else None


def _letter_notes(letter: Letter, memory: _Memory) -> Iterator[str]:
    """What became of a letter of ours."""
    entry = memory.line(letter)
    if letter.state == "delivered":
        yield "Levert"
    elif entry and entry.bounced:
        yield f"Kom i retur: {entry.bounce_reason}"
    if entry and entry.read:
        yield f"Lest {day(entry.read.at)} kl. {clock(entry.read.at)}"


def _mail_notes(kept: Mail | None) -> Iterator[str]:
    if kept and kept.reason:
        words = outcome(kept)
        yield words[0].upper() + words[1:]
