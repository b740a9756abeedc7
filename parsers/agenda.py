"""The matters of a meeting: numbered headings, a list under «Saksliste», a table, or short headings over their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from parsers.blocks import Table
from parsers.facts import AgendaItem
from parsers.lines import Item, Line, kind_of, work_columns
from parsers.names import UP, first_name_in
from parsers.particulars import is_title
from parsers.people import entry
from parsers.phrasebook import load

_WORDS = load("minutes")
_YEAR = re.compile(r"\b20\d\d\b")
_MOST, _LONGEST = 400, 2_000
_STOP = re.compile(_WORDS["prose"]["stop"], re.I)
_NUMBERED = re.compile(
    r"(?:(?:(?P<word>sak(?:\s*nr\.?)?|PS|FS|RS|REF|OS|punkt|pkt\.?|tema"
    r"|agendapunkt)\s*)(?P<a>\d{1,4}(?:[/-]\d{2,4})?|\d{1,2}\.\d)|(?P<b>\d{1,4}/\d{2,4}"
    r"|\d{1,2})(?=\s*[.:)–\t-]|\s{1,3}[A-ZÆØÅ«]))"
    r"\s*[.:)–\t-]{0,2}\s*(?P<title>.*)",
    re.I | re.S,
)
_SUB = re.compile(r"\d{1,2}\.\d")
_BULLET = re.compile(r"^\s*(?:[-•*·▪➢–]|[a-h]\))\s*")
_EVENTUALLY = re.compile(r"(?:eventuelt|evt\.?|ymse)\b", re.I)
_BY = re.compile(
    r"[\s,–(-]*(?:\bv/|\bved\b|\binnlei(?:ar|er)\b:?|\binnleder\b:?|\bpresentert av\b"
    r"|\bpresenteres av\b)\s*(?P<who>.+)$",
    re.I | re.S,
)
_NAMED_END = re.compile(rf"\s*(?:[–-]\s+|\()(?P<who>[{UP}][^()]{{2,60}}?)\)?\s*$")
_SENTENCE = re.compile(
    r"\b(?:er|ble|vart|blei|var|har|hadde|skal|vil|må|kan|informerte"
    r"|orienterte|ønsker|ønskjer|vedtas|godkjennes|la fram|la frem|deltok"
    r"|foreslo|sa|viste|går|gjennomgikk|arbeider|kommer|kjem)\b"
)
_CLOSED = frozenset(
    {
        "next",
        "copy",
        "chair",
        "secretary",
        "date",
        "time",
        "end",
        "place",
        "signed",
        "present",
        "absent",
        "absent_notified",
        "absent_unnotified",
        "when_where",
    }
)
_DAY = re.compile(r"(?:man|mån|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag\b", re.I)
_CLOCK = re.compile(r"^(?:kl\.?\s*)?\d{1,2}[.:]\d{2}(?:\s*[-–]\s*\d{1,2}[.:]\d{2})?\s*[:\t–-]?\s*")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One matter, and the stretch of items (start, end) that is its text."""

    item: AgendaItem
    start: int
    end: int = 0


def agenda(items: Sequence[Item], used: frozenset[int]) -> tuple[Matter, ...]:
    """The matters in order. `used` are items that already spoke of people; each number or title comes once."""
    found = list(islice(_listed(items, used), _MOST))
    headed = [m for m in islice(_numbered(items, used), _MOST) if not _known(m, found)]
    if not found:
        found = headed or list(_headings(items, used))
    elif headed and (_same_kind(found, headed) or _goes_on(found, headed)):
        found = sorted(found + headed, key=lambda m: m.start)
    return tuple(_without_doubles(_titles_below(_slashed_only(found))))


def _goes_on(found: Sequence[Matter], headed: Sequence[Matter]) -> bool:
    """Whether plain numbers over the text go on where the list left off: the list was cut by «Vedtak:» and the like."""
    last, first = found[-1].item.number or "", headed[0].item.number or ""
    return last.isdecimal() and first.isdecimal() and int(first) == int(last) + 1


