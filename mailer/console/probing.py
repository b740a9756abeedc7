"""Whether a mailbox's servers do as the settings say: asked, never changed. Part of `budstikke check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from config.settings import Mailbox
from mailer.console.findings import Finding, fine, note, wrong
from mailer.wire import probe
from mailer.wire.errors import WireError
from mailer.wire.oauth import Token

# What a server lacks makes the service slower or less sure, but keeps it from nothing.
_LACKS = tuple(text.partition("{")[0] for text in (probe.NO_IDLE, probe.NO_MOVE, probe.NO_DSN, probe.SMALL))
_DO = "Check [mailbox.{id}.{which}]: host, port, security, user and password, and that it may use {address}."


def probed(mailbox: Mailbox) -> Iterator[Finding]:
    """What is right and wrong with the mailbox's IMAP and SMTP servers."""
    try:
        token = Token(mailbox.oauth, ca_file=mailbox.imap.ca_file) if mailbox.oauth else None
    except WireError as error:
        yield wrong(f"mailbox {mailbox.id}", str(error), f"Check [mailbox.{mailbox.id}.oauth].")
        return
    yield from _server(mailbox, "imap", probe.imap_problems, token)
    yield from _server(mailbox, "smtp", probe.smtp_problems, token)


def _server(
    mailbox: Mailbox, which: str, ask: Callable[[Mailbox, Token | None], list[str]], token: Token | None
) -> Iterator[Finding]:
    about, server = f"mailbox {mailbox.id}", mailbox.imap if which == "imap" else mailbox.smtp
    found = ask(mailbox, token)
    yield from (_told(about, text, mailbox, which) for text in found)
    if all(text.startswith(_LACKS) for text in found):
        yield fine(about, f"{which.upper()}: {server.host}:{server.port} lets us in as {mailbox.address}")


def _told(about: str, text: str, mailbox: Mailbox, which: str) -> Finding:
    if text.startswith(_LACKS):
        return note(about, text)
    return wrong(about, text, _DO.format(id=mailbox.id, which=which, address=mailbox.address))
