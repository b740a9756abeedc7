"""Commands and corrections of attendance in people's words, and long or unrelated text that holds neither."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.commands import find_commands
from parsers.corrections import correction_names, find_corrections
from parsers.phrasebook import load

NEAR = dt.date(2026, 1, 5)
PHRASES = [(name, phrase) for name, phrases in load("commands")["commands"].items() for phrase in phrases]


@pytest.mark.parametrize(("name", "phrase"), PHRASES)
def test_every_phrase_is_its_command_in_any_case_and_with_kind_words(name: str, phrase: str) -> None:
    for text in (phrase, phrase.upper() + "!", f"Hei!\n{phrase.capitalize()}.\n\nMvh Kari Nes"):
        assert [c.name for c in find_commands(text)] == [name], text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hei, STOPP er du snill", [("stop", None)]),
        ("OK, send", [("send", None)]),
        ("har snakket med Ola", [("followed-up", "Ola")]),
        ("Jeg har fulgt opp Ola Lie.", [("followed-up", "Ola Lie")]),
        ("Følgt opp", [("followed-up", None)]),
        ("Fravær 2025", [("absences", "2025")]),
        ("OK, men Ola Lie var ikke der", [("ok", None)]),
        ("Alle unntatt Kari Nes", [("everyone", None)]),
        ("Alle var der, bortsett fra Kari Nes.", [("everyone", None)]),
        ("Alle dei andre var til stades", [("everyone", None)]),
        ("Ola Lie møtte ikkje. Alle dei andre var til stades.", [("everyone", None)]),
        ("Ola Lie var borte, alle de andre var til stede.", [("everyone", None)]),
        ("Ola Lie hadde forfall, men resten var til stede", [("everyone", None)]),
        ("Resten møtte.", [("everyone", None)]),
        ("Dei andre var med", [("everyone", None)]),
        ("Bare Ola Lie manglet.", [("everyone", None)]),
        ("Resten var ikke til stede.", []),
        ("Jeg tror resten var til stede.", []),
        ("De andre var ikke der.", []),
        ("Resten av saken var til stede i arkivet", []),
        ("👍", [("ok", None)]),
        ("👍👍", [("ok", None)]),
        ("👍🏻", [("ok", None)]),
        ("OK 👍", [("ok", None)]),
        ("👍 jeg kommer", []),
        ("OK, jeg kommer", []),
        ("Send meg lenken", []),
        ("Det ser ikke bra ut", []),
        ("Har ikke fulgt opp", []),
        ("Jeg lurer på status for saken", []),
        ("Skal jeg stoppe?", []),
        ("ord " * 100 + "\nSTOPP", []),
    ],
)
def test_commands(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(c.name, c.argument) for c in find_commands(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ola Lie var til stede", [("Ola Lie", True, None, None)]),
        ("Ola Lie var til stades", [("Ola Lie", True, None, None)]),
        ("Kari Nes hadde meldt forfall", [("Kari Nes", False, True, None)]),
        ("Siv Moe møtte for Ola Lie", [("Ola Lie", False, None, "Siv Moe")]),
        ("Ola Lie var ikke til stede, men Siv Moe møtte for ham.", [("Ola Lie", False, None, "Siv Moe")]),
        (
            "Alle unntatt Kari Nes og Per Moe var til stede",
            [("Kari Nes", False, None, None), ("Per Moe", False, None, None)],
        ),
        ("Forfall: Kari Nes, Per Moe", [("Kari Nes", False, True, None), ("Per Moe", False, True, None)]),
        ("Ola Lie møtte ikke, uten å si fra", [("Ola Lie", False, False, None)]),
        ("Ola var syk og Kari hadde meldt forfall", [("Ola", False, None, None), ("Kari", False, True, None)]),
        ("Jeg var til stede", [("Berit Bø", True, None, None)]),
        ("Vara: Siv Moe for Ola Lie", [("Ola Lie", False, None, "Siv Moe")]),
        ("Kari kommer ikke", []),
        ("Var Ola til stede?", []),
    ],
)
def test_corrections(text: str, found: list[tuple[str, bool, bool | None, str | None]]) -> None:
    read = find_corrections(text, near=NEAR, me="Berit Bø")
    assert [(c.name, c.present, c.notified, c.deputy) for c in read] == found


def test_a_correction_names_its_day() -> None:
    (one,) = find_corrections("Ola var ikke borte 9. desember", near=NEAR)
    assert (one.present, one.on) == (True, dt.date(2025, 12, 9))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kari Nes, Per Moe", ("Kari Nes", "Per Moe")),
        ("Hei!\nKari Nes\nPer Moe\n\nMvh Inger", ("Kari Nes", "Per Moe")),
        ("Kari Nes og Per Moe", ("Kari Nes", "Per Moe")),
        ("Jeg kommer ikke", ()),
        ("Til stede: Kari Nes", ()),
    ],
)
def test_bare_names(text: str, names: tuple[str, ...]) -> None:
    assert correction_names(text) == names


@settings(deadline=None)
@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    find_commands(text)
    find_corrections(text, near=NEAR, me="Berit Bø")
    correction_names(text)


def test_hostile_text_is_read_in_time() -> None:
    for text in ("Kari Nes, " * 200, "Kari " * 5_000, "ok " * 50, "var " * 180, "K" * 100_000, "A, " * 60_000):
        find_commands(text)
        find_corrections(text)
        correction_names(text)


SENTENCES = Path(__file__).parents[1] / "cases" / "corrections" / "sentences.tsv"
ROWS = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines()]
NOTICE = {"T": True, "F": False, "": None}


def test_there_are_sentences_enough() -> None:
    assert len(ROWS) > 120


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_no_correction_is_read_the_wrong_way(text: str, expected: str) -> None:
    """`Name:+`, `Name:-`, with T or F for notified or not and `/Deputy`, one for each person; nothing where unsure."""
    found = {c.name: (c.present, c.notified, c.deputy) for c in find_corrections(text, near=NEAR, me="Berit Bø")}
    wanted = {}
    for one in filter(None, expected.split(";")):
        name, said = one.split(":")
        how, _, deputy = said.partition("/")
        wanted[name] = (how[0] == "+", NOTICE[how[1:]], deputy or None)
    assert found == wanted
