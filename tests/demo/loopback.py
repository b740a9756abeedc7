"""Nothing leaves this machine: once `shut` is called, the process can reach no address but loopback, nor undo it."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

NAMES = ("localhost", "")


class LeftLoopback(Exception):
    """Something tried to reach another machine."""


def is_loopback(host: object) -> bool:
    """Whether a host as sockets are given it is this machine itself."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in NAMES:
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _audited(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        where = args[1]
        if isinstance(where, tuple) and not is_loopback(where[0]):
            raise LeftLoopback(f"{event} to {where[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_loopback(args[0]):
        raise LeftLoopback(f"{event} of {args[0]!r}")


def shut() -> None:
    """Shut the way out, for good (an audit hook can't be taken away, PEP 578)."""
    sys.addaudithook(_audited)
