"""K12: what the parsers word in bokmål reaches a nynorsk network in nynorsk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailer.nynorsk import in_nynorsk

PARSERS = Path(__file__).resolve().parents[2] / "parsers"
DOCUMENTS = (
    *("documents", "docx", "doc", "doc_text", "word_parts", "odt", "pdf", "pdf_pages", "rtf", "sheets", "packed"),
    *("attendance", "roll", "roll_tables", "particulars", "papers"),
)
SAID = re.compile(r'(?:Unopened\(|reason=|doubts\.append\(\s*|append\(|NO_TEXT = |why=|return \()f?"([^"]{8,})"')


def _sentences() -> list[str]:
    texts = [(PARSERS / f"{name}.py").read_text(encoding="utf-8") for name in DOCUMENTS]
    found = {re.sub(r"\{[^}]*\}", "12. mai", said) for text in texts for said in SAID.findall(text)}
    return sorted(sentence for sentence in found if " " in sentence)


def test_the_sentences_are_found() -> None:
    assert len(_sentences()) >= 15


@pytest.mark.parametrize("sentence", _sentences())
def test_K12_every_doubt_and_reason_of_a_paper_has_its_nynorsk(sentence: str) -> None:
    said = in_nynorsk(sentence)
    bokmal = re.search(r"\b(ikke|hvem|hvilken|noen|filen|sier|til stede|skadet|for mange deler|ligger)\b", said)
    assert bokmal is None, said


def test_what_is_quoted_stands_as_it_was() -> None:
    assert in_nynorsk("Neste møte (14. januar 2019) ligger ikke etter møtet.") == (
        "Neste møte (14. januar 2019) ligg ikkje etter møtet."
    )
