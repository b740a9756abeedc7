"""A second reading of a reply: how its words weigh for each answer, learned from the labelled replies.

The rules of answers.py know what words mean but not every way of saying it; the weights know many ways but no grammar.
`agreed` is the one place where the two meet: the weights speak only where the rules are silent and they are very sure,
and they silence rules that stand alone against them. Two readings that point opposite ways are no answer.

The weights are data, phrases/evidence.tsv, written by `./dev learn` from the tables of replies and never by hand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from parsers.facts import Answer

WEIGHTS = Path(__file__).parent / "phrases" / "evidence.tsv"
CLASSES: tuple[Answer | None, ...] = ("accepted", "declined", "tentative", None)

SPEAKS = 0.9
SILENCES = 0.1

_WORD = re.compile(r"[\w'’]+(?:[-@.]\w+)*|[?!👍👎]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}|\d{4}")
_NAMES_NOBODY = {"teams", "zoom", "skype"}
_LONGEST = 400


def agreed(rules: Answer | None, weights: Mapping[Answer | None, float]) -> Answer | None:
    """The answer both readings can stand behind; None is to ask."""
    likeliest = max(weights, key=lambda answer: weights[answer])
    if rules is None:
        return likeliest if weights[likeliest] >= SPEAKS else None
    return rules if weights[rules] >= SILENCES else None


def weigh(text: str) -> Mapping[Answer | None, float]:
    """How likely each answer is by the words alone, in all 1. `text` is in one spelling (spelling.canonical)."""
    table, found = _table(), [w for mark in marks(text) if (w := _table().get(mark))]
    length = math.sqrt(len(found)) or 1.0
    sums = [bias + sum(w[n] for w in found) / length for n, bias in enumerate(table[BIAS])]
    return MappingProxyType(dict(zip(CLASSES, softmax(sums), strict=True)))


BIAS = ""


def softmax(sums: list[float]) -> list[float]:
    """Sums as shares of one."""
    most = max(sums)
    powers = [math.exp(s - most) for s in sums]
    return [p / sum(powers) for p in powers]


@cache
def _table() -> Mapping[str, tuple[float, ...]]:
    lines = (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return MappingProxyType({mark: tuple(int(w) / 100 for w in weights) for mark, *weights in lines})


def marks(text: str) -> set[str]:
    """What counts: one to three words in a row, two words near each other, and the words of a question.

    Names, addresses, hours and numbers count as such, whoever and whatever they are.
    """
    return {mark for sentence in _SENTENCE.split(text) for mark in _of_sentence(_WORD.findall(sentence)[:_LONGEST])}


def _of_sentence(words: list[str]) -> Iterator[str]:
    if not words:
        return
    seen = ["<", *(_class(word, first=place == 0) for place, word in enumerate(words)), ">"]
    for place, word in enumerate(seen):
        yield from (" ".join(seen[place : place + count]) for count in (1, 2, 3) if place + count <= len(seen))
        yield from (f"{word} … {other}" for other in seen[place + 2 : place + 5])
    if "?" in words:
        yield from (f"? {word}" for word in seen)


def _class(word: str, *, first: bool) -> str:
    if "@" in word:
        return "<mail>"
    if word[0].isdigit():
        return "<clock>" if _CLOCK.fullmatch(word) else "<number>"
    if word[0].isupper() and not first and len(word) > 1 and word.lower() not in _NAMES_NOBODY:
        return "<name>"
    return word.lower()
