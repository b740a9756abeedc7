"""Plain text as blocks: hard-wrapped lines are joined, tab-separated lines and columns set with blanks are tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, takewhile

from parsers.blocks import Block, Document, Paragraph, Table, tidy
from parsers.html import untagged
from parsers.labels import column_of, field_of

LONGEST = 300_000
MOST_LINES = 8_000
"""Beyond any paper: no more than 4,000 lines of it are laid out (layout.py), and each may have an empty one below."""
NUL_SHARE = 0.2
RULE = re.compile(r"[-=_|+\s]*")
PART = re.compile(r"\S+(?: {1,2}\S+)*")
GAP = re.compile(r"\S {3,}\S")


def decoded(content: bytes, most: int = LONGEST) -> str:
    """UTF-16 or UTF-8 by mark or by its zeros, else UTF-8, else Windows-1252. LF lines, no NUL."""
    text = _decoded(content[:most])
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufeff", "")


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    sample = content[:400]
    if sample and sample.count(0) > NUL_SHARE * len(sample):
        return content.decode("utf-16-le" if sample[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


_LONGEST_TABLE = 400
_LONGEST_LINE = 20_000
"""A line put together from broken ones grows no longer, or the time would grow with its square."""


def read(text: str, *, wrapped: bool = True) -> Document:
    """The text's paragraphs and tables; HTML tags left in the text are taken away inside each line or cell.

    `wrapped` is false for text whose lines are not broken to a width, such as what was HTML.
    """
    whole = text[:LONGEST].replace("\x0c", "\n").replace(" | ", "\t")
    lines = [line.rstrip(" ") for line in whole.split("\n", MOST_LINES)[:MOST_LINES]]
    lines = [_unspaced(line) for line in _without_page_marks(lines)]
    return Document(blocks=tuple(_with_cells(lines, wrapped)))


_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: {1,3}[^\W\d_]){4,}(?!\S)")


def _unspaced(line: str) -> str:
    """Words set with blanks between the letters made whole: «T i l   s t e d e :» is «Til stede :»."""
    if " " not in line[1:2] and "  " not in line[:20]:
        return line
    return _SPACED.sub(lambda m: re.sub(r" (?=\S)", "", re.sub(r" {2,3}", "\0 ", m[0])).replace("\0", " "), line)


_PAGE = re.compile(
    r"\s*(?:S ?ide|Page)\s+\d{1,3}(?:\s*(?:av|of|/)\s*\d{1,3}\b(?P<rest>.*)|\s{2,}(?P<rest2>.*)|\s*)"
    r"|(?P<rest3>.*)\s{2,}S ?ide\s+\d{1,3}(?:\s*(?:av|/)\s*\d{1,3})?\s*"
)


def _without_page_marks(lines: list[str]) -> list[str]:
    """The lines without page heads and feet («Side 2 av 3   Fagrådet»), where the same comes back."""
    found = [(n, m) for n, line in enumerate(lines) if "ide " in line[:400] and (m := _PAGE.fullmatch(line[:400]))]
    rests = {n: re.sub(r"\W+|\d+", "", next((g for g in m.groups() if g), "")) for n, m in found}
    often = Counter(rests.values())
    marks = {n for n, rest in rests.items() if often[rest] > 1}
    return [line for n, line in enumerate(lines) if n not in marks]


def _with_cells(lines: list[str], wrapped: bool) -> Iterator[Block]:
    """The blocks, where a list of people with ticks pasted a cell a line is a table again: an empty line is a cell."""
    begun = 0
    for place in range(len(lines)):
        if place >= begun and (found := _ticked(lines, place)):
            table, count = found
            yield from _blocks(lines[begun:place], wrapped)
            yield table
            begun = place + count
    yield from _blocks(lines[begun:], wrapped)


def _ticked(lines: list[str], place: int) -> tuple[Table, int] | None:
    """The table that begins with heads like «Navn», «Møtt», «Forfall» a line each, and how many lines it takes."""
    if column_of(lines[place].strip()) is None:
        return None
    columns = list(takewhile(bool, (column_of(line.strip()) for line in lines[place : place + 8])))
    width, known = len(columns), set(columns)
    if width < 3 or "name" not in known or not known & {"present", "absent", "status"}:
        return None
    name = columns.index("name")
    marks = [n for n, column in enumerate(columns) if column in ("present", "absent", "unnotified")]
    rows = (tuple(line.strip() for line in lines[n : n + width]) for n in range(place, len(lines), width))
    head = next(rows)
    whole = list(takewhile(lambda row: _row_of(row, width, name, marks), rows))
    return (Table(rows=(head, *whole)), width * (len(whole) + 1)) if len(whole) > 1 else None


def _row_of(row: tuple[str, ...], width: int, name: int, marks: list[int]) -> bool:
    """Whether the cells are a row: a name of two words in its place, and nothing but ticks where ticks stand."""
    return len(row) == width and NAMED.fullmatch(row[name]) is not None and all(len(row[n]) < 4 for n in marks)


NAMED = re.compile(r"[A-ZÆØÅ][\w'-]+(?: [A-ZÆØÅ][\w'.-]*){1,4}")


def _blocks(lines: list[str], wrapped: bool) -> Iterator[Block]:
    for tabbed, group in groupby(_paired(lines), key=lambda line: "\t" in line.strip(" ")):
        chosen = list(group)
        filled = [line for line in chosen if line.strip()]
        if tabbed and _even(filled):
            rows = (
                tuple(tidy(untagged(cell)) for cell in line.split("\t")) for line in filled if not RULE.fullmatch(line)
            )
            yield Table(rows=tuple(rows))
        else:
            yield from _stretches(chosen, wrapped)


def _stretches(lines: list[str], wrapped: bool) -> Iterator[Block]:
    """Lines without tabs: those set in columns with blanks are tables, the rest paragraphs."""
    held: list[str] = []
    place = 0
    while place < len(lines):
        table, count = _aligned(lines, place)
        if table is None:
            held.append(lines[place])
            place += 1
            continue
        yield from _paragraphs(held, wrapped)
        held = []
        yield table
        place += count
    yield from _paragraphs(held, wrapped)


def _paragraphs(lines: list[str], wrapped: bool) -> Iterator[Block]:
    for line in unwrapped(lines) if wrapped else lines:
        if text := tidy(untagged(line)):
            yield Paragraph(text=text)


def _aligned(lines: list[str], place: int) -> tuple[Table | None, int]:
    """The table that begins here, where its lines' parts begin at the same places, and how many lines it takes."""
    first = lines[place]
    starts = [m.start() for m in PART.finditer(first)] if "   " in first and GAP.search(first.strip()) else []
    if len(starts) < 2:
        return None, 0
    taken = [first]
    for line in lines[place + 1 : place + _LONGEST_TABLE]:
        if not _under(line, starts):
            break
        taken.append(line)
    parted = [line for line in taken if GAP.search(line.strip())]
    if len(parted) < 2:
        return None, 0
    return Table(rows=tuple(_cells(line, starts) for line in taken)), len(taken)


