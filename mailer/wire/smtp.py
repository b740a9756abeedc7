"""Sending: one SMTP transaction per recipient over a few reused connections (promises 8 and 9).

Each letter ends in one Outcome, decided by the table REFUSED_AT: what is known, and what is not known after the final
dot. `before_dot` is called when the whole message but its final dot is with the server's kernel, and only then.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponse
from aiosmtplib.errors import SMTPResponseException

from config.settings import Mailbox
from mailer.wire import envelope, tls
from mailer.wire.errors import WireError

Kind = Literal["accepted", "deferred", "refused", "uncertain", "halted"]
Step = Literal["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "dot"]
FAILURES_IN_A_ROW = 2
TEXT_CHARACTERS = 500

# What a 5xx reply means at each step; a 4xx is always «deferred».
REFUSED_AT: dict[Step, Kind] = {
    "connect": "halted",
    "ehlo": "halted",
    "starttls": "halted",
    "auth": "halted",
    "mail": "halted",
    "rcpt": "refused",
    "data": "refused",
    "dot": "refused",
}
OF_THE_LETTER = {501, 552, 555}  # at MAIL: its syntax, its size, its words; not the service


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter on its way: envelope addresses, the message with CRLF line ends, and RFC 3461's ENVID."""

    letter_id: str
    sender: str
    recipient: str
    data: bytes
    envelope_id: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a letter; `code` and `text` are the server's last words, or `text` ours.

    accepted: a 250 after the dot. deferred: not sent, try again later. refused: a 5xx to this letter or recipient.
    uncertain: the dot was sent, the answer never came. halted: the service itself is refused, a person must look.
    """

    kind: Kind
    code: int | None = None
    text: str = ""


class Over(Exception):
    """The transaction, and where `lost` the connection, is over with this outcome."""

    def __init__(self, outcome: Outcome, *, lost: bool = False, step: Step | None = None) -> None:
        super().__init__(outcome.text)
        self.outcome, self.lost, self.step = outcome, lost, step


async def deliver(
    mailbox: Mailbox,
    batch: Sequence[Outgoing],
    *,
    before_dot: Callable[[str], None],
    after: Callable[[str, Outcome], None],
    connections: int = 4,
    token: Callable[[], str] | None = None,
    seconds: float = 60.0,
    dot_seconds: float = 600.0,
) -> None:
    """Send each letter of the batch in its own transaction; `after` is called once for each of them.

    A step is waited for `seconds`, the answer to the final dot `dot_seconds` (RFC 5321 §4.5.3.2.6). When the service
    itself refuses us or can't be reached, the letters left share that outcome. What the callbacks raise comes out
    here, and a letter whose `before_dot` raised is not sent.
    """
    job = _Job(
        mailbox=mailbox,
        queue=deque(batch),
        before_dot=before_dot,
        after=after,
        token=token,
        seconds=seconds,
        dot_seconds=dot_seconds,
    )
    while job.queue:
        workers = [_Worker(job, leads=number == 0) for number in range(min(connections, len(job.queue)))]
        await _all([asyncio.create_task(worker.run()) for worker in workers])


async def _all(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Let every task end by itself, then raise what the first of them raised; cancelled, they all are."""
    try:
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    except asyncio.CancelledError:
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    for error in ended:
        if isinstance(error, BaseException):
            raise error


@dataclass(frozen=True, kw_only=True)
class _Job:
    """What the workers of one batch share: the letters not yet begun, whom to tell, and how long to wait."""

    mailbox: Mailbox
    queue: deque[Outgoing]
    before_dot: Callable[[str], None]
    after: Callable[[str, Outcome], None]
    token: Callable[[], str] | None
    seconds: float
    dot_seconds: float


