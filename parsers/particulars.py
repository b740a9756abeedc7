"""When and where a meeting was, and the paper's title and language, by its labels, title and first lines."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.clock_times import find_times
from parsers.dates import FoundDate, find_dates
from parsers.lines import Item, Line
from parsers.phrasebook import load

_WORDS = load("minutes")
_TITLE = re.compile(_WORDS["kind"]["minutes_title"] + "|" + _WORDS["kind"]["summons_title"], re.I)
_NOT_TITLE = re.compile(_WORDS["kind"]["not_title"] + "|" + _WORDS["kind"]["not_summons_title"], re.I)
_NN, _NB = (frozenset(word.encode("latin-1") for word in _WORDS["language"][lang]) for lang in ("nn", "nb"))
# Every sign but a Norwegian letter becomes a blank: bytes are parted into words three times as fast as text.
_LETTERS = bytes(code if chr(code) in "abcdefghijklmnopqrstuvwxyzæøå" else ord(" ") for code in range(256))
_TOP, _HEAD = 8, 20
_WHEN = ("date", "when_where", "time", "place")
_MEETING_DAY = re.compile(_WORDS["kind"]["meeting_day"], re.I)
_MATTER = re.compile(r"\s*(?:(?:sak|PS|FS|RS)\s*(?:nr\.?\s*)?\d|\d{1,4}/\d{2,4}\s)", re.I)
_FIGURES = str.maketrans("lIOo", "1100")
_MISREAD = re.compile(r"(?<![a-zæøå])[lIO\d](?=[lIOo\d.]*\d)[lIOo\d.]{1,9}(?![a-zæøå])")
_SIDE_BY_SIDE = re.compile(r"(\b\d{1,2}[.:]\d{2})\s+(\d{1,2}[.:]\d{2}\b)")
_ENDED = re.compile(
    r"\b(?:møtet?|møte) (?:ble |vart |blei )?(?:hevet|heva|slutt|avsluttet"
    r"|avslutta|slutta|slutt kl)\b.{0,20}?(\d{1,2})[.:]?(\d{2})?",
    re.I,
)
_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_NEXT = re.compile(_WORDS["prose"]["next"] + "|" + _WORDS["prose"]["proposed"], re.I)
_SIGNED = re.compile(r"^(?:[A-ZÆØÅ][\wæøå]+(?: [A-ZÆØÅ][\wæøå]+)?,?\s+(?:den\s+)?)?(?:\d{1,2}\.)", re.I)


@dataclass(frozen=True, kw_only=True)
class When:
    """The meeting's day and clock times, local, and what was doubted about them."""

    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    rest: str = ""
    doubts: tuple[str, ...] = ()


def written(day: dt.date) -> str:
    """A date as Norwegians write it, in both forms of the language: «8. februar 2028»."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def language(items: Sequence[Item]) -> Literal["nb", "nn"]:
    """The written form the paper's small words belong to."""
    text = " ".join(
        item.text if isinstance(item, Line) else " ".join(c for row in item.rows for c in row) for item in items
    )
    words = Counter(text[:40_000].lower().encode("latin-1", "replace").translate(_LETTERS).split())
    nn, nb = (sum(words[w] for w in own) for own in (_NN - _NB, _NB - _NN))
    return "nn" if nn > nb else "nb"


def is_title(text: str) -> bool:
    """Whether a line is a title of minutes or a summons, and no sentence that mentions them."""
    return len(text) < 160 and _TITLE.search(text) is not None and not _NOT_TITLE.search(text) and "?" not in text


def title(items: Sequence[Item]) -> str | None:
    """The paper's title: the first line that names its kind, else its first heading."""
    top = [item for item in items[:12] if isinstance(item, Line) and item.field in (None, "title", "secretary")]
    named = next((item.text for item in top if is_title(item.text)), None)
    headed = next((item.text for item in top if 0 < item.level < 4), None)
    chosen = named or headed
    return re.sub(r"\s+", " ", chosen).strip(" .:*#")[:160] if chosen else None


def field(items: Sequence[Item], *names: str) -> Iterator[str]:
    """The values of these labels, in order; an empty label takes the next plain line as its value."""
    for place, item in enumerate(items):
        if not isinstance(item, Line) or item.field not in names:
            continue
        following = items[place + 1] if place + 1 < len(items) else None
        below = (
            following.text
            if isinstance(following, Line) and following.field is None and len(following.text) < 160
            else ""
        )
        if item.value or below:
            yield item.value or below


