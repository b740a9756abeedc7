"""What a label or a column's head means: «Til stede», «Møteleder:», «Ansvarlig» — also where a scanner misread it.

A label is compared without its blanks, marks and the letters scanners mistake for one another, so that «Ti1 ste de»,
«M0TELEDER» and «M?teleder» are read as they were written. Words are in phrases/minutes.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from parsers.matching import one_letter
from parsers.phrasebook import load

__all__ = ["ATTENDANCE", "PRESENCE", "column_of", "field_of", "folded"]

_WORDS = load("minutes")
_LONGEST = 70
PRESENCE = frozenset({"present", "absent", "absent_notified", "absent_unnotified"})
ATTENDANCE = PRESENCE | {"roster", "group"}
_LETTERS = {"ø": "o", "ö": "o", "å": "a", "ä": "a", "æ": "a", "é": "e", "/": "og", "&": "og", "+": "og"}
_MISREAD = {"0": "o", "?": "o", "�": "o", "1": "l", "|": "l", "!": "l"}
_FOLD = str.maketrans(_LETTERS | _MISREAD)
_FOLD_PATTERN = str.maketrans(_LETTERS | {" ": ""} | {"&": "og", "+": "+"})
_NOT_LETTERS = re.compile(r"[^a-z\d]+")
_NOTE = re.compile(r"\s*\([^()]{0,60}\)")
_BOTH = re.compile(r"\s*(?:/|og|\+|&|,)\s*kopi(?: til)?$", re.I)
_PARTS = re.compile(r"[/,&+]|\sog\s")
_WHOSE = re.compile(r"(\S.{3,40}?)\s(?:fra|frå)\s\S.{1,40}", re.I)
_FROM = re.compile(r"(?:fra|frå)\s\S.{1,40}", re.I)


def folded(text: str) -> str:
    """The text's letters and figures alone, in small letters, those that scanners take for each other made one."""
    return _NOT_LETTERS.sub("", text.lower().translate(_FOLD)).replace("rn", "m")


def _pattern(words: Iterable[str]) -> str:
    return "|".join(word.replace(" ?", "").translate(_FOLD_PATTERN).replace("rn", "m") for word in words)


def _attendance(told: Mapping[str, list[str]]) -> dict[str, str]:
    """The labels of lists of people: a word of presence or absence among words that don't count, in any order."""
    core = {kind: f"(?:{_pattern(words)})" for kind, words in told.items()}
    some = f"{core['neutral']}{{0,8}}"
    there = f"{some}(?:{core['present']}){some}"
    return {
        "absent_unnotified": f"{some}{core['unnotified']}{some}|(?=.*{core['not']}){some}(?:{core['met']}){some}",
        "absent": f"{some}{core['absent']}{some}|(?=.*{core['not']}){there}",
        "absent_notified": f"{some}(?:{core['notified']}){some}",
        "present": f"(?!.*{core['not']})(?:{there}|fra[a-z]{{2,40}}motte|med)",
    }


def _compiled(table: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{words})" for name, words in table.items()))


_LABEL = _compiled(_attendance(_WORDS["attendance"]) | {f: _pattern(w) for f, w in _WORDS["labels"].items()})
_COLUMN = _compiled({column: _pattern(words) for column, words in _WORDS["columns"].items()})


@lru_cache(16_000)
def field_of(label: str) -> tuple[str, bool] | None:
    """The meaning of a whole label, and whether it also speaks of copies; None when it is no known label."""
    if not label or len(label) > _LONGEST:
        return None
    bare = _NOTE.sub("", label).strip(" .:*–-_") if "(" in label else label.strip(" .:*–-_")
    both = _BOTH.search(bare)
    bare = bare[: both.start()] if both else bare
    match = _LABEL.fullmatch(folded(bare))
    if match and match.lastgroup:
        return match.lastgroup, both is not None
    if _FROM.fullmatch(bare):
        return "group", False
    whose = _WHOSE.fullmatch(bare)
    got = field_of(whose[1]) if whose else None
    return got if got and got[0] in PRESENCE else None


_PLAIN = {
    _pattern([word]): field
    for field, words in _WORDS["labels"].items()
    for word in words
    if len(word) > 7 and re.fullmatch(r"[a-zæøå ]+", word.replace(" ?", ""))
} | {"tilstede": "present", "tilstades": "present", "forfall": "absent_notified", "deltakere": "present"}


@lru_cache(4_000)
def misread_field(label: str) -> tuple[str, bool] | None:
    """The meaning of a label with one letter misread: «Mptedato», «TidspunkI»; it must stand before a colon."""
    bare = folded(label) if 6 < len(label) < 24 else ""
    found = next((field for word, field in _PLAIN.items() if bare[:1] == word[0] and one_letter(bare, word)), None)
    return (found, False) if found else None


_EITHER = re.compile(r"\s*(?:[/,=;():]|\s[–-]\s|\s(?:og|eller)\s)\s*")


def _tells_either(head: str) -> bool:
    """Whether a head names both presence and absence: «Møtt (M) / Forfall (F)», «X = til stede, F = forfall»."""
    parts = _EITHER.split(head.strip(" ()")) if len(head) < 2 * _LONGEST else []
    told = {got[0] for part in parts if (got := field_of(part)) and got[0] in PRESENCE}
    return len(told) > 1 and "present" in told


@lru_cache(16_000)
def column_of(head: str) -> str | None:
    """The meaning of a table column by its head, of «Diskusjon/vedtak» the first; None when it is not known."""
    match = _COLUMN.fullmatch(folded(head)) if 0 < len(head) < _LONGEST else None
    if match:
        return match.lastgroup
    if _tells_either(head):
        return "status"
    parts = _PARTS.split(head) if len(head) < 36 else []
    return column_of(parts[0].rstrip()) if len(parts) > 1 and parts[0].strip() else None
