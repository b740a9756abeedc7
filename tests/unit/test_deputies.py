"""Who comes instead, and when and how the writer is there, apart from the answer itself: two tables of short mails.

A row holds the answer, what else is expected, what it teaches and the text; only what else is expected is asserted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from parsers.answers import read_answer
from tests.unit.test_answers import extras

TABLES = Path(__file__).parents[1] / "cases" / "replies"


@dataclass(frozen=True)
class Row:
    text: str
    expected: dict[str, str]


def rows(table: str) -> Iterator[Row]:
    for line in (TABLES / f"{table}.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            _, expected, _, text = line.split("\t")
            pairs = dict(pair.split("=", 1) for pair in expected.split(";") if pair)
            yield Row(text=text.replace("\\n", "\n"), expected=pairs)


@pytest.mark.parametrize("row", [*rows("deputies"), *rows("presence")], ids=lambda row: row.text[:60])
def test_what_is_told_beside_the_answer(row: Row) -> None:
    assert extras(read_answer(row.text)) == row.expected
