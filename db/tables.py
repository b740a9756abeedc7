"""The tables. A record's table has one column a field (db/codec.py); beside them stand what only the store knows.

Every query has its index, and none is longer for a long history: what is open is found by state, what is asked for
by key. A letter's key is unique for ever (promise 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, false

from db.codec import Instant, Whole, Words, columns
from db.records import (
    AbsenceCase,
    Attendance,
    Draft,
    Letter,
    Mail,
    Meeting,
    MemberNews,
    Membership,
    Owed,
    Person,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _of(name: str, record: type, *keys: str, refers: Mapping[str, str] | None = None, beside: Any = ()) -> Table:
    made = columns(record, *keys)
    for column in made:
        if target := (refers or {}).get(column.name):
            column.append_foreign_key(ForeignKey(target))
    return Table(name, METADATA, *made, *beside)


MAIL = _of("mail", Mail, "id")
RAW = Table(
    "mail_raw",
    METADATA,
    Column("mail", Words, ForeignKey("mail.id"), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)
LOCATION = Table(
    "mail_location",
    METADATA,
    Column("mailbox", Words, primary_key=True),
    Column("uidvalidity", Whole, primary_key=True, autoincrement=False),
    Column("uid", Whole, primary_key=True, autoincrement=False),
    Column("mail", Words, ForeignKey("mail.id"), nullable=False),
    Column("moved", Boolean, nullable=False, default=False, server_default=false()),
)

PERSON = _of("person", Person, "id")
ADDRESS = Table(
    "address",
    METADATA,
    Column("email", Words, primary_key=True),
    Column("person", Words, ForeignKey("person.id"), primary_key=True),
)
MEMBERSHIP = _of("membership", Membership, "id", refers={"person": "person.id"})
MEETING = _of("meeting", Meeting, "id")
ATTENDANCE = _of("attendance", Attendance, "meeting", "person", refers={"meeting": "meeting.id", "person": "person.id"})
DRAFT = _of("draft", Draft, "id")
OWED = _of("owed", Owed, "id")
CASE = _of("absence_case", AbsenceCase, "id")
NEWS = _of("member_news", MemberNews, "id")
LETTER = _of("letter", Letter, "id", beside=(Column("claimed_until", Instant),))

WAKE = Table("wake", METADATA, Column("network", Words, primary_key=True), Column("at", Instant))
NOTE = Table("note", METADATA, Column("key", Words, primary_key=True), Column("value", Words, nullable=False))
SECRET = Table(
    "secret", METADATA, Column("name", Words, primary_key=True), Column("value", LargeBinary, nullable=False)
)
ACCESS = Table(
    "access",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Words, nullable=False),
)

# In the order they are written: what is referred to comes first.
RECORD_TABLES: Mapping[type, Table] = {
    Person: PERSON,
    Meeting: MEETING,
    Membership: MEMBERSHIP,
    Attendance: ATTENDANCE,
    Draft: DRAFT,
    Owed: OWED,
    AbsenceCase: CASE,
    MemberNews: NEWS,
}
TABLES: Mapping[type, Table] = {**RECORD_TABLES, Mail: MAIL, Letter: LETTER}

Index(None, MAIL.c.state, MAIL.c.received_at)
Index(None, LOCATION.c.mail)
Index(None, LOCATION.c.mailbox, LOCATION.c.uidvalidity, LOCATION.c.moved)
Index(None, ADDRESS.c.person)
Index(None, MEMBERSHIP.c.network, MEMBERSHIP.c.left)
Index(None, MEMBERSHIP.c.person)
Index(None, MEETING.c.network, MEETING.c.state)
# A foreign UID may be of any length, which only a hash index on PostgreSQL bears.
Index(None, MEETING.c.uid, postgresql_using="hash")
Index(None, MEETING.c.foreign_uid, postgresql_using="hash")
Index(None, ATTENDANCE.c.person, ATTENDANCE.c.attended)
Index(None, DRAFT.c.network, DRAFT.c.state, DRAFT.c.meeting)
Index(None, OWED.c.network, OWED.c.settled_at)
Index(None, CASE.c.network, CASE.c.person)
Index(None, NEWS.c.network, NEWS.c.noted_at)
Index("uq_letter_key", LETTER.c.key, unique=True)
Index(None, LETTER.c.state, LETTER.c.due_at)
Index(None, LETTER.c.network, LETTER.c.meeting, LETTER.c.matter, LETTER.c.queued_at)
Index(None, LETTER.c.network, LETTER.c.matter)
Index(None, LETTER.c.meeting)
Index(None, LETTER.c.network, LETTER.c.queued_at)
Index(None, LETTER.c.sent_at)
Index(None, WAKE.c.at)
Index(None, ACCESS.c.subject)
