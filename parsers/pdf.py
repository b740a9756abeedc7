"""PDF as blocks with pdfplumber: ruled tables as tables, columns of text in reading order, wrapped lines joined."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer import pdfinterp

from parsers.blocks import Block, Document, Heading, Paragraph, Table, Unopened, tidy

# pdfminer and pdfplumber log the words of broken files; a log holds no bodies (promise 16).
for _talker in ("pdfminer", "pdfplumber"):
    pdfinterp.log.manager.getLogger(_talker).setLevel(100)

PAGES = 60
LARGEST = 25_000_000
WORDS = 40_000
NO_TEXT = "PDF-en har ikke tekst. Den er trolig skannet; send dokumentet som Word-fil eller som PDF med tekst"
PAGE_MARK = re.compile(r"(?:side|page)?\s*\d{1,3}\s*(?:(?:av|of|/)\s*\d{1,3})?", re.I)


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words set close together on one line: the text and its place in points from the page's top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False


def read(content: bytes) -> Document:
    """All pages' blocks. Raises Unopened when there is no text, when encrypted, or past the limits."""
    if len(content) > LARGEST:
        raise Unopened("PDF-en er for stor")
    blocks: list[Block] = []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        if len(pdf.pages) > PAGES:
            raise Unopened(f"PDF-en har flere enn {PAGES} sider")
        for page in pdf.pages:
            blocks += _page(page)
            page.close()
    if not blocks:
        raise Unopened(NO_TEXT)
    return Document(blocks=tuple(_without_repeats(blocks)))


def _page(page: Any) -> list[Block]:
    words = page.extract_words(extra_attrs=["fontname"], x_tolerance=2, y_tolerance=3, keep_blank_chars=False)
    if len(words) > WORDS:
        raise Unopened("PDF-en har for mye tekst på én side")
    found = _tables(page) if len(page.edges) < 20_000 else []
    outside = [w for w in words if not any(_within(w, box) for box, _ in found)]
    pieces: list[tuple[float, Block]] = [(box[1], table) for box, table in found]
    pieces += list(_running(_lines(outside), float(page.width)))
    return [block for _, block in sorted(pieces, key=lambda piece: piece[0])]


def _tables(page: Any) -> list[tuple[tuple[float, ...], Table]]:
    out = []
    letter = _letter_width(page)
    for table in page.find_tables():
        texts = table.extract(x_tolerance=2)
        rows = tuple(
            tuple(_cell(text, box, letter) for text, box in zip(row, line.cells, strict=False))
            for row, line in zip(texts, table.rows, strict=False)
        )
        if rows and len(rows[0]) > 1 and any(len([cell for cell in row if cell]) > 1 for row in rows):
            out.append((tuple(table.bbox), Table(rows=rows)))
    return out


def _letter_width(page: Any) -> float:
    widths = [char["width"] for char in page.chars[:4000] if char["text"].isalpha()]
    return sum(widths) / len(widths) if widths else 5.0


def _cell(text: str | None, box: tuple[float, ...] | None, letter: float) -> str:
    """A cell's text, lines joined where the next line's first word would not have fitted in the cell."""
    room = (box[2] - box[0]) / letter - 1 if box else 0
    joined = ""
    for line in tidy(text or "").split("\n"):
        last = joined.rpartition("\n")[2]
        wraps = bool(last) and len(last) + 1 + len(line.split(" ")[0]) > room
        joined += f" {line}" if wraps else f"\n{line}" if joined else line
    return re.sub(r"(?<=[a-zæøå])- (?=[a-zæøå])", "", joined)


