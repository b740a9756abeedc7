"""Letters out: claimed by a worker for a while, moved from state to state by the table, never by force.

Strategy: a claim is a lease (`claimed_until`), taken with FOR UPDATE SKIP LOCKED where several workers share one
PostgreSQL. A step is one UPDATE that names the states it may start from, so two workers cannot both take it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, func, literal, or_, select, update

from db.changes import Step
from db.codec import Instant, names
from db.engine import Database, chosen, first, found
from db.errors import IllegalTransition, UnknownLetter
from db.records import TRANSITIONS, Letter, LetterState
from db.tables import LETTER

SOURCES: Mapping[LetterState, tuple[LetterState, ...]] = {
    to: tuple(state for state, ways in TRANSITIONS.items() if to in ways) for to in LetterState
}
_WENT = (LetterState.SENT, LetterState.DELIVERED, LetterState.BOUNCED)
_WHOLE = tuple(LETTER.c[name] for name in names(Letter))


class Outbox(Database):
    """The part of the store that holds letters; they are queued by `commit`, with the change that causes them."""

    def claim(
        self, now: dt.datetime, limit: int, lease_seconds: int = 600, *, mailbox: str | None = None
    ) -> tuple[Letter, ...]:
        """Queued letters that are due, oldest first, for this worker alone until the lease runs out."""
        free = or_(LETTER.c.claimed_until.is_(None), LETTER.c.claimed_until <= now)
        query = chosen(Letter).where(LETTER.c.state == LetterState.QUEUED, LETTER.c.due_at <= now, free)
        if mailbox is not None:
            query = query.where(LETTER.c.mailbox == mailbox)
        query = query.order_by(LETTER.c.due_at, LETTER.c.queued_at, LETTER.c.id).limit(limit)
        with self.writing() as connection:
            claimed = found(connection, Letter, query.with_for_update(skip_locked=True))
            ids = [letter.id for letter in claimed]
            lease = now + dt.timedelta(seconds=lease_seconds)
            if ids:
                connection.execute(update(LETTER).where(LETTER.c.id.in_(ids)).values(claimed_until=lease))
        return claimed

    def advance(
        self,
        letter_id: str,
        to: LetterState,
        *,
        at: dt.datetime,
        reason: str = "",
        attempts: int | None = None,
        due_at: dt.datetime | None = None,
    ) -> Letter:
        """Move a letter to a state. Raises `IllegalTransition` or `UnknownLetter`, and then nothing is changed."""
        step = Step(letter=letter_id, to=to, at=at, reason=reason, attempts=attempts, due_at=due_at)
        with self.writing() as connection:
            moved = take(connection, step)
            if moved is None:
                raise _refusal(connection, step)
        return moved

    def advance_all(self, steps: Iterable[Step]) -> tuple[Letter, ...]:
        """Take many steps in one transaction; a step that has become illegal is left out, and not returned."""
        with self.writing() as connection:
            moved = [take(connection, step) for step in steps]
        return tuple(letter for letter in moved if letter is not None)

    def interrupted(self, now: dt.datetime, *, alone: bool = False) -> tuple[Letter, ...]:
        """Letters left transmitting by a worker whose claim has lapsed; every one where no other worker can be."""
        query = chosen(Letter).where(LETTER.c.state == LetterState.TRANSMITTING)
        if not alone:
            query = query.where(or_(LETTER.c.claimed_until.is_(None), LETTER.c.claimed_until <= now))
        return self._letters(query.order_by(LETTER.c.due_at, LETTER.c.id))

    def letter(self, letter_id: str) -> Letter | None:
        """The letter with this id, which is its reply token."""
        with self.reading() as connection:
            return first(connection, Letter, chosen(Letter).where(LETTER.c.id == letter_id))

    def letters(self, states: Iterable[LetterState], limit: int) -> tuple[Letter, ...]:
        """Letters in any of these states, those due first coming first."""
        query = chosen(Letter).where(LETTER.c.state.in_(tuple(states)))
        return self._letters(query.order_by(LETTER.c.due_at, LETTER.c.id).limit(limit))

    def letters_of(self, meeting: str, kind: str | None = None) -> tuple[Letter, ...]:
        """Letters about a meeting, oldest first; of one kind where it is named."""
        query = chosen(Letter).where(LETTER.c.meeting == meeting)
        if kind is not None:
            query = query.where(LETTER.c.kind == kind)
        return self._letters(query.order_by(LETTER.c.queued_at, LETTER.c.id))

    def first_summons(self, meeting: str) -> Mapping[str, str]:
        """The id of the first summons to a meeting by the address it went to: what later letters refer to."""
        query = (
            select(LETTER.c.to_email, LETTER.c.id)
            .where(LETTER.c.meeting == meeting, LETTER.c.kind == "summons")
            .order_by(LETTER.c.queued_at.desc(), LETTER.c.id.desc())
        )
        with self.reading() as connection:
            return {row.to_email: row.id for row in connection.execute(query)}

    def sent_since(self, instant: dt.datetime) -> int:
        """How many letters have gone since the instant, for the fuse (promise 11)."""
        with self.reading() as connection:
            return connection.execute(select(func.count()).where(LETTER.c.sent_at >= instant)).scalar_one()

    def letter_counts(self, network: str, since: dt.datetime) -> Mapping[tuple[str, LetterState], int]:
        """A network's letters queued since the instant, counted by kind and state."""
        query = (
            select(LETTER.c.kind, LETTER.c.state, func.count())
            .where(LETTER.c.network == network, LETTER.c.queued_at >= since)
            .group_by(LETTER.c.kind, LETTER.c.state)
        )
        with self.reading() as connection:
            return {(kind, state): count for kind, state, count in connection.execute(query)}

    def _letters(self, query: Select[Any]) -> tuple[Letter, ...]:
        with self.reading() as connection:
            return found(connection, Letter, query)


def take(connection: Connection, step: Step) -> Letter | None:
    moved = update(LETTER).where(LETTER.c.id == step.letter, LETTER.c.state.in_(SOURCES[step.to]))
    return next(iter(found(connection, Letter, moved.values(**_written(step)).returning(*_WHOLE))), None)


def _written(step: Step) -> dict[str, Any]:
    values: dict[str, Any] = {"state": step.to, "reason": step.reason}
    values |= {} if step.attempts is None else {"attempts": step.attempts}
    values |= {} if step.due_at is None else {"due_at": step.due_at}
    values |= {"sent_at": func.coalesce(LETTER.c.sent_at, literal(step.at, Instant()))} if step.to in _WENT else {}
    values |= {} if step.to is LetterState.TRANSMITTING else {"claimed_until": None}
    return values


def _refusal(connection: Connection, step: Step) -> Exception:
    was = connection.execute(select(LETTER.c.state).where(LETTER.c.id == step.letter)).scalar()
    return UnknownLetter(id=step.letter) if was is None else IllegalTransition(id=step.letter, was=was, to=step.to)
