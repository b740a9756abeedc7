"""Answers in people's own words: a table of short mails, each with what it teaches, and what must never happen."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.answers import read_answer, ruled, told
from parsers.facts import Reply

TABLES = Path(__file__).parent.parent / "cases" / "replies"
QUOTE = """

Den tir. 2. juni 2026 kl. 08:00 skrev Nettverksgruppe Nord <nord@nettverk.example>:

> du innkalles til møte. Svar med ett ord: ja, nei eller kanskje.
> Kan du ikke komme, si gjerne hvem som møter for deg. Kommer du på Teams?
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    text: str
    answer: str
    extras: dict[str, str]


def rows(table: str) -> Iterator[Row]:
    for line in (TABLES / f"{table}.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        answer, extras, _, text = line.split("\t")
        pairs = dict(pair.split("=", 1) for pair in extras.split(";") if pair)
        yield Row(text=text.replace("\\n", "\n"), answer=answer, extras=pairs)


def extras(reply: Reply) -> dict[str, str]:
    found = {
        "deputy": reply.deputy.name if reply.deputy else None,
        "email": reply.deputy.email if reply.deputy else None,
        "from": reply.attends_from.strftime("%H:%M") if reply.attends_from else None,
        "until": reply.attends_until.strftime("%H:%M") if reply.attends_until else None,
        "digital": "true" if reply.digital else None,
    }
    return {key: value for key, value in found.items() if value}


def by_rules(text: str) -> Reply:
    rules = ruled(text)
    return told(rules, rules.answer, text)


@pytest.mark.parametrize("reader", [by_rules, read_answer], ids=["rules alone", "rules and weights"])
def test_figures(reader: Callable[[str], Reply], capsys: pytest.CaptureFixture[str]) -> None:
    """≥99% right answers, none the wrong way, ≤1% invented, ≥95% of deputies with name and address."""
    read = [(row, reader(row.text)) for row in rows("known")]
    right = sum((reply.answer or "null") == row.answer for row, reply in read)
    wrong_way = [r.text for r, reply in read if {r.answer, reply.answer} == {"accepted", "declined"}]
    invented = [r.text for r, reply in read if r.answer == "null" and reply.answer]
    deputies = [(r, reply) for r, reply in read if "deputy" in r.extras]
    named = sum(extras(reply) == row.extras for row, reply in deputies)
    with capsys.disabled():
        print(f"\nknown: {right}/{len(read)} right, {len(wrong_way)} the wrong way, {len(invented)} invented", end="")
        print(f", {named}/{len(deputies)} deputies")
    assert not wrong_way
    assert len(invented) <= 0.01 * len(read)
    assert right >= 0.99 * len(read)
    assert named >= 0.95 * len(deputies)


def test_a_quote_below_changes_nothing() -> None:
    for row in filter(lambda row: row.text.strip(), [*rows("known")][::4]):
        alone, quoted = read_answer(row.text), read_answer(row.text + QUOTE)
        assert (quoted.answer, extras(quoted), quoted.text) == (alone.answer, extras(alone), alone.text), row.text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Jeg kommer ikke på fredag", None),
        ("Jeg kommer ikke på tirsdag", "declined"),
        ("Jeg kommer ikke 16. juni", "declined"),
        ("Jeg kommer 3. september", None),
        ("Jeg kommer 3. september, men kan ikke 16. juni", "declined"),
    ],
)
def test_answers_about_another_day_are_left_out(text: str, answer: str | None) -> None:
    assert read_answer(text, meeting=dt.date(2026, 6, 16)).answer == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "Til leder av nettverksgruppen\n\nUndertegnede er dessverre forhindret fra å delta.\n\nMvh\nTrygve Aas",
            "declined",
        ),
        (
            "1) Smertepumpene er kommet.\n2) 16. juni ryker for meg, vi har revisjon.\n3) Nytt nummer kommer.",
            "declined",
        ),
        ("Påmelding: ja\nForfall: ja\n\nBjarne", None),
        ("Svar: ja\nAllergi: nøtter\nParkering: nei", "accepted"),
    ],
)
def test_letters_lists_and_forms(text: str, answer: str | None) -> None:
    assert read_answer(text).answer == answer


def test_the_summons_itself_is_no_answer() -> None:
    body = QUOTE.replace("> ", "").split(":\n", 1)[1]
    assert read_answer(body).answer is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    read_answer(text)


WORDS = [
    "jeg",
    "kommer",
    "ikke",
    "men",
    "ja",
    "nei",
    "hvis",
    "Kari",
    "møter",
    "for meg",
    "kl. 11",
    "?",
    ".",
    ",",
    "\n",
    "kan",
    "og",
    "teams",
    "siv@x.no",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_appending_a_quote_changes_no_answer(text: str) -> None:
    if text.strip(" .,?\n"):
        assert read_answer(text + "\n" + QUOTE).answer == read_answer(text).answer


def test_a_hostile_text_is_read_in_time() -> None:
    for text in (
        "jeg kommer " * 20_000,
        "ikke, " * 40_000,
        "A" * 200_000,
        "Kari " * 40_000,
        "(" * 100_000,
        " " * 150_000 + "ja",
    ):
        read_answer(text)
