"""What we remember, as frozen records; the standard library only.

Rules take records and return new ones (`dataclasses.replace`); the store writes a returned record whole, by its
key. Ids are made from what caused them (`fingerprint`), so doing a thing again after a crash gives the same record.
Instants are aware and in UTC; dates are Norwegian calendar days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Literal

Answer = Literal["accepted", "declined", "tentative"]
Office = Literal["leader", "deputy-leader", "secretary", "board-member", "adviser", "arranger"]


def fingerprint(*causes: object) -> str:
    """A short stable id, 26 lower-case base-32-like characters, of what caused a record."""
    return blake2b("\x1f".join(map(str, causes)).encode(), digest_size=13).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """When something became known, and the mail or letter it came from."""

    at: dt.datetime
    source: str


class MailState(StrEnum):
    """A kept mail is fresh until it ends in exactly one of the other four, with a plain reason (promise 3)."""

    FRESH = "fresh"
    APPLIED = "applied"
    HELD = "held"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail as it was fetched; its raw bytes lie beside it in the store, by `id`.

    `id` is the content key, SHA-256 of the raw bytes (promise 5). `attempts` counts how often reading was begun.
    """

    id: str
    mailbox: str
    uidvalidity: int
    uid: int
    received_at: dt.datetime
    state: MailState = MailState.FRESH
    reason: str = ""
    attempts: int = 0
    network: str | None = None
    sender: str | None = None
    subject: str = ""
    kind: str | None = None
    settled_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """A human being by address; `email` is lower case, `aliases` are other addresses known to be the same person's."""

    id: str
    name: str
    email: str
    aliases: tuple[str, ...] = ()
    lang: str | None = None


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A person's place in one network, from `joined` until `left`; `manager_*` is the nearest leader."""

    id: str
    network: str
    person: str
    organisation: str | None = None
    office: Office | None = None
    joined: dt.date
    left: dt.date | None = None
    manager_name: str | None = None
    manager_email: str | None = None


