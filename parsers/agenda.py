"""The matters of a meeting: a list under «Saksliste», a table, numbered headings, or short headings over their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from parsers.agenda_tables import in_table
from parsers.blocks import Table
from parsers.facts import AgendaItem
from parsers.labels import folded
from parsers.lines import Item, Line
from parsers.matters import BULLET, SENTENCE, Matter, is_break, matter, number_in, presented, retitled
from parsers.names import is_org, name_at_start
from parsers.particulars import is_title
from parsers.people import entry
from parsers.phrasebook import load

__all__ = ["Matter", "agenda"]

_STOP = re.compile(load("minutes")["prose"]["stop"], re.I)
_YEAR = re.compile(r"\b20\d\d\b")
_MOST = 400
_TOP = 6
_EVENTUALLY = re.compile(r"(?:eventuelt|evt\.?|ymse)\b", re.I)
_CLOSED = frozenset({
    "next", "copy", "chair", "secretary", "date", "time", "end", "place", "signed", "present", "absent",
    "absent_notified", "absent_unnotified", "when_where", "action", "decision", "roster",
})  # fmt: skip
_DAY = re.compile(r"(?:man|mån|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag\b", re.I)
_CLOCK = re.compile(r"^(?:kl\.?\s*)?\d{1,2}[.:]\d{2}(?:\s*[-–]\s*(?:kl\.?\s*)?\d{1,2}[.:]\d{2})?\s*[:\t–-]?\s*")
_LETTERS = re.compile(r"[^\W\d]{3}")
_POINT = re.compile(r"[-•*·–▪]\s+(?P<title>[A-ZÆØÅ][^:.!?]{2,50}):(?:\s.*)?")
_LETTER = re.compile(r"(?P<n>[A-Ta-t])[.)]\s+(?P<title>[A-ZÆØÅ][^.:!?]{2,90})")
_SMALL = re.compile(r"(?P<n>\d{1,2})\s+[a-zæøå][^.]{2,60}")


def agenda(items: Sequence[Item], used: frozenset[int]) -> tuple[Matter, ...]:
    """The matters in order. `used` are items that already spoke of people; each number or title comes once."""
    found = list(islice(_listed(items, used), _MOST))
    headed = [m for m in islice(_numbered(items, used), _MOST) if not _known(m, found)]
    lone = len(found) == 1 and not found[0].item.number and len(headed) > 1
    if not found or lone:
        found = headed or list(_lettered(items, used)) or list(_points(items, used)) or list(_headings(items, used))
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
    paired = [retitled(m, title or "") for m, title in zip(run, titles, strict=False)]
    rest = [matter(title or "", found[bare].start) for title in titles[len(run) :]]
    return [*paired, *rest, *(found[bare + 1 :] if len(run) > bare else [])]


_RUN_TOGETHER = re.compile(
    r"(?<=[a-zæøå0-9.])\s(?=[A-ZÆØÅ][a-zæøå]+(?:\s[a-zæøå]|$|\s[A-ZÆØÅ][a-zæøå]+(?:\s[a-zæøå]|$)))(?<!v\s)"
)


def _run_together(text: str) -> list[str]:
    """Titles that lost their line ends, parted before each capital letter that can't be part of a name."""
    return [title.strip() for title in _RUN_TOGETHER.split(text)]


def _without_doubles(found: Sequence[Matter]) -> Iterator[Matter]:
    seen: set[str] = set()
    for one in found:
        keys = {_key(one.item.title or ""), f"#{one.item.number}"} - {"", "#None"}
        if not keys & seen:
            yield one
        seen |= keys


def _known(one: Matter, found: Sequence[Matter]) -> bool:
    number, title = one.item.number, _key(one.item.title or "")
    return any((number and number == m.item.number) or (title and title == _key(m.item.title or "")) for m in found)


def _same_kind(found: Sequence[Matter], headed: Sequence[Matter]) -> bool:
    """Whether numbers of the same kind («12/24») stand in the list and over the text."""
    return all("/" in (m.item.number or "") for m in headed) and any("/" in (m.item.number or "") for m in found)


