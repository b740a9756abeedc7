"""`./dev learn`: the weights of parsers/evidence.py, learned anew from the tables of replies that are built on.

Multinomial logistic regression over marks seen in three replies or more, where the strongest sentence speaks for a text
(multiple-instance learning: Dietterich, Lathrop and Lozano-Pérez 1997), by L-BFGS; the same tables give the same
weights. What the rules find is learned from only in tables they were never written from, for in the others they are
right too often. The part touched last is never learned from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from bench.corpus import PARTS, Row, read_table
from parsers.answers import plain, ruled
from parsers.evidence import BIAS, CLASSES, SPOKEN, WEIGHTS, marks
from parsers.quotes import visible

ROUNDS = 80
SHRINK_TEXT, SHRINK_SENTENCE = 0.06, 0.03
OFTEN, LEAST = 3, 10
FAIR = frozenset({"many"})
MEETING = dt.date(2026, 6, 16)
_CLASS: Mapping[str | None, int] = {answer: number for number, answer in enumerate(CLASSES)}

Table = dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Example:
    """A reply as marks: those of each sentence, those the rules found, and the number of the right answer."""

    sentences: tuple[frozenset[str], ...]
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
    told = marks(plain(visible(row.text))) or (frozenset(),)
    return Example(sentences=told, found=found, answer=_CLASS[row.answer])


def learn(examples: Sequence[Example]) -> Table:
    """Seven weights of each mark, in hundredths: four in the whole text, three in its sentence; BIAS too."""
    seen = Counter(mark for one in examples for mark in frozenset().union(*one.sentences))
    words = sorted(mark for mark, count in seen.items() if count >= OFTEN)
    told = sorted({BIAS, *(mark for one in examples for mark in one.found)})
    spoken = _matrix([sentence for one in examples for sentence in one.sentences], words, shared=True)
    whole = _matrix([[mark for s in one.sentences for mark in s] for one in examples], words, shared=True)
    found = _matrix([(BIAS, *one.found) for one in examples], told, shared=False)
    starts = np.cumsum([0, *(len(one.sentences) for one in examples)])[:-1]
    text, sentence = _fit(hstack([whole, found]).tocsr(), spoken, starts, np.array([one.answer for one in examples]))
    silent = np.zeros((len(told), len(SPOKEN)))
    rows = 100 * np.hstack([text, np.vstack([sentence, silent])])
    return {mark: tuple(row) for mark, row in zip([*words, *told], rows.tolist(), strict=True)}


def _matrix(texts: Sequence[Iterable[str]], columns: Sequence[str], *, shared: bool) -> csr_matrix:
    """A row for each text with its known marks, which share one vote (by the root of their number) or have one each."""
    place = {mark: number for number, mark in enumerate(columns)}
    rows = [[place[mark] for mark in sorted(text) if mark in place] for text in texts]
    votes = [len(row) ** -0.5 if shared else 1.0 for row in rows for _ in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((votes, [number for row in rows for number in row], ends), shape=(len(rows), len(columns)))


def _fit(text: csr_matrix, spoken: csr_matrix, starts: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights with the least loss: those of whole texts and findings, and those of sentences.

    `starts` is the number of each text's first sentence, `right` that of each text's answer.
    """
    count, split = len(right), text.shape[1] * len(CLASSES)
    owner = np.repeat(np.arange(count), np.diff([*starts, spoken.shape[0]]))
    text_by_mark, spoken_by_mark = text.T.tocsr(), spoken.T.tocsr()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        of_text, of_sentence = weights[:split].reshape(-1, len(CLASSES)), weights[split:].reshape(-1, len(SPOKEN))
        sums = spoken @ of_sentence
        most = np.maximum.reduceat(sums, starts)
        powers = np.exp(sums - most[owner])
        together = np.add.reduceat(powers, starts)
        total = text @ of_text
        total[:, : len(SPOKEN)] += most + np.log(together)
        shares = np.exp(total - total.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        missed = -np.log(shares[np.arange(count), right] + 1e-12).sum()
        shares[np.arange(count), right] -= 1
        slopes = shares[owner][:, : len(SPOKEN)] * powers / together[owner]
        down = [text_by_mark @ shares + SHRINK_TEXT * of_text, spoken_by_mark @ slopes + SHRINK_SENTENCE * of_sentence]
        shrunk = SHRINK_TEXT * (of_text**2).sum() + SHRINK_SENTENCE * (of_sentence**2).sum()
        return missed + shrunk / 2, np.concatenate([part.ravel() for part in down])

    start = np.zeros(split + spoken.shape[1] * len(SPOKEN))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return best[:split].reshape(-1, len(CLASSES)), best[split:].reshape(-1, len(SPOKEN))


def written(weights: Mapping[str, Iterable[float]]) -> Iterator[str]:
    """The lines of phrases/evidence.tsv: hundredths, without words that weigh next to nothing."""
    yield f"# Written by ./dev learn from tables {fingerprint()}. Hundredths for accepted, declined, tentative, none in"
    yield "# the whole text, then for accepted, declined, tentative in the sentence."
    for mark in sorted(weights):
        if mark.startswith(BIAS) or max(map(abs, weights[mark])) >= LEAST:
            yield "\t".join([mark, *(str(round(w)) for w in weights[mark])])


def examples() -> list[Example]:
    """All rows of the tables, over the machine's cores."""
    rows = [(row, table.stem in FAIR) for table in tables() for row in read_table(table)]
    with ProcessPoolExecutor() as cores:
        return list(cores.map(_example, rows, chunksize=200))


def _example(row: tuple[Row, bool]) -> Example:
    return example(row[0], fair=row[1])


def main() -> None:
    """Learn and write."""
    found = examples()
    lines = list(written(learn(found)))
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(found)} replies, {len(lines) - 2} weights, {WEIGHTS.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
