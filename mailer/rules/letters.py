"""The letters: their kinds, how each kind behaves on the wire, and a letter that has fallen due.

A rule makes a `LetterDue`: to whom, about what, and the content its template shows (contents.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from db.records import TRANSITIONS as TRANSITIONS


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who a letter goes to: `person` is the record's id where the address is a known person's."""

    email: str
    name: str | None = None
    person: str | None = None
    lang: str | None = None


@dataclass(frozen=True, kw_only=True)
class LetterDue:
    """A letter that must now be sent, once for ever per `key` (promise 9).

    `matter` is what an answer is about when that is not the meeting: a draft, an absence case, a member's news.
    `answers` is the Message-ID of the mail this letter answers, `thread` the ids of earlier letters of the meeting.
    """

    key: str
    kind: str
    to: Recipient
    lang: str
    content: Mapping[str, Any]
    meeting: str | None = None
    matter: str | None = None
    copy: bool = False
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How letters of one kind behave on the wire.

    `auto` is the Auto-Submitted value (RFC 3834 §5), None for letters in a person's name. `sure` kinds are sent again
    when caught in the window of promise 9; the others wait for a person. `days` is how long its reply token lives.
    """

    auto: Literal["auto-generated", "auto-replied"] | None = None
    receipt: bool = False
    sure: bool = False
    days: int = 60


KINDS: Mapping[str, Kind] = {
    "meeting-noted": Kind(auto="auto-replied", days=120),
    "summons-late": Kind(auto="auto-generated"),
    "summons": Kind(receipt=True, sure=True, days=120),
    "invitation": Kind(sure=True, days=120),
    "cancellation": Kind(receipt=True, sure=True),
    "reminder": Kind(auto="auto-generated"),
    "answer-unclear": Kind(auto="auto-replied"),
    "answer-noted": Kind(auto="auto-replied"),
    "status": Kind(auto="auto-generated"),
    "minutes-wanted": Kind(auto="auto-generated"),
    "minutes-understood": Kind(auto="auto-replied"),
    "minutes": Kind(),
    "minutes-released": Kind(auto="auto-replied"),
    "owed-reminder": Kind(auto="auto-generated"),
    "absence-report": Kind(auto="auto-generated", days=365),
    "absence-noted": Kind(auto="auto-replied"),
    "welcome": Kind(),
    "member-change": Kind(),
    "change-noted": Kind(auto="auto-replied"),
    "stopped": Kind(auto="auto-replied"),
    "kept": Kind(auto="auto-replied"),
    "remark": Kind(auto="auto-generated"),
    "unreadable": Kind(auto="auto-replied"),
    "operator-alarm": Kind(auto="auto-generated"),
}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What every letter's template knows beside its content."""

    network_name: str
    network_address: str
    leader: str | None = None
    signature: tuple[str, ...] = ()
    reader: str | None = None
    sent_on: dt.date | None = None
