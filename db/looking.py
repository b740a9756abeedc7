"""What a person looks up by hand: by the beginning of an id, a meeting's whole ledger, how much there is of what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, func, insert, select

from db.engine import Database, chosen, found
from db.records import Attendance, Letter, LetterState, Mail, MailState, Meeting, Person
from db.tables import ACCESS, ATTENDANCE, LETTER, MAIL, MEETING, PERSON


def mails_like(database: Database, beginning: str, limit: int = 20) -> tuple[Mail, ...]:
    """Mails, settled or not, whose id begins so; the newest first."""
    query = chosen(Mail).where(MAIL.c.id.startswith(beginning, autoescape=True))
    with database.reading() as connection:
        return found(connection, Mail, query.order_by(MAIL.c.received_at.desc(), MAIL.c.id).limit(limit))


def letters_like(database: Database, beginning: str, limit: int = 20) -> tuple[Letter, ...]:
    """Letters in any state whose id begins so; the newest first."""
    query = chosen(Letter).where(LETTER.c.id.startswith(beginning, autoescape=True))
    with database.reading() as connection:
        return found(connection, Letter, query.order_by(LETTER.c.queued_at.desc(), LETTER.c.id).limit(limit))


def newest_mails(database: Database, mailbox: str, limit: int) -> tuple[Mail, ...]:
    """The mails that came last to a mailbox, the newest first."""
    query = chosen(Mail).where(MAIL.c.mailbox == mailbox, MAIL.c.state != MailState.FRESH)
    with database.reading() as connection:
        return found(connection, Mail, query.order_by(MAIL.c.received_at.desc()).limit(limit))


def meetings_of(database: Database, networks: Iterable[str]) -> tuple[Meeting, ...]:
    """Every meeting of these networks, closed ones too, the earliest first."""
    query = chosen(Meeting).where(MEETING.c.network.in_(tuple(networks)))
    with database.reading() as connection:
        return found(connection, Meeting, query.order_by(MEETING.c.starts, MEETING.c.id))


def lines_of(database: Database, meetings: Iterable[str]) -> tuple[Attendance, ...]:
    """Every ledger line of these meetings."""
    query = chosen(Attendance).where(ATTENDANCE.c.meeting.in_(tuple(meetings)))
    with database.reading() as connection:
        return found(connection, Attendance, query.order_by(ATTENDANCE.c.meeting, ATTENDANCE.c.person))


def people(database: Database, ids: Iterable[str]) -> Mapping[str, Person]:
    """The persons with these ids, by id."""
    query = chosen(Person).where(PERSON.c.id.in_(tuple(ids)))
    with database.reading() as connection:
        return {person.id: person for person in found(connection, Person, query)}


def mail_counts(database: Database) -> Mapping[MailState, int]:
    """How many mails there are in each state."""
    return {MailState(state): number for state, number in _counts(database, MAIL).items()}


def letter_counts(database: Database) -> Mapping[LetterState, int]:
    """How many letters there are in each state."""
    return {LetterState(state): number for state, number in _counts(database, LETTER).items()}


def _counts(database: Database, table: Table) -> dict[Any, int]:
    query = select(table.c.state, func.count().label("number")).group_by(table.c.state)
    with database.reading() as connection:
        return {row.state: row.number for row in connection.execute(query)}


def log_accesses(
    database: Database, at: dt.datetime, actor: str, action: str, subjects: Iterable[str], detail: str = ""
) -> None:
    """Log the same reading or changing of many people's records, one line each (promise 16)."""
    same = {"at": at, "actor": actor, "action": action, "detail": detail}
    lines = [{**same, "subject": subject} for subject in subjects]
    with database.writing() as connection:
        if lines:
            connection.execute(insert(ACCESS), lines)
