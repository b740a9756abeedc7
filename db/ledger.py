"""Records in and out: one transaction for everything a step changes, and what the rules see of one network.

Strategy of `commit`: changes are laid together by table, each record whole under its key, the last word winning;
so a group of mails costs about as many statements as one. A letter whose key exists is left as it was (promise 9).
What the rules see is gathered in db/open_matters.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Connection, Table, bindparam, case, delete, or_, select, update

from db.changes import Access, Changes, Step
from db.codec import names
from db.engine import Database, chosen, first, found
from db.errors import UnknownMail
from db.open_matters import gather
from db.outbox import take
from db.records import Attendance, Letter, Mail, MailState, Meeting, Membership, Person, Record, Records
from db.tables import ACCESS, ADDRESS, ATTENDANCE, LETTER, MAIL, MEETING, MEMBERSHIP, NOTE, PERSON, RECORD_TABLES, WAKE

_AS_KEPT = ("id", "mailbox", "uidvalidity", "uid", "received_at", "attempts")
_SETTLED = tuple(name for name in names(Mail) if name not in _AS_KEPT)
_SETTLE = (
    update(MAIL)
    .where(MAIL.c.id == bindparam("the_id"))
    .values({name: bindparam(f"the_{name}") for name in _SETTLED})
    .values(attempts=case((bindparam("again", type_=Boolean), 0), else_=MAIL.c.attempts))
)


class Ledger(Database):
    """The part of the store that holds people, meetings, attendance and what follows from them."""

    def commit(
        self,
        *,
        mail: Mail | None = None,
        records: Iterable[Record] = (),
        letters: Iterable[Letter] = (),
        wakes: Mapping[str, dt.datetime | None] | None = None,
        notes: Mapping[str, str] | None = None,
        steps: Iterable[Step] = (),
        accesses: Iterable[Access] = (),
    ) -> tuple[str, ...]:
        """Commit one step's changes together (promise 7); the ids of letters that are newly queued.

        Of `mail`, what reading found is written; where it was fetched and the count of attempts stand, but a mail
        made fresh again starts counting anew. Raises `UnknownMail`.
        """
        change = Changes(
            mail=mail,
            records=records,
            letters=letters,
            wakes=wakes or {},
            notes=notes or {},
            steps=steps,
            accesses=accesses,
        )
        return self.commit_all([change])

    def commit_all(self, changes: Iterable[Changes]) -> tuple[str, ...]:
        """Commit several steps' changes in one transaction, as if one after the other."""
        steps = list(changes)
        with self.writing() as connection:
            _settle(connection, [step.mail for step in steps if step.mail])
            self._write(connection, [record for step in steps for record in step.records])
            queued = self._queue(connection, [letter for step in steps for letter in step.letters])
            take(connection, [move for step in steps for move in step.steps])
            self._remember(connection, WAKE, {k: v for step in steps for k, v in step.wakes.items()})
            self._remember(connection, NOTE, {k: v for step in steps for k, v in step.notes.items()})
            if seen := [vars(access) for step in steps for access in step.accesses]:
                connection.execute(ACCESS.insert(), seen)
        return queued

    def _write(self, connection: Connection, records: Sequence[Record]) -> None:
        by_type: dict[type, dict[Any, Record]] = {}
        for record in records:
            keys = RECORD_TABLES[type(record)].primary_key
            by_type.setdefault(type(record), {})[tuple(getattr(record, key.name) for key in keys)] = record
        for record_type, table in RECORD_TABLES.items():
            if rows := by_type.get(record_type):
                connection.execute(self.upsert(table), [vars(record) for record in rows.values()])
        self._address(connection, [person for person in by_type.get(Person, {}).values() if isinstance(person, Person)])

    def _address(self, connection: Connection, people: Sequence[Person]) -> None:
        if not people:
            return
        connection.execute(delete(ADDRESS).where(ADDRESS.c.person.in_([person.id for person in people])))
        rows = {(email.lower(), person.id) for person in people for email in (person.email, *person.aliases)}
        connection.execute(ADDRESS.insert(), [{"email": email, "person": id} for email, id in sorted(rows)])

    def _queue(self, connection: Connection, letters: Sequence[Letter]) -> tuple[str, ...]:
        if not letters:
            return ()
        new = set(connection.execute(self.insert_new(LETTER), [vars(letter) for letter in letters]).scalars())
        return tuple(dict.fromkeys(letter.id for letter in letters if letter.id in new))

    def _remember(self, connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
        key, value = table.c
        if values:
            connection.execute(self.upsert(table), [{key.name: k, value.name: v} for k, v in values.items()])

    def records(
        self, network: str, parent: str | None = None, *, since: dt.date | None = None, recent: dt.date | None = None
    ) -> Records:
        """What is remembered of a network and still open; see `Records`.

        `since` is the first day absences are counted from, None for all days. Of what no state closes
        (memberships that have ended, news, letters and released minutes about no meeting) only what is from `recent`
        on is read; a daemon gives a day some months back, None reads all.
        """
        with self.reading() as connection:
            return gather(connection, network, parent, since, recent)

    def wake_at(self, network: str) -> dt.datetime | None:
        """When the network is next to be looked at; None for never, or not known."""
        with self.reading() as connection:
            return connection.execute(select(WAKE.c.at).where(WAKE.c.network == network)).scalar()

    def networks_due(self, now: dt.datetime) -> tuple[str, ...]:
        """The networks whose time has come, the longest waiting first."""
        query = select(WAKE.c.network).where(WAKE.c.at <= now).order_by(WAKE.c.at, WAKE.c.network)
        with self.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def person_by_email(self, email: str) -> Person | None:
        """Whose address this is, aliases too; the one who has it as her own before one who has it as an alias."""
        address = email.lower()
        query = chosen(Person).join(ADDRESS, ADDRESS.c.person == PERSON.c.id).where(ADDRESS.c.email == address)
        with self.reading() as connection:
            return first(connection, Person, query.order_by((PERSON.c.email == address).desc(), PERSON.c.id))

    def person(self, person_id: str) -> Person | None:
        """The person with this id."""
        with self.reading() as connection:
            return first(connection, Person, chosen(Person).where(PERSON.c.id == person_id))

    def memberships_of(self, person_id: str) -> tuple[Membership, ...]:
        """Every place the person has or had, in any network, the earliest first."""
        query = chosen(Membership).where(MEMBERSHIP.c.person == person_id)
        with self.reading() as connection:
            return found(connection, Membership, query.order_by(MEMBERSHIP.c.joined, MEMBERSHIP.c.id))

    def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting with this id, closed or not."""
        with self.reading() as connection:
            return first(connection, Meeting, chosen(Meeting).where(MEETING.c.id == meeting_id))

    def attendance(self, meeting_id: str, person_id: str) -> Attendance | None:
        """The ledger line of one person and one meeting."""
        query = chosen(Attendance).where(ATTENDANCE.c.meeting == meeting_id, ATTENDANCE.c.person == person_id)
        with self.reading() as connection:
            return first(connection, Attendance, query)

    def meeting_by_uid(self, uid: str) -> Meeting | None:
        """The meeting with this calendar UID, closed or not; our own UID before an Outlook invitation's."""
        query = chosen(Meeting).where(or_(MEETING.c.uid == uid, MEETING.c.foreign_uid == uid))
        with self.reading() as connection:
            return first(connection, Meeting, query.order_by((MEETING.c.uid == uid).desc(), MEETING.c.starts.desc()))


def _settle(connection: Connection, mails: Sequence[Mail]) -> None:
    rows = {mail.id: {f"the_{name}": getattr(mail, name) for name in ("id", *_SETTLED)} for mail in mails}
    for mail in mails:
        rows[mail.id]["again"] = mail.state is MailState.FRESH
    if rows and connection.execute(_SETTLE, list(rows.values())).rowcount != len(rows):
        kept = set(connection.execute(select(MAIL.c.id).where(MAIL.c.id.in_(list(rows)))).scalars())
        raise UnknownMail(id=next(id for id in rows if id not in kept))
