"""The second reading of a reply: words and findings weighed together, and what it may never do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import Row, read_table
from bench.learning import Example, example, fingerprint, learn, tables, written
from parsers.answers import ruled
from parsers.evidence import BIAS, CLASSES, WEIGHTS, likeliest, marks, weighed


def test_the_weights_are_learned_from_the_tables_as_they_are() -> None:
    first = WEIGHTS.read_text("utf-8").partition("\n")[0]
    assert fingerprint() in first, "the tables of replies have changed: run ./dev learn"


def test_the_part_touched_last_is_never_learned_from() -> None:
    assert tables() and not any("touched_last" in table.parts for table in tables())


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(CLASSES))
def test_no_text_is_ever_read_opposite_to_the_rules(text: str, answer: str | None) -> None:
    found = likeliest(text, {f"= {answer}"}, answer)  # type: ignore[arg-type]
    assert {found, answer} != {"accepted", "declined"}


@settings(deadline=None)
@given(st.text(max_size=300))
def test_shares_are_of_one_whatever_the_text(text: str) -> None:
    shares = weighed({BIAS: (10, 20, 30, 40, 0, 0, 0)}, marks(text), ruled(text).found)
    assert abs(sum(shares) - 1) < 1e-9 and all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kari kommer", {"kari kommer", "< kari", "kommer >", "< … kommer", "~<kom", "~mer>"}),
        ("kommer Kari kl. 10.30?", {"<name>", "<clock>", "? kommer"}),
        ("skriv til a.b@nord.example 16", {"<mail>", "<number>"}),
    ],
)
def test_names_hours_and_addresses_count_as_such(text: str, expected: set[str]) -> None:
    assert expected <= marks(text)[0]


def test_words_of_different_sentences_are_never_near() -> None:
    first, second = marks("Hun kommer. Ikke jeg.")
    assert not {"kommer ikke", "kommer … ikke"} & (first | second)


def test_one_sentence_that_answers_is_heard_amid_others_that_do_not() -> None:
    weights = {BIAS: (0, 0, 0, 0, 0, 0, 0), "kommer": (0, 0, 0, 0, 400, 0, 0), "takk": (0, 0, 0, 0, -400, -400, -400)}
    alone, amid = weighed(weights, marks("kommer"), ()), weighed(weights, marks("takk. kommer. takk. takk."), ())
    assert alone[0] == pytest.approx(amid[0], abs=0.01)


def test_learning_finds_what_tells_answers_apart_and_is_the_same_each_time() -> None:
    rows = [Row(text=text, answer=answer, extras={}, teaches="") for text, answer in TOLD for _ in range(3)]
    examples = [example(row, fair=False) for row in rows]
    weights = learn(examples)
    assert list(written(weights)) == list(written(learn(examples)))
    for one in examples:
        shares = weighed(weights, one.sentences, one.found)
        assert shares.index(max(shares)) == one.answer


TOLD = [
    ("det passer utmerket", "accepted"),
    ("det passer elendig", "declined"),
    ("det passer muligens", "tentative"),
    ("hva passer for dere", None),
]


def test_findings_are_learned_only_where_the_rules_are_unseen() -> None:
    row = next(read_table(tables()[0]))
    assert example(row, fair=False).found == ()
    assert example(row, fair=True).found != ()
    assert isinstance(example(row, fair=True), Example)
