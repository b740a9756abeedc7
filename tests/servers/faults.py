"""Servers that misbehave on request: a proxy before a real one, that does wrong at one step and is honest elsewhere.

with SmtpFaults(server.smtp_port) as proxy:
    proxy.fault = Fault(step="rcpt", kind="421")
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO, NoReturn, Self

SMTP_STEPS = ("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "dot", "quit")
SMTP_KINDS = ("421", "4xx", "5xx", "garbage", "drop", "drop-mid", "drop-after", "stall", "multi-line")
IMAP_KINDS = ("NO", "BAD", "BYE", "drop", "stall", "cut-literal", "stray-expunge", "uidvalidity")
REPLIES = {
    "421": b"421 4.3.2 closing\r\n",
    "4xx": b"451 4.3.0 try again later\r\n",
    "5xx": b"554 5.7.1 no\r\n",
    "garbage": b"\xff\xfe what?\r\n",
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong where; `skip` the first so many times the step is reached, then `times` times (always if None).

    drop-mid and drop-after come when the real server has done its part: at the dot, the mail was taken.
    """

    step: str
    kind: str
    skip: int = 0
    times: int | None = None


class _Ended(Exception):
    """This connection is over."""


class Proxy:
    """Listens on `port` of 127.0.0.1 and passes on to `upstream`; a thread or two for each connection."""

    def __init__(self, upstream: int) -> None:
        self.fault: Fault | None = None
        self.connections = 0
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        for one in (self._listener, *self._sockets):
            close(one)
        for thread in self._threads:
            thread.join(timeout=5)

    def due(self, step: str) -> str | None:
        """The kind of wrong to do at this step now, if any."""
        with self._lock:
            fault = self.fault
            if fault is None or fault.step != step or fault.times == 0:
                return None
            if fault.skip:
                self.fault = replace(fault, skip=fault.skip - 1)
                return None
            if fault.times is not None:
                self.fault = replace(fault, times=fault.times - 1)
            return fault.kind

    def spawn(self, target: Callable[..., None], *args: Any) -> None:
        """Run it in a thread that is waited for at the end."""
        thread = threading.Thread(target=self._quietly, args=(target, *args), daemon=True)
        self._threads.append(thread)
        thread.start()

    def serve(self, client: socket.socket, server: socket.socket) -> None:
        """Handle one connection until it ends."""
        raise NotImplementedError

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self._upstream))
            self._sockets += [client, server]
            self.spawn(self._both, client, server)

    def _both(self, client: socket.socket, server: socket.socket) -> None:
        try:
            self.serve(client, server)
        finally:
            close(client)
            close(server)

    @staticmethod
    def _quietly(target: Callable[..., None], *args: Any) -> None:
        with suppress(_Ended, OSError, ValueError):
            target(*args)


def close(one: socket.socket) -> None:
    """Shut it down, which also wakes whoever reads from it."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


def copy(source: socket.socket, target: socket.socket) -> None:
    """Pass on everything until the source ends."""
    while data := source.recv(65_536):
        target.sendall(data)
    close(target)


class SmtpFaults(Proxy):
    """Does wrong at SMTP_STEPS by SMTP_KINDS; after STARTTLS it can see no more.

    DATA is passed on only with the whole message, so a wrong done before that leaves the real server without it.
    """

    def serve(self, client: socket.socket, server: socket.socket) -> None:
        """One session, command by command."""
        with client.makefile("rb") as asked, server.makefile("rb") as answered:

            def ask(words: bytes) -> bytes:
                server.sendall(words)
                return _reply(answered)

            def post(message: bytes) -> bytes:
                said = ask(b"DATA\r\n")
                return ask(message) if said.startswith(b"354") else said

            self._step("connect", client, asked, lambda: _reply(answered))
            for line in iter(asked.readline, b""):
                step = VERBS.get(line[:4].strip().upper(), "")
                said = self._step(step, client, asked, partial(ask, line) if step != "data" else lambda: GO_ON)
                if step == "data" and said.endswith(GO_ON):
                    message = b"".join([*iter(asked.readline, b".\r\n"), b".\r\n"])
                    self._step("dot", client, asked, partial(post, message))
                if step == "starttls" and said.startswith(b"220"):
                    self._blindly(client, server)

    def _blindly(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on what can't be read any more."""
        self.spawn(copy, server, client)
        copy(client, server)

    def _step(self, step: str, client: socket.socket, asked: BinaryIO, honestly: Callable[[], bytes]) -> bytes:
        """Do this step, rightly or wrongly; what the client was answered."""
        kind = self.due(step)
        if kind in REPLIES:
            client.sendall(REPLIES[kind])
            return _ended() if kind == "421" else REPLIES[kind]
        if kind == "stall":
            asked.read()
        if kind in ("drop", "stall"):
            _ended()
        said = honestly()
        if kind == "multi-line":
            said = said[:3] + b"-and first\r\n" + said
        if kind == "drop-mid":
            client.sendall(said[:6])
        if kind in ("drop-mid", "drop-after"):
            _ended()
        client.sendall(said)
        return said


