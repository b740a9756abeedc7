"""Whether a mailbox's servers answer as the settings say: asked, never changed. Part of `budstikke check`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from config.settings import Mailbox
from mailer.console.advice import advice_for
from mailer.console.findings import Finding, fine, note, wrong
from mailer.wire.errors import WireError
from mailer.wire.imap import Inbox
from mailer.wire.oauth import Token
from mailer.wire.smtp import connect, leave

SECONDS = 15.0
IMAP = ("IDLE", "new mail is seen at the next poll only"), ("MOVE", "mail is moved by copying and deleting")


def probe(mailbox: Mailbox) -> Iterator[Finding]:
    """What is right and wrong with the mailbox's IMAP and SMTP servers."""
    try:
        token = Token(mailbox.oauth, ca_file=mailbox.imap.ca_file) if mailbox.oauth else None
    except WireError as error:
        yield _wrong(f"mailbox {mailbox.id}", error)
        return
    yield from _imap(mailbox, token)
    yield _smtp(mailbox, token)


def _wrong(about: str, error: WireError) -> Finding:
    advice = advice_for(error)
    return wrong(about, str(error), advice.do if advice else "")


def _imap(mailbox: Mailbox, token: Token | None) -> Iterator[Finding]:
    server, about = mailbox.imap, f"mailbox {mailbox.id}, IMAP"
    inbox = Inbox(mailbox, token, connect_seconds=SECONDS, read_seconds=SECONDS)
    try:
        inbox.open()
        can = inbox.capabilities()
    except WireError as error:
        yield _wrong(about, error)
        return
    finally:
        inbox.close()
    yield fine(about, f"{server.host}:{server.port} lets us in to {mailbox.inbox}")
    yield from (note(about, f"the server has no {word}: {so}") for word, so in IMAP if word not in can)


def _smtp(mailbox: Mailbox, token: Token | None) -> Finding:
    server, about = mailbox.smtp, f"mailbox {mailbox.id}, SMTP"

    async def greet() -> None:
        await leave(await connect(mailbox, token, SECONDS))

    try:
        asyncio.run(greet())
    except Exception as error:  # what befell the connection, in the wire's own words
        outcome = getattr(error, "outcome", None)
        if outcome is None:
            raise
        said = f"{server.host}:{server.port}: {outcome.code or ''} {outcome.text}".replace(":  ", ": ")
        do = "Check host, port, security, user and password."
        return wrong(about, said, "Try again later; check host and port." if outcome.kind == "deferred" else do)
    return fine(about, f"{server.host}:{server.port} takes mail from us")
