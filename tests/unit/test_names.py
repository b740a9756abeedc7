"""Who is named, and what stands beside a name."""

from __future__ import annotations

import pytest

from parsers.names import first_name_in, names_in
from parsers.people import people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kari Nes, Ola Lie og Siv Moe", ["Kari Nes", "Ola Lie", "Siv Moe"]),
        ("Ordfører Hanne Bakken (H), varaordfører, Kjell Moen (Sp)", ["Hanne Bakken", "Kjell Moen"]),
        ("Knut J Strandstad; K. Nes; Jan-Hugo Sunde", ["Knut J Strandstad", "K. Nes", "Jan-Hugo Sunde"]),
        ("Marit von der Lippe, Ole O'Brien", ["Marit von der Lippe", "Ole O'Brien"]),
        ("KARI NES, OLA LIE", ["Kari Nes", "Ola Lie"]),
        ("Fjordvik kommune v/ Kari Nes", ["Kari Nes"]),
        ("Nes, Kari", ["Kari Nes"]),
        ("Kari Nes Ola Lie Siv Moe", ["Kari Nes", "Ola Lie", "Siv Moe"]),
        ("Anne Marie Moe Haug", ["Anne Marie Moe Haug"]),
        ("Ingen", []),
        ("Helse Bergen HF, Nordre Land, Askøy", []),
        ("Per DaI, 0le Lie", ["Per Dal", "Ole Lie"]),
        ("helse- og omsorgssjef Kari Nes, Ola Lie", ["Kari Nes", "Ola Lie"]),
    ],
)
def test_people_in_a_list(text: str, expected: list[str]) -> None:
    assert [person.name for person in people(text)] == expected


@pytest.mark.parametrize(
    ("text", "org"),
    [
        ("Kari Nes, Askøy", "Askøy"),
        ("Kari Nes (Nordvik kommune)", "Nordvik kommune"),
        ("Kari Nes, leder, Helse Bergen HF", "Helse Bergen HF"),
        ("Fjordvik kommune: Kari Nes", "Fjordvik kommune"),
        ("Kari Nes - 2.klasse", "2.klasse"),
        ("Kari Nes (H)", None),
        ("Kari Nes, rådgiver", None),
    ],
)
def test_the_organisation_beside_a_name(text: str, org: str | None) -> None:
    (person,) = people(text)
    assert (person.name, person.org) == ("Kari Nes", org)


@pytest.mark.parametrize(
    "words",
    [
        "(for Siv Moe)",
        "pva Siv Moe",
        "vara for Siv Moe",
        "i staden for Siv Moe",
        "i stedet for Siv Moe",
        "(møtte for Siv Moe)",
    ],
)
def test_deputies(words: str) -> None:
    (person,) = people(f"Kari Nes {words}")
    assert (person.name, person.met_for) == ("Kari Nes", "Siv Moe")


def test_notes_after_one_name_are_that_persons() -> None:
    kari, ola, siv = people("Kari Nes, Ola Lie (meldt forfall), Siv Moe (frå sak 5/24)")
    assert (kari.away, ola.away, ola.notified, siv.partial) == (False, True, True, "frå sak 5/24")


def test_names_in_prose() -> None:
    assert names_in("Ordfører Hanne Bakken takket Per Lien for Helse Bergen.") == ("Hanne Bakken", "Per Lien")
    assert first_name_in("regionrådets nestleder, ordfører Hanne Bakken") == "Hanne Bakken"
    assert first_name_in("Ingen") is None
