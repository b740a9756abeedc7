"""Phrases of phrases/answers.toml as patterns over a clause's text in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.phrasebook import load

DATA = load("answers")
_GAP = r"(?:[\s,]+[\w'’/-]+){0,4}?"


def phrase(words: str) -> str:
    """One phrase as a regular expression; «…» is at most four words, a blank any white space."""
    return r"[\s,]+".join(re.escape(part) for part in words.split()).replace(r"[\s,]+…", _GAP)


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, longest first."""
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    return re.compile(rf"(?<![\w@.-])(?:{'|'.join(map(phrase, ordered))})(?![\w@])", re.I)
