"""`./dev learn`: the weights of parsers/evidence.py, learned anew from the tables of replies that are built on.

Multinomial logistic regression by AdaGrad (Duchi, Hazan and Singer 2011) over marks seen in two replies or more; the
same tables give the same weights. The part touched last is never learned from.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.corpus import PARTS, read_table
from parsers.evidence import BIAS, CLASSES, WEIGHTS, marks, softmax
from parsers.facts import Answer
from parsers.quotes import visible
from parsers.spelling import canonical

ROUNDS = 12
STEP = 0.5
SHRINK = 1e-5
LEAST = 0.2

Example = tuple[tuple[str, ...], int]


def tables() -> list[Path]:
    """The tables learned from."""
    return sorted((PARTS["built on"] / "replies").glob("*.tsv"))


def fingerprint() -> str:
    """What the tables hold, in short: the weights carry it, so that a test sees when they are older than the tables."""
    return hashlib.sha256(b"".join(table.read_bytes() for table in tables())).hexdigest()[:16]


def examples(rows: Sequence[tuple[str, Answer | None]]) -> list[Example]:
    """Texts and their answers as marks and the number of the answer; marks seen only once are left out."""
    found = [(marks(canonical(visible(text))), CLASSES.index(answer)) for text, answer in rows]
    seen = Counter(mark for one, _ in found for mark in one)
    return [(tuple(sorted(m for m in one if seen[m] > 1)), answer) for one, answer in found]


def learn(found: list[Example]) -> Mapping[str, list[float]]:
    """A weight for each mark and answer; BIAS is there for every text."""
    weights: dict[str, list[float]] = {BIAS: [0.0] * len(CLASSES)}
    moved: dict[str, list[float]] = {BIAS: [1e-8] * len(CLASSES)}
    order = random.Random(1)
    for _ in range(ROUNDS):
        order.shuffle(found)
        for one, answer in found:
            _step(one, answer, weights, moved)
    return weights


def _step(one: tuple[str, ...], answer: int, weights: dict[str, list[float]], moved: dict[str, list[float]]) -> None:
    share = 1 / math.sqrt(len(one) or 1)
    rows = [weights.setdefault(m, [0.0] * len(CLASSES)) for m in one]
    sums = [bias + share * sum(row[n] for row in rows) for n, bias in enumerate(weights[BIAS])]
    errors = [p - (n == answer) for n, p in enumerate(softmax(sums))]
    for mark, scale in [(BIAS, 1.0), *((m, share) for m in one)]:
        row, past = weights[mark], moved.setdefault(mark, [1e-8] * len(CLASSES))
        for n, error in enumerate(errors):
            slope = error * scale + SHRINK * row[n]
            past[n] += slope * slope
            row[n] -= STEP * slope / math.sqrt(past[n])


def written(weights: Mapping[str, list[float]]) -> Iterator[str]:
    """The lines of phrases/evidence.tsv: hundredths, without marks that weigh next to nothing."""
    yield f"# Written by ./dev learn from tables {fingerprint()}. Hundredths for: accepted, declined, tentative, none."
    for mark in sorted(weights):
        if mark == BIAS or max(map(abs, weights[mark])) >= LEAST:
            yield "\t".join([mark, *(str(round(w * 100)) for w in weights[mark])])


def main() -> None:
    """Learn and write."""
    rows = [(row.text, row.answer) for table in tables() for row in read_table(table)]
    lines = list(written(learn(examples(rows))))
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(rows)} replies, {len(lines) - 1} weights, {WEIGHTS.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
