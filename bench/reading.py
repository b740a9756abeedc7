"""Mails read a second, by kind: the cases of the tests, against opening the same mails with the standard library."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import compat32
from functools import partial
from pathlib import Path

from bench.timing import side_by_side
from parsers.mime import open_mail
from parsers.reading import read

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"


def _all(raws: list[bytes], how: object) -> int:
    for raw in raws:
        how(raw)  # type: ignore[operator]
    return len(raws)


def main() -> None:
    """Print the table."""
    for kind in sorted(folder.name for folder in CASES.iterdir()):
        raws = [path.read_bytes() for path in sorted((CASES / kind).glob("*/input.eml"))]
        if raws:
            print(f"  {kind} ({len(raws)} mails, {sum(map(len, raws)) // len(raws):,} bytes each)")
            ways = {
                "standard library opens": partial(message_from_bytes, policy=compat32),
                "we open": open_mail,
                "we read": read,
            }
            side_by_side({name: partial(_all, raws, how) for name, how in ways.items()})
