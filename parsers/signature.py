"""Who signs a paper: the full names that stand alone under it, and who «jeg» is in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.lines import Item, Line
from parsers.names import name_at_start
from parsers.phrasebook import load

__all__ = ["CLOSING", "GREETING", "signing", "writer"]

CLOSING = 6
GREETING = re.compile(load("minutes")["offices"]["greeting"], re.I)
_NOTE = re.compile(r"\s*\([^()]{0,30}\)\s*$|,\s*[a-zæøå ]{3,30}$")


def signing(items: Sequence[Item]) -> Iterator[str]:
    """The full names that stand alone on a line under the paper, as in a signature."""
    for item in items[-CLOSING:]:
        bare = _NOTE.sub("", GREETING.sub("", item.text)).strip() if isinstance(item, Line) else ""
        named = name_at_start(bare)
        if named and named[0] == bare and " " in bare:
            yield bare


def writer(items: Sequence[Item], sender: str | None) -> str | None:
    """Who «jeg» is: the one full name that signs, or else the mail's sender where the signature does not gainsay it."""
    names = set(signing(items))
    if len(names) == 1:
        return names.pop()
    got = name_at_start(sender) if sender and not names else None
    return got[0] if got and " " in got[0] else None
