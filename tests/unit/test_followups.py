"""Decisions, tasks, chair and secretary in the ways papers say them; the case folders hold the whole papers."""

from __future__ import annotations

import datetime as dt

import pytest

from parsers.facts import Minutes
from parsers.papers import read_document

HEAD = """Referat fra nettverksmøte
Dato: 12. februar 2026 kl. 12-14
Til stede: {there}

Sak 1/26 Fagdag
{text}

Sak 2/26 Eventuelt
Ingenting.
"""
PEOPLE = "Grete Solheim, Marius Tveit, Anne-Lise Borge, Kjell Roar Hauge"


def minutes(text: str, there: str = PEOPLE, under: str = "") -> Minutes:
    (fact,) = read_document("referat.txt", (HEAD.format(there=there, text=text) + under).encode()).facts
    assert isinstance(fact, Minutes)
    return fact


@pytest.mark.parametrize(
    ("text", "what", "who", "due"),
    [
        ("Marius lager utkast innen 1. april.", "lager utkast", "Marius", dt.date(2026, 4, 1)),
        ("Kjell Roar og Grete lagar rettleiar.", "lagar rettleiar", "Kjell Roar og Grete", None),
        ("Marius var i møtet. Han følger opp avtalen.", "følger opp avtalen", "Marius", None),
        ("Lokale mangler, Anne-Lise finner et.", "finner et", "Anne-Lise", None),
        ("Kurs: Grete bestiller mat.", "bestiller mat", "Grete", None),
        ("Marius sender brev. Frist: neste møte", "sender brev", "Marius", "neste møte"),
        ("-> Grete S. sender brev (frist: 26.6.2026)", "sender brev", "Grete S.", dt.date(2026, 6, 26)),
        ("To avvik. Ansvar: Grete tar det opp med apoteket.", "tar det opp med apoteket", "Grete", None),
        ("Undervisning om fall. Ansvar: Marius. Frist: uke 50", "Undervisning om fall", "Marius", "uke 50"),
        ("Rutinen følges opp av Marius Tveit.", "Rutinen følges opp av Marius Tveit", "Marius Tveit", None),
        ("Grete skal undersøke prisen.", "skal undersøke prisen", "Grete", None),
        ("Tiltak:\n- Avklare avtale (Grete)", "Avklare avtale", "Grete", None),
        ("Oppgaver til neste møte:\n- Alle: ta med tall", "ta med tall", "Alle", None),
        ("Daglig leder undersøker forsikringen.", "undersøker forsikringen", "Daglig leder", None),
    ],
)
def test_a_task_its_owner_and_its_deadline(text: str, what: str, who: str, due: dt.date | str | None) -> None:
    assert [(a.what, a.who, a.due) for a in minutes(text).actions] == [(what, who, due)]


@pytest.mark.parametrize(
    "text",
    ["Grete orienterte om planen.", "Marius informerer om status.", "Anne-Lise mener det haster.", "Grete ber om ro."],
)
def test_what_somebody_only_tells_is_no_task(text: str) -> None:
    assert minutes(text).actions == ()


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("Vedtak:\n1. Planen godkjennes.\n2. Den sendes ut.", ["Planen godkjennes. Den sendes ut."]),
        ("Utvalgets vedtak (enstemmig):\nPlanen godkjennes.", ["Planen godkjennes."]),
        ("Konklusjon: Planen sendes. Ansvar: Grete", ["Planen sendes."]),
        ("Lang drøfting. Det ble enighet om to kurs.", ["Det ble enighet om to kurs."]),
        ("Nettverket ber om at tallene deles på kjønn.", ["Nettverket ber om at tallene deles på kjønn."]),
        ("Marius overtar som nestleder. Enstemmig.", ["Marius overtar som nestleder. Enstemmig."]),
        ("Godkjent.", ["Godkjent."]),
        ("Grete foreslo utsettelse. Forslaget falt.", []),
        ("Referatet ligger til godkjenning.", []),
    ],
)
def test_what_was_decided(text: str, decided: list[str]) -> None:
    assert list(minutes(text).decisions) == decided


@pytest.mark.parametrize(
    ("there", "under", "chair", "secretary"),
    [
        ("Grete Solheim (leder), Marius Tveit (ref.), Siv Moe", "", "Grete Solheim", "Marius Tveit"),
        ("Styreleder Grete Solheim, Marius Tveit, Siv Moe", "\nRef.: MT", "Grete Solheim", "Marius Tveit"),
        ("Grete Solheim, leder, og Marius Tveit, leder", "\nMarius Tveit\nreferent", None, "Marius Tveit"),
        (PEOPLE, "\nUndertegnede skrev referat.\n\nHilsen\nMarius Tveit", None, "Marius Tveit"),
        (PEOPLE, "\nFor referatet: Marius Tveit", None, "Marius Tveit"),
    ],
)
def test_who_led_and_who_wrote(there: str, under: str, chair: str | None, secretary: str | None) -> None:
    fact = minutes("Planen ble drøftet.", there, under)
    assert (fact.chair, fact.secretary) == (chair, secretary)


def test_a_deadline_beside_the_next_meeting_is_none() -> None:
    fact = minutes("Saker meldes innen 1. april.", under="\nNeste møte: 16. april 2026. Innspill innen 2. april.")
    assert [m.date for m in fact.next_meetings] == [dt.date(2026, 4, 16)]
