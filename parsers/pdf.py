"""PDF as blocks: ruled tables as tables, columns of text in reading order, wrapped lines joined, repeats left out."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.blocks import Block, Document, Heading, Paragraph, Table, Unopened
from parsers.labels import PRESENCE, field_of
from parsers.pdf_columns import Run, Stretch, stretches
from parsers.pdf_pages import Page, Word, pages
from parsers.pdf_tables import HYPHEN, filled, ruled
from parsers.plain import STARTS

LARGEST = 25_000_000
NO_TEXT = "PDF-en har ikke tekst. Den er trolig skannet; send dokumentet som Word-fil eller som PDF med tekst"
PAGE_MARK = re.compile(r"(?:side|page)?\s*\d{1,3}\s*(?:(?:av|of|/|\|)\s*\d{1,3})?", re.I)
MARK = re.compile(r"[•·▪◦‣–*-]|(?:sak\s)?\d{1,3}(?:[./]\d{1,3})*[.)]?|[a-zæøåA-Z][.)]", re.I)
LARGE = 1.35
"""Letters this many times as tall as the usual ones are a title's."""
COLUMN = 12.0
"""Runs that begin closer than this begin in one column, in points."""


def read(content: bytes) -> Document:
    """All pages' blocks. Raises Unopened when there is no text, when locked, or past the limits."""
    if len(content) > LARGEST:
        raise Unopened("PDF-en er for stor")
    told = [blocks for page in pages(content) if (blocks := _page(page))]
    if not told:
        raise Unopened(NO_TEXT)
    return Document(blocks=tuple(_as_one(_without_repeats(told))))


def _page(page: Page) -> list[Block]:
    tables = ruled(page.rules)
    held: dict[int, dict[tuple[int, int], list[Word]]] = {n: {} for n in range(len(tables))}
    outside: list[Word] = []
    for word in page.words:
        n, place = next(((n, p) for n, table in enumerate(tables) if (p := table.place(word))), (-1, None))
        (held[n].setdefault(place, []) if place else outside).append(word)
    pieces: list[tuple[float, Block]] = []
    for n, table in enumerate(tables):
        found = filled(table, {place: _rows(words) for place, words in held[n].items()})
        if found:
            pieces.append((table.box[1], found))
        else:
            outside += [word for words in held[n].values() for word in words]
    pieces += _running([list(_runs(row)) for row in _rows(outside)], page.width)
    return [block for _, block in sorted(pieces, key=lambda piece: piece[0])]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words by line, each line from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.base, w.x0)):
        if rows and word.base - rows[-1][0].base < max(0.35 * (rows[-1][0].bottom - rows[-1][0].top), 1.5):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_respaced(sorted(row, key=lambda w: w.x0)) for row in rows]


def _respaced(row: list[Word]) -> list[Word]:
    """A line set letter by letter («R e f e r a t») as words: a gap much wider than the others parts two."""
    if len(row) < 6 or sum(len(word.text) == 1 for word in row) < 0.8 * len(row):
        return row
    gaps = [after.x0 - word.x1 for word, after in itertools.pairwise(row)]
    usual = statistics.median(gaps)
    joined = [row[0]]
    for word, gap in zip(row[1:], gaps, strict=True):
        if gap > 1.6 * usual + 0.5:
            joined.append(word)
        else:
            joined[-1] = replace(joined[-1], text=joined[-1].text + word.text, x1=word.x1)
    return joined


def _runs(row: list[Word]) -> list[Run]:
    """The line's runs, parted where the gap is wider than about two blanks; a list's mark stays with its text."""
    held: list[list[Word]] = []
    for word in row:
        if not held or word.x0 - held[-1][-1].x1 > 0.9 * (word.bottom - word.top):
            held.append([])
        held[-1].append(word)
    runs = [_run(words) for words in held]
    if len(runs) == 2 and MARK.fullmatch(runs[0].text) and runs[1].x0 - runs[0].x1 < 45:
        return [replace(runs[1], text=f"{runs[0].text} {runs[1].text}", x0=runs[0].x0)]
    return runs


