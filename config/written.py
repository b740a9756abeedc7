"""budstikke.toml and plan files as the operator writes them: one class a table, one field a key.

`loading.py` makes Settings of it. docs/settings.md says what each key means; a test holds the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from config.measures import (
    Address,
    Form,
    Id,
    Letters,
    Line,
    Link,
    MailBytes,
    ParseBytes,
    PollSeconds,
    Port,
    Seconds,
    Variable,
)
from config.settings import Contact, PlannedMeeting


@dataclass(frozen=True, kw_only=True)
class WrittenService:
    """[service]"""

    database: Line
    operator: Address
    name: Line = "budstikke"
    log_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenReceiver:
    """[receiver]"""

    authserv_id: Line | None = None
    token_suffices: bool = False


@dataclass(frozen=True, kw_only=True)
class WrittenLimits:
    """[limits]"""

    letters_per_hour: Letters = 200
    mail_bytes: MailBytes = 30_000_000
    parse_seconds: Seconds = 10.0
    parse_bytes: ParseBytes = 1_500_000_000


@dataclass(frozen=True, kw_only=True)
class WrittenServer:
    """[mailbox.ID] imap and smtp: `user` None is the mailbox's address, "" is no signing in."""

    host: Line
    port: Port | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str | None = None
    password_env: Variable | None = None
    password_file: Path | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenOAuth:
    """[mailbox.ID] oauth"""

    token_url: Link
    client_id: Line
    client_secret_env: Variable | None = None
    client_secret_file: Path | None = None
    scope: Line = "https://outlook.office365.com/.default"


@dataclass(frozen=True, kw_only=True)
class WrittenMailbox:
    """[mailbox.ID]"""

    address: Address
    imap: WrittenServer
    smtp: WrittenServer
    password_env: Variable | None = None
    password_file: Path | None = None
    oauth: WrittenOAuth | None = None
    inbox: Line = "INBOX"
    done: Line = "Budstikke/Ferdig"
    aside: Line = "Budstikke/Til side"
    plus_addresses: bool = True
    poll_seconds: PollSeconds = 60


@dataclass(frozen=True, kw_only=True)
class WrittenNetwork:
    """[network.ID]"""

    name: Line
    mandate: Id
    mailbox: Id
    language: Literal["nb", "nn", "en"] | None = None
    parent: Id | None = None
    organisations: tuple[Line, ...] = ()
    contacts: Mapping[Id, Contact] = field(default_factory=dict)
    plan: Path | None = None
    rehearsal: Address | None = None


@dataclass(frozen=True, kw_only=True)
class Written:
    """The whole of budstikke.toml."""

    service: WrittenService
    receiver: WrittenReceiver = field(default_factory=WrittenReceiver)
    limits: WrittenLimits = field(default_factory=WrittenLimits)
    mailbox: Mapping[Id, WrittenMailbox]
    network: Mapping[Id, WrittenNetwork]


@dataclass(frozen=True, kw_only=True)
class WrittenMeeting:
    """[[meeting]] in a plan file; `key` None is the date."""

    key: Line | None = None
    date: dt.date
    start: dt.time
    end: dt.time
    title: Line | None = None
    place: Line | None = None
    online: Line | None = None
    form: Form = "physical"
    arranger: Line | None = None
    agenda: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WrittenPlan:
    """A plan file."""

    meeting: tuple[WrittenMeeting, ...] = ()

    def meetings(self) -> tuple[PlannedMeeting, ...]:
        """The plan as the service holds it."""
        return tuple(PlannedMeeting(**{**vars(m), "key": m.key or m.date.isoformat()}) for m in self.meeting)
