"""The database connection: SQLite in one file for one machine, PostgreSQL past that, behind the same two doors.

Reading sees one moment (a snapshot); writing is one transaction, begun as a writer so that SQLite never has to
give up half-way. Losing the database is `Unavailable`, and the next call tries anew; what it can never hold is
`Unstorable`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, Select, Table, create_engine, event, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError, StatementError
from sqlalchemy.pool import StaticPool

from db.codec import names, to_records
from db.errors import NotMigrated, StoreError, Unavailable, UnknownDatabase, Unstorable
from db.tables import TABLES

T = TypeVar("T")

BUSY_SECONDS = 60
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Appendix A of PostgreSQL's manual: undefined table and column; data, integrity, rule and program-limit errors.
_OLD_TABLES = ("42P01", "42703")
_OLD_TABLES_SQLITE = ("no such table", "no such column", "has no column named")
_NEVER_STATES = ("22", "23", "42", "54")
_NEVER = (DataError, IntegrityError, ProgrammingError)
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}")


def normal_url(url: str) -> URL:
    """The address with our driver in it; anything but SQLite and PostgreSQL is `UnknownDatabase`."""
    try:
        made = make_url(url)
    except ArgumentError:
        raise UnknownDatabase(url=url) from None
    if made.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return made.set(drivername="postgresql+psycopg")
    if made.drivername in ("sqlite", "sqlite+pysqlite"):
        return made
    raise UnknownDatabase(url=made.render_as_string(hide_password=True))


def connect(url: str) -> Engine:
    """An engine for the address; nothing is opened before the first use."""
    made = normal_url(url)
    return _postgresql(made) if made.drivername.startswith("postgresql") else _sqlite(made)


def _postgresql(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC", "connect_timeout": 10})


def _sqlite(url: URL) -> Engine:
    if url.database in (None, "", ":memory:"):
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS})
        event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
    """A new database file is for its owner only; SQLite gives its journals the same permissions."""
    with suppress(OSError):
        os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


class Database:
    """An open database: the two doors, and the few statements every room needs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        snapshot = {"isolation_level": "REPEATABLE READ"} if self.dialect == "postgresql" else {}
        self._reader = engine.execution_options(**snapshot)
        self._writer = engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the whole database. Raises `Unavailable`."""
        with named_failures(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing. Raises `Unavailable`."""
        with named_failures(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def insert_new(self, table: Table) -> Any:
        """An INSERT that leaves a row that is there already as it was, and returns the new ones' first column."""
        return _insert_new(self.dialect, table)

    def upsert(self, table: Table) -> Any:
        """An INSERT that replaces the whole row with the same primary key."""
        return _upsert(self.dialect, table)


@cache
def _insert_new(dialect: str, table: Table) -> Any:
    unique = [index.columns.keys() for index in table.indexes if index.unique] or [table.primary_key.columns.keys()]
    insert = _INSERTS[dialect](table).on_conflict_do_nothing(index_elements=unique[0])
    return insert.returning(next(iter(table.c)))


@cache
def _upsert(dialect: str, table: Table) -> Any:
    insert = _INSERTS[dialect](table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: insert.excluded[column.name] for column in table.c if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)


@contextmanager
def named_failures() -> Iterator[None]:
    """The driver's errors by our names: `Unavailable` may work later, `Unstorable` never will."""
    try:
        yield
    except StatementError as error:
        raise _named(error) from error


def _named(error: StatementError) -> StoreError:
    why = str(error.orig).strip().partition("\n")[0]
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in _OLD_TABLES or any(words in why for words in _OLD_TABLES_SQLITE):
        return NotMigrated()
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    never = not isinstance(error, DBAPIError) or isinstance(error, _NEVER) or state[:2] in _NEVER_STATES
    return Unstorable(why=why) if never and not lost else Unavailable(why=why)


_CHOSEN: Mapping[type, Select[Any]] = {
    record: select(*(table.c[name] for name in names(record))) for record, table in TABLES.items()
}


def chosen(record: type) -> Select[Any]:
    """SELECT of exactly a record's fields, in their order."""
    return _CHOSEN[record]


def found(connection: Connection, record: type[T], query: Executable, **values: Any) -> tuple[T, ...]:
    """The records a `chosen` query finds with these values."""
    return to_records(record, connection.execute(query, values).all())


def first(connection: Connection, record: type[T], query: Select[Any]) -> T | None:
    """The first record a `chosen` query finds, if any."""
    return next(iter(found(connection, record, query.limit(1))), None)
