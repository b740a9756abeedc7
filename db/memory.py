"""The daemon's own memory, its secret, the log of who saw personal records, and who watches which mailbox."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from db.changes import Access
from db.engine import Database, named_failures
from db.errors import MailboxTaken, NotMigrated
from db.tables import ACCESS, NOTE, SECRET

_REPLY_TOKENS = "reply-tokens"


class Memory(Database):
    """The part of the store that is about the service itself."""

    def secret(self) -> bytes:
        """The 32 bytes reply tokens are signed with, the same for ever. Raises `NotMigrated`."""
        with self.reading() as connection:
            kept = connection.execute(select(SECRET.c.value).where(SECRET.c.name == _REPLY_TOKENS)).scalar()
        if kept is None:
            raise NotMigrated
        return bytes(kept)

    def _make_secret(self) -> None:
        made = {"name": _REPLY_TOKENS, "value": secrets.token_bytes(32)}
        with self.writing() as connection:
            connection.execute(self.insert_new(SECRET), made)

    def note(self, key: str, value: str) -> None:
        """Remember a value under a key, instead of what was there."""
        with self.writing() as connection:
            connection.execute(self.upsert(NOTE), {"key": key, "value": value})

    def note_once(self, key: str, value: str = "") -> bool:
        """Remember a key if nobody has; whether this call was the first, of all workers' (promise 13)."""
        with self.writing() as connection:
            return connection.execute(self.insert_new(NOTE), {"key": key, "value": value}).scalar() is not None

    def noted(self, key: str) -> str | None:
        """What was last remembered under the key."""
        with self.reading() as connection:
            return connection.execute(select(NOTE.c.value).where(NOTE.c.key == key)).scalar()

    def log_access(self, at: dt.datetime, actor: str, action: str, subject: str, detail: str = "") -> None:
        """Add a line to the log of reading and changing personal records; `subject` is a record's id."""
        line = {"at": at, "actor": actor, "action": action, "subject": subject, "detail": detail}
        with self.writing() as connection:
            connection.execute(insert(ACCESS), line)

    def accesses(self, limit: int, subject: str | None = None) -> tuple[Access, ...]:
        """The log's last lines, newest first; those about one subject where it is named."""
        query = select(ACCESS.c.at, ACCESS.c.actor, ACCESS.c.action, ACCESS.c.subject, ACCESS.c.detail)
        if subject is not None:
            query = query.where(ACCESS.c.subject == subject)
        with self.reading() as connection:
            lines = connection.execute(query.order_by(ACCESS.c.id.desc()).limit(limit))
            return tuple(Access(**line._mapping) for line in lines)

    @contextmanager
    def advisory_lock(self, mailbox: str) -> Iterator[Callable[[], bool]]:
        """Watch a mailbox alone, until the block ends or the process dies. Raises `MailboxTaken`.

        Yields a question to ask now and then: is the lock still ours? On PostgreSQL it goes with its connection.
        """
        lock = self._session_lock if self.dialect == "postgresql" else self._file_lock
        with lock(mailbox) as held:
            yield held

    @contextmanager
    def _session_lock(self, mailbox: str) -> Iterator[Callable[[], bool]]:
        number = int.from_bytes(blake2b(f"mailbox:{mailbox}".encode(), digest_size=8).digest(), signed=True)
        with named_failures():
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            if not connection.execute(select(func.pg_try_advisory_lock(number))).scalar():
                raise MailboxTaken(mailbox=mailbox)

            def held() -> bool:
                try:
                    return bool(connection.execute(text("SELECT true")).scalar())
                except DBAPIError:
                    return False

            try:
                yield held
            finally:
                connection.invalidate()

    @contextmanager
    def _file_lock(self, mailbox: str) -> Iterator[Callable[[], bool]]:
        database = self.engine.url.database
        if not database or database == ":memory:":
            yield lambda: True
            return
        name = blake2b(mailbox.encode(), digest_size=6).hexdigest()
        handle = os.open(Path(f"{database}.{name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield lambda: True
        except BlockingIOError:
            raise MailboxTaken(mailbox=mailbox) from None
        finally:
            os.close(handle)
