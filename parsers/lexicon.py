"""Phrases of phrases/answers.toml as patterns over a clause's text in small letters.

In a phrase «…» is at most four words, «~» at most four that don't count, «a/b» one of the two, «{name}» any of that
class, «word?» a word that may be missing, and «*» any letters of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.phrasebook import alternatives, load

DATA = load("answers")
_BLANK = r"[\s,]+"
_GAPS = {
    "…": r"(?:[\s,]+[\w'’/-]+){0,4}?",
    "~": rf"(?:[\s,]+(?:{alternatives([*DATA['who']['between'], *DATA['who']['me']])})(?!\w)){{0,4}}?",
}
_NO_DENIAL = rf"[\s,]+(?!(?:{alternatives(DATA['scope']['negations'])})(?!\w))"


def phrase(words: str) -> str:
    """One phrase as a regular expression."""
    out = ""
    for part in words.split():
        if part in _GAPS:
            out += _GAPS[part]
        elif part.endswith("?"):
            out += f"(?:{_BLANK if out else ''}{_part(part[:-1])}{'' if out else _BLANK})?"
        else:
            out += (_BLANK if out else "") + _part(part)
    return out


def _part(part: str) -> str:
    choices = part.split("/")
    return _word(part) if len(choices) == 1 else f"(?:{'|'.join(map(_word, choices))})"


def _word(word: str) -> str:
    opened = re.split(r"\{(\w+)\}", word)
    return "".join(_class(part) if at % 2 else re.escape(part).replace(r"\*", r"\w*") for at, part in enumerate(opened))


def _class(name: str) -> str:
    return f"(?:{'|'.join(map(phrase, DATA['classes'][name]))})"


def loose(phrases: Iterable[str]) -> list[str]:
    """The phrases with room for words that don't count after a first verb: «har dessverre forfall»."""
    verbs = DATA["attend"]["loose"]
    return [re.sub(rf"^({'|'.join(verbs)}) (?!…|~)", r"\1 ~ ", phrase) for phrase in phrases]


def any_of(phrases: Iterable[str], *, denials: bool = True) -> re.Pattern[str]:
    """Any of the phrases as whole words, longest first; without `denials` no gap holds a word that denies."""
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    joined = "|".join(map(phrase, ordered))
    for gap in () if denials else _GAPS.values():
        joined = joined.replace(gap, gap.replace(_BLANK, _NO_DENIAL))
    return re.compile(rf"(?<![\w@.-])(?:{joined})(?![\w@])", re.I)


def words_of(phrases: Iterable[str]) -> set[str]:
    """Every plain word the phrases hold; classes and gaps are left out."""
    return {
        word for phrase in phrases for part in phrase.split() for word in part.strip("?").split("/") if word.isalpha()
    }
