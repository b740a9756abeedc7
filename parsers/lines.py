"""A document as lines with their labels found: «Til stede: A, B. Forfall: C» becomes two lines, a header table a line
a field, a page flattened to one line its lines again. Tables that hold people or work stay tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, takewhile

from parsers.blocks import Block, Document, Heading, Table
from parsers.names import NAME, name_at_start, without_titles
from parsers.phrasebook import load
from parsers.plain import RULE

_WORDS = load("minutes")
_MARK = r"[\s*_•·▪➢#>–-]*(?:\d{1,2}[.)]\s+)?"
_MAX_LINE = 20_000
_MOST_LINES, _MOST_LETTERS, _MOST_LABELS = 4_000, 200_000, 12
FLAT = 300


def pattern(words: Sequence[str]) -> str:
    """The alternatives as one expression, a blank standing for any white space."""
    return "|".join(word.replace(" ?", r"\s?").replace(" ", r"\s+") for word in words)


LABELS = {field: re.compile(rf"(?:{pattern(words)})", re.I) for field, words in _WORDS["labels"].items()}
COLUMNS = {column: re.compile(rf"(?:{pattern(words)})", re.I) for column, words in _WORDS["columns"].items()}
ATTENDANCE = frozenset({"present", "absent", "absent_notified", "absent_unnotified", "roster", "group"})
_INLINE = frozenset({"owner", "due", "body", "group", "time", "end", "title", "roster"})
_OPEN = re.compile(rf"{_MARK}(?P<label>[^:\n\t]{{2,60}}?)\s*\**\s*(?::\**|\t+:?|\s{{3,}}:?)\s*(?P<value>.*)", re.S)
_BREAK_WORDS = "|".join(
    rf"(?:{pattern(words)})" for field, words in _WORDS["labels"].items() if field not in _INLINE | {"copy"}
)
_BREAK = re.compile(rf"(?<=[\s.,;)\]])(?=(?-i:[A-ZÆØÅ]))(?=(?:{_BREAK_WORDS})\s{{0,2}}:)", re.I)
_FLAT_WORDS = "|".join(rf"(?:{pattern(_WORDS['labels'][field])})" for field in ("body", "title", "time", "copy"))
_FLAT_BREAK = re.compile(
    rf"\s(?=(?-i:[A-ZÆØÅ]))(?=(?i:{_FLAT_WORDS})\s{{0,2}}:)|\s(?=(?:Sak"
    rf"|PS|FS|RS)\s\d{{1,4}}(?:/\d{{2,4}})?[.:]?\s[A-ZÆØÅ])|\s(?=(?:Sak"
    rf"|PS|FS|RS)\s\d{{1,4}}/\d{{2,4}})|(?<![Ss]ak)(?<!til)(?<!etter)(?<!møte)(?<!Møte)(?<!nr)(?<!nr\.)(?<!:)\s(?=\d{{1,4}}/\d{{2,4}}\s?:?\s?[A-ZÆØÅ])"
    r"|(?<=[.\w])\s(?=(?:Møtet (?:ble|vart|blei|slutt)|Rett utskrift"
    r"|Neste møte|Eventuelt(?:$|\s[A-Z])|Med venn?le[gn]|Vennlig hilsen"
    r"|Mvh)\b)",
)
_BOTH = re.compile(r"\s*(?:/|og|\+|&|,)\s*kopi(?: til)?$", re.I)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its text, the heading level (0 for running text), and the label it begins with, if any.

    `field` is the label's meaning (a key of [labels] in minutes.toml), `value` what follows it. `copied` is true for
    labels like «Ikkje møtt/Kopi», whose people also get a copy.
    """

    text: str
    level: int = 0
    field: str | None = None
    label: str = ""
    value: str = ""
    copied: bool = False


Item = Line | Table


def lines(document: Document) -> tuple[Item, ...]:
    """The document's lines and tables in order, flattened columns of labels and values put together again.

    A paper is read to its 4,000th line or 200,000th letter: no minutes are longer, and no mail may cost more.
    """
    return tuple(_rejoined(list(_first(item for block in document.blocks for item in _items(block)))))


def _first(items: Iterator[Item]) -> Iterator[Item]:
    left = _MOST_LETTERS
    for item in islice(items, _MOST_LINES):
        left -= len(item.text) if isinstance(item, Line) else sum(len(cell) for row in item.rows for cell in row)
        if left < 0:
            return
        yield item


