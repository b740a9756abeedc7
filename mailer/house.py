"""What every step of the daemon is handed: the settings, the store and the reader, opened once."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from dataclasses import dataclass, field
from functools import cached_property

from config.settings import Mailbox, Network, Settings
from db.records import Letter, Records
from db.store import Store
from mailer.rules.letters import KINDS, LetterDue
from mailer.wire.imap import Inbox
from mailer.wire.oauth import Token
from mailer.wire.reader import Reader

RECENT = dt.timedelta(days=120)


@dataclass(kw_only=True)
class House:
    """An open service. `inboxes` are the connections that are open, by mailbox id."""

    settings: Settings
    store: Store
    reader: Reader
    inboxes: dict[str, Inbox] = field(default_factory=dict)

    @cached_property
    def secret(self) -> bytes:
        """What reply tokens are signed with."""
        return self.store.secret()

    @cached_property
    def tokens(self) -> dict[str, Token | None]:
        """The XOAUTH2 tokens of the mailboxes that use them."""
        return {
            name: Token(box.oauth, ca_file=box.imap.ca_file) if box.oauth else None
            for name, box in self.settings.mailboxes.items()
        }

    def records(self, network: Network, now: dt.datetime) -> Records:
        """What is remembered of a network and still matters."""
        rule = network.mandate.absence
        since = {"calendar-year": dt.date(now.year, 1, 1), "twelve-months": now.date() - dt.timedelta(days=366)}
        return self.store.records(
            network.id, network.parent, since=since.get(rule.since) if rule else None, recent=(now - RECENT).date()
        )

    def mailbox_of(self, network: Network | None, fallback: str | None = None) -> Mailbox:
        """The mailbox a network writes from; for letters of no network, the one named or the first."""
        boxes = self.settings.mailboxes
        name = network.mailbox if network else fallback
        return boxes[name] if name and name in boxes else next(iter(boxes.values()))

    def letter(self, due: LetterDue, network: Network | None, now: dt.datetime, mailbox: str | None = None) -> Letter:
        """A due letter as it is queued. Its id is an HMAC of its key: unguessable, and the same after a crash."""
        digest = hmac.digest(self.secret, due.key.encode(), "sha256")
        return Letter(
            id=base64.b32encode(digest[:15]).decode().lower(),
            key=due.key,
            network=network.id if network else None,
            mailbox=self.mailbox_of(network, mailbox).id,
            kind=due.kind,
            lang=due.lang,
            to_name=due.to.name,
            to_email=due.to.email,
            person=due.to.person,
            meeting=due.meeting,
            matter=due.matter,
            copy=due.copy,
            content=due.content,
            references=due.answers,
            queued_at=now,
            due_at=now,
            expires_at=now + dt.timedelta(days=KINDS[due.kind].days),
        )
