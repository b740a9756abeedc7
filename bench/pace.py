"""What reading costs: mails a second by kind, against opening the same mails with the standard library.

At the end the two costs we hold ourselves to on one core: an ordinary reply, and minutes in a docx of 100 kB.
"""

from __future__ import annotations

import io
import zipfile
from email import message_from_bytes
from email.policy import compat32
from functools import partial
from pathlib import Path

from bench.timing import cost, side_by_side
from parsers.mime import open_mail
from parsers.reading import read, read_file
from tests.documents.builder import Block, docx

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"


def _all(raws: list[bytes], how: object) -> int:
    for raw in raws:
        how(raw)  # type: ignore[operator]
    return len(raws)


def minutes_of(matters: int, kilobytes: int = 100) -> bytes:
    """Minutes of that many matters, each with its talk and decision, in a docx made up to that size with a picture."""
    there = [[f"Kari Nes{letter}", "Nordvik", "x"] for letter in "adehiklmnoprstuv"]
    talk = "Gruppen gikk gjennom planen og drøftet bemanning, opplæring og samarbeid i bydel {0}. " * 5
    blocks: list[Block] = [
        ("h", "Referat fra møte i Nettverksgruppe Nord"),
        ("p", "Dato: 12. mars 2026"),
        ("t", [["Navn", "Organisasjon", "Til stede"], *there]),
    ]
    for n in range(1, matters + 1):
        blocks += [
            ("h", f"Sak {n}/26 Rutine nummer {n}"),
            ("p", talk.format(n)),
            ("p", f"Vedtak: Rutine {n} er godkjent."),
            ("p", "Ansvar: Kari Nesa. Frist: 1. juni 2026"),
        ]
    out = io.BytesIO(docx(blocks))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/image1.png", bytes(max(0, kilobytes * 1000 - len(out.getvalue()))))
    return out.getvalue()


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
    reply = (CASES / "reply" / "outlook-kommer" / "input.eml").read_bytes()
    ordinary, long = minutes_of(15), minutes_of(70)
    for what, size, way, most in (
        ("one reply", len(reply), partial(read, reply), 5),
        ("minutes of 15 matters in a docx", len(ordinary), partial(read_file, "referat.docx", ordinary), 30),
        ("minutes of 70 matters in a docx", len(long), partial(read_file, "referat.docx", long), 30),
    ):
        print(f"  {what} of {size / 1000:.0f} kB: {cost(way):.2f} ms (at most {most})")
