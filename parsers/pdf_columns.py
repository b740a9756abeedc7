"""Two columns of text on a PDF's page, to be read one after the other: what stands side by side is not of one row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.labels import field_of

__all__ = ["Run", "Stretch", "stretches"]

_NUMBERED = re.compile(r"(?:(?:sak|ps|rs|fs|pkt|punkt)\.?\s)?\d{1,3}(?:[./)]|/\d{2,4})\s?\D", re.I)
_LEAST, _APART = 6, 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Words set close together on one line: the text and its place in points from the page's top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False


@dataclass(frozen=True)
class Stretch:
    """Lines under one another, and where the right column begins when they stand in two."""

    lines: tuple[list[Run], ...]
    gutter: float | None = None


def stretches(lines: Sequence[list[Run]], width: float) -> Iterator[Stretch]:
    """The page's lines, those in two columns apart from those across the page."""
    right = _right_edge(lines, width)
    if right is None:
        yield Stretch(tuple(lines))
        return
    across = [n for n, line in enumerate(lines) if any(r.x0 < right - _APART < r.x1 for r in line)]
    begins = next(n for n, line in enumerate(lines) if any(abs(r.x0 - right) < _APART for r in line))
    first = max((n for n in across if n < begins), default=-1) + 1
    last = min((n for n in across if n > begins), default=len(lines))
    both = lines[first:last]
    if first:
        yield Stretch(tuple(lines[:first]))
    yield Stretch(tuple(both), right - _APART if _apart(both, right - _APART) else None)
    if last < len(lines):
        yield from stretches(lines[last:], width)


def _right_edge(lines: Sequence[list[Run]], width: float) -> float | None:
    """Where most runs of the page's right part begin."""
    starts = Counter(round(r.x0) for line in lines for r in line if r.x0 > 0.35 * width)
    place, count = starts.most_common(1)[0] if starts else (0, 0)
    return place if count >= _LEAST else None


def _apart(lines: Sequence[list[Run]], gutter: float) -> bool:
    """Whether matters are numbered in the right column and its lines answer none of the left one's.

    In a table or beside labels («Dato:») the two belong together, line by line.
    """
    left = [[r for r in line if r.x1 <= gutter] for line in lines]
    right = [[r for r in line if r.x0 >= gutter] for line in lines]
    paired = [a[0].text for a, b in zip(left, right, strict=True) if a and b]
    alone = [sum(bool(a) and not b for a, b in zip(*pair, strict=True)) for pair in ((left, right), (right, left))]
    numbered = sum(_NUMBERED.match(r.text) is not None for line in right for r in line)
    labels = sum(field_of(text) is not None for text in paired)
    whole = sum(_holds_value(text) for text in paired)
    return numbered > 1 and labels < 3 and (min(alone) > 1 or whole > 2) and len(paired) + sum(alone) > _LEAST


def _holds_value(text: str) -> bool:
    head, colon, value = text.partition(":")
    return bool(colon and value.strip()) and field_of(head) is not None
