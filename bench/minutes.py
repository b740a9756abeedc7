"""How well minutes are read: precision, recall and F1 of each field against a folder of labelled texts.

`python -m bench minutes` or `score(folder)`: NNN.txt beside NNN.json in the shape of the read contract.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.scoring import Score, texts
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


def score(folder: Path) -> tuple[dict[str, Score], list[str]]:
    """Each field's score over the folder, and a line for every difference."""
    scores = {name: Score() for name in ("kind", *SINGLE, *LISTS)}
    differences: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        got = read_as_json(path)
        singles = {"kind": (got["kind"], expected["type"])} | {n: (got.get(n), expected.get(n)) for n in SINGLE}
        for name, (found, wanted) in singles.items():
            if not scores[name].one(found, wanted):
                differences.append(f"{path.stem} {name}: {found!r} for {wanted!r}")
        for name, key in LISTS.items():
            extra, missing = scores[name].many(texts(got.get(name) or [], key), texts(expected[name], key))
            if extra or missing:
                differences.append(f"{path.stem} {name}: extra {extra}, missing {missing}")
    return scores, differences


def read_as_json(path: Path) -> dict[str, Any]:
    """The first fact of a document in the shape of the read contract."""
    found = read_document(path.name, path.read_bytes())
    facts: list[dict[str, Any]] = as_json(path.name, Reading(headers=Headers(), facts=found.facts))["facts"]
    return facts[0]


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
