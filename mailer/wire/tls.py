"""TLS as promised: verified always, and off for loopback addresses only (promise 15)."""

from __future__ import annotations

import ipaddress
import ssl
from pathlib import Path

from config.settings import Server
from mailer.wire.errors import Unencrypted, Untrusted


def is_loopback(host: str) -> bool:
    """Whether the name is this machine itself. No look-up is made: other names may change their mind."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def context(server: Server) -> ssl.SSLContext | None:
    """How to speak with this server: None for in the clear.

    Raises Unencrypted where the settings ask for that beyond this machine, Untrusted when `ca_file` can't be read.
    """
    if server.security != "none":
        return verified(server.ca_file)
    if is_loopback(server.host):
        return None
    raise Unencrypted(server.host)


def verified(ca_file: Path | None = None) -> ssl.SSLContext:
    """A context that checks certificate and name against the system's authorities, or against `ca_file` alone."""
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise Untrusted(f"{ca_file}: {error}") from error
