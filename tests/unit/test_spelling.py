"""One spelling for words with many; names and addresses are left alone."""

import pytest

from parsers.spelling import canonical


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Eg kjem diverre ikkje på tysdag", "Jeg kommer dessverre ikke på tirsdag"),
        ("Vera Moe møter i staden for meg", "Vera Moe møter i stedet for meg"),
        ("kommre ikek", "kommer ikke"),
        ("Desværre, jeg er syg", "Dessverre, jeg er syk"),
        ("ola.heim@ikkje.example", "ola.heim@ikkje.example"),
        ("Kari Heim", "Kari Heim"),
        ("IKKJE EG", "IKKE JEG"),
    ],
)
def test_canonical(written: str, read: str) -> None:
    assert canonical(written) == read
