"""Who is named, and who is the same: names are never merged on a guess."""

from __future__ import annotations

import pytest

from parsers.names import first_name_in, match_name, names_in, same_person
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
    ("1", "Kari Nes", "Fjordvik"),
    ("2", "Ola Lie", "Nordvik"),
    ("3", "Kari Vang", "Sundøy"),
    ("4", "Inger-Lise Vang", None),
]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Kari Nes", "1"),
        ("Ola", "2"),
        ("Kari", None),
        ("Anne-Lise", None),
        ("Inger Lise Vang", "4"),
        ("OL", "2"),
        ("Tor Vik", None),
        ("Kari (Sundøy)", "3"),
    ],
)
def test_match_name(name: str, id_: str | None) -> None:
    match = match_name(name, MEMBERS)
    assert match.id == id_
    assert match.why
