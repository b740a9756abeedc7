"""What the operator agreed to: one frozen object from budstikke.toml and the environment.

`load` reports every problem at once, each with file, key and what is expected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from config.errors import Problem
from config.mandate import Mandate
from config.measures import Address, Line


@dataclass(frozen=True, kw_only=True)
class Server:
    """A mail server. `security` «none» is allowed for loopback addresses only (promise 15)."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """XOAUTH2 by client credentials (Microsoft 365), instead of a password."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A shared mailbox the service watches and sends from. `done` and `aside` are folders for settled mail."""

    id: str
    address: str
    imap: Server
    smtp: Server
    oauth: OAuth | None = None
    inbox: str = "INBOX"
    done: str = "Budstikke/Ferdig"
    aside: str = "Budstikke/Til side"
    plus_addresses: bool = True
    poll_seconds: int = 60


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """How mail is proven (RFC 8601). `authserv_id` is the name our own server signs its Authentication-Results with.

    «topmost» trusts the topmost header whoever signs it (Microsoft 365 writes none). `token_suffices` lets an unexpired
    reply token prove its sender where the server writes no Authentication-Results at all.
    """

    authserv_id: str | None = None
    token_suffices: bool = False


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Someone outside the network, by the name the mandate gives the role."""

    name: Line
    email: Address


@dataclass(frozen=True, kw_only=True)
class PlannedMeeting:
    """A meeting in the network's plan file: local Norwegian date and clock times."""

    key: str
    date: dt.date
    start: dt.time
    end: dt.time
    title: str | None = None
    place: str | None = None
    online: str | None = None
    form: str = "physical"
    arranger: str | None = None
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Network:
    """A group of people under a mandate. `rehearsal`, if set, is the one address every letter goes to instead.

    `contacts` holds every contact the mandate names: the network's own, else the mandate's fixed one.
    """

    id: str
    name: str
    mandate: Mandate
    mailbox: str
    language: Literal["nb", "nn", "en"]
    parent: str | None = None
    organisations: tuple[str, ...] = ()
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    plan: tuple[PlannedMeeting, ...] = ()
    rehearsal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The fuse (promise 11) and the bounds on one mail (promise 14)."""

    letters_per_hour: int = 200
    mail_bytes: int = 30_000_000
    parse_seconds: float = 10.0
    parse_bytes: int = 1_500_000_000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the operator sets. `networks` and `mailboxes` are keyed by id; `operator` hears of alarms."""

    database: str
    operator: str
    mailboxes: Mapping[str, Mailbox]
    networks: Mapping[str, Network]
    receiver: Receiver = field(default_factory=Receiver)
    limits: Limits = field(default_factory=Limits)
    service_name: str = "budstikke"
    log_file: Path | None = None


def load(path: Path, environ: Mapping[str, str]) -> Settings | tuple[Problem, ...]:
    """Settings from budstikke.toml, its mandates, plans and the environment's passwords; or every problem there is."""
    from config.loading import load_settings  # loading.py stands above these types

    return load_settings(path, environ)
