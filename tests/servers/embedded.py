"""A whole mail server on loopback with pip alone: pymap for IMAP, aiosmtpd for SMTP, one event loop in one thread.

    with Embedded({"nettverk@vestfjord.test": "pw"}) as server:
        server.mailbox("nettverk@vestfjord.test")   # config.settings.Mailbox, to give the daemon
        server.deliver(raw, sender="kari@vestfjord.test", recipient="nettverk@vestfjord.test")
        server.received("kari@vestfjord.test")      # what anyone was sent, as raw bytes

Mail to an address of ours lands in its INBOX (plus-addresses stripped) and wakes IDLE; every mail, ours or not, is also
kept in `deliveries`. `refuse` answers RCPT with a code, `bounce` accepts and sends a real report back.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import ssl
import threading
from argparse import ArgumentParser
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any, TypeVar
from uuid import uuid4

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.concurrent import Subsystem
from pymap.config import BackendCapability
from pymap.imap import IMAPServer, IMAPService
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from config.settings import Mailbox, Server
from mailer.wire import clock
from tests.servers.receiver import Verdict, aligned_pass, delivery_report, received

T = TypeVar("T")
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own deprecated names
DSN = ("RET", "ENVID", "NOTIFY", "ORCPT")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A mail the server took, as it came: the envelope's `sender` (empty for a null return path) and DSN `options`."""

    sender: str
    recipient: str
    raw: bytes
    at: dt.datetime
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """How a mail to someone is returned after it was accepted."""

    status: str = "5.1.1"
    diagnostic: str = "550 5.1.1 User unknown"


