"""Who of a list is meant: by address, name, initials and organisation; names are never merged on a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.matching import CERTAIN, SURE, Candidate, Written, match, same_person


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("Kari Nes", "kari nes", 1, 1),
        ("Anne Lise Vang", "Anne-Lise Vang", 1, 1),
        ("Kari M. Nes", "Kari Marie Nes", 0.9, 1),
        ("Kari Nes", "Kari Marie Nes", 0.9, 1),
        ("K. Nes", "Kari Nes", 0.8, 0.9),
        ("Nes, Kari", "Kari Nes", 0.8, 1),
        ("Kari Solbergg", "Kari Solberg", 0.8, 0.8),
        ("Anne-Lise Vang", "Inger-Lise Vang", 0, 0),
        ("Kari Anne Nes", "Kari Beate Nes", 0, 0),
        ("Per Dal", "Pål Dal", 0, 0),
        ("Ola Lie", "Ola Moe", 0, 0),
    ],
)
def test_same_person(a: str, b: str, least: float, most: float) -> None:
    assert least <= same_person(a, b) <= most
    assert same_person(a, b) == same_person(b, a)


MEMBERS = [
    Candidate(
        id="1", name="Kari Nes", emails=("kari.nes@fjordvik.example", "kn@fjordvik.example"), org="Fjordvik kommune"
    ),
    Candidate(id="2", name="Ola Lie", org="Nordvik sykehjem"),
    Candidate(id="3", name="Kari Vang", org="Sundøy"),
    Candidate(id="4", name="Inger-Lise Vang"),
    Candidate(id="5", name="Per Dahl", org="Helse Bergen HF"),
    Candidate(id="6", name="Per Dahl", org="Helse Fonna HF"),
]


@pytest.mark.parametrize(
    ("written", "id_", "certain"),
    [
        (Written(name="Kari Nes"), "1", True),
        (Written(name="K. Nes"), "1", False),
        (Written(name="Kari", email="KN@fjordvik.example"), "1", True),
        (Written(name="Kari Nes", org="Nordvik"), "1", True),
        (Written(name="Ola"), "2", False),
        (Written(name="Ola", org="Nordvik"), "2", False),
        (Written(name="Ola", org="Sundøy"), None, False),
        (Written(name="OL"), None, False),
        (Written(name="Kari"), None, False),
        (Written(name="Kari (Sundøy)"), "3", False),
        (Written(name="Kari", org="Sundøy kommune"), "3", False),
        (Written(name="Anne-Lise"), None, False),
        (Written(name="Inger Lise Vang"), "4", True),
        (Written(name="Tor Vik"), None, False),
        (Written(name="Per Dahl"), None, False),
        (Written(name="Per Dahl", org="Helse Fonna"), "6", True),
        (Written(name="Ola Lie", email="kari.nes@fjordvik.example"), None, False),
    ],
)
def test_who_is_meant(written: Written, id_: str | None, certain: bool) -> None:
    found = match(written, MEMBERS)
    assert (found.id if found.certainty >= SURE else None) == id_
    assert (found.certainty >= CERTAIN) == certain
    assert found.why


def test_a_name_that_fits_several_tells_which() -> None:
    assert match(Written(name="Kari"), MEMBERS).among == ("1", "3")
    assert match(Written(name="Kari"), MEMBERS).why == "kan være Kari Nes eller Kari Vang"


NAMES = st.builds(
    lambda a, b: f"{a} {b}", *[st.sampled_from(["Kari", "Ola", "Siv", "Per", "Anne-Lise", "Nes", "Lie"])] * 2
)


@given(st.lists(NAMES, min_size=1, max_size=6), NAMES)
def test_the_order_of_the_list_changes_nothing_and_twins_are_nobody(listed: list[str], name: str) -> None:
    people = [Candidate(id=str(n), name=one) for n, one in enumerate(listed)]
    found = match(Written(name=name), people)
    assert found.id == match(Written(name=name), people[::-1]).id
    if listed.count(name) > 1:
        assert found.id is None
