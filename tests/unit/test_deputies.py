"""Who comes instead, and when and how the writer is there, apart from the answer itself: two tables of short mails.

A row holds the answer, what else is expected, what it teaches and the text; only what else is expected is asserted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from parsers.answers import ruled, told
from parsers.facts import Answer
from tests.unit.test_answers import extras

ANSWERS: dict[str, Answer | None] = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentative",
    "null": None,
}
TABLES = Path(__file__).parents[1] / "cases" / "replies"


@dataclass(frozen=True)
class Row:
    text: str
    answer: Answer | None
    expected: dict[str, str]


def rows(table: str) -> Iterator[Row]:
    for line in (TABLES / f"{table}.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            answer, expected, _, text = line.split("\t")
            pairs = dict(pair.split("=", 1) for pair in expected.split(";") if pair)
            yield Row(text=text.replace("\\n", "\n"), answer=ANSWERS[answer], expected=pairs)


@pytest.mark.parametrize("table", ["deputies", "presence"])
def test_what_is_told_beside_the_answer(table: str) -> None:
    """With the answer as given, for it is not what these rows are about."""
    read = [(row, told(ruled(row.text), row.answer, row.text)) for row in rows(table)]
    missed = [(row, found) for row, reply in read if (found := extras(reply)) != row.expected]
    assert not missed
