"""What is wrong with a configuration, as values: where it stands and what was expected there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

_BARE = re.compile(r"[A-Za-z0-9_-]+")

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong at one key of one document; `at` is the way down to it, list places counted from 0."""

    at: KeyPath
    expected: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A fault an operator can act on: file, dotted key, line (None where it can't be told) and what is expected."""

    file: Path
    key: str
    expected: str
    line: int | None = None

    def __str__(self) -> str:
        """One line in the form editors understand: FILE:LINE: KEY: what is expected."""
        where = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.key, self.expected) if part)


def dotted(at: KeyPath) -> str:
    """The way down to a key as people write it, list places counted from 1: «meeting[2].date»."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{_quoted(step)}" for step in at)
    return "".join(steps).removeprefix(".")


def _quoted(step: str) -> str:
    return step if _BARE.fullmatch(step) else json.dumps(step)
