"""How well minutes are read: precision, recall and F1 of each field against a folder of labelled texts.

`python -m bench minutes` or `score(folder)`: NNN.txt beside NNN.json in the shape of the read contract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from parsers.facts import Headers, Reading
from parsers.papers import read_document
from parsers.reading import as_json

LABELLED = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "minutes-text"
SINGLE = ("date", "start", "end", "place", "chair", "secretary", "lang")
LISTS = {
    "attendees": "name",
    "absentees": "name",
    "agenda": "title",
    "next_meetings": "date",
    "decisions": "",
    "actions": "what",
}
ALIKE = 0.6


@dataclass
class Score:
    """Right, extra and missing values of one field over all papers."""

    right: int = 0
    extra: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def f1(self) -> float:
        return (
            2 * self.right / (2 * self.right + self.extra + self.missing)
            if self.right + self.extra + self.missing
            else 1.0
        )


def score(folder: Path) -> tuple[dict[str, Score], list[str]]:
    """Each field's score over the folder, and a line for every difference."""
    scores = {name: Score() for name in ("kind", *SINGLE, *LISTS)}
    differences: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        got = read_as_json(path)
        _single(scores["kind"], got["kind"], expected["type"], f"{path.stem} kind", differences)
        for name in SINGLE:
            _single(scores[name], got.get(name), expected.get(name), f"{path.stem} {name}", differences)
        for name, key in LISTS.items():
            _many(
                scores[name],
                _values(got.get(name) or [], key),
                _values(expected[name], key),
                f"{path.stem} {name}",
                differences,
            )
    return scores, differences


def read_as_json(path: Path) -> dict[str, Any]:
    """The first fact of a document in the shape of the read contract."""
    found = read_document(path.name, path.read_bytes())
    facts: list[dict[str, Any]] = as_json(path.name, Reading(headers=Headers(), facts=found.facts))["facts"]
    return facts[0]


def _values(items: Iterable[Any], key: str) -> list[str]:
    return [str(item[key] if key else item) for item in items if not key or item.get(key)]


def _single(score: Score, got: Any, expected: Any, what: str, differences: list[str]) -> None:
    if got == expected or (got and expected and _alike(str(got), str(expected)) > 0.8):
        score.right += expected is not None
        return
    score.extra += got is not None
    score.missing += expected is not None
    differences.append(f"{what}: {got!r} for {expected!r}")


def _many(score: Score, got: list[str], expected: list[str], what: str, differences: list[str]) -> None:
    left = list(expected)
    extra = []
    for value in got:
        best = max(left, key=lambda other: _alike(value, other), default="")
        if best and _alike(value, best) >= ALIKE:
            left.remove(best)
            score.right += 1
        else:
            extra.append(value)
    score.extra += len(extra)
    score.missing += len(left)
    if extra or left:
        differences.append(f"{what}: extra {extra}, missing {left}")


def _alike(a: str, b: str) -> float:
    left, right = (re.sub(r"\W+", " ", text.lower()).strip() for text in (a, b))
    return 1.0 if left == right or (len(right) > 8 and right in left) else SequenceMatcher(None, left, right).ratio()


def main() -> None:
    """Print the table and what differs."""
    scores, differences = score(LABELLED)
    for name, one in scores.items():
        print(
            f"{name:14} precision {one.precision:5.2f}  F1 {one.f1:5.2f}  "
            f"({one.right} right, {one.extra} extra, {one.missing} missing)"
        )
    print("\n".join(differences))


if __name__ == "__main__":
    main()
