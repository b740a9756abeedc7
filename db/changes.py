"""What one step changes, as a value: the mail it settles, the records, the letters, the networks' next waking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from db.records import Letter, LetterState, Mail, Record


@dataclass(frozen=True, kw_only=True)
class Step:
    """One letter's step to a state. `attempts` and `due_at` are left as they were where None."""

    letter: str
    to: LetterState
    at: dt.datetime
    reason: str = ""
    attempts: int | None = None
    due_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Access:
    """One reading or changing of personal records: who did what to whose records (promise 16)."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Everything that is committed together (promise 7).

    `wakes` gives a network's next waking, None for never. `notes` are small memories of the daemon's own.
    `steps` move letters between states; one that has become illegal, as when a mail is taken in twice, is left out.
    `accesses` are lines for the log of who changed personal records.
    """

    mail: Mail | None = None
    records: Iterable[Record] = ()
    letters: Iterable[Letter] = ()
    wakes: Mapping[str, dt.datetime | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    steps: Iterable[Step] = ()
    accesses: Iterable[Access] = ()
