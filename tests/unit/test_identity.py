"""National identity numbers are found however they are written, and shown masked (promise 18). All are made up."""

import pytest

from parsers.identity import identity_numbers, is_identity_number, masked


def made(birth_date: str) -> str:
    """The first number with right control digits for a birth date; nobody is asked about it."""
    tails = (f"{tail:05d}" for tail in range(10_000, 20_000))
    return next(birth_date + tail for tail in tails if is_identity_number(birth_date + tail))


BORN = made("010190")
D_NUMBER = made("410190")


@pytest.mark.parametrize(
    "written",
    ["{0}{1}{2}{3}", "{0}{1}{2} {3}", "{0}{1}{2}-{3}", "{0}.{1}.{2} {3}", "{0} {1} {2} {3}", "fnr:{0}{1}{2}\u00a0{3},"],
)
@pytest.mark.parametrize("number", [BORN, D_NUMBER], ids=["fødselsnummer", "D-nummer"])
def test_promise_18_a_number_is_found_however_it_is_written(written: str, number: str) -> None:
    text = "Pasienten " + written.format(number[:2], number[2:4], number[4:6], number[6:]) + " ble drøftet."
    assert identity_numbers(text) == (number,)


def wrong(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


@pytest.mark.parametrize(
    "text",
    [
        wrong(BORN),
        f"1{BORN}",
        f"{BORN}1",
        "99129912345",
        "telefon 55 97 50 00 12",
        "",
        "12345678901",
        f"{BORN[:6]} til {BORN[6:]}",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert identity_numbers(text) == ()


def test_promise_18_several_are_found_once_each() -> None:
    assert identity_numbers(f"{BORN}, {D_NUMBER} og {BORN}") == (BORN, D_NUMBER)


def test_promise_18_a_number_is_shown_masked() -> None:
    shown = masked(BORN)
    assert shown == "010190 *****" and BORN[6:] not in shown


def test_digits_of_other_scripts_are_no_number() -> None:
    assert not is_identity_number("٠١٠١٩٠١٢٣٤٥")