def _under(line: str, starts: list[int]) -> bool:
    """Whether each part of the line begins under a column's start."""
    begins = [m.start() for m in PART.finditer(line)]
    return bool(begins) and all(any(abs(b - s) < 3 for s in starts) for b in begins) and _fits(line, begins, starts)


def _fits(line: str, begins: list[int], starts: list[int]) -> bool:
    return len(begins) > 1 or begins[0] >= starts[1] - 2 or len(line.rstrip()) < starts[1]


def _cells(line: str, starts: list[int]) -> tuple[str, ...]:
    cells = [""] * len(starts)
    for part in PART.finditer(line):
        place = min(range(len(starts)), key=lambda n: abs(starts[n] - part.start()))
        cells[place] = tidy(untagged(f"{cells[place]} {part[0]}"))
    return tuple(cells)


def _paired(lines: list[str]) -> Iterator[str]:
    """Blank lines between two tabbed lines are dropped, so that a table typed with air stays one table."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    for here, after in zip(filled, [*filled[1:], len(lines)], strict=False):
        yield lines[here]
        following = lines[after] if after < len(lines) else ""
        if after > here + 1 and not ("\t" in lines[here].strip(" ") and "\t" in following.strip(" ")):
            yield ""


def _even(lines: list[str]) -> bool:
    """Tabbed lines make a table when there are several, or one with at least three cells."""
    return len(lines) > 1 or bool(lines and len([c for c in lines[0].split("\t") if c.strip()]) > 2)


def unwrapped(lines: list[str]) -> list[str]:
    """Lines joined where the next line's first word would not have fitted: 66 to 80 columns, as mail programs break."""
    lines = _without_hyphens(lines)
    width = max((len(line) for line in lines if len(line) <= 80), default=0)
    if width < 66:
        return lines
    joined: list[str] = []
    full = False
    for line in lines:
        full = full and bool(joined) and len(joined[-1]) < _LONGEST_LINE
        if full and not _begins(line) and not _two_lists(joined[-1], line):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
        full = len(line) <= 80 and len(line) + 1 > width - 14
        full = full and (not line.rstrip().endswith((".", ":", "?", "!")) or _DAY_AT_END.search(line) is not None)
    return joined


_DAY_AT_END = re.compile(r"\b(?:den|dag) \d{1,2}\.$")
_HYPHEN = re.compile(r"[a-zæøå]-$")


def _without_hyphens(lines: list[str]) -> list[str]:
    """Words that were parted at the end of a line made whole; «rus- og» keeps its hyphen."""
    found: list[str] = []
    for line in lines:
        broken = line[:1].islower() and found and found[-1].endswith("-") and _HYPHEN.search(found[-1][-2:])
        if broken and len(found[-1]) < _LONGEST_LINE:
            coordinate = line.startswith(("og ", "eller "))
            found[-1] = f"{found[-1]} {line}" if coordinate else found[-1][:-1] + line
        else:
            found.append(line)
    return found


_HEADINGS = frozenset({"agenda", "decision", "action"})


def _begins(line: str) -> bool:
    """Whether a line never goes on with the one above: an empty one, a point, a label, or «Saker» by itself."""
    if STARTS.match(line) or RULE.fullmatch(line):
        return True
    got = field_of(line.strip()) if len(line) < 30 and line[:1].isupper() else None
    return got is not None and got[0] in _HEADINGS


_LAST_NAME = re.compile(r",\s(?:[A-ZÆØÅ][\w-]+\s){1,3}[A-ZÆØÅ][\w-]+$")
_FIRST_NAME = re.compile(r"\s*(?:[A-ZÆØÅ][\w-]+\s){1,3}[A-ZÆØÅ][\w-]+(?:,|$|\s\()")


def _two_lists(above: str, line: str) -> bool:
    """Whether one line ends a list of names with a whole name and the next begins with another."""
    return _LAST_NAME.search(above) is not None and _FIRST_NAME.match(line) is not None


STARTS = re.compile(
    r"\s*(?:[-•*·–]\s|->|\d{1,3}[.)]\s|\d{1,2}\s[a-zæøå]{4}|\d+/\d\d|[A-ZÆØÅ][\wæøå/ .-]{1,30}:|(?:Sak|SAK|PS|RS|FS)\b)"
)
