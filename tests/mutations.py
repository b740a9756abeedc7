"""Damaged mails and documents, the same for the same number: real files flipped, cut, spliced, repeated and nested.

Inside a zip the members are damaged and packed again, so that the damage reaches the reader and not only the unzipper.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from parsers.documents import readable
from parsers.mime import open_mail

CASES = Path(__file__).parent / "cases"
LARGEST = 3_000_000
TOKENS = (
    b"\x00",
    b"\xff" * 8,
    b"<w:p>" * 300,
    b"<table><tr><td>" * 200,
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>",
    b"{\\b " * 500,
    b"\\cell\\row\\trowd\\cellx9",
    b"=?utf-8?q?" + b"a=20" * 200,
    b";" * 2_000,
    b"(" * 800,
    b"\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b" obj << /Kids [1 0 R 2 0 R] /Length 99999999 >> stream\n",
    b"[" * 600,
    b"1 0 R " * 100,
    b"Til stede: Kari Nes, Ola Lie. Forfall: " * 60,
    b"9" * 400,
    b"-1",
    b"\t" * 300,
    b"x" * 20_000,
)

Seed = tuple[str, bytes]
Harm = Callable[[random.Random, bytes, Sequence[Seed]], bytes]


@cache
def seeds() -> tuple[Seed, ...]:
    """Every input of the cases, and the documents attached to them: name and bytes."""
    found: list[Seed] = []
    for path in sorted(CASES.glob("*/*/input.*")):
        raw = path.read_bytes()
        found.append((path.name, raw))
        parts = open_mail(raw).parts if path.suffix == ".eml" else ()
        found += [(part.filename, part.content) for part in parts if part.filename and readable(part.filename)]
    return tuple(found)


def damaged(number: int, among: Sequence[Seed]) -> Seed:
    """The file of this number: one of `among` with one to four harms done to it."""
    chance = random.Random(number)
    name, content = among[chance.randrange(len(among))]
    for _ in range(chance.choice((1, 1, 2, 4))):
        inside = content.startswith(b"PK") and chance.random() < 0.8
        content = (_inside_zip if inside else chance.choice(HARMS))(chance, content, among)[:LARGEST]
    return name, content


def _span(chance: random.Random, content: bytes, most: int = 4_000) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(start + chance.randrange(1, most), len(content))


def _flip(chance: random.Random, content: bytes, _: Sequence[Seed]) -> bytes:
    flipped = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200)) if content else 0):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def _cut(chance: random.Random, content: bytes, _: Sequence[Seed]) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _leave_out(chance: random.Random, content: bytes, _: Sequence[Seed]) -> bytes:
    start, end = _span(chance, content)
    return content[:start] + content[end:]


def _splice(chance: random.Random, content: bytes, among: Sequence[Seed]) -> bytes:
    other = among[chance.randrange(len(among))][1]
    start, end = _span(chance, other, 20_000)
    place = chance.randrange(len(content) + 1)
    return content[:place] + other[start:end] + content[place:]


def _repeat(chance: random.Random, content: bytes, _: Sequence[Seed]) -> bytes:
    start, end = _span(chance, content, chance.choice((40, 400, 4_000)))
    times = min(chance.choice((3, 50, 2_000, 50_000)), LARGEST // max(end - start, 1))
    return content[:start] + content[start:end] * times + content[end:]


def _nest(chance: random.Random, content: bytes, _: Sequence[Seed]) -> bytes:
    """A stretch within itself: openings pile up before, endings behind."""
    start, end = _span(chance, content, 200)
    times = chance.choice((5, 100, 3_000))
    half = (start + end) // 2
    return content[:start] + content[start:half] * times + content[half:end] * times + content[end:]


def _insert(chance: random.Random, content: bytes, _: Sequence[Seed]) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(TOKENS) * chance.choice((1, 1, 10)) + content[place:]


HARMS: tuple[Harm, ...] = (_flip, _cut, _leave_out, _splice, _repeat, _nest, _insert)


def _inside_zip(chance: random.Random, content: bytes, among: Sequence[Seed]) -> bytes:
    """One member damaged, the archive whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # an earlier harm may have broken it
        return _flip(chance, content, among)
    weighty = [name for name in members if name.endswith(".xml")] or list(members)
    if weighty:
        name = max(weighty, key=lambda n: len(members[n])) if chance.random() < 0.6 else chance.choice(weighty)
        members[name] = chance.choice(HARMS)(chance, members[name], among)[:LARGEST]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return out.getvalue()
