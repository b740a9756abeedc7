"""What rules are given and what they give back.

`due` rules give occasions, past and coming: the ripe ones are acted on, the first coming one is when the network
must next be woken. Intake gives one decision per mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from config.settings import Network
from db.records import (
    AbsenceCase,
    Attendance,
    Draft,
    Letter,
    LetterState,
    Mail,
    MailState,
    Meeting,
    MeetingState,
    MemberNews,
    Membership,
    Owed,
    Person,
    Record,
    Records,
)
from mailer.rules.letters import LetterDue
from parsers.facts import Reading


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """At an instant (UTC): letters that fall due and records that change with them."""

    at: dt.datetime
    letters: tuple[LetterDue, ...] = ()
    records: tuple[Record, ...] = ()


Rule = Callable[[Records, Network, dt.datetime], Iterable[Occasion]]


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A read mail, with what the house knows about it before any rule is asked.

    `verdict` is the configured receiver's word on the sender. `letter` is the letter of ours it answers; `token` says
    whose unexpired reply token it carries: the sender's own, another's (or an expired one), or none. `released` is
    true when the operator let a held mail through.
    """

    mail: Mail
    reading: Reading
    verdict: Literal["pass", "fail", "none"]
    letter: Letter | None = None
    token: Literal["sender", "other", "none"] = "none"
    sender: Person | None = None
    released: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """A letter to be moved to another state, by what a bounce or report said."""

    letter: str
    to: LetterState
    reason: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of a mail: its one end state with a plain reason, and what it changes."""

    state: MailState
    reason: str
    records: tuple[Record, ...] = ()
    letters: tuple[LetterDue, ...] = ()
    moves: tuple[Move, ...] = ()


def applied(reason: str, *letters: LetterDue, records: Iterable[Record] = (), moves: Iterable[Move] = ()) -> Decision:
    """The mail changed something, or was answered."""
    return Decision(state=MailState.APPLIED, reason=reason, letters=letters, records=tuple(records), moves=tuple(moves))


def held(reason: str, *letters: LetterDue) -> Decision:
    """Nothing was changed; a person must look."""
    return Decision(state=MailState.HELD, reason=reason, letters=letters)


def ignored(reason: str) -> Decision:
    """Nothing in it concerns us."""
    return Decision(state=MailState.IGNORED, reason=reason)


def _put(rows: tuple[object, ...], row: object) -> tuple[object, ...]:
    key = row.id  # type: ignore[attr-defined]
    return (*(r for r in rows if r.id != key), row)  # type: ignore[attr-defined]


_ROOMS: dict[type, str] = {
    Membership: "memberships",
    Meeting: "meetings",
    Draft: "drafts",
    Owed: "owed",
    AbsenceCase: "cases",
    MemberNews: "news",
}


def after(records: Records, changes: Iterable[Record], letters: Iterable[LetterDue] = ()) -> Records:
    """The records as they will be once these changes and letters are committed."""
    for change in changes:
        if isinstance(change, Person):
            records = replace(records, people={**records.people, change.id: change})
        elif isinstance(change, Attendance):
            line = {(change.meeting, change.person): change}
            records = replace(records, attendance={**records.attendance, **line})
        else:
            room = _ROOMS[type(change)]
            records = replace(records, **{room: _put(getattr(records, room), change)})  # type: ignore[arg-type]
    return replace(records, letter_keys=records.letter_keys | {letter.key for letter in letters})


OPEN = (MeetingState.PLANNED, MeetingState.STOPPED, MeetingState.SUMMONED)