def when(items: Sequence[Item], used: frozenset[int], fallback: dt.date | None, past: bool, heading: str = "") -> When:
    """The meeting's day: a label says it best, then the title, the first lines, the `heading` (subject, file name).

    `fallback` is the day the paper was sent, for a date whose year the paper does not give; `past` says
    that the meeting lies before it.
    """
    year = _year(items)
    near = dt.date(year, 1, 1) if year else fallback
    back = past and year is None
    labelled = [d for value in _dated_values(items) for d in find_dates(_led(value), near=near, past=back)]
    titled = [d for text in _top(items, used) for d in find_dates(text, near=near, past=back)]
    over = [d for d in find_dates(heading, near=near, past=back) if d.date] if is_title(heading) else []
    days = [d for d in labelled if d.date] or [d for d in titled if d.date]
    days = days or (over if len({d.date for d in over}) == 1 else [])
    best = days[0] if days else None
    start, end = _times(items, best)
    rest = _remainder(items, best) if best else ""
    return When(
        date=best.date if best else None,
        start=start,
        end=_ended(items) or end,
        rest=rest,
        doubts=_doubts(labelled, [d for text in _titles(items, used) for d in find_dates(text, near=near)], best),
    )


def _dated_values(items: Sequence[Item]) -> list[str]:
    """The values of the labels that tell when, the surest first: «Møtedato», «Dato» below the title, then above it.

    A letterhead's «Dato:» is the day the paper was written.
    """
    titled = next((n for n, i in enumerate(items[:_HEAD]) if isinstance(i, Line) and is_title(i.text)), 0)
    surest = [i for i in items if isinstance(i, Line) and _MEETING_DAY.match(i.label)]
    below = [*field(items[titled:], *_WHEN)]
    return [*field(surest, *_WHEN), *below, *field(items[:titled], *_WHEN)]


def _led(value: str) -> str:
    """A bare «12.3» after a date label is a date, and two clock times side by side have lost their dash."""
    value = _SIDE_BY_SIDE.sub(r"\1-\2", _MISREAD.sub(_figures, value).replace("rnars", "mars"))
    return f"den {value}" if re.match(r"\d{1,2}[./]\d{1,2}\.?(?:\s|$|,)", value) else value


def _figures(misread: re.Match[str]) -> str:
    """Figures as they were before a scanner took them for letters: «l4.01.2O26»."""
    return misread[0].translate(_FIGURES)


def _top(items: Sequence[Item], used: frozenset[int]) -> list[str]:
    """The lines that may hold the day: titles first, then those before the people, who end the head of a paper."""
    head = min(used, default=0) or _HEAD
    lines = [
        i
        for n, i in enumerate(items[:_HEAD])
        if isinstance(i, Line)
        and (n < head or is_title(i.text))
        and n not in used
        and i.field in (None, "title", "secretary", "agenda")
        and not _MATTER.match(i.text)
        and (is_title(i.text) or not _NEXT.search(i.text))
    ]
    titles = [i.text for i in lines if is_title(i.text) and find_dates(i.text)]
    return titles + [
        i.text
        for i in lines[:_TOP]
        if i.text not in titles and not re.match(r"\s*(?:vår|deres|dykkar)\b", i.text, re.I)
    ]


def _titles(items: Sequence[Item], used: frozenset[int]) -> Iterator[str]:
    """The lines that are the paper's title, and not a line further down that happens to hold a date."""
    top = [i for n, i in enumerate(items[:12]) if isinstance(i, Line) and n not in used and i.field in (None, "title")]
    yield from (i.text for n, i in enumerate(top) if is_title(i.text) or (i.level in (1, 2) and n < 3))


def _doubts(labelled: Sequence[FoundDate], titled: Sequence[FoundDate], best: FoundDate | None) -> tuple[str, ...]:
    if best is None:
        return ("Datoen for møtet går ikke fram.",)
    found = []
    if best.weekday_disagrees:
        found.append(f"Ukedagen og datoen stemmer ikke overens: «{best.text}».")
    other = next((d for d in titled if d.date and d.year_given and d.date != best.date), None)
    if labelled and other and other.date and best in labelled and best.date:
        found.append(f"Tittelen sier {written(other.date)}, men datofeltet sier {written(best.date)}.")
    return tuple(found)


