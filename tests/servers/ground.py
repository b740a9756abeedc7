"""What private servers on loopback stand on: free ports, certificates, patience, and why one can't be had."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import trustme

SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


class Unavailable(Exception):
    """The server can't run on this machine; the tests say so."""


def program(name: str) -> str:
    """The full path of a system program. Raises Unavailable."""
    found = shutil.which(name, path=SYSTEM_PATH)
    if found is None:
        raise Unavailable(f"{name} is not installed")
    return found


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on just now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def until(true: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look again until it is so. Raises TimeoutError with what was waited for."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} seconds for {what}")
        time.sleep(0.02)


def answers(port: int) -> bool:
    """Whether someone listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """Files of our own authority, and of a server it calls «localhost»."""

    ca: Path
    cert: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """For a server in this process."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.cert, self.key)
        return context


def certificates(directory: Path, *names: str) -> Certificates:
    """Make an authority and a certificate for these names (else localhost) in the directory."""
    authority = trustme.CA()
    issued = authority.issue_cert(*(names or ("localhost",)))
    made = Certificates(ca=directory / "ca.pem", cert=directory / "cert.pem", key=directory / "key.pem")
    authority.cert_pem.write_to_path(str(made.ca))
    made.cert.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(made.key))
    return made
