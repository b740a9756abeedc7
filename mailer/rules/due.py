"""What is due: every rule asked what it would do and when; the ripe is done, the first coming one sets the alarm."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from config.settings import Network
from db.records import Attendance, Record, Records
from mailer.rules import absence, answers, chasing, members, summons
from mailer.rules.letters import LetterDue
from mailer.rules.occasions import Occasion, Rule, after

RULES: tuple[Rule, ...] = (
    summons.planned_meetings,
    summons.plan_notices,
    summons.late_summonses,
    summons.summonses,
    summons.cancellations,
    answers.reminders,
    answers.statuses,
    chasing.wanted_minutes,
    chasing.unanswered_drafts,
    chasing.owed_reminders,
    chasing.closings,
    absence.reports,
    members.welcomes,
    members.member_changes,
)

ROUNDS = 10


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is to be done now, and when to ask again (UTC; None when nothing is coming)."""

    letters: tuple[LetterDue, ...] = ()
    records: tuple[Record, ...] = ()
    wake_at: dt.datetime | None = None


def _new(occasion: Occasion, records: Records) -> Occasion:
    return replace(occasion, letters=tuple(x for x in occasion.letters if x.key not in records.letter_keys))


def _occasions(records: Records, network: Network, now: dt.datetime) -> list[Occasion]:
    asked = (_new(o, records) for rule in RULES for o in rule(records, network, now))
    return [o for o in asked if o.letters or o.records]


def _key(record: Record) -> tuple[object, ...]:
    if isinstance(record, Attendance):
        return Attendance, record.meeting, record.person
    return type(record), record.id


def due(records: Records, network: Network, now: dt.datetime) -> Due:
    """Every ripe occasion's letters and records; what one changes is put to the rules again until nothing is new.

    Within a round no record is changed twice: the second occasion is asked again, knowing the first.
    """
    letters: list[LetterDue] = []
    changed: list[Record] = []
    for _ in range(ROUNDS):
        touched: set[tuple[object, ...]] = set()
        ripe = [o for o in _occasions(records, network, now) if o.at <= now]
        for occasion in ripe:
            keys = {_key(r) for r in occasion.records}
            if keys & touched:
                continue
            touched |= keys
            letters += _new(occasion, records).letters
            changed += occasion.records
            records = after(records, occasion.records, occasion.letters)
        if not ripe:
            break
    coming = [o.at for o in _occasions(records, network, now) if o.at > now]
    return Due(letters=tuple(letters), records=tuple(changed), wake_at=min(coming, default=None))
