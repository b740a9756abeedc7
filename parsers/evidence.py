"""The second reading of a reply: its words, and what the rules found in them, weighed together.

The rules of answers.py know what words mean but not every way of saying it; the weights know many ways but no grammar.
`likeliest` is where the two meet: an answer is given only when both together make it sure, and never one opposite to
what the rules found. Every word votes twice: in the whole text for each answer and for none, and in its sentence, where
the strongest sentence speaks for the text, so that an answer amid other matters is heard. The weights are data,
phrases/evidence.tsv, written by `./dev learn` and never by hand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from types import MappingProxyType

from parsers.clauses import sentences
from parsers.facts import Answer
from parsers.signals import Signal

WEIGHTS = Path(__file__).parent / "phrases" / "evidence.tsv"
CLASSES: tuple[Answer | None, ...] = ("accepted", "declined", "tentative", None)
SPOKEN = range(len(CLASSES), 2 * len(CLASSES) - 1)
BIAS = "="
# A wrong yes or no costs most; a perhaps is asked about again anyway.
SURE: Mapping[Answer | None, float] = MappingProxyType({"accepted": 0.7, "declined": 0.7, "tentative": 0.5, None: 0})
# Where the rules heard both a clear yes and a clear no, and how much may ever speak for the opposite.
BOTH, SURE_OF_BOTH, MOST_AGAINST = frozenset({"= strong accepted", "= strong declined"}), 0.95, 0.12

_OPPOSITE: Mapping[Answer | None, Answer] = MappingProxyType({"accepted": "declined", "declined": "accepted"})
_WORD = re.compile(r"[\w'’]+(?:[-@.]\w+)*|[?!👍👎]")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}|\d{4}")
_NAMES_NOBODY = {"teams", "zoom", "skype"}
_LONGEST = 400

Weights = Mapping[str, Sequence[float]]


def likeliest(text: str, found: Set[str], ruled: Answer | None) -> Answer | None:
    """The answer that words and findings together make sure; None is to ask.

    `text` is the words as the tables know them (answers.plain), `found` the rules' findings, `ruled` their answer.
    """
    shares = dict(zip(CLASSES, weighed(_table(), marks(text), found), strict=True))
    answer = max(CLASSES, key=lambda one: shares[one])
    against = _OPPOSITE.get(answer)
    if against and (against == ruled or shares[against] > MOST_AGAINST):
        return None
    return answer if shares[answer] >= max(SURE[answer], SURE_OF_BOTH if found >= BOTH else 0) else None


def findings(ruled: Answer | None, signals: Sequence[Signal], *, deputy: bool) -> frozenset[str]:
    """What the rules found, as marks: their answer, every signal, and whether someone stands in."""
    told = {f"= {'strong' if s.strong else 'weak'} {s.answer}" for s in signals}
    return frozenset({f"= {ruled}", *told, *(["= deputy"] if deputy else [])} | (set() if told else {"= silent"}))


def weighed(weights: Weights, sentences: Sequence[Iterable[str]], found: Iterable[str]) -> list[float]:
    """Each answer's share of one. A text's words share one vote and a sentence's another, so that length does not
    count; each finding has its own. `weights` gives a mark's four hundredths for the text, then three for its sentence.
    """
    known = [[weights[mark] for mark in sentence if mark in weights] for sentence in sentences]
    sums = [[sum(column) for column in zip(*rows, strict=True)] for rows in known if rows]
    told = [weights[mark] for mark in (BIAS, *found) if mark in weights]
    share = 1 / math.sqrt(sum(map(len, known)) or 1)
    whole = [(share * sum(s[n] for s in sums) + sum(w[n] for w in told)) / 100 for n in range(len(CLASSES))]
    spoken = [
        [s[n] / math.sqrt(len(rows)) / 100 for n in SPOKEN] for s, rows in zip(sums, filter(None, known), strict=True)
    ]
    strongest = [_at_least(column) for column in zip(*spoken, strict=True)] or [0.0, 0.0, 0.0]
    return _softmax([all_words + best for all_words, best in zip(whole, [*strongest, 0.0], strict=True)])


def _at_least(sums: Sequence[float]) -> float:
    """The largest, and a little more for each that is near it: the logarithm of the sum of the powers."""
    most = max(sums)
    return most + math.log(sum(math.exp(s - most) for s in sums))


def _softmax(sums: Sequence[float]) -> list[float]:
    """Sums as shares of one."""
    most = max(sums)
    powers = [math.exp(s - most) for s in sums]
    return [p / sum(powers) for p in powers]


@cache
def _table() -> Weights:
    lines = (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return MappingProxyType({mark: tuple(map(int, weights)) for mark, *weights in lines})


def marks(text: str) -> tuple[frozenset[str], ...]:
    """What counts of each sentence's words: one to three in a row, two with one between, those of a question,
    and each four letters of a word, which know it in other spellings.

    Names, addresses, hours and numbers count as such, whoever and whatever they are.
    """
    cut = (_WORD.findall(sentence)[:_LONGEST] for sentence in sentences(text))
    return tuple(frozenset(_of_sentence(words)) for words in cut if words)


def _of_sentence(words: list[str]) -> Iterator[str]:
    seen = ["<", *(_class(word, first=place == 0) for place, word in enumerate(words)), ">"]
    for place, word in enumerate(seen):
        yield from (" ".join(seen[place : place + count]) for count in (1, 2, 3) if place + count <= len(seen))
        yield from _letters(word)
    yield from (f"{word} … {other}" for word, other in zip(seen, seen[2:], strict=False))
    if "?" in words:
        yield from (f"? {word}" for word in seen)


def _letters(word: str) -> Iterator[str]:
    if word.isalpha():
        edged = f"<{word}>"
        yield from (f"~{edged[at : at + 4]}" for at in range(len(edged) - 3))


def _class(word: str, *, first: bool) -> str:
    if "@" in word:
        return "<mail>"
    if word[0].isdigit():
        return "<clock>" if _CLOCK.fullmatch(word) else "<number>"
    if word[0].isupper() and not first and len(word) > 1 and word.lower() not in _NAMES_NOBODY:
        return "<name>"
    return word.lower()