def _key(title: str) -> str:
    return re.sub(r"\W+", "", title.lower())[:60]


def _listed(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """Matters in a table, or on the lines under «Saksliste»."""
    held: list[Matter] | None = None
    programme = bulleted = timed = False
    for place, item in enumerate(items):
        if isinstance(item, Table):
            yield from in_table(item, place)
            held = None
        elif place in used:
            held = None
        elif item.field == "agenda":
            held, programme = list(_opened(items, item, place)), folded(item.label).startswith("program")
            yield from held
            bulleted = timed = False
        elif held and bulleted and item.text[:1].islower() and not BULLET.match(item.text):
            continue  # the rest of a bullet's line
        elif held and timed and not item.field and not _CLOCK.match(item.text):
            continue  # what stands under a point of a programme, or after it
        elif held is not None:
            one = (
                None
                if bulleted and not BULLET.match(item.text) and not number_in(item.text)
                else _under_list(item, place)
            )
            bulleted = bulleted or (not held and BULLET.match(item.text) is not None)
            timed = _CLOCK.match(item.text) is not None if not held else timed
            held = [one] if one and _next_in(held, one, closed=item.field in _CLOSED) else None
            yield from (m for m in held or [] if not is_break(m, programme=programme))


def _opened(items: Sequence[Item], item: Line, place: int) -> Iterator[Matter]:
    """What stands beside the label: a list on one line, or the one matter of Word's «Emne på dagsordenen»."""
    if folded(item.label).startswith("emnepa"):
        following = items[place + 1] if place + 1 < len(items) else None
        one = matter(item.value, place) if item.value else None
        by = isinstance(following, Line) and following.field == "presenter"
        yield from [presented(one, following.value) if by and isinstance(following, Line) else one] if one else []
    else:
        yield from _inline(item.value, place)


def _next_in(held: Sequence[Matter], one: Matter, *, closed: bool) -> bool:
    """Whether a line may be the next of the list: numbers rise, and a numbered list ends at the first plain line."""
    last, number = held[-1].item.number if held else None, one.item.number
    if closed and not (last and number):
        return False
    if last is None:
        return True
    if number is None:
        return _EVENTUALLY.match(one.item.title or "") is not None
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
        if _LETTERS.search(part):
            yield matter(part.strip(), place)


def _under_list(item: Line, place: int) -> Matter | None:
    """The matter a line under the list's heading names; None where the list is over."""
    text = BULLET.sub("", item.text)
    if number_in(text):
        return matter(text, place)
    text = _CLOCK.sub("", text)
    if _STOP.match(item.text) or item.field not in (None, "agenda", "next") or item.level not in (0, 9):
        return None
    short = 2 < len(text) < 130 and not (text.endswith((".", "?")) and SENTENCE.search(text) and len(text) > 60)
    return matter(text, place) if short else None


def _numbered(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """Numbered lines in rising order; numbers like «12/24» beat plain ones, a restart belongs to the text."""
    rows = [
        (n, m)
        for n, i in enumerate(items)
        if n not in used
        and isinstance(i, Line)
        and (i.field in (None, "agenda") or i.text[:1].isdigit())
        and (m := number_in(i.text if i.text[:1].isdigit() else i.value or i.text))
    ]
    slashed = [(n, m) for n, m in rows if "/" in (m["a"] or m["b"]) or m["word"]]
    chosen = slashed if len(slashed) > 1 or (slashed and len(rows) == 1) else rows
    last = 0
    for place, match in chosen:
        number = match["a"] or match["b"]
        rank = int(re.split(r"[/.-]", number)[0])
        if "/" in number or rank > last:
            last = rank
            yield matter(match[0], place)
    if slashed and (tail := _eventually(items, used, slashed[-1][0])):
        yield tail
    if not chosen:
        yield from _in_small_letters(items, used)


def _in_small_letters(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """«1 influensavaksine», «2 avfall»: hurried headings, that count only as a row from 1 on."""
    found: list[Matter] = []
    for place, item in enumerate(items):
        row = _SMALL.fullmatch(item.text) if isinstance(item, Line) and place not in used else None
        if row and int(row["n"]) == len(found) + 1:
            title = row[0].partition(" ")[2].strip()
            found.append(Matter(item=AgendaItem(number=row["n"], title=title), start=place))
    yield from found if len(found) > 1 else []


def _lettered(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """«a) Godkjenning av referat», «b) Ny prosedyre» as headings, that count only as a row from a on."""
    found: list[Matter] = []
    for place, item in enumerate(items):
        row = _LETTER.fullmatch(item.text) if isinstance(item, Line) and place not in used else None
        if row and row["n"].lower() == "abcdefghijklmnopqrst"[len(found) : len(found) + 1]:
            found.append(Matter(item=AgendaItem(number=row["n"], title=row["title"].strip()), start=place))
    yield from found if len(found) > 1 else []


def _eventually(items: Sequence[Item], used: frozenset[int], after: int) -> Matter | None:
    """An unnumbered «Eventuelt» after the last numbered matter."""
    for place in range(after + 1, len(items)):
        item = items[place]
        if isinstance(item, Line) and place not in used and _EVENTUALLY.fullmatch(item.text.strip(" .:")):
            return Matter(item=AgendaItem(title=item.text.strip(" :")), start=place)
    return None


def _points(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """«- Sårprosedyren: vi går over til …»: bullets that begin with their matter, two or more of them."""
    lines = (
        (n, _POINT.fullmatch(i.text))
        for n, i in enumerate(items)
        if isinstance(i, Line) and n not in used and not i.field
    )
    found = [(n, m["title"]) for n, m in lines if m and name_at_start(m["title"]) is None]
    if len(found) > 1:
        yield from (Matter(item=AgendaItem(title=title), start=place) for place, title in found)


def _headings(items: Sequence[Item], used: frozenset[int]) -> Iterator[Matter]:
    """Unnumbered headings over their text: set as headings, or short lines without a full stop before a sentence."""
    begun = max(used, default=-1) + 1
    dated = begun == 0 and len(items) > 0 and _YEAR.search(_text(items[0])) is not None
    body = [n for n in range(begun + dated, len(items)) if n not in used]
    styled = [n for n in body if isinstance(i := items[n], Line) and _styled(i, n)]
    levels = [i.level for n in styled if isinstance(i := items[n], Line)]
    if len(levels) > 2 and levels[0] < min(levels[1:]):
        styled = styled[1:]
    for place in styled if len(styled) > 1 else _short(items, body):
        item = items[place]
        if isinstance(item, Line):
            yield matter(item.text, place)


def _styled(item: Line, place: int) -> bool:
    titled = is_title(item.text) and (place < 3 or len(item.text.split()) < 3)
    return item.level > 0 and item.field is None and not _person(item.text) and not titled


def _text(item: Item) -> str:
    return item.text if isinstance(item, Line) else ""


def _short(items: Sequence[Item], body: Sequence[int]) -> Iterator[int]:
    for here, after in pairwise(body):
        item, following = items[here], items[after]
        if not (isinstance(item, Line) and isinstance(following, Line)):
            continue
        if item.field or (here < _TOP and is_org(item.text)) or following.field in ("next", "signed", "copy"):
            continue
        if _title_like(item.text) and _text_like(following.text):
            yield here


def _title_like(text: str) -> bool:
    if len(text) >= 60 or not text[:1].isupper() or _DAY.match(text) or _STOP.match(text):
        return False
    ended = text.endswith((".", ",", "!", "?", ":")) and text.lower() != "evt."
    return not ended and ": " not in text and not SENTENCE.search(text) and not _person(text)


def _text_like(text: str) -> bool:
    return len(text) > 25 or text.endswith(".") or SENTENCE.search(text) is not None


def _person(text: str) -> bool:
    got = entry(text) if len(text) < 60 else None
    return got is not None and " " in got.name
