"""One thing `budstikke check` found: right, wrong with what to do, or worth knowing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found about a part of the service; only «problem» makes the check fail."""

    level: Literal["ok", "note", "problem"]
    about: str
    what: str
    do: str = ""


def fine(about: str, what: str) -> Finding:
    """All is well there."""
    return Finding(level="ok", about=about, what=what)


def note(about: str, what: str, do: str = "") -> Finding:
    """Worth knowing, and no fault."""
    return Finding(level="note", about=about, what=what, do=do)


def wrong(about: str, what: str, do: str) -> Finding:
    """A problem, and what to do about it."""
    return Finding(level="problem", about=about, what=what, do=do)
