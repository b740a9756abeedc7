"""The labelled mails in two parts: those looked at while building, and a third written first and touched last.

A part is a folder: `KIND/NAME/` with input.*, expected.json, why.md, and tables `replies/*.tsv`, whose rows are sent
through one mail program after another (tests/clients.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import Any

from parsers.reading import as_json, read_file
from tests.clients import CLIENTS, Written, as_mail

_TESTS = Path(__file__).resolve().parents[1] / "tests"
PARTS = {"built on": _TESTS / "cases", "touched last": _TESTS / "touched_last"}


@dataclass(frozen=True)
class Case:
    """One labelled mail or document. `expected` is in the shape of the read contract."""

    kind: str
    name: str
    file: str
    content: bytes
    expected: dict[str, Any]

    @cached_property
    def got(self) -> dict[str, Any]:
        """What `budstikke read` says of it."""
        found: dict[str, Any] = json.loads(json.dumps(as_json(self.file, read_file(self.file, self.content))))
        return found

    @property
    def fact(self) -> dict[str, Any]:
        """The first fact read."""
        first: dict[str, Any] = self.got["facts"][0]
        return first

    @property
    def label(self) -> dict[str, Any]:
        """The first fact expected; empty where the label names only the kind."""
        facts: list[dict[str, Any]] = self.expected.get("facts") or [{}]
        return facts[0]


def cases(part: Path) -> list[Case]:
    """All of a part, in order of their names."""
    return [*_folders(part), *_rows(part)]


def _folders(part: Path) -> Iterator[Case]:
    for label in sorted(part.glob("*/*/expected.json")):
        (source,) = label.parent.glob("input.*")
        yield Case(
            kind=label.parent.parent.name,
            name=label.parent.name,
            file=source.name,
            content=source.read_bytes(),
            expected=json.loads(label.read_text("utf-8")),
        )


def _rows(part: Path) -> Iterator[Case]:
    programs = cycle(sorted(CLIENTS))
    for table in sorted(part.glob("replies/*.tsv")):
        for number, row in enumerate(read_table(table), 1):
            written = Written(text=row.text, name="Berit Bø", email="berit.bo@fjordvik.example", lang=row.lang)
            client = next(programs)
            yield Case(
                kind="reply",
                name=f"{table.stem}-{number}-{client}",
                file="input.eml",
                content=as_mail(client, written),
                expected={"kind": "reply", "facts": [row.label]},
            )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table of replies: the words, what they say, and what the row teaches."""

    text: str
    answer: str | None
    extras: dict[str, str]
    teaches: str

    @property
    def lang(self) -> str:
        return "nn" if any(word in self.text.lower().split() for word in ("eg", "ikkje", "kjem", "me")) else "nb"

    @property
    def label(self) -> dict[str, Any]:
        deputy = self.extras.get("deputy")
        return {
            "answer": self.answer,
            "deputy": {"name": deputy, "email": self.extras.get("email")} if deputy else None,
            "attends_from": self.extras.get("from"),
            "attends_until": self.extras.get("until"),
            "digital": True if "digital" in self.extras else None,
        }


def read_table(table: Path) -> Iterator[Row]:
    """The rows of `answer<TAB>extras<TAB>teaches<TAB>text`; «null» is no answer, \\n a new line, # a remark."""
    for line in table.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            answer, extras, teaches, text = line.split("\t")
            yield Row(
                text=text.replace("\\n", "\n"),
                answer=None if answer == "null" else answer,
                extras=dict(pair.split("=", 1) for pair in extras.split(";") if pair),
                teaches=teaches,
            )
