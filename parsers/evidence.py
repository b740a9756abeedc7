"""The second reading of a reply: its words, and what the rules found in them, weighed together.

The rules of answers.py know what words mean but not every way of saying it; the weights know many ways but no grammar.
`likeliest` is where the two meet: an answer is given only when both together make it sure, and never one opposite to
what the rules found. The weights are data, phrases/evidence.tsv, written by `./dev learn` and never by hand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from parsers.facts import Answer
from parsers.signals import Signal

WEIGHTS = Path(__file__).parent / "phrases" / "evidence.tsv"
CLASSES: tuple[Answer | None, ...] = ("accepted", "declined", "tentative", None)
BIAS = "="
# A wrong yes or no costs most; a perhaps is asked about again anyway.
SURE: Mapping[Answer | None, float] = MappingProxyType({"accepted": 0.8, "declined": 0.8, "tentative": 0.5, None: 0.0})

_OPPOSITE: Mapping[Answer | None, Answer] = MappingProxyType({"accepted": "declined", "declined": "accepted"})
_WORD = re.compile(r"[\w'’]+(?:[-@.]\w+)*|[?!👍👎]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?!\d)|\n+")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}|\d{4}")
_NAMES_NOBODY = {"teams", "zoom", "skype"}
_LONGEST = 400

Weights = Mapping[str, Sequence[float]]


def likeliest(text: str, found: Iterable[str], ruled: Answer | None) -> Answer | None:
    """The answer that words and findings together make sure; None is to ask.

    `text` is the words as the tables know them (answers.plain), `found` the rules' findings, `ruled` their answer.
    """
    shares = dict(zip(CLASSES, weighed(_table(), marks(text), found), strict=True))
    answer = max(CLASSES, key=lambda one: shares[one])
    return answer if shares[answer] >= SURE[answer] and _OPPOSITE.get(answer) != ruled else None


def findings(ruled: Answer | None, signals: Sequence[Signal], *, deputy: bool) -> frozenset[str]:
    """What the rules found, as marks: their answer, every signal, and whether someone stands in."""
    told = {f"= {'strong' if s.strong else 'weak'} {s.answer}" for s in signals}
    return frozenset({f"= {ruled}", *told, *(["= deputy"] if deputy else [])} | (set() if told else {"= silent"}))


def weighed(weights: Weights, words: Iterable[str], found: Iterable[str]) -> list[float]:
    """Each answer's share of one. Words share one vote, so that length does not count; each finding has its own."""
    known = [weights[mark] for mark in words if mark in weights]
    sure = [weights[mark] for mark in (BIAS, *found) if mark in weights]
    scale = 1 / math.sqrt(len(known) or 1)
    return softmax([scale * sum(w[n] for w in known) + sum(w[n] for w in sure) for n in range(len(CLASSES))])


def softmax(sums: Sequence[float]) -> list[float]:
    """Sums as shares of one."""
    most = max(sums)
    powers = [math.exp(s - most) for s in sums]
    return [p / sum(powers) for p in powers]


@cache
def _table() -> Weights:
    lines = (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return MappingProxyType({mark: tuple(int(w) / 100 for w in weights) for mark, *weights in lines})


def marks(text: str) -> frozenset[str]:
    """What counts of the words: one to three in a row, two near each other, and those of a question.

    Names, addresses, hours and numbers count as such, whoever and whatever they are.
    """
    sentences = (_WORD.findall(sentence)[:_LONGEST] for sentence in _SENTENCE.split(text))
    return frozenset(mark for words in sentences if words for mark in _of_sentence(words))


def _of_sentence(words: list[str]) -> Iterator[str]:
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