def _slashed_only(found: list[Matter]) -> list[Matter]:
    """Where matters are numbered «12/24», other lines among them are parts of them, but for «Eventuelt»."""
    if sum("/" in (m.item.number or "") for m in found) < 2:
        return found
    return [m for m in found if "/" in (m.item.number or "") or _EVENTUALLY.match(m.item.title or "")]


def _titles_below(found: list[Matter]) -> list[Matter]:
    """A flattened table gives all numbers and then all titles: they are paired in order where there are enough."""
    bare = next((n for n, m in enumerate(found) if m.item.title), len(found))
    if bare < 2 or bare >= len(found) or not all(m.item.number for m in found[:bare]):
        return found
    run = found[: bare + 1] if found[bare].item.number else found[:bare]
    titles = _run_together(found[bare].item.title or "") if len(run) > bare else [m.item.title for m in found[bare:]]
    if len(titles) < len(run):
        return found
    paired = [_titled_matter(m, title) for m, title in zip(run, titles, strict=False)]
    rest = [_matter(title or "", found[bare].start) for title in titles[len(run) :]]
    return [*paired, *rest, *(found[bare + 1 :] if len(run) > bare else [])]


def _run_together(text: str) -> list[str]:
    """Titles that lost their line ends, parted before each capital letter that can't be part of a name."""
    return [
        t.strip()
        for t in re.split(
            r"(?<=[a-zæøå0-9.])\s(?=[A-ZÆØÅ][a-zæøå]+(?:\s[a-zæøå]|$|\s[A-ZÆØÅ][a-zæøå]+(?:\s[a-zæøå]|$)))(?<!v\s)",
            text,
        )
    ]


def _titled_matter(matter: Matter, title: str | None) -> Matter:
    read = _matter(title or "", matter.start).item
    return Matter(item=AgendaItem(number=matter.item.number, title=title, presenter=read.presenter), start=matter.start)


def _without_doubles(found: Sequence[Matter]) -> Iterator[Matter]:
    seen: set[str] = set()
    for matter in found:
        keys = {_key(matter.item.title or ""), f"#{matter.item.number}"} - {"", "#None"}
        if not keys & seen:
            yield matter
        seen |= keys


def _known(matter: Matter, found: Sequence[Matter]) -> bool:
    number, title = matter.item.number, _key(matter.item.title or "")
    return any((number and number == m.item.number) or (title and title == _key(m.item.title or "")) for m in found)


def _same_kind(found: Sequence[Matter], headed: Sequence[Matter]) -> bool:
    """Whether numbers of the same kind («12/24») stand in the list and over the text."""
    return all("/" in (m.item.number or "") for m in headed) and any("/" in (m.item.number or "") for m in found)


def _key(title: str) -> str:
    return re.sub(r"\W+", "", title.lower())[:60]


