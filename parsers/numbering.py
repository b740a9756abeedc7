"""Automatic numbers written out as the program prints them: lists of levels, each with format, pattern and count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from parsers.blocks import tidy

DEEPEST = 9
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a list: `form` in Word's words, `pattern` with %1…%9 for the counts, and the first count.

    `upper` numbers in a lettered list are shown as figures where `legal` is set.
    """

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    legal: bool = False


@dataclass(kw_only=True)
class Numbering:
    """Each list's levels by the list's key, and how far each counter has come. Lists may share a counter."""

    lists: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    counters: Mapping[str, str] = field(default_factory=dict)
    restarts: dict[str, Mapping[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, key: str, at: int, to: int | None = None) -> str:
        """The list's next number at this level, with a blank after it: «3. », «2.1 », «• »; nothing for no mark.

        `to` sets the count, where the paragraph itself says what number it has.
        """
        levels, level = self.lists.get(key, {}), min(at, DEEPEST - 1)
        one = levels.get(level, Level(form=""))
        counts = self.counts.setdefault(self.counters.get(key, key), {})
        for place, first in self.restarts.pop(key, {}).items():
            counts[place] = first - 1
        counts[level] = to if to is not None else counts.get(level, one.start - 1) + 1
        for deeper in range(level + 1, DEEPEST):
            counts.pop(deeper, None)
        if one.form == "bullet":
            return "• "
        if one.form in ("", "none") and "%" not in one.pattern:
            return f"{one.pattern} ".lstrip()
        shown = re.sub(r"%(\d)", lambda m: _count(levels, counts, int(m[1]) - 1, one.legal), one.pattern)
        return f"{shown} " if shown.strip() else ""

    def begin(self, key: str) -> None:
        """Let the list count from its start again."""
        self.counts.pop(self.counters.get(key, key), None)


def _count(levels: Mapping[int, Level], counts: dict[int, int], place: int, legal: bool) -> str:
    one = levels.get(place, Level())
    return written(counts.setdefault(place, one.start), "decimal" if legal else one.form)


def written(count: int, form: str) -> str:
    """A count as it is printed in a list of this format (ECMA-376 part 1, 17.18.59)."""
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 260:
        letter = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 1 <= count < 400:
        return roman(count) if form == "lowerRoman" else roman(count).upper()
    if form in ("none", "bullet"):
        return ""
    return f"{count:02d}" if form == "decimalZero" else str(count)


def roman(count: int) -> str:
    """A count below 400 in small Roman figures."""
    out = ""
    for value, letters in _ROMAN:
        out += letters * (count // value)
        count %= value
    return out


BULLETS = frozenset("o§vØüq")
"""Letters that are bullets in the symbol fonts programs take them from."""


def printed(label: str) -> str:
    """A list label as the program left it, with a blank after it: «1.», «a)», or the bullet it shows."""
    label = tidy(label)
    if not label:
        return ""
    bullet = label in BULLETS or not any(sign.isalnum() for sign in label)
    return "• " if bullet else f"{label} "
