"""Ruled tables: rules that meet make a grid, and words take the cell they stand in; cells without a rule between are
one, whose text stands in its first place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.blocks import Table
from parsers.pdf_pages import Rule, Word
from parsers.plain import STARTS

NEAR = 3.5
"""Rules closer than this are one, in points."""
MOST_RULES, MOST_CELLS = 6_000, 20_000
PADDING = 6.0
HYPHEN = re.compile(r"(?<=[a-zæøå])- (?=[a-zæøå])")


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """A table and where it stands: left, top, right, bottom."""

    box: tuple[float, float, float, float]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    first: dict[tuple[int, int], tuple[int, int]]
    """For each place of the grid, row and column, the first place of the cell it belongs to."""

    def place(self, word: Word) -> tuple[int, int] | None:
        """The cell a word stands in."""
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        if not (self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]):
            return None
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.first.get((row, column))


@dataclass
class _Group:
    """Rules that meet, level and upright."""

    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)


def ruled(rules: Sequence[Rule]) -> list[Ruled]:
    """The tables the rules make, smallest first, so that a table in a cell is found before the one around it."""
    if len(rules) > MOST_RULES:
        return []
    level = _joined([r for r in rules if r.x1 - r.x0 > r.bottom - r.top])
    upright = [_turned(r) for r in _joined([_turned(r) for r in rules if r.x1 - r.x0 <= r.bottom - r.top])]
    found = [table for group in _groups(level, upright) if (table := _grid(group))]
    return sorted(found, key=lambda t: (t.box[2] - t.box[0]) * (t.box[3] - t.box[1]))


def _turned(rule: Rule) -> Rule:
    return Rule(x0=rule.top, x1=rule.bottom, top=rule.x0, bottom=rule.x1)


def _joined(rules: list[Rule]) -> list[Rule]:
    """Level rules that lie on one line and touch, as one."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.top):
        if lines and rule.top - lines[-1][0].top < NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [rule for line in lines for rule in _along(line)]


def _along(line: list[Rule]) -> Iterator[Rule]:
    top = line[0].top
    start = end = None
    for rule in sorted(line, key=lambda r: r.x0):
        if end is None or start is None:
            start, end = rule.x0, rule.x1
        elif rule.x0 - end < NEAR:
            end = max(end, rule.x1)
        else:
            yield Rule(x0=start, x1=end, top=top, bottom=top)
            start, end = rule.x0, rule.x1
    if start is not None and end is not None:
        yield Rule(x0=start, x1=end, top=top, bottom=top)


def _groups(level: list[Rule], upright: list[Rule]) -> list[_Group]:
    """The rules by what they meet, directly or through others."""
    owner = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while owner[n] != n:
            owner[n] = owner[owner[n]]
            n = owner[n]
        return n

    tops = [rule.top for rule in level]
    for n, line in enumerate(upright):
        for m in range(bisect_right(tops, line.top - NEAR), bisect_right(tops, line.bottom + NEAR)):
            if level[m].x0 - NEAR <= line.x0 <= level[m].x1 + NEAR:
                owner[root(len(level) + n)] = root(m)
    groups: dict[int, _Group] = {}
    for n, rule in enumerate(level):
        groups.setdefault(root(n), _Group()).level.append(rule)
    for n, rule in enumerate(upright):
        groups.setdefault(root(len(level) + n), _Group()).upright.append(rule)
    return [group for group in groups.values() if group.level and group.upright]


def _grid(group: _Group) -> Ruled | None:
    """The group as a grid of more than one column, or nothing. Where a border is left open the rules' ends close it."""
    xs = _steps([rule.x0 for rule in group.upright] + _open_ends([(r.x0, r.x1) for r in group.level]))
    ys = _steps([rule.top for rule in group.level] + _open_ends([(r.top, r.bottom) for r in group.upright]))
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > MOST_CELLS:
        return None
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            first[row, column] = _first(group, xs, ys, first, row, column)
    return Ruled(box=(xs[0], ys[0], xs[-1], ys[-1]), xs=xs, ys=ys, first=first)


def _open_ends(rules: list[tuple[float, float]]) -> list[float]:
    """Where rules end, if at least two end there: one alone may be drawn for something else."""
    if len(rules) < 2:
        return []
    return [sorted(start for start, _ in rules)[1], sorted(end for _, end in rules)[-2]]


def _steps(places: list[float]) -> tuple[float, ...]:
    steps: list[float] = []
    for place in sorted(places):
        if not steps or place - steps[-1] > NEAR:
            steps.append(place)
    return tuple(steps)


def _first(
    group: _Group,
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    first: dict[tuple[int, int], tuple[int, int]],
    row: int,
    column: int,
) -> tuple[int, int]:
    """The first place of the cell that this place of the grid belongs to."""
    x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
    if column and not any(abs(r.x0 - xs[column]) <= NEAR and r.top <= y <= r.bottom for r in group.upright):
        return first[row, column - 1]
    if row and not any(abs(r.top - ys[row]) <= NEAR and r.x0 <= x <= r.x1 for r in group.level):
        return first[row - 1, column]
    return row, column


def filled(table: Ruled, words: dict[tuple[int, int], list[list[Word]]]) -> Table | None:
    """The table with its words, `words` being each cell's lines; nothing when it holds no two cells in a row."""
    wide = {first: _right(table, first) for first in words}
    texts = {first: cell_text(lines, wide[first]) for first, lines in words.items()}
    rows = [
        tuple(texts.get((row, column), "") for column in range(len(table.xs) - 1)) for row in range(len(table.ys) - 1)
    ]
    used = [n for n in range(len(table.xs) - 1) if any(row[n] for row in rows)]
    kept = tuple(tuple(row[n] for n in used) for row in rows if any(row))
    return Table(rows=kept) if len(used) > 1 and any(len([c for c in row if c]) > 1 for row in kept) else None


def _right(table: Ruled, first: tuple[int, int]) -> float:
    last = max(column for (row, column), head in table.first.items() if head == first and row == first[0])
    return table.xs[last + 1]


def _spaced(line: list[Word]) -> str:
    """The line's words, a wide gap between them as a tab."""
    text, end = "", 0.0
    for word in line:
        wide = word.x0 - end > 1.5 * (word.bottom - word.top)
        text, end = f"{text}\t{word.text}" if text and wide else f"{text} {word.text}".lstrip(), word.x1
    return text


def cell_text(lines: list[list[Word]], right: float) -> str:
    """A cell's text, lines joined where the next line's first word would not have fitted."""
    out: list[str] = []
    edge = 0.0
    for line in lines:
        text = _spaced(line)
        wraps = out and edge + 3 + line[0].x1 - line[0].x0 > right - PADDING and not STARTS.match(text)
        if wraps:
            out[-1] += f" {text}"
        else:
            out.append(text)
        edge = line[-1].x1
    return "\n".join(HYPHEN.sub("", text) for text in out)
