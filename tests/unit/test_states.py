"""The state tables in docs/states.md are the ones in the code."""

from __future__ import annotations

import re
from pathlib import Path

from db.records import TRANSITIONS, LetterState, MailState

DOC = Path(__file__).resolve().parents[2] / "docs" / "states.md"


def _table(heading: str) -> dict[str, set[str]]:
    text = DOC.read_text(encoding="utf-8").partition(f"## {heading}")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\w+) \| ([\w, ]*)\|", text, re.M)
    return {state: set(filter(None, map(str.strip, to.split(",")))) for state, to in rows if state != "state"}


def test_the_letters_table_in_the_docs_is_the_codes() -> None:
    assert _table("A letter") == {str(state): set(map(str, to)) for state, to in TRANSITIONS.items()}


def test_every_state_of_mail_and_letter_is_documented() -> None:
    assert set(_table("A mail")) == set(map(str, MailState))
    assert set(_table("A letter")) == set(map(str, LetterState))
