"""Tables that came out as lines, put together again: labels and then values, columns and then rows, a number and then
its title, and lists of people broken in the middle of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from parsers.blocks import Table
from parsers.labels import PRESENCE, column_of, field_of
from parsers.lines import Item, Line, line
from parsers.names import FIRST_NAMES, MUNICIPALITIES, NAME, is_org, name_at_start, without_titles
from parsers.tables import header_of, is_name
from parsers.unrolled import columns_again, spaced_rows

__all__ = ["rejoined"]

_MOST_LABELS = 12
_NUMBER = re.compile(r"(?:(?:sak|ps|rs|fs)\s*)?\d{1,4}(?:[/-]\d{2,4})?\s?[.)]?", re.I)
_WITH_ARCHIVE = re.compile(rf"({_NUMBER.pattern})(?:\s+(?:\d{{2,4}}/\d{{1,6}}(?:-\d{{1,4}})?))?", re.I)
_OWN_NUMBER = re.compile(r"(?:(?:sak|ps|rs|fs)\s*)?\d", re.I)
_ROWS = 600
_NEXT = re.compile(r"(?:Neste|Nytt) (?:møte|samling)", re.I)


def rejoined(items: list[Item]) -> Iterator[Item]:
    """The items with every flattened table among them made whole."""
    place = 0
    while place < len(items):
        step, found = _whole(items, place) if isinstance(items[place], Line) else (1, [items[place]])
        yield from found
        place += step


def _whole(items: list[Item], place: int) -> tuple[int, list[Item]]:
    for read in (columns_again, spaced_rows, _paired, _rows_again, _numbers_and_titles, _numbered_again, _wrapped):
        if found := read(items, place):
            return found
    return 1, [items[place]]


def _plain(items: list[Item], start: int, count: int, *, teams: bool = False) -> list[Line]:
    """The unlabelled lines among the next `count`, up to the first that is none; with `teams` a bare «Teams» too."""
    found: list[Line] = []
    for item in items[start : start + count]:
        if not isinstance(item, Line):
            break
        where = teams and item.field == "group" and ":" not in item.text
        if item.field is not None and not where:
            break
        found.append(item)
    return found


def _paired(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """All labels and then all values, paired in order where each value is of its label's kind."""
    labels = _empty_labels(items, place)
    values = _unbroken(_plain(items, place + len(labels), 2 * len(labels), teams=True)) if len(labels) > 1 else []
    for run in range(len(labels), 1, -1):
        if run < len(labels) and {labels[run].field, labels[run - 1].field} <= PRESENCE:
            break
        if not _told_apart(labels[:run], values):
            break
        if len(values) >= run and all(_fits(a.field, b) for a, (_, b) in zip(labels[:run], values, strict=False)):
            rest = labels[run:]
            taken = sum(n for n, _ in values[:run])
            pairs = zip(labels[:run], values, strict=False)
            return len(labels) + taken, [*(replace(a, value=b) for a, (_, b) in pairs), *rest]
    return _but_lists(labels, values)


def _told_apart(labels: list[Line], values: list[tuple[int, str]]) -> bool:
    """Whether lists of those present and away are one value each: names a line could belong to either."""
    lists = [n for n, one in enumerate(labels) if one.field in PRESENCE]
    beyond = values[len(labels)][1] if len(values) > len(labels) else ""
    return len(lists) < 2 or (
        "," in "".join(v for _, v in values[lists[0] : lists[0] + 1]) and not _fits("present", beyond)
    )


def _but_lists(labels: list[Line], values: list[tuple[int, str]]) -> tuple[int, list[Item]] | None:
    """Labels whose last two lists, of those present and those away, ran together in one value: nobody is told apart."""
    run = len(labels) - 2
    if run < 2 or len(values) <= run or not {a.field for a in labels[run:]} <= PRESENCE:
        return None
    if not _fits("present", values[run][1]) or (len(values) > run + 1 and _fits("present", values[run + 1][1])):
        return None
    if not all(_fits(a.field, b) for a, (_, b) in zip(labels[:run], values, strict=False)):
        return None
    pairs = zip(labels[:run], values[:run], strict=True)
    mixed = [*labels[run:], Line(text=values[run][1])]
    taken = sum(n for n, _ in values[: run + 1])
    return len(labels) + taken, [*(replace(a, value=b) for a, (_, b) in pairs), *mixed]


def _unbroken(lines: list[Line]) -> list[tuple[int, str]]:
    """The lines' texts, those broken after a hyphen joined, each with how many lines it took."""
    found: list[tuple[int, str]] = []
    for one in lines:
        if found and re.search(r"[a-zæøå]-$", found[-1][1]) and one.text[:1].islower():
            count, text = found.pop()
            found.append((count + 1, text[:-1] + one.text))
        else:
            found.append((1, one.text))
    return found


def _fits(field: str | None, value: str) -> bool:
    """Whether a value may stand under a label: a date under «Dato», a name under «Referent»."""
    if field in ("date", "when_where", "time"):
        return any(c.isdigit() for c in value)
    if field in ("chair", "secretary"):
        return name_at_start(without_titles(value), single=True) is not None and not value.endswith(".")
    if field in PRESENCE:
        return name_at_start(without_titles(value)) is not None
    return True