def _run(words: list[Word]) -> Run:
    return Run(
        text=" ".join(word.text for word in words),
        x0=words[0].x0,
        x1=words[-1].x1,
        top=min(word.top for word in words),
        bottom=max(word.bottom for word in words),
        bold=all(word.bold for word in words),
    )


def _running(lines: list[list[Run]], width: float) -> Iterator[tuple[float, Block]]:
    whole = _gutter(lines, width)
    parts = [Stretch(tuple(lines), whole)] if whole else stretches(lines, width)
    for part in parts:
        yield from _stretch(list(part.lines), part.gutter)


def _stretch(lines: list[list[Run]], gutter: float | None) -> Iterator[tuple[float, Block]]:
    """The blocks of lines across the page, or of two columns one after the other."""
    if gutter:
        left = [[r for r in line if r.x1 <= gutter] for line in lines]
        right = [[r for r in line if r.x0 >= gutter] for line in lines]
        for place, column in enumerate((left, right)):
            for top, block in _flow([line for line in column if line]):
                yield top / 1000 + place + (lines[0][0].top if lines else 0), block
    else:
        yield from _flow(lines)


def _gutter(lines: list[list[Run]], width: float) -> float | None:
    """The middle of an empty strip that parts two columns of running text; lists and labels are no such columns."""
    both = [line for line in lines if len(line) == 2]
    if len(both) < 12 or len(both) < 0.6 * len(lines):
        return None
    left, right = max(line[0].x1 for line in both), min(line[1].x0 for line in both)
    long = sum(line[0].x1 - line[0].x0 > 0.3 * width for line in both) > 0.6 * len(both)
    clear = left < right and not any(r.x0 < left and r.x1 > right for line in lines for r in line)
    return (left + right) / 2 if long and clear else None


def _flow(lines: list[list[Run]]) -> Iterator[tuple[float, Block]]:
    """Single runs become paragraphs; stretches of lines set in columns become tables."""
    edge = max((line[-1].x1 for line in lines), default=0.0)
    usual = statistics.median(line[0].bottom - line[0].top for line in lines) if lines else 0.0
    held: list[list[Run]] = []
    for line in lines:
        if held and not _goes_on(held, line, edge):
            yield held[0][0].top, _block(held, usual)
            held = []
        held.append(line)
    if held:
        yield held[0][0].top, _block(held, usual)


def _goes_on(held: list[list[Run]], line: list[Run], edge: float) -> bool:
    """Whether the line belongs with those held: a row more of columns, one under a later column, a left one on its own,
    or a wrapped line."""
    in_columns = len(held[0]) > 1
    if len(line) > 1 or in_columns:
        alone = len(line) == 1 and line[0].x1 < max(row[1].x0 for row in held if len(row) > 1)
        alone = alone and (_close(held[-1], line) or _in_step(held, line))
        under = len(line) > 1 or alone or line[0].x0 > held[0][0].x0 + 20
        return in_columns and under and _near(held[-1], line)
    return _wraps(held[-1][0], line[0], edge)


def _block(held: list[list[Run]], usual: float) -> Block:
    return _columns(held) if len(held[0]) > 1 else _paragraph(held, usual)


def _near(above: list[Run], line: list[Run]) -> bool:
    return line[0].top - above[0].bottom < 2.2 * (line[0].bottom - line[0].top)


def _close(above: list[Run], line: list[Run]) -> bool:
    return line[0].top - above[0].bottom < 0.9 * (line[0].bottom - line[0].top)


def _in_step(held: list[list[Run]], line: list[Run]) -> bool:
    """Whether a run stands in step under the left of two lists of people, «Til stede» and «Forfall» side by side."""
    lists = all((got := field_of(run.text)) is not None and got[0] in PRESENCE for run in held[0])
    if not lists or len(held) < 3:
        return False
    pitch, step = held[-1][0].top - held[-2][0].top, line[0].top - held[-1][0].top
    return abs(line[0].x0 - held[0][0].x0) < COLUMN and abs(step - pitch) < 0.2 * pitch


