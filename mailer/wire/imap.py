"""Fetching: one connection to one mailbox, that leaves no mark on what it reads (promises 1, 5 and 6).

Every failure is a WireError; after one the connection is closed and must be opened anew. The caller makes the mails
durable before it moves them.
"""

from __future__ import annotations

import datetime as dt
import imaplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

from config.settings import Mailbox
from mailer.wire import clock, idle, tls
from mailer.wire.errors import (
    CommandRefused,
    FolderMissing,
    LoginRefused,
    Unreachable,
    Untrusted,
    WireBroken,
    WireError,
)

BATCH_MAILS = 50
LOOK_MAILS = 500
RENEW_SECONDS = 28 * 60.0
TEMPORARY = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A mail as the server keeps it; `received_at` is its INTERNALDATE in UTC.

    `cut` means the server gave only the beginning: the mail is larger than the limit, or could not be fetched at all.
    """

    uidvalidity: int
    uid: int
    raw: bytes
    received_at: dt.datetime
    cut: bool = False


class Inbox:
    """The watched folder of one mailbox. `uidvalidity` is known once open; `token` gives XOAUTH2 access tokens."""

    def __init__(
        self,
        mailbox: Mailbox,
        token: Callable[[], str] | None = None,
        *,
        connect_seconds: float = 20.0,
        read_seconds: float = 60.0,
    ) -> None:
        self.mailbox = mailbox
        self.uidvalidity = 0
        self._token = token
        self._timeout = SocketTimeout(connect_seconds, read_seconds)
        self._client: IMAPClient | None = None
        self._folders: dict[str, str] = {}

    def __enter__(self) -> Inbox:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect, log in and select the inbox.

        Raises Unreachable, WireBroken, Untrusted, Unencrypted, LoginRefused or FolderMissing.
        """
        self.close()
        self._client = _connect(self.mailbox, self._timeout)
        with self._talking() as client:
            _log_in(client, self.mailbox, self._token)
            self.uidvalidity = _select(client, self.mailbox.inbox)
            _news(client)

    def close(self) -> None:
        """Leave; never raises, also on a connection that is gone."""
        client, self._client, self._folders = self._client, None, {}
        if client is not None:
            with suppress(Exception):
                client.socket().settimeout(2.0)
                client.logout()
            with suppress(Exception):
                client.shutdown()

    def interrupt(self) -> None:
        """Cut the connection from another thread, so that a waiting `idle` raises WireBroken at once."""
        client = self._client
        if client is not None:
            with suppress(OSError):
                client.socket().shutdown(socket.SHUT_RDWR)

    def capabilities(self) -> frozenset[str]:
        """What the server says it can, in upper case (RFC 9051 §6.1.1)."""
        with self._talking() as client:
            return frozenset(word.decode("ascii", "replace").upper() for word in client.capabilities())

    def fetch(self, after_uid: int, *, limit_bytes: int) -> Iterator[tuple[Fetched, ...]]:
        """Mails with a UID above `after_uid`, oldest first, in batches of at most 50 mails and `limit_bytes` together.

        Uses BODY.PEEK[], so nothing is marked read. A mail larger than `limit_bytes` comes alone and cut; one the
        server can't give comes as a stand-in. Mails that vanish meanwhile are left out.
        """
        with self._talking() as client:
            client.noop()
            _news(client)
            found = sorted(uid for uid in client.search(["UID", f"{after_uid + 1}:*"]) if uid > after_uid)
        for looked in chunks(found, LOOK_MAILS):
            with self._talking() as client:
                sizes = _sizes(client, looked)
            for uids in batches(sizes, limit_bytes=limit_bytes, limit_mails=BATCH_MAILS):
                mails = self._batch(uids, sizes, limit_bytes)
                if mails:
                    yield mails

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move mails out of the inbox to `folder`, written with «/» and made if need be; lost UIDs are ignored.

        Without MOVE (RFC 6851) they are copied and deleted, and expunged by UID where the server can (RFC 4315).
        """
        for some in chunks(uids, LOOK_MAILS):
            with self._talking() as client:
                _move(client, some, self._folder(client, folder))

    def idle(self, seconds: float) -> bool:
        """Wait up to `seconds` for mail; True when some may have come, at once if it already has.

        Renewed before the 29 minutes of RFC 2177. A server without IDLE is waited out, and then it may have come.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._idle_once(min(left, RENEW_SECONDS)):
                return True
        return False

    def _idle_once(self, seconds: float) -> bool:
        with self._talking() as client:
            if not client.has_capability("IDLE"):
                time.sleep(seconds)
                return True
            return _news(client) or _unread(client) or idle.wait(client.socket(), seconds, patience=self._timeout.read)

    def _batch(self, uids: Sequence[int], sizes: Mapping[int, int], limit_bytes: int) -> tuple[Fetched, ...]:
        cut = sizes[uids[0]] > limit_bytes
        try:
            with self._talking(keep=(CommandRefused,)) as client:
                return _fetched(client, uids, self.uidvalidity, limit_bytes if cut else None)
        except CommandRefused:
            if len(uids) > 1:
                return tuple(mail for uid in uids for mail in self._batch([uid], sizes, limit_bytes))
            return (_stand_in(self.mailbox.id, self.uidvalidity, uids[0]),)

    def _folder(self, client: IMAPClient, name: str) -> str:
        if name not in self._folders:
            self._folders[name] = _make_folder(client, name)
        return self._folders[name]

    @contextmanager
    def _talking(self, keep: tuple[type[WireError], ...] = ()) -> Iterator[IMAPClient]:
        """The client, each failure told in our words; the connection is closed unless the error is one of `keep`."""
        if self._client is None:
            raise WireBroken("the mailbox is not open")
        try:
            with _in_our_words():
                yield self._client
        except WireError as error:
            if not isinstance(error, keep):
                self._drop()
            raise

    def _drop(self) -> None:
        client, self._client, self._folders = self._client, None, {}
        if client is not None:
            with suppress(Exception):
                client.shutdown()


