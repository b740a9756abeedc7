"""`./dev learn`: the weights of parsers/evidence.py, learned anew from the tables of replies that are built on.

Multinomial logistic regression by AdaGrad (Duchi, Hazan and Singer 2011) over marks seen in two replies or more; the
same tables give the same weights. What the rules find is learned from only in tables they were never written from, for
in the others they are right too often. The part touched last is never learned from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import PARTS, Row, read_table
from parsers.answers import plain, ruled
from parsers.evidence import BIAS, CLASSES, WEIGHTS, marks, softmax
from parsers.quotes import visible

ROUNDS = 12
STEP = 0.5
SHRINK = 1e-4
LEAST = 0.4
FAIR = frozenset({"many"})
MEETING = dt.date(2026, 6, 16)
_CLASS: Mapping[str | None, int] = {answer: number for number, answer in enumerate(CLASSES)}

Table = dict[str, list[float]]


@dataclass(frozen=True)
class Example:
    """A reply as marks: those of its words, those the rules found, and the number of the right answer."""

    words: tuple[str, ...]
    found: tuple[str, ...]
    answer: int


def tables() -> list[Path]:
    """The tables learned from."""
    return sorted((PARTS["built on"] / "replies").glob("*.tsv"))


def fingerprint() -> str:
    """What the tables hold, in short: the weights carry it, so that a test sees when they are older than the tables."""
    return hashlib.sha256(b"".join(table.read_bytes() for table in tables())).hexdigest()[:16]


def example(row: Row, *, fair: bool) -> Example:
    """A row of a table; `fair` where the rules were never written from it."""
    found = tuple(sorted(ruled(row.text, meeting=MEETING).found)) if fair else ()
    return Example(words=tuple(sorted(marks(plain(visible(row.text))))), found=found, answer=_CLASS[row.answer])


def without_rare(examples: Sequence[Example]) -> list[Example]:
    """The examples without marks that only one of them has."""
    seen = Counter(mark for one in examples for mark in one.words)
    return [Example(tuple(m for m in e.words if seen[m] > 1), e.found, e.answer) for e in examples]


def learn(examples: Sequence[Example]) -> Table:
    """A weight for each mark and answer; BIAS is there for every text."""
    weights: Table = {}
    moved: Table = {}
    order, left = random.Random(1), list(examples)
    for _ in range(ROUNDS):
        order.shuffle(left)
        for one in left:
            _step(one, weights, moved)
    return weights


def _step(one: Example, weights: Table, moved: Table) -> None:
    scale = 1 / math.sqrt(len(one.words) or 1)
    there = [*((mark, scale) for mark in one.words), *((mark, 1.0) for mark in (BIAS, *one.found))]
    rows = [(weights.setdefault(m, [0.0] * len(CLASSES)), moved.setdefault(m, [1e-8] * 4), s) for m, s in there]
    sums = [sum(s * row[n] for row, _, s in rows) for n in range(len(CLASSES))]
    errors = [p - (n == one.answer) for n, p in enumerate(softmax(sums))]
    for row, past, s in rows:
        for n, error in enumerate(errors):
            slope = error * s + SHRINK * row[n]
            past[n] += slope * slope
            row[n] -= STEP * slope / math.sqrt(past[n])


def written(weights: Mapping[str, Iterable[float]]) -> Iterator[str]:
    """The lines of phrases/evidence.tsv: hundredths, without words that weigh next to nothing."""
    yield f"# Written by ./dev learn from tables {fingerprint()}. Hundredths for: accepted, declined, tentative, none."
    for mark in sorted(weights):
        if mark.startswith(BIAS) or max(map(abs, weights[mark])) >= LEAST:
            yield "\t".join([mark, *(str(round(w * 100)) for w in weights[mark])])


def main() -> None:
    """Learn and write."""
    examples = [example(row, fair=table.stem in FAIR) for table in tables() for row in read_table(table)]
    lines = list(written(learn(without_rare(examples))))
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(examples)} replies, {len(lines) - 1} weights, {WEIGHTS.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
