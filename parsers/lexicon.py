"""Phrases of phrases/answers.toml, found in a clause's text in small letters.

In a phrase «…» is at most four words, «~» at most four that don't count, «a/b» one of the two, «{name}» any of that
class, «word?» a word that may be missing, and «*» any letters and hyphens of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from parsers.phrasebook import alternatives, load

DATA = load("answers")
# A clause of more words than this is no one's sentence.
_LONGEST = 250
_BLANK = r"[\s,]+"
_GAPS = {
    "…": r"(?:[\s,]+[\w'’/-]+){0,4}?",
    "~": rf"(?:[\s,]+(?:{alternatives([*DATA['who']['between'], *DATA['who']['me']])})(?!\w)){{0,4}}?",
}
_NO_DENIAL = rf"[\s,]+(?!(?:{alternatives(DATA['scope']['negations'])})(?!\w))"
_STRICT_GAPS = {sign: gap.replace(_BLANK, _NO_DENIAL) for sign, gap in _GAPS.items()}
_WORD = re.compile(r"(?<![\w@.'’-])[\w'’]+")


class Phrases:
    """Any of some phrases as whole words, longest first. A phrase is tried only where its first word stands.

    Without `denials` no gap holds a word that denies.
    """

    def __init__(self, phrases: Iterable[str], *, denials: bool = True) -> None:
        self._gaps = _GAPS if denials else _STRICT_GAPS
        self._by_word: dict[str, list[str]] = {}
        for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
            for word in first_words(phrase):
                self._by_word.setdefault(word, []).append(phrase)
        self._compiled: dict[str, re.Pattern[str]] = {}

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first phrase from there on."""
        return next(self.finditer(text, start), None)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Every phrase from there on, none overlapping another."""
        for word in islice(_WORD.finditer(text, start), _LONGEST):
            if word.start() >= start and (m := self._at(text, word)):
                yield m
                start = m.end()

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """A phrase that begins right there."""
        word = _WORD.match(text, start)
        return self._at(text, word) if word else None

    def without(self, text: str) -> str:
        """The text with a blank for each phrase."""
        for m in reversed(list(self.finditer(text))):
            text = f"{text[: m.start()]} {text[m.end() :]}"
        return text

    def _at(self, text: str, word: re.Match[str]) -> re.Match[str] | None:
        key = word[0] if word[0] in self._by_word else "*"
        return self._pattern(key).match(text, word.start()) if key in self._by_word else None

    def _pattern(self, word: str) -> re.Pattern[str]:
        if word not in self._compiled:
            tried = [*self._by_word[word], *(self._by_word.get("*", []) if word != "*" else [])]
            joined = "|".join(_written(phrase, self._gaps) for phrase in tried)
            self._compiled[word] = re.compile(rf"(?:{joined})(?![\w@])", re.I)
        return self._compiled[word]


def first_words(phrase: str) -> set[str]:
    """The words a phrase may begin with; «*» where it may be any."""
    first, _, rest = phrase.partition(" ")
    words: set[str] = first_words(rest) if first.endswith("?") else set()
    for choice in first.rstrip("?").split("/"):
        literal = re.match(r"[\w']+(?!.*\*)", choice)
        if name := re.match(r"\{(\w+)\}", choice):
            words.update(*map(first_words, DATA["classes"][name[1]]))
        else:
            words.add(literal[0].lower() if literal else "*")
    return words


def _written(words: str, gaps: dict[str, str]) -> str:
    """One phrase as a regular expression."""
    out, blank = "", ""
    for part in words.split():
        if part in gaps:
            out += gaps[part]
        elif part.endswith("?"):
            word = _part(part[:-1])
            out += f"(?:{blank}{word})?" if blank else f"(?:{word}{_BLANK})?"
        else:
            out += blank + _part(part)
        blank = blank if part.endswith("?") else _BLANK
    return out


def _part(part: str) -> str:
    choices = part.split("/")
    return _word(part) if len(choices) == 1 else f"(?:{'|'.join(map(_word, choices))})"


def _word(word: str) -> str:
    opened = re.split(r"\{(\w+)\}", word)
    return "".join(
        _class(part) if at % 2 else re.escape(part).replace(r"\*", r"[\w-]*") for at, part in enumerate(opened)
    )


@cache
def _class(name: str) -> str:
    return f"(?:{'|'.join(_written(phrase, _GAPS) for phrase in DATA['classes'][name])})"


def loose(phrases: Iterable[str]) -> list[str]:
    """The phrases with room for words that don't count after a first verb: «har dessverre forfall»."""
    verbs = "|".join(DATA["attend"]["loose"])
    return [re.sub(rf"^((?:\S+/)?(?:{verbs})(?:/\S+)?) (?!…|~)", r"\1 ~ ", phrase) for phrase in phrases]


def words_of(phrases: Iterable[str]) -> set[str]:
    """Every plain word the phrases hold; classes and gaps are left out."""
    parts = (word for phrase in phrases for part in phrase.split() for word in part.strip("?").split("/"))
    return {word for word in parts if word.isalpha()}
