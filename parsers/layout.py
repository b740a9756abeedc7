"""A document as lines and tables in reading order: what every reader of a paper looks at, each line looked at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from parsers.blocks import Block, Document, Heading, Paragraph, Table
from parsers.flattened import rejoined
from parsers.lines import Item, Line, broken, line
from parsers.scanned import mended
from parsers.tables import items_of

__all__ = ["laid_out"]

_MOST_LINES, _MOST_LETTERS, _MAX_LINE = 4_000, 200_000, 20_000


def laid_out(document: Document) -> tuple[Item, ...]:
    """The document's lines and tables, flattened columns of labels and values put together again.

    A paper is read to its 4,000th line or 200,000th letter: no minutes are longer, and no mail may cost more.
    """
    return tuple(rejoined(list(_first(item for block in document.blocks for item in _items(_mended(block))))))


def _first(items: Iterator[Item]) -> Iterator[Item]:
    left = _MOST_LETTERS
    for item in islice(items, _MOST_LINES):
        left -= len(item.text) if isinstance(item, Line) else sum(len(cell) for row in item.rows for cell in row)
        if left < 0:
            return
        yield item


def _mended(block: Block) -> Block:
    if isinstance(block, Table):
        return Table(rows=tuple(tuple(mended(cell) for cell in row) for row in block.rows))
    text = mended(block.text)
    if text == block.text:
        return block
    return Heading(text=text, level=block.level) if isinstance(block, Heading) else Paragraph(text=text)


def _items(block: Block) -> Iterator[Item]:
    if isinstance(block, Table):
        yield from items_of(block)
        return
    level = block.level if isinstance(block, Heading) else 0
    for text in block.text.split("\n"):
        yield from (line(piece, level) for piece in broken(text[:_MAX_LINE]))