def _items(block: Block) -> Iterator[Item]:
    if isinstance(block, Table):
        yield from _table(block)
        return
    level = block.level if isinstance(block, Heading) else 0
    for text in block.text.split("\n"):
        yield from (line(piece, level) for piece in _broken(text[:_MAX_LINE]))


def _broken(text: str) -> Iterator[str]:
    """The text's lines: broken before each label that stands inside it, and before items where a page was flattened."""
    text = re.sub(r"\*\*|__", "", text)
    broken = _BREAK.sub("\n", text).split("\n")
    for piece in broken:
        pieces = _FLAT_BREAK.sub("\n", piece).split("\n") if len(text) > FLAT or len(broken) > 2 else [piece]
        yield from (p.strip() for p in pieces if p.strip() and not RULE.fullmatch(p))


def line(text: str, level: int = 0) -> Line:
    """The line with its label, if it begins with one."""
    match = _OPEN.match(text)
    if match:
        got = field_of(match["label"])
        if got:
            return Line(
                text=text,
                level=level,
                field=got[0],
                label=match["label"].strip(),
                value=match["value"].strip(),
                copied=got[1],
            )
    got = field_of(text.strip(" :.*"))
    if got and len(text) < 60:
        return Line(text=text, level=level, field=got[0], label=text.strip(" :.*"), copied=got[1])
    return _unmarked(text, level)


BARE = (
    "chair",
    "secretary",
    "date",
    "when_where",
    "present",
    "absent_notified",
    "absent",
    "absent_unnotified",
    "place",
)


@cache
def _bare() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (f, re.compile(rf"(?P<label>{LABELS[f].pattern})\s+(?:[-–]\s+)?(?P<value>[A-ZÆØÅ\d].*)", re.I)) for f in BARE
    )


def _unmarked(text: str, level: int) -> Line:
    """A label without a colon counts where its value is plainly of"
    " its kind: «Referent Kari Nes», «Dato 3. mai 2024»."""
    for field, expression in _bare() if len(text) < 400 else ():
        match = expression.fullmatch(text)
        if match and match["value"][:1] not in "abcdefghijklmnopqrstuvwxyzæøå" and _fits(field, match["value"]):
            return Line(text=text, level=level, field=field, label=match["label"], value=match["value"])
    return Line(text=text, level=level)


def _fits(field: str, value: str) -> bool:
    if field in ("date", "when_where"):
        return re.match(r"(?:\w+dag\w*\s+)?(?:den\s+)?\d", value, re.I) is not None
    if field == "place":
        return False
    got = name_at_start(without_titles(value))
    if not got or " " not in got[0]:
        return False
    tail = got[1].strip()
    return (
        not tail
        or (tail[0] in ",(;-–" and not tail.endswith("."))
        or (field not in ("chair", "secretary") and tail[:3] == "og ")
    )


@lru_cache(8_000)
def field_of(label: str) -> tuple[str, bool] | None:
    """The meaning of a whole label, and whether it also speaks of copies; None when it is no known label."""
    bare = re.sub(r"\s*\([^()]{0,60}\)", "", label).strip(" .:*–-")
    both = _BOTH.search(bare)
    bare = bare[: both.start()] if both else bare
    for spelled in (bare, _mended(bare)):
        for field, expression in LABELS.items():
            if expression.fullmatch(spelled):
                return field, both is not None
    return None


def _mended(label: str) -> str:
    """A short label as it was before a scanner misread it: «Forfal l», «M0teleder», «Ti1 stede»."""
    if len(label) > 16:
        return label
    return re.sub(r"^[Mm]ot(?=e)", "møt", re.sub(r"(?<=\w) (?=\w$)", "", label).translate({48: "ø", 49: "l", 124: "l"}))


@lru_cache(2_000)
def column_of(header: str) -> str | None:
    """The meaning of a table column by its header; None when the header is not known."""
    bare = re.sub(r"\s+", " ", header).strip(" .:*")
    return next((column for column, expression in COLUMNS.items() if expression.fullmatch(bare)), None)


