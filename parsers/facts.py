"""What a letter said, as frozen facts.

A parser turns bytes into facts and doubts; it never guesses into a value. Dates and clock times are as the
letter wrote them, in local Norwegian time; only calendar facts carry instants (UTC). `kind` is the word of the
`budstikke read` contract. Shapes follow that contract; `as_json` in reading.py writes them out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal

Answer = Literal["accepted", "declined", "tentative"]
CalendarAnswer = Literal["accepted", "declined", "tentative", "delegated"]
Disposition = Literal["displayed", "deleted", "denied", "dispatched", "processed", "probable"]
Action = Literal["failed", "delayed", "delivered", "relayed"]
Language = Literal["nb", "nn", "en"]


@dataclass(frozen=True, kw_only=True)
class Address:
    """A mailbox (RFC 5322 §3.4): display name, and addr-spec with the domain in lower case."""

    name: str | None = None
    email: str


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person named in the text, with an address where one is given."""

    name: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something the parser would not guess: what it is about (a fact's key) and why, in words for a secretary."""

    about: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A person's own words in answer to a letter; `answer` is None when they do not clearly say."""

    kind: ClassVar[str] = "reply"
    answer: Answer | None = None
    deputy: Named | None = None
    attends_from: dt.time | None = None
    attends_until: dt.time | None = None
    digital: bool | None = None
    text: str = ""
    lang: Language = "nb"


@dataclass(frozen=True, kw_only=True)
class CalendarReply:
    """An iTIP message from an attendee (RFC 5546 §3.2.3, 3.2.6, 3.2.7). `dtstamp` is UTC."""

    kind: ClassVar[str] = "calendar-reply"
    method: str
    uid: str | None
    sequence: int | None = None
    dtstamp: dt.datetime | None = None
    attendee: str | None = None
    sent_by: str | None = None
    answer: CalendarAnswer | None = None
    delegated_to: tuple[str, ...] = ()
    comment: str | None = None
    proposed_start: dt.datetime | None = None
    proposed_end: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReadReceipt:
    """A message disposition notification (RFC 8098). Only `displayed` (or `probable`) speaks of reading."""

    kind: ClassVar[str] = "receipt"
    disposition: Disposition
    original_message_id: str | None = None
    final_recipient: str | None = None


@dataclass(frozen=True, kw_only=True)
class BouncedRecipient:
    """One recipient of a delivery status notification (RFC 3464 §2.3); `hard` means no use trying again.

    `email` is the address the letter went to, `final` the one it ended at where the report gives another.
    """

    email: str
    action: Action
    status: str | None = None
    hard: bool = False
    diagnostic: str | None = None
    final: str | None = None


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """A delivery status notification, success reports (RFC 3461 NOTIFY=SUCCESS) among them."""

    kind: ClassVar[str] = "bounce"
    recipients: tuple[BouncedRecipient, ...] = ()
    original_message_id: str | None = None
    envelope_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AutoReply:
    """An automatic answer (RFC 3834); `back` is the first day the person is said to be back."""

    kind: ClassVar[str] = "auto-reply"
    away_from: dt.date | None = None
    back: dt.date | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """A person said to have been present. `partial` is the paper's words for a part of the meeting («frå 51/14»)."""

    name: str
    org: str | None = None
    email: str | None = None
    partial: str | None = None


@dataclass(frozen=True, kw_only=True)
class Absentee:
    """A person said to be away; `notified` is True for «meldt forfall», False for «ikke møtt», None if unsaid."""

    name: str
    org: str | None = None
    notified: bool | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Deputy:
    """`name` met instead of `for_`."""

    name: str
    for_: str


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One item of an agenda, with its number as printed («47/14», «3»)."""

    number: str | None = None
    title: str | None = None
    presenter: str | None = None


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """Something someone is to do; `due` is a date, or the paper's words («neste møte»)."""

    what: str
    who: str | None = None
    due: dt.date | str | None = None


@dataclass(frozen=True, kw_only=True)
class NextMeeting:
    """A coming or proposed meeting: a date, or ISO weeks (`year` where the text gives one), and the text itself."""

    date: dt.date | None = None
    weeks: tuple[int, ...] = ()
    year: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A person on the paper's list, whether or not it says who was present (K1)."""

    name: str
    org: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Misspelling:
    """An address that is probably misspelled, and the address probably meant (K2). Never changed unasked."""

    email: str
    suggestion: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What minutes and summonses have in common: when, where, who, what."""

    lang: Literal["nb", "nn"] = "nb"
    title: str | None = None
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    place: str | None = None
    chair: str | None = None
    secretary: str | None = None
    signed: dt.date | None = None
    attendance_known: bool = False
    attendees: tuple[Attendee, ...] = ()
    absentees: tuple[Absentee, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    roster: tuple[Listed, ...] = ()
    misspellings: tuple[Misspelling, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    decisions: tuple[str, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    next_meetings: tuple[NextMeeting, ...] = ()
    copies: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    ownerless: tuple[str, ...] = ()
    text: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Minutes(Paper):
    """Minutes (referat). `attachments` names the documents they came in; empty when they stood in the mail."""

    kind: ClassVar[str] = "minutes"


@dataclass(frozen=True, kw_only=True)
class Summons(Paper):
    """A call to a meeting: a leader's «Møte: …», an Outlook invitation to the mailbox, or a forwarded innkalling.

    `status` says whether the meeting is new, moved or otherwise changed, or cancelled; `moved_from` is the date it
    was to be held before. `uid`, `sequence`, `starts`, `ends` (UTC) come with an iTIP REQUEST or CANCEL.
    """

    kind: ClassVar[str] = "summons"
    status: Literal["new", "changed", "cancelled"] = "new"
    moved_from: dt.date | None = None
    online: str | None = None
    arranger: str | None = None
    uid: str | None = None
    sequence: int | None = None
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgendaProposal:
    """«Sak: …»: a matter someone wants on the agenda."""

    kind: ClassVar[str] = "agenda-proposal"
    title: str
    presenter: str | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberChange:
    """«Nytt medlem: …», «… slutter», a new address or nearest leader; None means "not said"."""

    kind: ClassVar[str] = "member-change"
    change: Literal["joined", "left", "changed"]
    name: str
    email: str | None = None
    organisation: str | None = None
    manager_name: str | None = None
    manager_email: str | None = None
    on: dt.date | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A word the service acts on, in any case and with kind words around it.

    Names: stop (STOPP), send (SEND), ok (OK, godkjent), everyone (ALLE), dates (DATOAR), followed-up (fulgt opp),
    help (HJELP), status, plan (MØTEPLAN), my-record (MINE OPPLYSNINGER), absences (FRAVÆR).
    """

    kind: ClassVar[str] = "command"
    name: str
    argument: str | None = None


@dataclass(frozen=True, kw_only=True)
class AttendanceCorrection:
    """«Ola Lie var til stede», «Kari Nes hadde meldt forfall», «Siv Moe møtte for Ola Lie»: one person, one meeting.

    `on` is the meeting's date where the words give one; None means the meeting the letter was about.
    """

    kind: ClassVar[str] = "command"
    name: str
    present: bool
    notified: bool | None = None
    deputy: str | None = None
    on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Official:
    """Mail from a public body to the network's shared address."""

    kind: ClassVar[str] = "official"
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Human mail that is none of the above; a person must read it."""

    kind: ClassVar[str] = "unknown"
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Bytes that could not be read as mail, or a document that could not be opened; `reason` in plain words."""

    kind: ClassVar[str] = "unreadable"
    reason: str
    attachment: str | None = None


Fact = (
    Reply
    | CalendarReply
    | ReadReceipt
    | Bounce
    | AutoReply
    | Minutes
    | Summons
    | AgendaProposal
    | MemberChange
    | Command
    | AttendanceCorrection
    | Official
    | Unknown
    | Unreadable
)


@dataclass(frozen=True, kw_only=True)
class Headers:
    """What the rules need of a mail's header: addresses in lower case, Message-IDs without angle brackets.

    `recipients` are To, Cc, Delivered-To, X-Original-To and X-Envelope-To together. `references` ends with
    In-Reply-To. `authentication` holds the Authentication-Results values, topmost first, unfolded. `machine` is
    true for mail no person wrote (RFC 3834 §2), and for null return paths and list mail. `sender_defect` says why
    From can't be trusted to be one address (two addresses, none, an address in the display name).
    """

    message_id: str | None = None
    sender: Address | None = None
    sender_defect: str | None = None
    recipients: tuple[str, ...] = ()
    subject: str = ""
    sent_at: dt.datetime | None = None
    references: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    machine: bool = False
    list_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The one answer of the parsers: the header, the facts in order of recognition, and what was doubted."""

    headers: Headers
    facts: tuple[Fact, ...]
    doubts: tuple[Doubt, ...] = ()
