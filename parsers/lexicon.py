"""Phrases of phrases/answers.toml as patterns over a clause's text in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.phrasebook import alternatives, load

DATA = load("answers")
_GAP = r"(?:[\s,]+[\w'’/-]+){0,4}?"
_ADVERBS = rf"(?:[\s,]+(?:{alternatives([*DATA['who']['between'], *DATA['who']['me']])})(?!\w)){{0,4}}?"


def phrase(words: str) -> str:
    """One phrase as a regular expression; «…» is at most four words, «~» four that don't count, a blank any space."""
    spaced = r"[\s,]+".join(part if part in "…~" else re.escape(part) for part in words.split())
    return spaced.replace(r"[\s,]+…", _GAP).replace(r"[\s,]+~", _ADVERBS)


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, longest first."""
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    return re.compile(rf"(?<![\w@.-])(?:{'|'.join(map(phrase, ordered))})(?![\w@])", re.I)
