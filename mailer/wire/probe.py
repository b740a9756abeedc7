"""What `budstikke check` says of a mailbox: every problem in plain words, for the secretary's IT colleague.

Nothing is sent, moved or marked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiosmtplib import SMTPException

from config.settings import Mailbox
from mailer.wire import envelope, smtp
from mailer.wire.errors import WireError
from mailer.wire.imap import Inbox

NO_IDLE = "IMAP: the server has no IDLE, so new mail is seen only every {seconds} seconds"
NO_MOVE = "IMAP: the server has neither MOVE nor UIDPLUS, so settled mail stays in the inbox, marked as deleted"
NO_DSN = (
    "SMTP: the server gives no delivery reports (DSN), so a letter is known to be delivered only once it is answered"
)
SMALL = "SMTP: the server takes messages of at most {bytes} bytes, which is little for minutes with documents"
NOT_OURS = "SMTP: the server does not let us send as {address}: {code} {text}"
ENOUGH_BYTES = 10_000_000


def imap_problems(mailbox: Mailbox, token: Callable[[], str] | None = None) -> list[str]:
    """What keeps us from watching this mailbox well; empty when all is well."""
    try:
        with Inbox(mailbox, token) as inbox:
            offered = inbox.capabilities()
    except WireError as error:
        return [f"IMAP: {error}"]
    lacking = {
        NO_IDLE.format(seconds=mailbox.poll_seconds): not offered & {"IDLE"},
        NO_MOVE: not offered & {"MOVE", "UIDPLUS"},
    }
    return [problem for problem, so in lacking.items() if so]


def smtp_problems(mailbox: Mailbox, token: Callable[[], str] | None = None) -> list[str]:
    """What keeps us from sending from this mailbox well; empty when all is well."""
    return asyncio.run(_smtp_problems(mailbox, token))


def problems(mailbox: Mailbox, token: Callable[[], str] | None = None) -> list[str]:
    """Both."""
    return imap_problems(mailbox, token) + smtp_problems(mailbox, token)


async def _smtp_problems(mailbox: Mailbox, token: Callable[[], str] | None) -> list[str]:
    try:
        client = await smtp.connect(mailbox, token, 20.0)
    except smtp.Over as over:
        said = over.outcome
        return [f"SMTP: {f'{said.code} ' if said.code else ''}{said.text}"]
    try:
        sender = envelope.address(mailbox.address)
        reply = await client.execute_command(f"MAIL FROM:<{sender}>".encode())
        reports, most = "dsn" in client.esmtp_extensions, int(client.esmtp_extensions.get("size") or 0)
    except (OSError, SMTPException, ValueError) as error:
        return [f"SMTP: {error}"]
    finally:
        await smtp.leave(client)
    lacking = {
        NOT_OURS.format(address=mailbox.address, code=reply.code, text=reply.message): reply.code != 250,
        NO_DSN: not reports and reply.code == 250,
        SMALL.format(bytes=most): 0 < most < ENOUGH_BYTES,
    }
    return [problem for problem, so in lacking.items() if so]