def _within(word: dict[str, Any], box: tuple[float, ...]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(words: Sequence[dict[str, Any]]) -> list[list[Run]]:
    """Words by line, then joined into runs where the gap is no wider than about two blanks."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        if rows and abs(word["bottom"] - rows[-1][-1]["bottom"]) < 3:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [list(_runs(sorted(row, key=lambda w: w["x0"]))) for row in rows]


def _runs(row: list[dict[str, Any]]) -> Iterator[Run]:
    held: list[dict[str, Any]] = []
    for word in row:
        if held and word["x0"] - held[-1]["x1"] > 0.9 * (word["bottom"] - word["top"]):
            yield _run(held)
            held = []
        held.append(word)
    if held:
        yield _run(held)


def _run(words: list[dict[str, Any]]) -> Run:
    return Run(
        text=tidy(" ".join(w["text"] for w in words)),
        x0=words[0]["x0"],
        x1=words[-1]["x1"],
        top=min(w["top"] for w in words),
        bottom=max(w["bottom"] for w in words),
        bold=all("bold" in str(w["fontname"]).lower() for w in words),
    )


def _running(lines: list[list[Run]], width: float) -> Iterator[tuple[float, Block]]:
    gutter = _gutter(lines, width)
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
    held: list[list[Run]] = []
    for line in lines:
        if held and not _goes_on(held, line, edge):
            yield held[0][0].top, _block(held)
            held = []
        held.append(line)
    if held:
        yield held[0][0].top, _block(held)


def _goes_on(held: list[list[Run]], line: list[Run], edge: float) -> bool:
    """Whether the line belongs with those held: a row more of columns, one under a later column, a left one on its own,
    or a wrapped line."""
    in_columns = len(held[0]) > 1
    if len(line) > 1 or in_columns:
        alone = (
            len(line) == 1 and line[0].x1 < max(row[1].x0 for row in held if len(row) > 1) and _close(held[-1], line)
        )
        under = len(line) > 1 or alone or line[0].x0 > held[0][0].x0 + 20
        return in_columns and under and _near(held[-1], line)
    return _wraps(held[-1][0], line[0], edge)


def _block(held: list[list[Run]]) -> Block:
    return _columns(held) if len(held[0]) > 1 else _paragraph(held)


def _near(above: list[Run], line: list[Run]) -> bool:
    return line[0].top - above[0].bottom < 2.2 * (line[0].bottom - line[0].top)


def _close(above: list[Run], line: list[Run]) -> bool:
    return line[0].top - above[0].bottom < 0.9 * (line[0].bottom - line[0].top)


def _wraps(above: Run, run: Run, edge: float) -> bool:
    """Whether `run` continues the line above: its first word would not have fitted, and it follows closely."""
    height = run.bottom - run.top
    first = run.text.split(" ")[0]
    word = (run.x1 - run.x0) * len(first) / max(len(run.text), 1)
    close = run.top - above.bottom < 0.9 * height and above.bold == run.bold
    return close and above.x1 + word + 0.25 * height > edge and -3 < run.x0 - above.x0 < 45


def _paragraph(held: list[list[Run]]) -> Block:
    text = re.sub(r"(?<=[a-zæøå])- (?=[a-zæøå])", "", " ".join(line[0].text for line in held))
    bold = all(line[0].bold for line in held)
    return Heading(text=text, level=9) if bold and len(text) < 100 else Paragraph(text=text)


def _columns(lines: list[list[Run]]) -> Block:
    """Lines set in columns, each run under the column it starts in."""
    starts: list[float] = []
    for x in sorted(run.x0 for line in lines for run in line):
        if not starts or x - starts[-1] > 12:
            starts.append(x)
    rows = []
    for line in lines:
        row = [""] * len(starts)
        for run in line:
            place = max(n for n, x in enumerate(starts) if x <= run.x0 + 0.1)
            row[place] = f"{row[place]} {run.text}".strip()
        rows.append(tuple(row))
    return Table(rows=tuple(rows))


def _without_repeats(blocks: list[Block]) -> Iterator[Block]:
    """Page numbers go, and page headers that come back on three pages or more are kept once."""
    seen: Counter[str] = Counter(_mark(b) for b in blocks if not isinstance(b, Table))
    told: set[str] = set()
    for block in blocks:
        mark = "" if isinstance(block, Table) else _mark(block)
        if not isinstance(block, Table) and PAGE_MARK.fullmatch(block.text):
            continue
        if mark and seen[mark] >= 3 and len(mark) > 12:
            if mark in told:
                continue
            told.add(mark)
        yield block


def _mark(block: Paragraph | Heading) -> str:
    return re.sub(r"\d+", "#", block.text)