GO_ON = b"354 go on\r\n"
VERBS = {
    b"EHLO": "ehlo",
    b"AUTH": "auth",
    b"DATA": "data",
    b"STAR": "starttls",
    b"MAIL": "mail",
    b"RCPT": "rcpt",
    b"RSET": "rset",
    b"QUIT": "quit",
}


def _ended() -> NoReturn:
    raise _Ended


def _reply(stream: BinaryIO) -> bytes:
    """One whole SMTP reply, of however many lines."""
    lines = []
    while line := stream.readline():
        lines.append(line)
        if line[3:4] != b"-":
            return b"".join(lines)
    raise _Ended


class ImapFaults(Proxy):
    """Does wrong at an IMAP command (its verb in lower case, «fetch» for UID FETCH too) by IMAP_KINDS."""

    def serve(self, client: socket.socket, server: socket.socket) -> None:
        """One session: what the client says is watched for verbs, what the server says is passed on or spoilt."""
        spoil: list[str] = []
        self.spawn(self._pass_back, client, server, spoil)
        with client.makefile("rb") as asked:
            for line in iter(asked.readline, b""):
                kind = self.due(_verb(line))
                if kind is None or not self._wrong(kind, line.split(b" ")[0], client, asked, spoil):
                    server.sendall(line)

    def _wrong(self, kind: str, tag: bytes, client: socket.socket, asked: BinaryIO, spoil: list[str]) -> bool:
        """Do wrong; whether the command is hereby answered and must not reach the server."""
        if kind in ("NO", "BAD"):
            client.sendall(tag + b" " + kind.encode() + b" not now\r\n")
        elif kind == "BYE":
            client.sendall(b"* BYE going down\r\n")
        elif kind == "stray-expunge":
            client.sendall(b"* 1 EXPUNGE\r\n")
        elif kind == "stall":
            asked.read()
        if kind in ("BYE", "drop", "stall"):
            _ended()
        if kind in ("cut-literal", "uidvalidity"):
            spoil.append(kind)
        return kind in ("NO", "BAD")

    def _pass_back(self, client: socket.socket, server: socket.socket, spoil: list[str]) -> None:
        try:
            while data := server.recv(65_536):
                if "uidvalidity" in spoil:
                    data = re.sub(rb"(UIDVALIDITY )(\d+)", lambda found: found[1] + b"%d" % (int(found[2]) + 1), data)
                if "cut-literal" in spoil and (found := re.search(rb"\{\d+\}\r\n", data)):
                    client.sendall(data[: found.end() + 5])
                    return
                client.sendall(data)
        finally:
            close(client)


def _verb(line: bytes) -> str:
    words = line.upper().split()
    verb = words[2] if len(words) > 2 and words[1] == b"UID" else (words[1] if len(words) > 1 else b"")
    return verb.decode("latin-1").lower()
