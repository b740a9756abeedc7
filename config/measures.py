"""What one value in a configuration file must be, beyond its type: `Annotated` types with words for the operator."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)([\w-]{1,63}\.)*[\w-]{1,63}", re.UNICODE)
_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Must:
    """A value must pass `test`; `be` says so in words that follow «must be»."""

    be: str
    test: Callable[[Any], bool]


def is_address(text: str) -> bool:
    """Whether text is one addr-spec (RFC 5321 §4.1.2, no quoted local part), domain in any script."""
    local, _, domain = text.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    hyphens = any(label.startswith("-") or label.endswith("-") for label in domain.split("."))
    return bool(_ADDRESS.fullmatch(text)) and not dots and not hyphens


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself: localhost, 127.0.0.0/8 or ::1 (promise 15)."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        return safe and bool(parts.hostname) and _is_line(text) and " " not in text
    except ValueError:
        return False


def _between(low: float, high: float) -> Callable[[float], bool]:
    return lambda number: low <= number <= high


Line = Annotated[str, Must(be="one line of text, not empty", test=_is_line)]
Id = Annotated[str, Must(be="lower-case letters a-z, digits and hyphens", test=lambda s: bool(_ID.fullmatch(s)))]
Address = Annotated[str, Must(be="one e-mail address, as navn@kommune.no", test=is_address)]
Link = Annotated[str, Must(be="an https address", test=_is_link)]
Variable = Annotated[str, Must(be="the name of an environment variable", test=lambda s: bool(_VARIABLE.fullmatch(s)))]
Tongue = Annotated[str, Must(be="nb, nn or en", test=lambda s: s in {"nb", "nn", "en"})]
Form = Annotated[str, Must(be="physical, digital or hybrid", test=lambda s: s in {"physical", "digital", "hybrid"})]
Days = Annotated[int, Must(be="a number of days, 0 to 365", test=_between(0, 365))]
Years = Annotated[int, Must(be="a number of years, 1 to 20", test=_between(1, 20))]
Times = Annotated[int, Must(be="a number of times, 0 to 100", test=_between(0, 100))]
Port = Annotated[int, Must(be="a port number, 1 to 65535", test=_between(1, 65535))]
PollSeconds = Annotated[int, Must(be="seconds, 5 to 600", test=_between(5, 600))]
Seconds = Annotated[float, Must(be="seconds, 0.1 to 600", test=_between(0.1, 600))]
Letters = Annotated[int, Must(be="a number of letters, 1 to 100000", test=_between(1, 100_000))]
MailBytes = Annotated[int, Must(be="bytes, 10000 to 1000000000", test=_between(10_000, 1_000_000_000))]
ParseBytes = Annotated[int, Must(be="bytes, at least 100000000", test=_between(100_000_000, 10**13))]