def chunks(values: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The values in order, at most `size` at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))


def batches(sizes: Mapping[int, int], *, limit_bytes: int, limit_mails: int) -> Iterator[list[int]]:
    """UIDs in rising order, grouped so that no group passes either limit unless it is a single mail."""
    group: list[int] = []
    total = 0
    for uid in sorted(sizes):
        if group and (len(group) == limit_mails or total + sizes[uid] > limit_bytes):
            yield group
            group, total = [], 0
        group.append(uid)
        total += sizes[uid]
    if group:
        yield group


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except WireError:
        raise
    except LoginError as error:
        lost = isinstance(error.__context__, imaplib.IMAP4.abort) or any(word in str(error) for word in TEMPORARY)
        raise (WireBroken if lost else LoginRefused)(str(error)) from error
    except imaplib.IMAP4.abort as error:
        raise WireBroken(str(error)) from error
    except IMAPClientError as error:
        raise CommandRefused(str(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise Untrusted(error.verify_message) from error
    except (OSError, EOFError) as error:
        raise WireBroken(str(error)) from error
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise WireBroken(f"the server's answer made no sense: {error!r}") from error


def _connect(mailbox: Mailbox, timeout: SocketTimeout) -> IMAPClient:
    server = mailbox.imap
    context = tls.context(server)
    try:
        with _in_our_words():
            client = IMAPClient(
                server.host, server.port, ssl=server.security == "tls", ssl_context=context, timeout=timeout
            )
    except WireBroken as error:
        raise Unreachable(f"{server.host}:{server.port}: {error.detail}") from error
    client.normalise_times = False
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a command is several small writes
    client._imap.debug = 0  # imapclient sets 5, which formats every mail for a log: three times slower
    try:
        with _in_our_words():
            if server.security == "starttls":
                _start_tls(client, context)
    except WireError:
        client.shutdown()
        raise
    return client


def _start_tls(client: IMAPClient, context: ssl.SSLContext | None) -> None:
    try:
        client.starttls(context)
    except (CapabilityError, imaplib.IMAP4.abort) as error:
        raise Untrusted(f"the server does not offer STARTTLS: {error}") from error


def _log_in(client: IMAPClient, mailbox: Mailbox, token: Callable[[], str] | None) -> None:
    user = mailbox.imap.user or mailbox.address
    if token is not None:
        client.oauth2_login(user, token())
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, mailbox.imap.password or "")
    else:
        client.login(user, mailbox.imap.password or "")


def _select(client: IMAPClient, folder: str) -> int:
    try:
        return int(client.select_folder(folder)[b"UIDVALIDITY"])
    except imaplib.IMAP4.abort:
        raise
    except IMAPClientError as error:
        raise FolderMissing(f"{folder}: {error}") from error


def _sizes(client: IMAPClient, uids: Sequence[int]) -> dict[int, int]:
    answers = client.fetch(list(uids), ["RFC822.SIZE"])
    return {uid: int(answer[b"RFC822.SIZE"]) for uid, answer in answers.items() if b"RFC822.SIZE" in answer}


def _fetched(client: IMAPClient, uids: Sequence[int], uidvalidity: int, cut: int | None) -> tuple[Fetched, ...]:
    body = "BODY.PEEK[]" if cut is None else f"BODY.PEEK[]<0.{cut}>"
    answers = client.fetch(list(uids), [body, "INTERNALDATE"])
    found = ((uid, _body(answers[uid]), answers[uid].get(b"INTERNALDATE")) for uid in sorted(answers))
    return tuple(
        Fetched(uidvalidity=uidvalidity, uid=uid, raw=raw, received_at=_utc(date), cut=cut is not None)
        for uid, raw, date in found
        if raw is not None
    )


def _body(answer: Mapping[bytes, Any]) -> bytes | None:
    return next((value for key, value in answer.items() if key.startswith(b"BODY[") and isinstance(value, bytes)), None)


def _utc(date: dt.datetime | None) -> dt.datetime:
    return date.astimezone(dt.UTC) if date is not None else clock.now()


def _stand_in(mailbox: str, uidvalidity: int, uid: int) -> Fetched:
    raw = f"X-Budstikke-Unfetchable: {mailbox}/{uidvalidity}/{uid}\r\n\r\n".encode()
    return Fetched(uidvalidity=uidvalidity, uid=uid, raw=raw, received_at=clock.now(), cut=True)


def _move(client: IMAPClient, uids: Sequence[int], folder: str) -> None:
    if client.has_capability("MOVE"):
        client.move(list(uids), folder)
        return
    client.copy(list(uids), folder)
    client.add_flags(list(uids), [b"\\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(list(uids))


def _make_folder(client: IMAPClient, name: str) -> str:
    """The folder's name on this server, with its prefix and delimiter; made and subscribed to if not there."""
    prefix, delimiter = _naming(client)
    folder = prefix + name.replace("/", delimiter)
    if not client.folder_exists(folder):
        client.create_folder(folder)
        with suppress(CommandRefused, IMAPClientError):
            client.subscribe_folder(folder)
    return folder


def _naming(client: IMAPClient) -> tuple[str, str]:
    if client.has_capability("NAMESPACE") and (personal := client.namespace().personal):
        prefix, delimiter = personal[0]
        return str(prefix), str(delimiter or "/")
    listed = client.list_folders("", "")
    delimiter = listed[0][1] if listed else b"/"
    return "", delimiter.decode() if isinstance(delimiter, bytes) else "/"


def _news(client: IMAPClient) -> bool:
    """Whether the server told of mail in passing, in the answer to another command; it won't tell again. Asked once."""
    return client._imap.untagged_responses.pop("EXISTS", None) is not None


def _unread(client: IMAPClient) -> bool:
    """Whether imaplib has already taken in something it has not handed out, which IDLE would then never show."""
    inside = client._imap
    if hasattr(inside, "_readbuf"):  # Python 3.14 keeps its own buffer
        return bool(inside._readbuf)
    sock = client.socket()
    before = sock.gettimeout()
    sock.settimeout(0)
    try:
        return bool(inside.file.peek(1))
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    finally:
        sock.settimeout(before)
