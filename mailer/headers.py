"""Header values in wire form, made by us and neither parsed nor refolded by the library afterwards.

The standard library decodes encoded words in a value it is given, so that a name like `=?utf-8?q?a=0ABcc:_x?=` comes
out as a new header line (cpython #121650), and it writes long Message-IDs as encoded words. Here text is encoded once,
addresses and ids stay as they are, and a value with CR, LF or NUL of its own is refused (promise 12).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import Header
from email.policy import Policy

_WIDTH = 76
_ID = re.compile(r"<[!-;=?A-~]{1,120}@[!-;=?A-~]{1,120}>")
_BREAKS = re.compile(r"[\r\n\0]")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"(?=.{3,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class Unsendable(ValueError):
    """The letter cannot be put on the wire as it stands; the message says why."""


class Line(str):
    """A header in wire form; the mail library writes what has `name` and `fold` as it is."""

    name: str

    def __new__(cls, name: str, value: str) -> Line:
        """`value` may break only as folding does: CRLF and a space."""
        if _BREAKS.search(value.replace("\r\n ", " ")) or not value.isascii():
            raise Unsendable(f"line break or unencoded character in the header {name}")
        line = super().__new__(cls, value)
        line.name = name
        return line

    def fold(self, *, policy: Policy) -> str:
        """The whole line with its end."""
        return f"{self.name}: {self}\r\n"


def text(name: str, value: str) -> Line:
    """A text header, encoded by RFC 2047 where it is not plain ASCII or looks encoded already."""
    refuse_breaks(name, value)
    return Line(name, _encoded(value, used=len(name) + 2))


def mailbox(name: str, display: str | None, address: str) -> Line:
    """An address header with one mailbox, `display` quoted or encoded (RFC 5322 §3.4)."""
    refuse_breaks(name, display or "")
    if not display:
        return Line(name, address)
    phrase = _phrase(display, used=len(name) + 2)
    gap = "\r\n " if len(phrase.rpartition("\n")[2]) + len(address) + len(name) + 5 > _WIDTH else " "
    return Line(name, f"{phrase}{gap}<{address}>")


def ids(name: str, values: Iterable[str]) -> Line:
    """Message-IDs, one a line, never encoded or broken."""
    return Line(name, "\r\n ".join(values))


def known_ids(values: Iterable[str], most: int = 20) -> tuple[str, ...]:
    """The well-formed Message-IDs, each once in order: the first, and the last of the rest (RFC 5322 §3.6.4).

    An id without its angle brackets gets them.
    """
    bracketed = (value if value.startswith("<") else f"<{value}>" for value in map(str.strip, values))
    found = tuple(dict.fromkeys(value for value in bracketed if _ID.fullmatch(value)))
    return found if len(found) <= most else (found[0], *found[1 - most :])


def address(value: str) -> str:
    """The address with its domain in ASCII (IDNA).

    Raises Unsendable for what is no address, or has a local part outside ASCII, which needs SMTPUTF8.
    """
    local, _, domain = value.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Unsendable("the address's domain cannot be written in ASCII") from error
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(host) or ".." in host:
        raise Unsendable("not an address mail can be sent to")
    return f"{local}@{host}"


def refuse_breaks(name: str, value: str) -> None:
    """Raises Unsendable where a value has CR, LF or NUL (promise 12)."""
    if _BREAKS.search(value):
        raise Unsendable(f"line break in the header {name}")


def _plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and "=?" not in value


def _encoded(value: str, used: int) -> str:
    charset = "us-ascii" if _plain(value) else "utf-8"
    header = Header(value, charset, maxlinelen=_WIDTH, header_name="x" * max(used - 2, 1))
    return header.encode(linesep="\r\n")


def _phrase(display: str, used: int) -> str:
    if not _plain(display):
        return _encoded(display, used)
    if re.fullmatch(r"[A-Za-z0-9 -]+", display):
        return display
    return '"' + display.replace("\\", r"\\").replace('"', r"\"") + '"'