class _Worker:
    """One connection after another, until the queue is empty.

    Only the one that leads decides for the service: a server may well refuse a fourth connection and serve three.
    """

    def __init__(self, job: _Job, *, leads: bool) -> None:
        self._job, self._leads = job, leads
        self._client: SMTP | None = None
        self._used = False

    async def run(self) -> None:
        try:
            await self._work()
        except BaseException:
            self._job.queue.clear()
            self._close()
            raise
        finally:
            await self._hang_up()

    async def _work(self) -> None:
        lost = 0
        while self._job.queue:
            letter = self._job.queue.popleft()
            over = await self._settle(letter)
            if over.step == "connect" and not self._leads:
                return self._job.queue.appendleft(letter)
            self._job.after(letter.letter_id, over.outcome)
            lost = lost + 1 if over.lost else 0
            if over.outcome.kind == "halted" or over.step == "connect" or lost >= FAILURES_IN_A_ROW:
                return self._give_up(over.outcome)
        return None

    async def _settle(self, letter: Outgoing) -> Over:
        try:
            return Over(await self._send(letter))
        except Over as over:
            if over.lost:
                self._close()
            if over.step == "mail" and over.lost and self._used:
                self._used = False
                return await self._settle(letter)
            return over

    def _give_up(self, outcome: Outcome) -> None:
        """The letters left share what befell the service; they were themselves never begun."""
        kind: Kind = "halted" if outcome.kind == "halted" else "deferred"
        while self._leads and self._job.queue:
            self._job.after(self._job.queue.popleft().letter_id, replace(outcome, kind=kind))

    async def _send(self, letter: Outgoing) -> Outcome:
        client = await self._connected()
        try:
            said = envelope.of(letter, client)
        except envelope.Unsendable as error:
            raise Over(Outcome(kind="refused", text=str(error))) from error
        await self._command(client, "mail", said.mail)
        self._used = True
        await self._command(client, "rcpt", said.rcpt)
        await self._command(client, "data", b"DATA", expect=354)
        return await self._message(client, letter)

    async def _message(self, client: SMTP, letter: Outgoing) -> Outcome:
        await self._body(client, envelope.stuffed(letter.data))
        try:
            self._job.before_dot(letter.letter_id)
        except BaseException:
            self._close()
            raise
        reply = await self._dot(client)
        if reply.code // 100 == 2:
            return Outcome(kind="accepted", code=reply.code, text=_short(reply.message))
        raise await self._refusal(client, "dot", reply)

    async def _body(self, client: SMTP, body: bytes) -> None:
        """All of the message but its dot, out of our own buffers: trouble on the way is known to be before it."""
        protocol, transport = client.protocol, client.transport
        try:
            if protocol is None or not isinstance(transport, asyncio.WriteTransport):
                raise SMTPException("the connection is gone")
            protocol.write(body)
            async with asyncio.timeout(self._job.dot_seconds):
                while transport.get_write_buffer_size() and not transport.is_closing():
                    await asyncio.sleep(0.005)
            await asyncio.sleep(0)
            if transport.is_closing():
                raise SMTPException("the connection was lost inside the message")
        except (SMTPException, OSError) as error:
            raise _lost("data", error) from error

    async def _dot(self, client: SMTP) -> SMTPResponse:
        if client.protocol is None or not client.is_connected:
            raise _lost("data", SMTPException("the connection was lost just before the final dot"))
        try:
            client.protocol.write(b".\r\n")
            return await client.protocol.read_response(timeout=self._job.dot_seconds)
        except (SMTPException, OSError) as error:
            text = f"no answer after the final dot: {_short(str(error))}"
            raise Over(Outcome(kind="uncertain", text=text), lost=True, step="dot") from error

    async def _command(self, client: SMTP, step: Step, line: bytes, *, expect: int = 250) -> None:
        try:
            reply = await client.execute_command(line)
        except (SMTPException, OSError, ValueError) as error:
            raise _lost(step, error) from error
        if reply.code != expect and not (expect == 250 and reply.code == 251):
            raise await self._refusal(client, step, reply)

    async def _refusal(self, client: SMTP, step: Step, reply: SMTPResponse) -> Over:
        """What an unwanted reply means; the connection is made ready for the next letter, or given up."""
        outcome = Outcome(kind=_kind(step, reply.code), code=reply.code, text=_short(reply.message))
        lost = reply.code == 421 or reply.code // 100 not in (4, 5) or not await self._reset(client)
        return Over(outcome, lost=lost, step=step)

    async def _reset(self, client: SMTP) -> bool:
        try:
            return (await client.execute_command(b"RSET")).code == 250
        except (SMTPException, OSError):
            return False

    async def _connected(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            self._client, self._used = None, False
            self._client = await connect(self._job.mailbox, self._job.token, self._job.seconds)
        return self._client

    def _close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await leave(client, min(self._job.seconds, 5.0))


async def connect(mailbox: Mailbox, token: Callable[[], str] | None, seconds: float) -> SMTP:
    """A connection that is greeted, encrypted as the settings say, and logged in. Raises what befell all letters."""
    server = mailbox.smtp
    client: SMTP | None = None
    step: Step = "connect"
    try:
        context = tls.context(server)
        client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=False,
            tls_context=context,
            timeout=seconds,
            local_hostname=envelope.domain(mailbox.address),
        )
        await client.connect()
        step = "ehlo"
        await client.ehlo()
        if server.security == "starttls":
            step = "starttls"
            await client.starttls()
            step = "ehlo"
            await client.ehlo()
        step = "auth"
        await _log_in(client, mailbox, token)
    except (WireError, SMTPException, OSError, ValueError) as error:
        if client is not None:
            client.close()
        raise Over(_outcome_of(step, error), lost=True, step="connect") from error
    return client


async def leave(client: SMTP, seconds: float = 5.0) -> None:
    """QUIT without caring for the answer: what was sent is sent."""
    try:
        await client.quit(timeout=seconds)
    except (SMTPException, OSError):
        client.close()


async def _log_in(client: SMTP, mailbox: Mailbox, token: Callable[[], str] | None) -> None:
    server = mailbox.smtp
    if token is not None:
        access = await asyncio.to_thread(token)
        await client.auth_xoauth2(server.user or mailbox.address, access)
    elif server.user is not None:
        await client.login(server.user, server.password or "")


def _outcome_of(step: Step, error: Exception) -> Outcome:
    """What it means for the whole service that no connection could be made ready."""
    certificate = error if isinstance(error, ssl.SSLCertVerificationError) else _certificate_error(error)
    if certificate is not None:
        return Outcome(
            kind="halted", text=f"the server's certificate could not be trusted: {certificate.verify_message}"
        )
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return Outcome(kind=_kind(step, error.code), code=error.code, text=_short(error.message))
    if isinstance(error, WireError):
        kind: Kind = "deferred" if error.passes else "halted"
        return Outcome(kind=kind, text=_short(str(error)))
    never = step in ("starttls", "auth") and type(error) is SMTPException
    never = never or isinstance(error, ValueError)
    return Outcome(kind="halted" if never else "deferred", text=f"{step}: {_short(str(error) or repr(error))}")


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


def _lost(step: Step, error: Exception) -> Over:
    text = f"{step}: {_short(str(error) or repr(error))}"
    return Over(Outcome(kind="deferred", text=text), lost=True, step=step)


def _kind(step: Step, code: int) -> Kind:
    if code // 100 == 5:
        return "refused" if step == "mail" and code in OF_THE_LETTER else REFUSED_AT[step]
    return "uncertain" if step == "dot" and code // 100 != 4 else "deferred"


def _short(text: str) -> str:
    return " ".join(text.split())[:TEXT_CHARACTERS]
