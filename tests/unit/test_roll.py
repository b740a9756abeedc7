"""Who was there: each way a paper may tell it, and what it must not be taken to tell."""

from __future__ import annotations

import pytest

from parsers.facts import Minutes
from parsers.papers import read_document

HEAD = "Referat fra møte i fagnettverket 3. mars 2026\n\n"


def read(told: str) -> tuple[list[str], list[str]]:
    """Who was there and who was away by a text of minutes."""
    (fact,) = read_document("referat.txt", (HEAD + told).encode()).facts
    assert isinstance(fact, Minutes)
    return [p.name for p in fact.attendees], [p.name for p in fact.absentees]


KARI, OLA, SIV = "Kari Nes", "Ola Lie", "Siv Moe"


@pytest.mark.parametrize(
    ("told", "there", "away"),
    [
        ("Med på møtet: Kari Nes (Askøy), Ola Lie, Voss\nIkke med: Siv Moe", [KARI, OLA], [SIV]),
        ("Disse var med\nKari Nes\nOla Lie\nKunne ikke komme\nSiv Moe", [KARI, OLA], [SIV]),
        ("Møtende:\nFor arbeidsgiver:\nKari Nes, HR-sjef\nFor arbeidstakerne:\nOla Lie (NSF)", [KARI, OLA], []),
        ("Til stede\nFjellregionsykehuset\n• Kari Nes\nRøde Hjerter\n• Ola Lie\nForfall\nSiv Moe", [KARI, OLA], [SIV]),
        (
            "Til stede:\nÅs: Kari Nes\nTinnbygda: ingen\nNordsia: Overlege Ola Lie\nForfall:\nSiv Moe",
            [KARI, OLA],
            [SIV],
        ),
        (
            "Til stede:\nHelsesjef i Voss herad, Kari Nes\nTillitsvalgt (Dnlf) Ola Lie\nForfall: Siv Moe",
            [KARI, OLA],
            [SIV],
        ),
        (
            "Til stede:\nLeder 1. etg.: Kari Nes\nVerneombud: Ola Lie\nForfall:\nLeder 2. etg.: Siv Moe",
            [KARI, OLA],
            [SIV],
        ),
    ],
)
def test_lists_of_people(told: str, there: list[str], away: list[str]) -> None:
    assert read(told) == (there, away)


@pytest.mark.parametrize(
    ("told", "there", "away"),
    [
        (
            "Kari Nes ledet møtet. Ellers deltok Ola Lie, som måtte gå kl. 14. Siv Moe hadde meldt forfall.",
            {KARI, OLA},
            {SIV},
        ),
        ("Vi var to på møtet: Kari Nes og Ola Lie. Siv Moe måtte melde avbud på grunn av sykdom.", {KARI, OLA}, {SIV}),
        (
            "Fra Voss møtte Kari Nes og Ola Lie. Alle var til stede unntatt Siv Moe, som var på kurs.",
            {KARI, OLA},
            {SIV},
        ),
        ("Fra Voss deltok Kari Nes og Ola Lie, som møtte i stedet for Siv Moe.", {KARI, OLA}, {SIV}),
        ("Leder Kari Nes ønsket velkommen. 23 medlemmer var til stede. Forfall hadde Siv Moe.", set(), {SIV}),
    ],
)
def test_people_told_of_in_sentences(told: str, there: set[str], away: set[str]) -> None:
    present, absent = read(told + "\n\nSak 1: Turnus\nVi venter.")
    assert (set(present), set(absent)) == (there, away)


@pytest.mark.parametrize("me", ["jeg", "meg", "eg", "undertegnede"])
def test_the_writer_counts_herself(me: str) -> None:
    assert read(f"Til stede var Ola Lie, Siv Moe og {me}.\n\nSak 1: Turnus\nVi venter.\n\nhilsen\nKari Nes")[0] == [
        OLA,
        SIV,
        KARI,
    ]


def test_the_writer_is_not_away_by_a_word_for_herself() -> None:
    assert read("Til stede: Ola Lie\nForfall: meg og Siv Moe\nSak 1: Turnus\n\nKari Nes") == ([OLA], [SIV])


@pytest.mark.parametrize(
    ("head", "letters"),
    [
        ("Navn  Kommune  Møtt (M) / Forfall (F) / Ikke møtt (I)", "MFI"),
        ("Navn  Kommune  Oppmøte", "JFN"),
        ("Oppmøte (T = til stede, F = forfall, I = ikke møtt):", "TFI"),
    ],
)
def test_letters_of_a_matrix(head: str, letters: str) -> None:
    rows = "\n".join(f"{name}  Voss  {letter}" for name, letter in zip((KARI, SIV, "Per Dal"), letters, strict=True))
    assert read(f"{head}\n{rows}\n\nSak 1: Turnus") == ([KARI], [SIV, "Per Dal"])


def test_a_table_read_column_by_column() -> None:
    told = (
        f"Deltakere\nNavn\n{KARI}\n{SIV}\n{OLA}\nKommune\nVoss\nKvam\nEtne\nMøtt\nJa\nForfall\nJa\nSaker\n4/26 Turnus"
    )
    assert read(told) == ([KARI, OLA], [SIV])


def test_a_column_that_lost_its_empty_cells_tells_of_nobody() -> None:
    told = f"Navn\n{KARI}\n{SIV}\n{OLA}\nKommune\nVoss\nKvam\nEtne\nMøtt\nx\nx\n\nSak 4/26 Turnus\nVi venter."
    assert read(told) == ([], [])


def test_two_lists_side_by_side_in_one_table() -> None:
    told = f"For arbeidsgiver\tTil stede\tFor arbeidstakerne\tTil stede\n{KARI}\tx\t{OLA} (NSF)\tx\n{SIV}\t\tPer Dal\tx"
    there, away = read(told)
    assert (there, away) == ([KARI, OLA, "Per Dal"], [SIV])


def test_a_no_in_the_column_of_presence_beats_the_deputy_who_met() -> None:
    told = f"Medlem\tFrå\tVara\tMøtt\n{KARI}\tVoss\t\tJa\n{SIV}\tKvam\t{OLA}\tNei, vara møtte"
    there, away = read(told)
    assert (set(there), away) == ({KARI, OLA}, [SIV])


def test_letters_shown_in_the_wrong_code_are_read_as_meant() -> None:
    assert read("Tilstede: Ã…se Lie og BjÃ¸rn Nes\nForfall: PÃ¥l Moe") == (["Åse Lie", "Bjørn Nes"], ["Pål Moe"])
