"""A small workbook or spreadsheet as blocks: each stretch of rows a table, a row of one cell a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from parsers.blocks import Block, Document, Paragraph, Unopened, tidy
from parsers.cells import laid
from parsers.grids import Cell, Grid, read_grids
from parsers.packed import unpacked

LARGEST = 3_000_000
"""Unpacked bytes: beyond it the workbook is a register, no list of who met."""


def read(content: bytes) -> Document:
    """The sheets one after the other. Raises Unopened when it is no workbook, or too large a one."""
    if unpacked(content) > LARGEST:
        raise Unopened("regnearket er for stort")
    return Document(blocks=tuple(block for grid in read_grids("a.xlsx", content) for block in _blocks(grid)))


def _blocks(grid: Grid) -> Iterator[Block]:
    rows = [tuple(_shown(cell) for cell in row) for row in grid]
    for width, group in groupby(rows, key=lambda row: min(sum(1 for cell in row if cell), 2)):
        if width == 1:
            yield from (Paragraph(text=cell) for row in group for cell in row if cell)
        elif width:
            yield from laid([[[Paragraph(text=cell)] if cell else [] for cell in row] for row in group])


def _shown(cell: Cell) -> str:
    """A cell as a Norwegian workbook shows it."""
    if isinstance(cell, dt.datetime):
        return cell.strftime("%d.%m.%Y" if cell.time() == dt.time() else "%d.%m.%Y %H:%M")
    if isinstance(cell, dt.date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, dt.time):
        return cell.strftime("%H:%M")
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return tidy(str(cell)) if cell is not None else ""
