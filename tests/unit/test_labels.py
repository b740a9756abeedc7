"""Labels and column heads: what they mean, in any order of their words, and where a scanner misread them."""

from __future__ import annotations

import pytest

from parsers.labels import column_of, field_of, misread_field
from parsers.lines import Line, broken, line
from parsers.scanned import mended


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Til stede", "present"),
        ("TILSTADES", "present"),
        ("Ti1 ste de", "present"),
        ("Desse var med", "present"),
        ("Følgende faste medlemmer møtte", "present"),
        ("Fra administrasjonen møtte", "present"),
        ("Til stede fra sykehuset", "present"),
        ("Faste medlemer som ikkje møtte", "absent_unnotified"),
        ("Følgende medlemmer møtte ikke", "absent_unnotified"),
        ("Deltok ikke", "absent_unnotified"),
        ("Uteble", "absent_unnotified"),
        ("Ikke til stede", "absent"),
        ("Fravær/forfall", "absent"),
        ("Meldt fråfall", "absent_notified"),
        ("Følgende medlemmer hadde meldt forfall", "absent_notified"),
        ("For fall", "absent_notified"),
        ("M0teleder", "chair"),
        ("M?teleder", "chair"),
        ("Refe rent", "secretary"),
        ("Dato/tid", "date"),
        ("Frå sekretariatet", "group"),
        ("Framdrift", None),
        ("Tvangsvedtak", None),
        ("Forslag til vedtak", "body"),
        ("Berta Hauge som møtte veggen", None),
        ("", None),
    ],
)
def test_a_label_means_the_same_however_it_is_written(label: str, field: str | None) -> None:
    got = field_of(label)
    assert (got[0] if got else None) == field


def test_a_label_may_also_speak_of_copies() -> None:
    assert field_of("Ikkje møtt/Kopi") == ("absent_unnotified", True)


@pytest.mark.parametrize(("label", "field"), [("Mptedato", "date"), ("Fremtiden", None), ("Sted", None)])
def test_one_letter_astray_counts_before_a_colon_only(label: str, field: str | None) -> None:
    got = misread_field(label)
    assert (got[0] if got else None) == field
    assert field_of("Mptedato") is None


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("Navn/tittel", "name"),
        ("Ansvar/frist", "owner"),
        ("Diskusjon/vedtak", "content"),
        ("Fysisk", "present"),
        ("Forfallsdato", "due"),
        ("Klinikk/enhet", None),
        ("Godkjenning av innkalling og saksliste", None),
    ],
)
def test_heads_of_columns(head: str, column: str | None) -> None:
    assert column_of(head) == column


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dato: 3. mai Sted: Voss Referent: Kari Nes", ["Dato: 3. mai", "Sted: Voss", "Referent: Kari Nes"]),
        ("Til stede: A B, C D. Forfall: E F", ["Til stede: A B, C D.", "Forfall: E F"]),
        ("tilstede var Kari Nes og Ola Lie frafall Per Dal", ["tilstede var Kari Nes og Ola Lie", "frafall Per Dal"]),
        ("Vi snakket om dette: alle er enige", ["Vi snakket om dette: alle er enige"]),
    ],
)
def test_a_line_is_broken_before_each_label_in_it(text: str, parts: list[str]) -> None:
    assert list(broken(text)) == parts


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Til stede – Kari Nes, Ola Lie", "present", "Kari Nes, Ola Lie"),
        ("Dato ..... : 17.6.2026", "date", "17.6.2026"),
        ("Neste rnøte 6. mai 2026", "next", "6. mai 2026"),
        ("Referent Kari Nes", "secretary", "Kari Nes"),
        ("Referent finner vi på møtet.", None, ""),
        ("Styreleder Kari Nes", None, ""),
        ("Forfall;   Knut Lie", "absent_notified", "Knut Lie"),
    ],
)
def test_the_label_a_line_begins_with(text: str, field: str | None, value: str) -> None:
    got: Line = line(text)
    assert (got.field, got.value) == (field, value)


@pytest.mark.parametrize(
    ("misread", "text"),
    [
        ("l4.O1.2O26", "14.01.2026"),
        ("3O. januar 2O26", "30. januar 2026"),
        ("k1. 09.OO - 1l.30", "kl. 09.00 - 11.30"),
        ("M0TEREFERAT", "MØTEREFERAT"),
        ("4. rnars og neste rnøte", "4. mars og neste møte"),
        ("Trude 0lsen og E1in DaI", "Trude Olsen og Elin Dal"),
        ("B?rd ?degaard kom til m?tet", "Bård Ødegaard kom til møtet"),
        ("Oksygen O2 og barn", "Oksygen O2 og barn"),
        ("Hva nå? Vi venter.", "Hva nå? Vi venter."),
    ],
)
def test_only_what_can_t_be_right_is_mended(misread: str, text: str) -> None:
    assert mended(misread) == text