def _table(table: Table) -> Iterator[Item]:
    rows = [row for row in _trimmed(table.rows) if any(row)]
    if not rows:
        return
    if all(sum(bool(c) for c in row) <= 1 for row in rows):
        yield from (one for row in rows for cell in row if cell for one in _items_of(cell))
    elif _heads_columns(rows):
        yield from _by_column(rows)
    elif _labelled(rows):
        yield from _by_row(rows)
    elif kind_of(rows) is not None:
        yield from _told_apart(rows)
    else:
        yield from (one for row in rows for one in _row_lines(row))


def _trimmed(rows: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    width = max((len(row) for row in rows), default=0)
    return [tuple(cell.strip() for cell in row) + ("",) * (width - len(row)) for row in rows]


def _items_of(cell: str) -> list[Line]:
    return [line(piece) for text in cell.split("\n") for piece in _broken(text)]


def _row_lines(row: tuple[str, ...]) -> list[Line]:
    filled = [cell for cell in row if cell]
    if len(filled) > 1 and (re.fullmatch(r"(?:sak\s*)?[\d/.)-]{1,8}", filled[0], re.I) or field_of(filled[0])):
        joint = ": " if field_of(filled[0]) else " "
        return _items_of(filled[0].strip(": ") + joint + filled[1].strip()) + [
            one for c in filled[2:] for one in _items_of(c)
        ]
    if len(filled) > 1 and all(len(cell) < 60 and "\n" not in cell for cell in filled):
        return [line("\t".join(filled))]
    return [one for cell in filled for one in _items_of(cell)]


def _labelled(rows: list[tuple[str, ...]]) -> bool:
    """Whether most rows begin with a label and go on with its value."""
    firsts = [row[0] for row in rows if row[0]]
    known = sum(field_of(first) is not None for first in firsts)
    return len(firsts) > 0 and known >= max(1, 0.5 * len(rows)) and not (known == 1 and len(rows) > 2)


def _by_row(rows: list[tuple[str, ...]]) -> Iterator[Line]:
    held = ""
    for row in rows:
        cells = list(row)
        if not cells[0] and held:
            yield from (line(text) for cell in cells if cell for text in cell.split("\n") if text.strip())
            continue
        held = cells[0]
        while cells:
            label, cells = cells[0], cells[1:]
            if not label:
                continue
            values: list[str] = []
            while cells and not (cells[0] and field_of(cells[0])):
                values.append(cells[0])
                cells = cells[1:]
            yield from _labelled_lines(label, [v for v in values if v])


def _labelled_lines(label: str, values: list[str]) -> Iterator[Line]:
    parts = [part.strip() for value in values for part in value.split("\n") if part.strip()]
    if field_of(label) is None:
        yield from _items_of("\t".join([label, *parts]) if len(label) < 60 else label)
        return
    first = parts[0] if len(parts) == 1 else ""
    head = line(f"{label.strip(' :')}: {first}")
    yield head
    if len(parts) > 1:
        yield from (Line(text=part) for part in parts)


def _heads_columns(rows: list[tuple[str, ...]]) -> bool:
    """Whether the first row is labels over their values: «Dato | Tid | Sted», «Til stede | Forfall»."""
    head = [cell for cell in rows[0] if cell]
    fields = {got[0] for cell in head if (got := field_of(cell))}
    listed = any(
        column_of(cell) in ("name", "given", "family", "number", "item", "action", "owner") and not field_of(cell)
        for cell in head
    )
    people = bool(fields & {"present", "absent", "absent_notified", "absent_unnotified"})
    known = sum(field_of(cell) is not None for cell in head) == len(head) > 1
    return known and not listed and len(fields) > 1 and (people or len(rows) == 2) and "owner" not in fields


def _by_column(rows: list[tuple[str, ...]]) -> Iterator[Line]:
    for place, label in enumerate(rows[0]):
        if label:
            yield from _labelled_lines(label, [row[place] for row in rows[1:] if row[place]])


def header_of(row: tuple[str, ...]) -> dict[str, int]:
    """The row's known columns and their places, the first of each meaning."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        column = column_of(cell) if cell and len(cell) < 60 else None
        if column is not None:
            found.setdefault(column, place)
    return found


_NUMBER = re.compile(r"(?:sak\s*)?\d{1,4}(?:[/-]\d{2,4})?\s?[.)]?", re.I)


def work_columns(rows: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """The columns of a table of matters or tasks; a «Sak» column that"
    " holds only numbers makes the next one the title."""
    columns = header_of(rows[0])
    place = columns.get("item", 99)
    numbers = [row[place] for row in rows[1:] if place + 1 < len(row) and row[place]]
    if numbers and all(_NUMBER.fullmatch(number.strip()) for number in numbers):
        columns = columns | {"number": place, "item": place + 1}
    return columns


PEOPLE = frozenset({"name", "given", "family"})
WORK = frozenset({"item", "action", "owner", "decision", "due", "number", "presenter"})


def kind_of(rows: Sequence[tuple[str, ...]]) -> str | None:
    """«people», «work» or None: by the header row, else by what most rows hold."""
    columns = header_of(rows[0])
    if (PEOPLE & set(columns) and len(columns) > 1) or (set(columns) & {"org"} and set(columns) & {"email", "present"}):
        return "people"
    if len(set(columns) & WORK) > 1 or (set(columns) & {"item", "action"} and len(columns) > 1):
        return "work"
    named = sum(any(_named(cell) for cell in row) for row in rows)
    return "people" if named >= 0.7 * len(rows) and len(rows) > 1 else None


def _named(cell: str) -> bool:
    return (
        len(cell) < 60
        and NAME.match(cell) is not None
        and (got := name_at_start(cell)) is not None
        and " " in got[0]
        and not got[1].strip(" .,()")
    )


def _told_apart(rows: list[tuple[str, ...]]) -> Iterator[Item]:
    """A table whose rows after some point are of another kind is cut there: a row of labels begins a new one."""
    yield Table(rows=tuple(rows))


def _rejoined(items: list[Item]) -> Iterator[Item]:
    """Flattened tables put together again: labels and then values,"
    " columns and then rows, a number and then its title."""
    place = 0
    while place < len(items):
        step, found = (
            _paired(items, place) or _rows_again(items, place) or _numbered_again(items, place) or (1, [items[place]])
        )
        yield from found
        place += step


def _plain(items: list[Item], start: int, count: int) -> list[Line]:
    """The unlabelled lines among the next `count`, up to the first item that is none."""
    found: list[Line] = []
    for item in items[start : start + count]:
        if not isinstance(item, Line) or item.field is not None:
            break
        found.append(item)
    return found


def _paired(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """All labels and then all values, paired in order where the count is right."""
    run = _empty_labels(items, place)
    values = _plain(items, place + run, run)
    if run < 2 or len(values) < run:
        return None
    labels = [item for item in items[place : place + run] if isinstance(item, Line)]
    return 2 * run, [replace(label, value=value.text) for label, value in zip(labels, values, strict=True)]


def _rows_again(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """A table of people that came out a cell a line: «Navn», «Kommune», «E-post», and then the cells in order."""
    heads = []
    for item in items[place : place + 6]:
        if not isinstance(item, Line) or item.value or column_of(item.text) is None:
            break
        heads.append(item.text)
    columns = [column_of(head) for head in heads]
    if len(heads) < 2 or "name" not in columns:
        return None
    width, name = len(heads), columns.index("name")
    cells = [line.text for line in _plain(items, place + width, 600)]
    rows = [tuple(cells[n : n + width]) for n in range(0, len(cells), width)]
    whole = list(takewhile(lambda row: len(row) == width and _named(row[name]), rows))
    return (width * (len(whole) + 1), [Table(rows=(tuple(heads), *whole))]) if whole else None


def _numbered_again(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """A matter's number on one line and its title on the next."""
    pair = _plain(items, place, 2)
    if (
        len(pair) < 2
        or not _NUMBER.fullmatch(pair[0].text)
        or not pair[1].text[:1].isupper()
        or _OWN_NUMBER.match(pair[1].text)
    ):
        return None
    return 2, [line(f"{pair[0].text.rstrip(' .)')}. {pair[1].text}")]


_OWN_NUMBER = re.compile(r"(?:sak\s*)?\d", re.I)


def _empty_labels(items: list[Item], place: int) -> int:
    run = 0
    while place + run < len(items) and run < _MOST_LABELS:
        item = items[place + run]
        if (
            not isinstance(item, Line)
            or item.field is None
            or item.value
            or item.field in ("agenda", "body", "decision", "action", "group")
        ):
            break
        run += 1
    return run
