"""The SMTP envelope of one letter: MAIL and RCPT with DSN words (RFC 3461), and the message as it goes on the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>]")
LINE_END = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"(?m)^\.")


class Unsendable(ValueError):
    """The letter can't be sent through this server as it is addressed."""


class Posted(Protocol):
    """What of a letter the envelope shows."""

    @property
    def sender(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def envelope_id(self) -> str: ...


class Offers(Protocol):
    """A server that has said what it supports."""

    def supports_extension(self, extension: str, /) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The two command lines, without line ends."""

    mail: bytes
    rcpt: bytes


def of(letter: Posted, server: Offers) -> Envelope:
    """The command lines for this letter, with the words this server offers. Raises Unsendable."""
    sender, recipient = address(letter.sender), address(letter.recipient)
    mail, rcpt = [f"MAIL FROM:<{sender}>"], [f"RCPT TO:<{recipient}>"]
    if server.supports_extension("size"):
        mail.append(f"SIZE={len(letter.data)}")
    if not letter.data.isascii() and server.supports_extension("8bitmime"):
        mail.append("BODY=8BITMIME")
    if not (sender + recipient).isascii():
        if not server.supports_extension("smtputf8"):
            raise Unsendable("the address has letters outside ASCII before the @, and the server can't carry them")
        mail.append("SMTPUTF8")
    if server.supports_extension("dsn"):
        mail.append(f"RET=HDRS ENVID={xtext(letter.envelope_id)}")
        rcpt.append("NOTIFY=SUCCESS,FAILURE,DELAY")
        if recipient.isascii():
            rcpt.append(f"ORCPT=rfc822;{xtext(recipient)}")
    return Envelope(mail=" ".join(mail).encode(), rcpt=" ".join(rcpt).encode())


def address(given: str) -> str:
    """The address with its domain in IDNA form; the null sender stays empty. Raises Unsendable, CR and LF included."""
    if not given:
        return ""
    local, at, host = given.rpartition("@")
    if not (local and at and host) or FORBIDDEN.search(given):
        raise Unsendable("the address is not one")
    return f"{local}@{domain(given)}"


def domain(given: str) -> str:
    """The address's domain in ASCII (RFC 5891). Raises Unsendable."""
    try:
        return given.rpartition("@")[2].encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Unsendable("the address's domain is not one") from error


def xtext(text: str) -> str:
    """Printable ASCII as an ESMTP value (RFC 3461 §4): «+», «=» and space become +XX. Other characters become «?»."""
    plain = (char if " " <= char <= "~" else "?" for char in text)
    return "".join(f"+{ord(char):02X}" if char in "+= " else char for char in plain)


def stuffed(data: bytes) -> bytes:
    """The message with CRLF throughout and leading dots doubled (RFC 5321 §4.5.2), ending in CRLF, without the dot."""
    lines = LINE_END.sub(b"\r\n", data)
    whole = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return LEADING_DOT.sub(b"..", whole)