def _wraps(above: Run, run: Run, edge: float) -> bool:
    """Whether `run` continues the line above: its first word would not have fitted, and it follows closely."""
    height = run.bottom - run.top
    first = run.text.split(" ")[0]
    word = (run.x1 - run.x0) * len(first) / max(len(run.text), 1)
    close = run.top - above.bottom < 0.9 * height and above.bold == run.bold and not STARTS.match(run.text)
    return close and above.x1 + word + 0.25 * height > edge and -3 < run.x0 - above.x0 < 60


def _paragraph(held: list[list[Run]], usual: float) -> Block:
    text = HYPHEN.sub("", " ".join(line[0].text for line in held))
    if len(text) >= 100 or len(held) > 2:
        return Paragraph(text=text)
    if all(line[0].bottom - line[0].top > LARGE * usual for line in held):
        return Heading(text=text, level=1)
    return Heading(text=text, level=9) if all(line[0].bold for line in held) else Paragraph(text=text)


def _columns(lines: list[list[Run]]) -> Block:
    """Lines set in columns, each run under the column it starts in; a single line of two is one with a tab."""
    if len(lines) == 1 and len(lines[0]) == 2:
        return Paragraph(text="\t".join(run.text for run in lines[0]))
    starts: list[float] = []
    for x in sorted(run.x0 for line in lines for run in line):
        if not starts or x - starts[-1] > COLUMN:
            starts.append(x)
    rows = []
    for line in lines:
        row = [""] * len(starts)
        for run in line:
            place = max(n for n, x in enumerate(starts) if x <= run.x0 + 0.1)
            row[place] = f"{row[place]} {run.text}".strip()
        rows.append(tuple(row))
    return Table(rows=tuple(rows))


def _without_repeats(told: list[list[Block]]) -> list[list[Block]]:
    """Page numbers go, and page headers and footers that come back on another page are kept once."""
    seen: Counter[str] = Counter()
    for blocks in told:
        seen.update({_mark(block) for block in (*blocks[:3], *blocks[-3:])})
    kept: set[str] = set()
    return [list(_kept(blocks, seen, kept)) for blocks in told]


def _kept(blocks: list[Block], seen: Counter[str], kept: set[str]) -> Iterator[Block]:
    for place, block in enumerate(blocks):
        mark = _mark(block)
        if mark and PAGE_MARK.fullmatch(mark):
            continue
        at_edge = place < 3 or place >= len(blocks) - 3
        if mark and at_edge and seen[mark] > 1 and len(mark) > 3:
            if mark in kept:
                continue
            kept.add(mark)
        yield block


def _mark(block: Block) -> str:
    """What a page header says, the page number in it left out; nothing for a table."""
    if isinstance(block, Table):
        return ""
    return re.sub(r"\b(side|page)\s*\d{1,3}(?:\s*(?:av|of|/)\s*\d{1,3})?", r"\1 1", block.text, flags=re.I)


def _as_one(told: list[list[Block]]) -> Iterator[Block]:
    """The pages after one another; a table or sentence that the page break cuts is put together again."""
    held: Block | None = None
    for blocks in told:
        for place, block in enumerate(blocks):
            joined = _joined(held, block) if held and place == 0 else None
            if joined is None and held:
                yield held
            held = joined or block
    if held:
        yield held


def _joined(above: Block, block: Block) -> Block | None:
    if isinstance(above, Table) and isinstance(block, Table) and len(above.rows[0]) == len(block.rows[0]):
        return Table(rows=(*above.rows, *(row for row in block.rows if row != above.rows[0])))
    if isinstance(above, Paragraph) and isinstance(block, Paragraph) and block.text[:1].islower():
        return Paragraph(text=f"{above.text} {block.text}") if above.text[-1:] not in ".:!?;" else None
    return None