def _listed(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """Matters in a table, or on the lines under «Saksliste»."""
    held: list[Matter] | None = None
    for place, item in enumerate(items):
        if isinstance(item, Table):
            yield from _in_table(item, place)
            held = None
        elif place in used:
            held = None
        elif item.field == "agenda":
            held = list(_inline(item.value, place))
            yield from held
        elif held is not None:
            matter = None if item.field in _CLOSED or _STOP.match(item.text) else _under_list(item, place)
            held = [matter] if matter and _next_in(held, matter) else None
            yield from [matter] if matter and held else []


def _next_in(held: Sequence[Matter], matter: Matter) -> bool:
    """Whether a line may be the next of the list: numbers rise, and a numbered list ends at the first plain line."""
    last, number = held[-1].item.number if held else None, matter.item.number
    if last is None:
        return True
    if number is None:
        return _EVENTUALLY.match(matter.item.title or "") is not None
    return "/" in number or not (last.isdecimal() and number.isdecimal()) or int(number) > int(last)


def _inline(value: str, place: int) -> Iterator[Matter]:
    """«Saker: 1. Nytt 2. Budsjett 3. Eventuelt», or parted by commas or semicolons."""
    if not value:
        return
    parts = (
        re.split(r"(?:^|\s)(?=\d{1,2}[.)]\s)", value)
        if re.search(r"\d{1,2}[.)]\s.+\s\d{1,2}[.)]\s", value)
        else re.split(r";|,\s+(?=[A-ZÆØÅ])", value)
    )
    for part in parts:
        if part.strip():
            yield _matter(part.strip(), place)


def _under_list(item: Line, place: int) -> Matter | None:
    """The matter a line under the list's heading names; None where the list is over."""
    text = _BULLET.sub("", item.text)
    if _numbered_match(text):
        return _matter(text, place)
    text = _CLOCK.sub("", text)
    short = 2 < len(text) < 130 and not (text.endswith((".", "?")) and _SENTENCE.search(text) and len(text) > 60)
    return _matter(text, place) if short and item.field in (None, "agenda") and item.level in (0, 9) else None


def _in_table(table: Table, place: int) -> Iterator[Matter]:
    if kind_of(table.rows) != "work":
        return
    columns = work_columns(table.rows)
    if "item" not in columns and "number" not in columns:
        return
    for row in table.rows[1:]:
        matter = _row(row, columns, place)
        if matter:
            yield matter


def _row(row: tuple[str, ...], columns: dict[str, int], place: int) -> Matter | None:
    number = _cell(row, columns, "number")
    title = _cell(row, columns, "item")
    if "item" not in columns:
        title = _cell(row, columns, "content")
    if re.fullmatch(r"(?:sak\s*)?\d{1,4}(?:/\d{2,4})?\s?[.)]?", title, re.I) and len(row) > columns.get("item", 0) + 1:
        number, title = title, row[columns["item"] + 1]
    title = title.strip().split("\n")[0].strip()
    if not title and not number:
        return None
    if not number and not _numbered_match(title) and _BULLET.match(title):
        return None
    matter = _matter(f"{number.strip(' .)')}. {title}" if number else title, place)
    presenter = _cell(row, columns, "presenter")
    return _with_presenter(matter, presenter) if presenter else matter


def _with_presenter(matter: Matter, presenter: str) -> Matter:
    item = matter.item
    return Matter(
        item=AgendaItem(number=item.number, title=item.title, presenter=first_name_in(presenter) or presenter),
        start=matter.start,
    )


def _cell(row: tuple[str, ...], columns: dict[str, int], column: str) -> str:
    place = columns.get(column, -1)
    return row[place] if 0 <= place < len(row) else ""


def _numbered_match(text: str) -> re.Match[str] | None:
    match = _NUMBERED.match(text.strip())
    if match is None or _SUB.match(text.strip()) or re.match(r"\d{1,2}[.:]\d{2}\b", text):
        return None
    year_or_date = re.match(
        r"\d{1,2}\.?\s?(?:\d{1,2}\.|jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)", text.strip(), re.I
    )
    return None if year_or_date and not match["word"] else match


def _numbered(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """Numbered lines in rising order; numbers like «12/24» beat plain ones, a restart belongs to the text."""
    rows = [
        (n, m)
        for n, i in enumerate(items)
        if n not in used
        and isinstance(i, Line)
        and i.field in (None, "agenda")
        and (m := _numbered_match(i.value or i.text))
    ]
    slashed = [(n, m) for n, m in rows if "/" in (m["a"] or m["b"]) or m["word"]]
    last = 0
    for place, match in slashed if len(slashed) > 1 or (slashed and len(rows) == 1) else rows:
        number = match["a"] or match["b"]
        rank = int(re.split(r"[/.-]", number)[0])
        if "/" in number or rank > last:
            last = rank
            yield _matter(match[0], place)
    if slashed and (tail := _eventually(items, used, slashed[-1][0])):
        yield tail


def _eventually(items: Sequence[Item], used: frozenset[int], after: int) -> Matter | None:
    """An unnumbered «Eventuelt» after the last numbered matter."""
    for place in range(after + 1, len(items)):
        item = items[place]
        if isinstance(item, Line) and place not in used and _EVENTUALLY.fullmatch(item.text.strip(" .:")):
            return Matter(item=AgendaItem(title=item.text.strip(" :")), start=place)
    return None


def _headings(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """Unnumbered headings over their text: set as headings, or short lines without a full stop before a sentence."""
    begun = max(used, default=-1) + 1
    dated = begun == 0 and len(items) > 0 and _YEAR.search(_text(items[0])) is not None
    body = [n for n in range(begun + dated, len(items)) if n not in used]
    styled = [
        n
        for n in body
        if isinstance(i := items[n], Line)
        and i.level > 0
        and i.field is None
        and not _person(i.text)
        and not (n < 3 and is_title(i.text))
    ]
    levels = [i.level for n in styled if isinstance(i := items[n], Line)]
    if len(levels) > 2 and levels[0] < min(levels[1:]):
        styled = styled[1:]
    for place in styled if len(styled) > 1 else _short(items, body):
        item = items[place]
        if isinstance(item, Line):
            yield _matter(item.text, place)


def _text(item: Item) -> str:
    return item.text if isinstance(item, Line) else ""


def _short(items: Sequence[Item], body: Sequence[int]) -> Iterator[int]:
    for here, after in pairwise(body):
        item, following = items[here], items[after]
        if (
            not (isinstance(item, Line) and isinstance(following, Line))
            or item.field
            or following.field in ("next", "signed", "copy")
        ):
            continue
        if _title_like(item.text) and _text_like(following.text):
            yield here


def _title_like(text: str) -> bool:
    if _DAY.match(text):
        return False
    return (
        len(text) < 60
        and text[:1].isupper()
        and (not text.endswith((".", ",", "!", "?", ":")) or text.lower() == "evt.")
        and not _SENTENCE.search(text)
        and not _person(text)
        and not _STOP.match(text)
    )


def _text_like(text: str) -> bool:
    return len(text) > 25 or text.endswith(".") or _SENTENCE.search(text) is not None


def _person(text: str) -> bool:
    got = entry(text)
    return got is not None and " " in got.name and len(text) < 60


def _matter(text: str, place: int) -> Matter:
    text = re.sub(r"\s+", " ", text[:_LONGEST].split("\n")[0]).strip()
    match = _numbered_match(text)
    number = (match["a"] or match["b"]) if match else None
    title, presenter = _titled(match["title"] if match else text)
    return Matter(item=AgendaItem(number=number, title=title or None, presenter=presenter), start=place)


def _titled(text: str) -> tuple[str, str | None]:
    """The title without what is said about the matter, and who presents it."""
    title = _cut(_BULLET.sub("", text).strip(" \t:"))
    by = _BY.search(title)
    if by:
        who = first_name_in(by["who"])
        return title[: by.start()].strip(" ,.:–-("), who or by["who"].strip(" .)")[:80]
    ended = _NAMED_END.search(title)
    if ended and (who := first_name_in(ended["who"])) and " " in who and ended["who"].startswith(who):
        return title[: ended.start()].strip(" ,.:–-"), who
    return re.sub(r"\s*\([^()]*(?:ettersend|vedlegg|vedlagt|min\.?|minutt)[^()]*\)\s*$", "", title).strip(" .:"), None


def _cut(text: str) -> str:
    """The title up to the sentence that tells of the matter."""
    for mark in re.finditer(r"[:.?–]\s+(?=[A-ZÆØÅ])", text):
        if text[: mark.start()].endswith((" nr", " v", "jf", " St", " f", "bl")) or re.search(
            r"\b[A-ZÆØÅ]$", text[: mark.start()]
        ):
            continue
        rest = text[mark.end() :]
        if (
            text[mark.start()] in ".?" or rest.endswith(".") or (_SENTENCE.search(rest) and len(rest) > 25)
        ) and not _BY.match(text[mark.start() :]):
            end = mark.start() + (text[mark.start()] == "?")
            return text[:end]
    if len(text) > 25 and (
        sentence := re.search(
            r"(?<=[a-zæøå]) (?=[A-ZÆØÅ][a-zæøå]+ [^.]{0,60}\b(?:godkjen|ble|vart|vedtas|orienterte|informerte))", text
        )
    ):
        return text[: sentence.start()]
    return text