def _year(items: Sequence[Item]) -> int | None:
    """The year the paper itself gives: a whole date near the top, «6/2014», or item numbers like «47/14»."""
    text = "\n".join(item.text for item in items if isinstance(item, Line))[:20_000]
    full = next((d.date.year for d in find_dates(text[:1500]) if d.date and d.year_given), None)
    year = full or _numbered_year(text) or _named_year(text[:400])
    return year if year and 1980 < year < 2100 else None


def _numbered_year(text: str) -> int | None:
    match = re.search(r"\b\d{1,4}/((?:19|20)\d\d|\d\d)\b(?!/)", text)
    return int(match[1]) + 2000 * (len(match[1]) == 2) if match else None


def _named_year(text: str) -> int | None:
    match = re.search(r"\b((?:19|20)\d\d)/\d{1,3}\b|(?<![\d.])((?:19|20)\d\d)\b", text)
    return int(match[1] or match[2]) if match else None


def _times(items: Sequence[Item], best: FoundDate | None) -> tuple[dt.time | None, dt.time | None]:
    if best and best.start:
        return best.start, best.end
    for value in field(items, "time", "date", "when_where"):
        text = _SIDE_BY_SIDE.sub(r"\1-\2", value)
        text = f"kl {text}" if re.match(r"\d{1,2}(?:[.:]\d{2})?(?:\s*[-–]\s*\d{1,2}(?:[.:]\d{2})?)?$", text) else text
        bare = text if best is None else text.replace(best.text, " ")
        times = find_times(bare) or find_times(text)
        if times:
            return times[0].start, times[0].end
    return None, None


def _ended(items: Sequence[Item]) -> dt.time | None:
    for value in field(items, "end"):
        times = find_times(value if "kl" in value.lower() else f"kl {value}")
        if times:
            return times[0].start
    for item in items:
        match = _ENDED.search(item.text) if isinstance(item, Line) and "møte" in item.text.lower() else None
        if match and int(match[1]) < 24 and int(match[2] or 0) < 60:
            return dt.time(int(match[1]), int(match[2] or 0))
    return None


def _remainder(items: Sequence[Item], best: FoundDate) -> str:
    """What stands after date and time on their line: often the place."""
    texts = (_SIDE_BY_SIDE.sub(r"\1-\2", i.value or i.text) for i in items if isinstance(i, Line))
    text = next((t for t in texts if best.text in t), None)
    if text is None:
        return ""
    last = max(
        [
            text.find(best.text) + len(best.text),
            *(t.span[1] for t in find_times(text) if t.span[0] >= text.find(best.text)),
        ]
    )
    rest = re.sub(r"^\s*(?:\d{2}[.:]\d{2})", "", text[last:])
    rest = re.sub(r"^[\s,.;:–-]*(?:kl\.?\s)?(?:(?:i|på|ved|sted|stad|hos)\b:?\s*)?", "", rest, flags=re.I)
    return rest.strip(" .,") if re.match(r"[A-ZÆØÅ]", rest) and len(rest) < 90 else ""


def place(items: Sequence[Item], when_found: When) -> str | None:
    """Where the meeting was: the label's value, what follows date and"
    " time, or the line below a flattened summons' time."""
    for value in field(items, "place"):
        if not find_dates(value):
            return value.split("\n")[0].strip(" .")
    both = next(field(items, "when_where"), "")
    if both and not find_dates(both):
        return both
    return when_found.rest or None


def signed(items: Sequence[Item], date: dt.date | None, taken: Sequence[dt.date]) -> dt.date | None:
    """The day the minutes were signed: a labelled date, or a short dated line among the last ones."""
    for value in field(items, "signed"):
        for one in find_dates(value, near=date):
            if one.date:
                return one.date
    for item in reversed(items[-8:]):
        if (
            isinstance(item, Line)
            and item.field in (None, "secretary", "chair")
            and len(item.text) < 80
            and _SIGNED.match(item.text)
        ):
            for one in find_dates(item.text, near=date):
                if one.date and date and 0 <= (one.date - date).days < 120 and one.date not in taken:
                    return one.date
    return None