def home(address: str) -> str:
    """The address with its plus-part stripped, in lower case."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


class _Smtp(SMTP):
    """aiosmtpd with DSN (RFC 3461): the words are set aside, since aiosmtpd refuses and upper-cases them."""

    words: dict[str, str]

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.words = {}
        await super().smtp_MAIL(self._set_aside(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:
        await super().smtp_RCPT(self._set_aside(arg))
        if self.envelope:
            self.envelope.words = self.words

    def _set_aside(self, arg: str | None) -> str | None:
        kept = []
        for word in (arg or "").split(" "):
            name, eq, value = word.partition("=")
            if eq and name.upper() in DSN:
                self.words[name.upper()] = value
            else:
                kept.append(word)
        return " ".join(kept) if arg is not None else None


class _Handler:
    def __init__(self, server: Embedded) -> None:
        self.server = server

    async def handle_EHLO(
        self, smtp: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_RCPT(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.server.refuse.get(address.lower()):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        for recipient in envelope.rcpt_tos:
            await self.server.take(
                (envelope.mail_from or "").strip("<>"), recipient, raw, getattr(envelope, "words", {})
            )
        return "250 2.0.0 Ok: queued"


class _WithoutIdle(Config):
    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=False, object_id=True, multi_append=True)


class Embedded:
    """The server. `accounts` are the addresses with a mailbox here, and their passwords."""

    def __init__(
        self,
        accounts: Mapping[str, str],
        *,
        verdict: Verdict = aligned_pass,
        tls: ssl.SSLContext | None = None,
        idle: bool = True,
    ) -> None:
        self.accounts = {address.lower(): password for address, password in accounts.items()}
        self.verdict = verdict
        self.refuse: dict[str, str] = {}
        self.bounce: dict[str, Bounce] = {}
        self.deliveries: list[Delivery] = []
        self.imap_port = self.smtp_port = 0
        self._tls = tls
        self._idle = idle
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="embedded-mail", daemon=True)

    def __enter__(self) -> Embedded:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on two free ports of 127.0.0.1."""
        self._thread.start()
        self._run(self._listen())

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self._run(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def mailbox(self, address: str, **changes: Any) -> Mailbox:
        """Settings for the daemon to watch and send from this address."""
        login = {"host": "127.0.0.1", "security": "none", "user": address, "password": self.accounts[address.lower()]}
        given = {
            "id": address.partition("@")[0],
            "address": address,
            "imap": Server(port=self.imap_port, **login),
            "smtp": Server(port=self.smtp_port, **login),
        }
        return Mailbox(**(given | changes))

    def deliver(self, raw: bytes, *, sender: str, recipient: str, verdict: Verdict | None = None) -> None:
        """Put a mail into a mailbox of ours as if it came from outside."""
        self._run(self.take(sender, recipient, raw, {}, verdict))

    def received(self, recipient: str) -> list[bytes]:
        """Every mail taken for this address, oldest first, as the sender's SMTP client gave it."""
        return [each.raw for each in self.deliveries if each.recipient.lower() == recipient.lower()]

    def folder(self, address: str, name: str = "INBOX") -> list[bytes]:
        """The mails lying in a folder, by UID."""
        return self._run(self._folder(address, name))

    def renumber(self, address: str) -> None:
        """Give the INBOX another UIDVALIDITY (RFC 9051 §2.3.1.1), as after a restore from backup."""
        self._run(self._renumber(address))

    def drop_connections(self) -> None:
        """Cut every IMAP connection now, without a word."""
        self._loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in self._writers])

    async def take(
        self, sender: str, recipient: str, raw: bytes, options: Mapping[str, str], verdict: Verdict | None = None
    ) -> None:
        """Take a mail in: keep it, file it when it is for us, and report back when that was asked for."""
        at = clock.now()
        self.deliveries.append(Delivery(sender=sender, recipient=recipient, raw=raw, at=at, options=dict(options)))
        bounce = self.bounce.get(recipient.lower())
        if home(recipient) in self.accounts and not bounce:
            when = format_datetime(at)
            filed = received(raw, sender=sender, recipient=recipient, verdict=verdict or self.verdict, when=when)
            await self._file(home(recipient), filed, at)
        if sender and (bounce or "SUCCESS" in options.get("NOTIFY", "").upper()):
            await self._report(sender, recipient, raw, options, bounce, at)

    async def _report(
        self, to: str, recipient: str, raw: bytes, options: Mapping[str, str], bounce: Bounce | None, at: dt.datetime
    ) -> None:
        report = delivery_report(
            raw,
            recipient=recipient,
            to=to,
            action="failed" if bounce else "delivered",
            status=bounce.status if bounce else "2.0.0",
            diagnostic=bounce.diagnostic if bounce else "250 2.0.0 delivered",
            when=format_datetime(at),
            envelope_id=options.get("ENVID"),
        )
        await self.take("", to, report, {})

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    async def _listen(self) -> None:
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._login, imap = await self._imap_server()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writers.add(writer)
            self._tasks.add(task := asyncio.current_task())
            try:
                await imap(reader, writer, SocketInfo.get(writer, None, unique_id=uuid4().bytes))
            finally:
                self._writers.discard(writer)
                self._tasks.discard(task)

        self._servers = [
            await asyncio.start_server(serve, "127.0.0.1", 0),
            await self._loop.create_server(self._smtp_session, "127.0.0.1", 0),
        ]
        self.imap_port, self.smtp_port = (server.sockets[0].getsockname()[1] for server in self._servers)

    async def _imap_server(self) -> tuple[Login, IMAPServer]:
        parser = ArgumentParser()
        parser.add_argument("--debug", action="store_true")
        parser.add_argument("--passlib-cfg")
        IMAPService.add_arguments(parser)
        DictBackend.add_subparser("dict", parser.add_subparsers())
        args = parser.parse_args(["--no-tls", "dict"])
        config = (Config if self._idle else _WithoutIdle).from_args(
            args,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
            secure_auth=False,
            invalid_user_sleep=0.0,
        )
        config.apply_context()
        login = Login(config)
        for address, password in self.accounts.items():
            await Identity(address, login, None, frozenset()).set(UserMetadata(config, address, password=password))
        return login, IMAPServer(login, config)

    def _smtp_session(self) -> SMTP:
        return _Smtp(
            _Handler(self),
            hostname="mx.budstikke.test",
            loop=self._loop,
            authenticator=self._check,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
            tls_context=self._tls,
        )

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        known = isinstance(data, LoginPassword) and self.accounts.get(data.login.decode().lower())
        return AuthResult(success=bool(known) and known == data.password.decode(), handled=False)

    async def _inbox(self, address: str, name: str = "INBOX") -> MailboxData:
        async with Identity(address.lower(), self._login, None, frozenset()).new_session() as session:
            return await session.mailbox_set.get_mailbox(name)

    async def _file(self, address: str, raw: bytes, at: dt.datetime) -> None:
        await (await self._inbox(address)).append(AppendMessage(raw, at, frozenset()), recent=True)

    async def _folder(self, address: str, name: str) -> list[bytes]:
        messages = (await self._inbox(address, name))._messages
        return [bytes(messages[uid]._content) for uid in sorted(messages)]

    async def _renumber(self, address: str) -> None:
        (await self._inbox(address))._uid_validity += 1

    async def _hang_up(self) -> None:
        for server in self._servers:
            server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
