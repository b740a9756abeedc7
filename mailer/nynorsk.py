"""What the parsers say in bokmål, as a nynorsk network's letters say it: whole proofread sentences, as data."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_SENTENCES = Path(__file__).resolve().parent.parent / "templates" / "nynorsk.toml"


@cache
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    sentences = tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))["sentences"]
    return tuple((re.compile(re.escape(nb).replace(r"\{\}", "(.*?)")), nn) for nb, nn in sentences.items())


def in_nynorsk(sentence: str) -> str:
    """A parser's sentence in nynorsk; one that is not in the table stands as it is."""
    for pattern, nynorsk in _table():
        if found := pattern.fullmatch(sentence):
            return nynorsk.format(*found.groups())
    return sentence
