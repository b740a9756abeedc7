"""Tables whose cells hold blocks: those that hold data become a Table, those that only lay the page out become what
stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.blocks import Block, Paragraph, Table

Cell = Sequence[Block]
LABEL = 40
WIDEST = 60
MOST_ROWS = 3_000


@dataclass
class Budget:
    """How many more paragraphs may be read: past any paper's length a file is only a burden."""

    left: int = 15_000

    def spent(self) -> bool:
        """One more is asked for; true when there is none left."""
        self.left -= 1
        return self.left < 0


def laid(rows: Iterable[Sequence[Cell]]) -> Iterator[Block]:
    """The table's blocks. A table of one column is a frame, and a row of inner tables is a layout, unless a short label
    stands before them."""
    whole = [row for _, row in zip(range(MOST_ROWS), rows, strict=False)]
    if max(map(len, whole), default=0) < 2:
        yield from (block for row in whole for cell in row for block in cell)
        return
    held: list[tuple[str, ...]] = []
    for row in whole:
        if not _lays_out(row):
            held.append(tuple(flat(cell) for cell in row[:WIDEST]))
            continue
        yield from _table(held)
        held = []
        yield from (block for cell in row for block in cell)
    yield from _table(held)


def _table(rows: list[tuple[str, ...]]) -> Iterator[Block]:
    """The rows as a table, without the columns that are empty all the way down."""
    used = sorted({place for row in rows for place, cell in enumerate(row) if cell})
    if len(used) == 1:
        yield from (Paragraph(text=row[used[0]]) for row in rows if row[used[0] :] and row[used[0]])
    elif used:
        yield Table(rows=tuple(tuple(row[place] for place in used if place < len(row)) for row in rows))


def _lays_out(row: Sequence[Cell]) -> bool:
    if not any(isinstance(block, Table) for cell in row for block in cell):
        return False
    filled = [cell for cell in row if cell]
    first = flat(filled[0])
    return len(filled) < 2 or len(first) > LABEL or any(isinstance(b, Table) for b in filled[0])


def flat(blocks: Iterable[Block]) -> str:
    """Blocks inside a cell as text: a paragraph a line, a nested table a line a row with tabs."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += ["\t".join(cell.replace("\n", " ") for cell in row) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def spread(cell: Cell, columns: int) -> Iterator[Cell]:
    """A cell over several columns: its blocks in the first, nothing in the others."""
    yield cell
    yield from [()] * (min(columns, 30) - 1)
