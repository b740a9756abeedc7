"""Tables told as a stream, as RTF and the old Word format tell them: text, «the cell ends», «the row ends»."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.blocks import Block
from parsers.cells import MOST_ROWS, WIDEST, Cell, laid, spread

DEEPEST = 12
NEAR = 100
"""Edges closer than this are the same, in twentieths of a point (1.8 mm): programs round each row for itself."""

Row = tuple[list[Cell], Sequence[int]]


@dataclass
class _Open:
    """A table that is being told: its finished rows, the finished cells of the row, the blocks of the cell."""

    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Gathering:
    """Blocks as they come, at a depth: 0 is the page, 1 a table on it, 2 a table in a cell."""

    open: list[_Open] = field(default_factory=lambda: [_Open()])

    def put(self, block: Block | None, depth: int) -> None:
        """A block stands in the cell that is open at this depth; an empty paragraph still ends the deeper tables."""
        self._at(depth).blocks += [block] if block else []

    def end_cell(self, depth: int) -> None:
        """The cell ends."""
        table = self._at(max(depth, 1))
        table.cells.append(tuple(table.blocks))
        table.blocks = []

    def end_row(self, depth: int, edges: Sequence[int] = ()) -> None:
        """The row ends; `edges` are where its cells begin and end, in twentieths of a point."""
        table = self._at(max(depth, 1))
        if table.cells and len(table.rows) < MOST_ROWS:
            table.rows.append((table.cells[:WIDEST], edges))
        table.cells = []

    def blocks(self) -> tuple[Block, ...]:
        """All of it; tables still open are closed."""
        return tuple(self._at(0).blocks)

    def _at(self, depth: int) -> _Open:
        wanted = min(depth, DEEPEST) + 1
        while len(self.open) > wanted:
            self._close()
        while len(self.open) < wanted:
            self.open.append(_Open())
        return self.open[-1]

    def _close(self) -> None:
        table = self.open.pop()
        rows = [*table.rows, (table.cells, ())] if table.cells else table.rows
        self.open[-1].blocks += [*laid(aligned(rows)), *table.blocks]


def aligned(rows: Sequence[Row]) -> Iterator[Sequence[Cell]]:
    """The rows on one grid: a cell that reaches over several of the table's columns takes as many places."""
    starts: list[int] = []
    for edge in sorted({edge for _, edges in rows for edge in edges}):
        if not starts or edge - starts[-1] > NEAR:
            starts.append(edge)
    for cells, edges in rows:
        if len(edges) != len(cells) + 1 or len(starts) > WIDEST:
            yield cells
            continue
        places = [bisect_right(starts, edge) for edge in edges]
        steps = [after - place for place, after in itertools.pairwise(places)]
        before: list[Cell] = [()] * (places[0] - 1)
        yield [*before, *(one for cell, step in zip(cells, steps, strict=True) for one in spread(cell, max(step, 1)))]
