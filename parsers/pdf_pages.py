"""A PDF's pages as words and rules with their places, by PDFium: rotated pages upright, filled form fields as text."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parsers.blocks import Unopened, tidy

PAGES, LETTERS, OBJECTS, SEGMENTS = 60, 250_000, 12_000, 2_000
LOOSE = 500
THIN, SHADE = 3.0, 60.0
NESTED = 4
LOCKED = "PDF-en er beskyttet med passord"
BROKEN = "filen er skadet eller ikke det den gir seg ut for"
HEAVY = re.compile(rb"bold|black|heavy|semibold|demi", re.I)
WORD = re.compile(r"[^\s\x02\ufffe]+[\x02\ufffe]?")
TEXT, PATH, FORM = 1, 2, 5
MOVE, LINE = 2, 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """Letters set close together, their place in points from the page's top left, and the line they stand on."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    bold: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A straight line, level or upright, in points from the page's top left."""

    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's words and rules, and its width in points."""

    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    width: float


@dataclass(frozen=True, kw_only=True)
class _Upright:
    """How the page's own coordinates turn into points from the top left of the page as it is read."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as it is read."""
        u, v = x - self.left, y - self.bottom
        return ((u, self.height - v), (v, u), (self.width - u, v), (self.height - v, self.width - u))[self.turns]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box as it is read: left, top, right, bottom."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def pages(content: bytes) -> Iterator[Page]:
    """The pages in order. Raises Unopened when the file is locked, broken or too long."""
    if b"startxref" not in content and content.count(b" obj") > LOOSE:
        raise Unopened(BROKEN)  # PDFium would piece it together in time that grows with the square
    import pypdfium2  # a tenth of a second that only PDFs need

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise Unopened(LOCKED if "assword" in str(problem) else BROKEN) from problem
    try:
        if len(pdf) > PAGES:
            raise Unopened(f"PDF-en har flere enn {PAGES} sider")
        left = LETTERS
        for number in range(len(pdf)):
            page = _page(pypdfium2, pdf, number, left)
            left -= sum(len(word.text) for word in page.words)
            yield page
            if left < 0:
                return
    finally:
        pdf.close()


def _page(pypdfium2: Any, pdf: Any, number: int, most: int) -> Page:
    raw, page = pypdfium2.raw, pdf[number]
    if raw.FPDFPage_GetAnnotCount(page) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        page.close()
        page = pdf[number]
    text = page.get_textpage()
    try:
        letters, angle = _letters(raw, text, most)
        upright = _upright(page, angle)
        words = tuple(_words(raw, text, letters, upright))
        rules = tuple(_rules(raw, page, upright)) if words else ()
        sideways = upright.turns % 2 == 1
        return Page(words=words, rules=rules, width=upright.height if sideways else upright.width)
    finally:
        text.close()
        page.close()


def _letters(raw: Any, text: Any, most: int) -> tuple[str, int]:
    """The page's letters, and by how many quarters of a turn most of them lie on the page."""
    count = min(max(raw.FPDFText_CountChars(text), 0), max(most, 0))
    letters = "".join(
        chr(code) if code < 0x10000 else " "
        for n in range(count)
        if (code := raw.FPDFText_GetUnicode(text, n)) is not None
    )
    sample = range(0, count, max(count // 40, 1))
    angles = [round(raw.FPDFText_GetCharAngle(text, n) / (math.pi / 2)) % 4 for n in sample if not letters[n].isspace()]
    return letters, max(set(angles), key=angles.count) if angles else 0


def _upright(page: Any, angle: int) -> _Upright:
    left, bottom, right, top = page.get_cropbox()
    return _Upright(left=left, bottom=bottom, width=right - left, height=top - bottom, turns=angle % 4)


def _words(raw: Any, text: Any, letters: str, upright: _Upright) -> Iterator[Word]:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    name, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    for match in WORD.finditer(letters):
        first, last = match.start(), match.end() - 1
        raw.FPDFText_GetLooseCharBox(text, first, box)
        a = upright.box(box.left, box.bottom, box.right, box.top)
        raw.FPDFText_GetLooseCharBox(text, last if last > first else first, box)
        b = upright.box(box.left, box.bottom, box.right, box.top)
        raw.FPDFText_GetCharOrigin(text, first, x, y)
        raw.FPDFText_GetFontInfo(text, first, name, 64, flags)
        shown = tidy(match[0].replace("\x02", "-").replace("\ufffe", "-"))
        if shown:
            yield Word(
                text=shown,
                x0=a[0],
                x1=max(a[2], b[2]) if abs(a[1] - b[1]) < a[3] - a[1] else a[2],
                top=a[1],
                bottom=a[3],
                base=upright.point(x.value, y.value)[1],
                bold=HEAVY.search(name.value) is not None,
            )


def _rules(raw: Any, page: Any, upright: _Upright) -> Iterator[Rule]:
    count = min(raw.FPDFPage_CountObjects(page), OBJECTS)
    for n in range(count):
        yield from _drawn(raw, raw.FPDFPage_GetObject(page, n), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), upright, 0)


Matrix = tuple[float, float, float, float, float, float]


def _drawn(raw: Any, thing: Any, outer: Matrix, upright: _Upright, depth: int) -> Iterator[Rule]:
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == PATH:
        yield from _edges(raw, thing, _times(_matrix(raw, thing), outer), upright)
    elif kind == FORM and depth < NESTED:
        inner = _times(_matrix(raw, thing), outer)
        for n in range(min(raw.FPDFFormObj_CountObjects(thing), OBJECTS // 10)):
            yield from _drawn(raw, raw.FPDFFormObj_GetObject(thing, n), inner, upright, depth + 1)


def _matrix(raw: Any, thing: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _edges(raw: Any, path: Any, matrix: Matrix, upright: _Upright) -> Iterator[Rule]:
    """The level and upright lines of a path: its own strokes, or the edges of a small filled box."""
    points = list(_points(raw, path, matrix, upright))
    if not points:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    x0, x1 = min(x for _, x, _ in points), max(x for _, x, _ in points)
    top, bottom = min(y for _, _, y in points), max(y for _, _, y in points)
    if min(x1 - x0, bottom - top) < THIN:
        yield Rule(x0=x0, x1=x1, top=top, bottom=bottom)
    elif stroke.value:
        yield from _strokes(points)
    elif fill.value and bottom - top < SHADE and len(points) < 7:
        yield from _strokes([(MOVE, x0, top), (LINE, x1, top), (LINE, x1, bottom), (LINE, x0, bottom), (LINE, x0, top)])


def _points(raw: Any, path: Any, matrix: Matrix, upright: _Upright) -> Iterator[tuple[int, float, float]]:
    """The path's points as they are read: what leads to each, and where it is. A closed path ends where it began."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    begun = (0.0, 0.0)
    for n in range(min(raw.FPDFPath_CountSegments(path), SEGMENTS)):
        piece = raw.FPDFPath_GetPathSegment(path, n)
        raw.FPDFPathSegment_GetPoint(piece, x, y)
        kind = raw.FPDFPathSegment_GetType(piece)
        here = upright.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        begun = here if kind == MOVE else begun
        yield kind, *here
        if raw.FPDFPathSegment_GetClose(piece):
            yield LINE, *begun


def _strokes(points: list[tuple[int, float, float]]) -> Iterator[Rule]:
    for (_, x, y), (kind, u, v) in itertools.pairwise(points):
        if kind == LINE and (abs(x - u) < 1 or abs(y - v) < 1) and abs(x - u) + abs(y - v) > THIN:
            yield Rule(x0=min(x, u), x1=max(x, u), top=min(y, v), bottom=max(y, v))
