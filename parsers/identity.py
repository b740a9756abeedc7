"""Norwegian national identity numbers in running text, so that none leaves the house unseen (promise 18).

A fødselsnummer, D-number or H-number is eleven digits: a birth date, three digits and two control digits (mod 11).
"""

from __future__ import annotations

import re

from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer

MAX_TEXT = 5_000_000
_GAP = r"[ \u00a0\u2009\u202f.]?"
_ELEVEN = re.compile(
    rf"(?<!\d)(?<!\d[.,])\d\d{_GAP}\d\d{_GAP}\d\d[\s\u00a0\u202f.:–-]{{0,3}}\d\d\d{_GAP}\d\d(?!\d)(?![.,]\d)"
)


def identity_numbers(text: str) -> tuple[str, ...]:
    """The identity numbers in the text as eleven digits, each once, in the order they stand."""
    found = (re.sub(r"\D", "", match[0]) for match in _ELEVEN.finditer(text[:MAX_TEXT]))
    return tuple(dict.fromkeys(number for number in found if is_identity_number(number)))


def is_identity_number(number: str) -> bool:
    """Whether eleven digits are a possible identity number: a calendar date and both control digits right."""
    if not (number.isascii() and number.isdecimal() and len(number) == 11):
        return False
    right = number[9] == fodselsnummer.calc_check_digit1(number) and number[10] == fodselsnummer.calc_check_digit2(
        number
    )
    return right and _has_birth_date(number)


def _has_birth_date(number: str) -> bool:
    try:
        fodselsnummer.get_birth_date(number)
    except ValidationError:
        return False
    return True


def masked(number: str) -> str:
    """The number as it may be shown: birth date, and stars for what identifies («010190 *****»)."""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:6]} *****"