def _empty_labels(items: list[Item], place: int) -> list[Line]:
    found: list[Line] = []
    for item in items[place : place + _MOST_LABELS]:
        if not isinstance(item, Line) or item.field is None or item.value or item.level in (1, 2, 3):
            break
        if item.field in ("agenda", "body", "decision", "action", "group"):
            break
        found.append(item)
    return found


def _rows_again(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """A table that came out a cell a line: «Navn», «Kommune», or «Hva», «Hvem», «Frist», and then the cells."""
    heads: list[str] = []
    for item in items[place : place + 6]:
        if not isinstance(item, Line) or item.value or column_of(item.text) is None:
            break
        heads.append(item.text)
    columns = [column_of(head) for head in heads]
    if len(heads) < 2:
        return None
    if "name" in columns and not {"present", "absent", "status"} & set(columns):
        return _cells(items, place, heads, columns.index("name"))
    if {"action", "item"} & set(header := header_of(tuple(heads))) and "owner" in header:
        return _cells(items, place, heads, header["owner"], number=header.get("number"))
    return None


def _cells(
    items: list[Item], place: int, heads: list[str], name: int, number: int | None = None
) -> tuple[int, list[Item]] | None:
    """The rows as long as each has a name in its place, or a number where the table counts its rows."""
    width = len(heads)
    cells = [one.text for one in _plain(items, place + width, _ROWS)]
    rows = [tuple(cells[n : n + width]) for n in range(0, len(cells), width)]
    sure = _is_number if number is not None else is_name
    told = name if number is None else number
    whole = list(takewhile(lambda row: len(row) == width and sure(row[told]), rows))
    return (width * (len(whole) + 1), [Table(rows=(tuple(heads), *whole))]) if whole else None


def _numbers_and_titles(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """All numbers of matters and then all titles, as a page read column by column gives them."""
    numbers = _bare_numbers(items, place)
    titles = _plain(items, place + len(numbers), len(numbers)) if 1 < len(numbers) <= _MOST_LABELS else []
    if not titles or len(titles) < len(numbers):
        return None
    if not all(one.text[:1].isupper() and len(one.text) < 130 and not _OWN_NUMBER.match(one.text) for one in titles):
        return None
    pairs = zip(numbers, titles, strict=True)
    return 2 * len(numbers), [line(f"{n.text.rstrip(' .)')}{_joint(n.text)} {t.text}") for n, t in pairs]


def _bare_numbers(items: list[Item], place: int) -> list[Line]:
    """The lines from here on that are a number and nothing else; one more than the most labels is too many."""
    found: list[Line] = []
    for item in items[place : place + _MOST_LABELS + 1]:
        if not isinstance(item, Line) or item.field is not None or not _is_number(item.text):
            break
        found.append(item)
    return found


@lru_cache(1_024)
def _is_number(text: str) -> bool:
    return len(text) < 40 and _NUMBER.fullmatch(text) is not None


def _joint(number: str) -> str:
    return "" if number[0].isalpha() or "/" in number else "."


def _numbered_again(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """A matter's number on one line and its title on the next."""
    pair = _plain(items, place, 2)
    numbered = _WITH_ARCHIVE.fullmatch(pair[0].text) if len(pair) > 1 and len(pair[0].text) < 60 else None
    if numbered is None:
        return None
    if not pair[1].text[:1].isupper() or _OWN_NUMBER.match(pair[1].text) or _NEXT.match(pair[1].text):
        return None
    before = items[place - 1] if place else None
    if field_of(pair[1].text) or (isinstance(before, Line) and _is_number(before.text)):
        return None
    number = numbered[1].rstrip(" .)")
    return 2, [line(f"{number}{_joint(number)} {pair[1].text}")]


def _wrapped(items: list[Item], place: int) -> tuple[int, list[Item]] | None:
    """A list of people broken inside a name or after a comma: «…, Ronja» and «Soknedalen, Mikael Tyristrand»."""
    head = items[place]
    if not isinstance(head, Line) or head.field not in PRESENCE or "," not in head.value:
        return None
    taken, value = 1, head.value
    for item in items[place + 1 : place + 6]:
        if not isinstance(item, Line) or item.field is not None or item.level or not _breaks_off(value, item.text):
            break
        value, taken = f"{value} {item.text}", taken + 1
    return (taken, [replace(head, value=value, text=f"{head.label}: {value}")]) if taken > 1 else None


def _breaks_off(value: str, following: str) -> bool:
    """Whether a list goes on in the next line: after a comma or «og», or in the middle of a name."""
    if value.endswith((",", " og", " samt", "(for", "(vara for")) or value.count("(") > value.count(")"):
        return True
    last = value.rpartition(",")[2].strip()
    words = last.split(" ")
    lone = (len(words) == 1 or all(w in FIRST_NAMES for w in words)) and last not in MUNICIPALITIES and not is_org(last)
    others = [part.strip() for part in value.split(",")[:-1]]
    return lone and NAME.match(following) is not None and all(" " in part for part in others)