class MeetingState(StrEnum):
    """Where a meeting is on its way: planned → summoned → minuted → closed, or stopped or cancelled."""

    PLANNED = "planned"
    STOPPED = "stopped"
    SUMMONED = "summoned"
    CANCELLED = "cancelled"
    MINUTED = "minuted"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item on a meeting's agenda."""

    number: str | None = None
    title: str = ""
    presenter: str | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting of a network. `sequence` is the SEQUENCE (RFC 5545 §3.8.7.4), raised when time or place change.

    `starts` and `ends` are UTC. `source` is the mail, or «plan», it became known by; `known_at` when that was.
    `late_approved` is the leader's word that a summons may go after the mandate's deadline. `foreign_uid` is the UID
    of the Outlook invitation it was entered by, if it was. `changed_from` holds what stood in the last summons, by
    «time», «place», «title»; `changed_at` when it was last changed or cancelled.
    """

    id: str
    network: str
    uid: str
    sequence: int = 0
    title: str
    starts: dt.datetime
    ends: dt.datetime
    place: str | None = None
    online: str | None = None
    form: str = "physical"
    chair: str | None = None
    arranger: str | None = None
    agenda: tuple[Item, ...] = ()
    state: MeetingState = MeetingState.PLANNED
    late_approved: bool = False
    known_at: dt.datetime
    source: str
    foreign_uid: str | None = None
    changed_from: Mapping[str, str] = field(default_factory=dict)
    changed_at: dt.datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """The ledger line of one person and one meeting, each step with the mail or letter it came from.

    `answer` is what the person last said, `answer_sequence` the SEQUENCE it was said to: an answer to an older one is
    stale. `attended` and `notified` are None until minutes or a correction say. `away_until` is what an auto-reply
    said: shown, never an answer. `remark` is the person's own words where they were no plain answer, for the leader.
    """

    meeting: str
    person: str
    sent: Evidence | None = None
    delivered: Evidence | None = None
    bounced: Evidence | None = None
    bounce_reason: str | None = None
    bounced_address: str | None = None
    read: Evidence | None = None
    answered: Evidence | None = None
    answer: Answer | None = None
    answer_sequence: int | None = None
    answer_stamp: dt.datetime | None = None
    attends_from: dt.time | None = None
    attends_until: dt.time | None = None
    digital: bool | None = None
    deputy_name: str | None = None
    deputy_email: str | None = None
    away_until: dt.date | None = None
    asked: Evidence | None = None
    attended: bool | None = None
    notified: bool | None = None
    deputy_met: bool = False
    recorded: Evidence | None = None
    remark: str | None = None


class DraftState(StrEnum):
    """Minutes on their way: asked (understood, waiting for OK), released, or superseded by a newer version."""

    ASKED = "asked"
    RELEASED = "released"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Minutes as they were understood. `paper` is the Minutes fact as JSON (the read contract's shape).

    `present`, `absent` are person ids; `guests` present names that match no member. `round` counts the times the
    secretary has been shown it. `mail` is the mail they came in, whose documents go out with them.
    """

    id: str
    network: str
    meeting: str | None
    mail: str
    secretary: str
    received_at: dt.datetime
    state: DraftState = DraftState.ASKED
    round: int = 1
    paper: Mapping[str, Any] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    deputies: Mapping[str, str] = field(default_factory=dict)
    guests: tuple[str, ...] = ()
    released_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Something minutes promise that has not come («powerpoint vert ettersendt»)."""

    id: str
    network: str
    draft: str
    what: str
    noted_at: dt.datetime
    settled_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AbsenceCase:
    """How many absences of a member the leader has been told of, and when she followed up («fulgt opp»)."""

    id: str
    network: str
    person: str
    reported: int = 0
    reported_at: dt.datetime | None = None
    followed_up_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class MemberNews:
    """A change of membership that someone must hear of: one joining, leaving or changed member."""

    id: str
    network: str
    person: str
    membership: str
    change: Literal["joined", "left", "changed"]
    on: dt.date
    source: str
    noted_at: dt.datetime
    stopped: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


class LetterState(StrEnum):
    """Where a letter is; docs/states.md draws the table, TRANSITIONS holds it."""

    QUEUED = "queued"
    HELD = "held"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    STOPPED = "stopped"


TRANSITIONS: Mapping[LetterState, tuple[LetterState, ...]] = {
    LetterState.QUEUED: (
        LetterState.QUEUED,
        LetterState.TRANSMITTING,
        LetterState.HELD,
        LetterState.STOPPED,
        LetterState.REFUSED,
    ),
    LetterState.HELD: (LetterState.QUEUED, LetterState.STOPPED),
    LetterState.TRANSMITTING: (
        LetterState.SENT,
        LetterState.QUEUED,
        LetterState.REFUSED,
        LetterState.UNCERTAIN,
    ),
    LetterState.SENT: (LetterState.DELIVERED, LetterState.BOUNCED),
    LetterState.DELIVERED: (LetterState.BOUNCED,),
    LetterState.UNCERTAIN: (
        LetterState.QUEUED,
        LetterState.SENT,
        LetterState.DELIVERED,
        LetterState.BOUNCED,
        LetterState.STOPPED,
    ),
    LetterState.BOUNCED: (LetterState.QUEUED, LetterState.STOPPED),
    LetterState.REFUSED: (LetterState.QUEUED, LetterState.STOPPED),
    LetterState.STOPPED: (),
}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter in the outbox, to one recipient. `key` is unique for ever (promise 9); `id` is its reply token.

    `content` is what the template shows, frozen when the letter fell due. The token proves (person, meeting or
    `matter`, kind) until `expires_at` (promise 10). `copy` marks the copy of a letter to someone who is not its
    addressee in the matter.
    """

    id: str
    key: str
    network: str | None
    mailbox: str
    kind: str
    lang: str
    to_name: str | None
    to_email: str
    person: str | None = None
    meeting: str | None = None
    matter: str | None = None
    copy: bool = False
    content: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    state: LetterState = LetterState.QUEUED
    reason: str = ""
    attempts: int = 0
    queued_at: dt.datetime
    due_at: dt.datetime
    expires_at: dt.datetime
    sent_at: dt.datetime | None = None


Record = Person | Membership | Meeting | Attendance | Draft | Owed | AbsenceCase | MemberNews


@dataclass(frozen=True, kw_only=True)
class Records:
    """What is remembered of one network and still open: what the rules see, and nothing more.

    `people` holds every person named by the rest. `meetings` are those not closed, `drafts` those asked or released
    with a matter open. `letter_keys` are the keys of letters about these meetings, drafts and members.
    `history` holds the settled ledger lines of members with an absence, with their meetings in `past`.
    """

    network: str
    people: Mapping[str, Person] = field(default_factory=dict)
    memberships: tuple[Membership, ...] = ()
    parent_memberships: tuple[Membership, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    attendance: Mapping[tuple[str, str], Attendance] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    owed: tuple[Owed, ...] = ()
    cases: tuple[AbsenceCase, ...] = ()
    news: tuple[MemberNews, ...] = ()
    letter_keys: frozenset[str] = frozenset()
    past: tuple[Meeting, ...] = ()
    history: tuple[Attendance, ...] = ()
