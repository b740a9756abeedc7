"""Letters out: claimed by a worker for a while, moved from state to state by the table, never by force.

Strategy: a claim is a lease (`claimed_until`), taken with FOR UPDATE SKIP LOCKED where several workers share one
PostgreSQL. A step locks its letter, asks the table and writes, all in one transaction, so two workers cannot both
take it; many steps cost little more than one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Connection,
    Integer,
    Select,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    update,
)

from db.changes import Step
from db.engine import Database, chosen, first, found
from db.errors import IllegalTransition, StoreError, UnknownLetter
from db.records import TRANSITIONS, Letter, LetterState
from db.tables import LETTER

_WENT = (LetterState.SENT, LetterState.DELIVERED, LetterState.BOUNCED)
_STEPPED = ("state", "reason", "attempts", "due_at", "sent_at")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_TO_STEP = chosen(Letter).where(LETTER.c.id.in_(_IDS)).order_by(LETTER.c.id).with_for_update()
_STEP = (
    update(LETTER)
    .where(LETTER.c.id == bindparam("the_id"))
    .values({name: bindparam(f"the_{name}") for name in _STEPPED})
    .values(claimed_until=case((bindparam("claimed", type_=Boolean), LETTER.c.claimed_until), else_=null()))
)
_FREE = or_(LETTER.c.claimed_until.is_(None), LETTER.c.claimed_until <= bindparam("now"))
_TO_CLAIM = (
    chosen(Letter)
    .where(LETTER.c.state == LetterState.QUEUED, LETTER.c.due_at <= bindparam("now"), _FREE)
    .order_by(LETTER.c.due_at, LETTER.c.queued_at, LETTER.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_TO_CLAIM_FROM = _TO_CLAIM.where(LETTER.c.mailbox == bindparam("mailbox"))
_CLAIM = update(LETTER).where(LETTER.c.id.in_(_IDS)).values(claimed_until=bindparam("lease"))


class Outbox(Database):
    """The part of the store that holds letters; they are queued by `commit`, with the change that causes them."""

    def claim(
        self, now: dt.datetime, limit: int, lease_seconds: int = 600, *, mailbox: str | None = None
    ) -> tuple[Letter, ...]:
        """Queued letters that are due, oldest first, for this worker alone until the lease runs out."""
        query, values = (_TO_CLAIM_FROM, {"mailbox": mailbox}) if mailbox is not None else (_TO_CLAIM, {})
        lease = now + dt.timedelta(seconds=lease_seconds)
        with self.writing() as connection:
            claimed = found(connection, Letter, query, now=now, most=limit, **values)
            if claimed:
                connection.execute(_CLAIM, {"ids": [letter.id for letter in claimed], "lease": lease})
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
            (result,) = take(connection, [step])
        if isinstance(result, StoreError):
            raise result
        return result

    def advance_all(self, steps: Iterable[Step]) -> tuple[Letter, ...]:
        """Take many steps in one transaction; a step that has become illegal is left out, and not returned."""
        with self.writing() as connection:
            return tuple(result for result in take(connection, list(steps)) if isinstance(result, Letter))

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


def stepped(letter: Letter, step: Step) -> Letter | IllegalTransition:
    """The letter after the step, or why the table refuses it."""
    if step.to not in TRANSITIONS[letter.state]:
        return IllegalTransition(id=letter.id, was=letter.state, to=step.to)
    return replace(
        letter,
        state=step.to,
        reason=step.reason,
        attempts=letter.attempts if step.attempts is None else step.attempts,
        due_at=step.due_at or letter.due_at,
        sent_at=letter.sent_at or (step.at if step.to in _WENT else None),
    )


def take(connection: Connection, steps: Sequence[Step]) -> list[Letter | StoreError]:
    """Take the steps one after the other within a transaction; for each the letter it led to, or why it did not."""
    ids = sorted({step.letter for step in steps})
    letters = {letter.id: letter for letter in found(connection, Letter, _TO_STEP, ids=ids)} if ids else {}
    results: list[Letter | StoreError] = []
    for step in steps:
        letter = letters.get(step.letter)
        result = stepped(letter, step) if letter else UnknownLetter(id=step.letter)
        results.append(result)
        if isinstance(result, Letter):
            letters[step.letter] = result
    moved = {result.id: result for result in results if isinstance(result, Letter)}
    if moved:
        connection.execute(_STEP, [_written(letter) for letter in moved.values()])
    return results


def _written(letter: Letter) -> dict[str, Any]:
    values = {f"the_{name}": getattr(letter, name) for name in ("id", *_STEPPED)}
    return {**values, "claimed": letter.state is LetterState.TRANSMITTING}
