"""The store: everything remembered, behind one object. Its rooms are inbox, ledger, outbox and memory."""

from __future__ import annotations

from db.engine import connect
from db.inbox import Inbox
from db.ledger import Ledger
from db.memory import Memory
from db.migrate import upgrade
from db.outbox import Outbox


class Store(Inbox, Ledger, Outbox, Memory):
    """An open database. Safe to share between threads; every method is one transaction of its own."""

    @classmethod
    def open(cls, url: str) -> Store:
        """Open `sqlite:///FILE` or `postgresql://…`; does not migrate. Raises `UnknownDatabase`."""
        return cls(connect(url))

    def migrate(self) -> None:
        """Bring the tables up to date, and make the secret if there is none. Raises `Unavailable`."""
        with self.writing() as connection:
            upgrade(connection)
        self._make_secret()
