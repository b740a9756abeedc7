"""Reading, measured on the part touched last: what must never happen, and figures that must not fall.

`./dev bench reading` prints both parts against the targets; the part built on is held case by case elsewhere.
"""

from __future__ import annotations

import pytest

from bench.corpus import PARTS, cases
from bench.reading import Figure, figures

NEVER = {
    "replies: the wrong way",
    "replies: invented from no answer",
    "papers: attendees, precision",
    "damaged papers: attendees, precision",
    "calendar replies: a wrong answer",
    "receipts: not read, counted as read",
}
LEAST = {
    "replies: answer right": 0.97,
    "papers: kind": 0.97,
    "replies: deputy with address": 0.95,
    "replies: hours and Teams": 0.95,
    "papers: mean F1 of date, attendees, absentees, agenda": 0.95,
    "damaged papers: kind": 0.95,
    "bounces: recipients exactly right": 0.95,
    "calendar replies: attendee and answer": 0.99,
    "receipts: disposition, letter, recipient": 0.95,
    "damaged papers: mean F1 of date, attendees, absentees, agenda": 0.8,
    "auto-replies: kind and day of return": 0.95,
}


@pytest.fixture(scope="module")
def found() -> dict[str, Figure]:
    return {figure.what: figure for figure in figures(cases(PARTS["touched last"]))}


@pytest.mark.parametrize("what", sorted(NEVER))
def test_what_must_never_happen_does_not(found: dict[str, Figure], what: str) -> None:
    assert found[what].met, "\n".join(found[what].misses)


@pytest.mark.parametrize(("what", "least"), LEAST.items())
def test_figures_do_not_fall(found: dict[str, Figure], what: str, least: float) -> None:
    assert found[what].value >= least, "\n".join([f"{found[what].value:.1%}", *found[what].misses])
