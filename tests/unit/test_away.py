"""When people who answer automatically are back, in words as they are written on 2 July 2026."""

import datetime as dt
from pathlib import Path

import pytest

from parsers.autoreplies import is_automatic
from parsers.away import absence
from parsers.mime import open_mail

TODAY = dt.date(2026, 7, 2)
TEXTS = Path(__file__).parent.parent / "cases" / "away" / "texts.tsv"
ROWS = [tuple(line.split("\t")) for line in TEXTS.read_text("utf-8").splitlines()]


def day(month: int, day_: int) -> dt.date:
    return dt.date(2026, month, day_)


@pytest.mark.parametrize(
    ("text", "away_from", "back"),
    [
        ("Jeg er på ferie fra 1. juli til og med 14. august, tilbake mandag 17.08.", day(7, 1), day(8, 17)),
        ("Ferie 1.-15. juli", day(7, 1), day(7, 16)),
        ("Eg er attende 12/8", None, day(8, 12)),
        ("tilbake 12.08.2026", None, day(8, 12)),
        ("Jeg er tilbake på jobb igjen mandag 3. august kl. 8.", None, day(8, 3)),
        ("Mandag 10. august er jeg tilbake", None, day(8, 10)),
        ("Jeg er på kontoret igjen 10. august", None, day(8, 10)),
        ("Jeg er ikke tilbake før 10. august", None, day(8, 10)),
        ("ferie t.o.m. 14.08.", None, day(8, 15)),
        ("borte 1/7 til 20/7", day(7, 1), day(7, 21)),
        ("Jeg er borte i dag og er tilbake i morgen", day(7, 2), day(7, 3)),
        ("Ferie i uke 28-30", day(7, 6), day(7, 27)),
        ("Er tilbake i uke 33.", None, day(8, 10)),
        ("Out of office from July 1st until July 14th", day(7, 1), day(7, 15)),
        ("away July 1–14", day(7, 1), day(7, 15)),
        ("I will be back Monday, August 10", None, day(8, 10)),
        ("Tillbaka den 3 augusti", None, day(8, 3)),
        ("Tilbage d. 3. august", None, day(8, 3)),
        ("Jeg har sluttet. Ring 55 97 50 00.", None, None),
        ("Møtet i uke 34 er i Bergen 18. august.", None, None),
        ("", None, None),
    ],
)
def test_the_day_back_is_read(text: str, away_from: dt.date | None, back: dt.date | None) -> None:
    found = absence(text, TODAY)
    assert (found.away_from, found.back, found.doubts) == (away_from, back, ())


def test_a_lone_til_is_told_as_a_doubt() -> None:
    found = absence("Fraværende til 15. august", TODAY)
    assert (found.back, [doubt.about for doubt in found.doubts]) == (day(8, 15), ["back"])


@pytest.mark.parametrize(
    "subject",
    ["Automatisk svar: Møte", "Autosvar", "SV: Automatisk svar: Møte", "Out of Office: Møte", "Automatic reply: x",
     "Frånvaro: semester", "Fravær: Kari Nes", "Ikke til stede: Kari", "AUTO: Kari er borte"],
)  # fmt: skip
def test_subjects_only_a_machine_writes(subject: str) -> None:
    assert is_automatic(open_mail(f"From: kari@example.no\nSubject: {subject}\n\nHei".encode()))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Fravær", "Hvem har vært borte?"),
        ("Fraværsmelding", "Jeg kommer ikke."),
        ("Ferie", "Kan vi flytte møtet?"),
        ("SV: Innkalling", "Jeg er på ferie og er tilbake 10. august."),
        ("Automatikk i kjelleren", "Saken gjelder ventilasjonen."),
    ],
)
def test_a_person_may_write_so_too(subject: str, words: str) -> None:
    assert not is_automatic(open_mail(f"From: kari@example.no\nSubject: {subject}\n\n{words}".encode()))


@pytest.mark.parametrize(("text", "away_from", "back"), ROWS)
def test_texts_of_2_june_2026(text: str, away_from: str, back: str) -> None:
    """Text, first day away, first day back; «?» after a day says that it is told as a doubt."""
    found = absence(f"Automatisk svar: Innkalling: Nettverksmøte, tirsdag 16. juni.\n\n{text}", dt.date(2026, 6, 2))
    said = f"{found.back or ''}{'?' if found.doubts else ''}"
    assert (str(found.away_from or ""), said) == (away_from, back)
