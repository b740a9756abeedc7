"""Mail in: kept once by content, found at any number of places, begun before it is read, settled in the end.

Strategy: `id` is the SHA-256 of the raw bytes; a (mailbox, UIDVALIDITY, UID) only says where a content was seen
(promises 5, 6). Raw bytes lie in a table of their own, so that looking through mail never drags them along.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import Connection, bindparam, func, select, update

from db.engine import Database, chosen, first, found
from db.errors import UnknownMail
from db.records import Mail, MailState
from db.tables import LOCATION, MAIL, RAW

Fetched = tuple[int, int, bytes, dt.datetime]


class Inbox(Database):
    """The part of the store that holds mail as it came."""

    def keep(self, mailbox: str, fetched: Iterable[Fetched]) -> tuple[str, ...]:
        """Keep mails `(uidvalidity, uid, raw, received_at)` in one transaction; the ids of those not seen before.

        On return the raw bytes are durable (promise 1). The same content at another place adds the place only.
        """
        pieces = [(sha256(raw).hexdigest(), place, uid, raw, at) for place, uid, raw, at in fetched]
        if not pieces:
            return ()
        mails = {
            id: Mail(id=id, mailbox=mailbox, uidvalidity=place, uid=uid, received_at=at)
            for id, place, uid, _, at in reversed(pieces)
        }
        with self.writing() as connection:
            new = self._keep_mails(connection, [mails[id] for id in dict.fromkeys(piece[0] for piece in pieces)])
            bodies = {id: raw for id, _, _, raw, _ in pieces if id in new}
            if bodies:
                connection.execute(RAW.insert(), [{"mail": id, "bytes": raw} for id, raw in bodies.items()])
            places = [
                {"mailbox": mailbox, "uidvalidity": place, "uid": uid, "mail": id} for id, place, uid, _, _ in pieces
            ]
            connection.execute(self.insert_new(LOCATION), places)
        return tuple(bodies)

    def _keep_mails(self, connection: Connection, mails: Sequence[Mail]) -> set[str]:
        return set(connection.execute(self.insert_new(MAIL), [vars(mail) for mail in mails]).scalars())

    def last_uid(self, mailbox: str, uidvalidity: int) -> int:
        """The highest UID kept from this mailbox under this UIDVALIDITY, 0 for none."""
        query = select(func.max(LOCATION.c.uid)).where(
            LOCATION.c.mailbox == mailbox, LOCATION.c.uidvalidity == uidvalidity
        )
        with self.reading() as connection:
            return connection.execute(query).scalar() or 0

    def fresh(self, limit: int, mailbox: str | None = None) -> tuple[Mail, ...]:
        """Mails not settled yet, oldest first; of one mailbox where it is named."""
        return self.mails((MailState.FRESH,), limit, mailbox)

    def mails(self, states: Iterable[MailState], limit: int, mailbox: str | None = None) -> tuple[Mail, ...]:
        """Mails in any of these states, oldest first."""
        query = chosen(Mail).where(MAIL.c.state.in_(tuple(states)))
        if mailbox is not None:
            query = query.where(MAIL.c.mailbox == mailbox)
        with self.reading() as connection:
            return found(connection, Mail, query.order_by(MAIL.c.received_at, MAIL.c.id).limit(limit))

    def mail(self, mail_id: str) -> Mail | None:
        """The mail with this id."""
        with self.reading() as connection:
            return first(connection, Mail, chosen(Mail).where(MAIL.c.id == mail_id))

    def raw(self, mail_id: str) -> bytes:
        """A kept mail's bytes exactly as fetched. Raises `UnknownMail`."""
        with self.reading() as connection:
            kept = connection.execute(select(RAW.c.bytes).where(RAW.c.mail == mail_id)).scalar()
        if kept is None:
            raise UnknownMail(id=mail_id)
        return bytes(kept)

    def begin_reading(self, mail_ids: Iterable[str]) -> dict[str, int]:
        """Count one more attempt at each mail, durably before it is read (promise 4); the counts so far."""
        counted = (
            update(MAIL)
            .where(MAIL.c.id.in_(tuple(mail_ids)))
            .values(attempts=MAIL.c.attempts + 1)
            .returning(MAIL.c.id, MAIL.c.attempts)
        )
        with self.writing() as connection:
            return {row.id: row.attempts for row in connection.execute(counted)}

    def to_move(self, mailbox: str, uidvalidity: int) -> tuple[tuple[int, MailState], ...]:
        """The UIDs of settled mails that may still lie in the mailbox on the server, lowest first (promise 2)."""
        query = (
            select(LOCATION.c.uid, MAIL.c.state)
            .join(MAIL, MAIL.c.id == LOCATION.c.mail)
            .where(LOCATION.c.mailbox == mailbox, LOCATION.c.uidvalidity == uidvalidity, LOCATION.c.moved.is_(False))
            .where(MAIL.c.state != MailState.FRESH)
            .order_by(LOCATION.c.uid)
        )
        with self.reading() as connection:
            return tuple((row.uid, row.state) for row in connection.execute(query))

    def moved(self, mailbox: str, uidvalidity: int, uids: Iterable[int]) -> None:
        """Remember that these no longer lie in the mailbox."""
        gone = update(LOCATION).where(LOCATION.c.mailbox == mailbox, LOCATION.c.uidvalidity == uidvalidity)
        places = [{"the_uid": uid} for uid in uids]
        with self.writing() as connection:
            if places:
                connection.execute(gone.where(LOCATION.c.uid == bindparam("the_uid")).values(moved=True), places)
