"""Waiting for mail (IMAP IDLE, RFC 2177), on the socket itself and in whole lines.

imapclient's own `idle_check` can read half a line and takes a closed connection for silence, so it is not used.
"""

from __future__ import annotations

import re
import socket
import time

from mailer.wire.errors import CommandRefused, WireBroken

TAG = b"IDLE "
NEWS = re.compile(rb"\* \d+ (EXISTS|RECENT)", re.IGNORECASE)
LINE_BYTES = 65_536


class Lines:
    """Whole lines off a socket. Half a line is kept for next time; the end of the stream is a broken connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._kept = b""

    def within(self, seconds: float) -> bytes | None:
        """The next line without its line end, or None when none came in that many seconds."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._kept:
            if not self._more(deadline - time.monotonic()):
                return None
        line, _, self._kept = self._kept.partition(b"\n")
        return _sound(line.rstrip(b"\r"))

    def next(self, patience: float) -> bytes:
        """The next line; a server that stays silent for `patience` seconds is lost."""
        line = self.within(patience)
        if line is None:
            raise WireBroken(f"no answer in {patience:g} seconds")
        return line

    def _more(self, seconds: float) -> bool:
        if seconds <= 0:
            return False
        self._sock.settimeout(seconds)
        try:
            data = self._sock.recv(LINE_BYTES)
        except TimeoutError:
            return False
        if not data or len(self._kept) > LINE_BYTES:
            raise WireBroken("the server closed the connection" if not data else "a line without end")
        self._kept += data
        return True


def wait(sock: socket.socket, seconds: float, *, patience: float) -> bool:
    """IDLE for up to `seconds`; True as soon as the server tells of mail. Each answer is waited for `patience` seconds.

    Raises WireBroken when the connection is lost or the server stays silent, CommandRefused when it won't.
    """
    lines, before = Lines(sock), sock.gettimeout()
    try:
        sock.sendall(TAG + b"IDLE\r\n")
        came = _until(lines, b"+", patience) or _news_within(lines, seconds)
        sock.sendall(b"DONE\r\n")
        return _until(lines, TAG, patience) or came
    except OSError as error:
        raise WireBroken(str(error)) from error
    finally:
        sock.settimeout(before)


def _news_within(lines: Lines, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while (line := lines.within(deadline - time.monotonic())) is not None:
        if NEWS.match(line):
            return True
    return False


def _until(lines: Lines, start: bytes, patience: float) -> bool:
    """Read on until a line that begins with `start`; whether news came before it."""
    came = False
    while not (line := lines.next(patience)).startswith(start):
        came = came or bool(NEWS.match(line))
    return came


def _sound(line: bytes) -> bytes:
    upper = line.upper()
    if upper.startswith(b"* BYE"):
        raise WireBroken(line.decode("utf-8", "replace"))
    if upper.startswith((TAG + b"NO", TAG + b"BAD")):
        raise CommandRefused(line.decode("utf-8", "replace"))
    return line
