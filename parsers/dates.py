"""Dates, weeks and clock times in Norwegian prose, read without guessing.

One table of forms (`_FORMS`), each a pattern and the reader of its match; every form is tried, the earliest and
longest match wins a stretch of text. A date without a year gets one only from `near`. Words are in phrases/dates.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.clock_times import FoundTime, find_times, time_after, time_before
from parsers.phrasebook import alternatives, load

__all__ = ["FoundDate", "FoundTime", "find_dates", "find_times"]

_LIMIT, _SHORT = 200_000, 200
_WORDS = load("dates")


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """A date in a text, local Norwegian calendar; `date` is None for bare weeks and where no year can be known.

    `weeks` are ISO 8601 weeks. `start` and `end` are clock times written together with the date. `day` and `month`
    are as written, also when the year is unknown. `span` is the place of `text` in the text that was read.
    """

    date: dt.date | None
    weeks: tuple[int, ...] = ()
    year: int | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    weekday_disagrees: bool = False
    year_given: bool = False
    text: str
    span: tuple[int, int]
    day: int | None = None
    month: int | None = None
    weekday: int | None = None
    days_ahead: int | None = None


def _numbered(groups: list[list[str]], first: int) -> dict[str, int]:
    return {word: number for number, words in enumerate(groups, first) for word in words}


_MONTHS = _numbered(_WORDS["months"], 1)
_WEEKDAYS = _numbered(_WORDS["weekdays"], 0)
_ANY_WEEKDAY = _WEEKDAYS | _numbered(_WORDS["short_weekdays"], 0)

_FULL_DAY = rf"(?P<weekday>{alternatives(_WEEKDAYS)})"
_WEEKDAY = (
    rf"(?:(?<!\w)(?P<weekday>{alternatives(_ANY_WEEKDAY)})(?:en|s)?\b\.?\s{{0,3}},?\s{{0,3}}(?:(?:den|the)\s{{1,3}})?)?"
)
# A date in figures begins with a weekday or a figure: the engine passes by letters that begin neither.
_LED = rf"(?=[\d{''.join(sorted({word[0] for word in _ANY_WEEKDAY}))}]){_WEEKDAY}"
_MONTH = rf"(?P<month>{alternatives(_MONTHS)})\b\.?"
_FREE = r"(?<![\d\w@])(?<!\d[.,/:–-])(?<![-+]\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d]|[.:]\d)"
_DAYS = r"(?P<days>(?:\d{1,2}\.?\s{0,2}(?:,|og|eller|til|and|-|–|/)\s{0,2}){0,4})"

_SPELLED = re.compile(
    rf"{_LED}{_FREE}{_DAYS}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|:e)?\s{{0,3}}(?:of\s)?{_MONTH}(?:"
    rf",?\s{{0,3}}{_YEAR})?",
    re.I,
)
_ENGLISH = re.compile(
    rf"{_WEEKDAY}(?<!\w){_MONTH}\s{{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?\s{{1,2}}{_YEAR}", re.I
)
_ISO = re.compile(rf"{_LED}{_FREE}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?=T\d|\b(?![-./]\d))", re.I)
_FIGURES = re.compile(
    rf"{_LED}{_FREE}(?P<day>\d{{1,2}})(?:\.\s?(?P<month>\d{{1,2}})\.\s?|/(?P<month2>\d{{1,2}})[-/ .]\s?)"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d%]|[.:/-]\d)",
    re.I,
)
_BARE = re.compile(rf"{_LED}{_FREE}(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})(?![\d%]|[.:/-]\d)(?P<stop>\.)?", re.I)
_WEEK = re.compile(
    rf"(?:(?<!\w){_FULL_DAY}\s{{1,2}}(?:i\s{{1,2}})?)?(?<!\w)(?:{alternatives(_WORDS['week'])})\s{{0,2}}\.?\s{{0,2}}(?:nr\.?\s)?"
    r"(?P<weeks>\d{1,2}(?!\d)(?:\s{0,2}(?:,|og|eller|or|and|-|–|/|til)\s{0,2}(?:uke|veke)?\s{0,2}\d{1,2}(?![\d.:]))*)"
    rf"(?:(?:\s{{0,2}},?\s{{1,2}}|/)(?:i\s{{1,2}})?{_YEAR})?",
    re.I,
)
_RELATIVE = re.compile(rf"(?<!\w)(?P<relative>{alternatives(_WORDS['relative'])})(?!\w)", re.I)
_COMING = re.compile(
    rf"(?<!\w)(?:{alternatives(_WORDS['coming']['words'])})\s{{1,2}}{_FULL_DAY}\b(?!\s{{0,2}}\d)", re.I
)

_BEFORE_BARE = re.compile(rf"(?<!\w)(?:{alternatives(_WORDS['before_bare'])})\s{{0,2}}:?\s{{0,2}}$", re.I)
_NEVER_AFTER = re.compile(
    rf"(?<!\w)(?:{alternatives(_WORDS['never_after'])})\.?\s{{0,2}}:?\s{{0,2}}(?:nr\.?\s)?$", re.I
)
_CLOCK_AFTER = re.compile(r"[\s,:(]{0,3}(?:fra\s|frå\s)?(?:kl|klokk)", re.I)
_BETWEEN = re.compile(r"\s*(?:,|og|eller|til|and|or|-|–|/|samt)\s*(?:den\s|fra\s)?\s*", re.I)


def find_dates(text: str, *, near: dt.date | None = None, past: bool = False) -> tuple[FoundDate, ...]:
    """Every date and week in the text, in order. Local Norwegian calendar; never raises.

    Without a year in the text a date is the first such day on or after `near` (with `past`, the last on or before
    it); a weekday that fits only another of the years about `near` decides. Without `near`, `date` stays None.
    """
    return _found_in_short(text, near, past) if len(text) < _SHORT else _found_in(text[:_LIMIT], near, past)


def _found_in(text: str, near: dt.date | None, past: bool) -> tuple[FoundDate, ...]:
    found = _earliest_and_longest(hit for form, read in _possible(text) for m in form.finditer(text) for hit in read(m))
    found = _years_from_neighbours(found, text)
    dated = [_dated(f, near, past) for f in found]
    times = find_times(text) if dated else ()
    return tuple(_with_clock(f, text, times) for f in dated if f.date or f.weeks or f.day)


_found_in_short = lru_cache(1_024)(_found_in)  # titles and deadlines are read by several rooms, or come back


def _possible(text: str) -> Iterator[tuple[re.Pattern[str], _Reader]]:
    """The forms the text has the signs of."""
    small = text.lower()
    for signs, forms in _FORMS if _DIGIT.search(text) else ():
        yield from forms if signs.search(small) else ()
    yield from _WORDED if _A_DAY.search(small) else ()


def _earliest_and_longest(found: Iterable[FoundDate]) -> list[FoundDate]:
    kept: list[FoundDate] = []
    for one in sorted(found, key=lambda f: (f.span[0], -f.span[1])):
        if not kept or one.span[0] >= kept[-1].span[1]:
            kept.append(one)
    return kept


def _years_from_neighbours(found: list[FoundDate], text: str) -> list[FoundDate]:
    """«8. oktober og 3. desember 2026»: a year said once at the end of a list holds for the whole list."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        one, after = out[i], out[i + 1]
        joined = _BETWEEN.fullmatch(text[one.span[1] : after.span[0]])
        if joined and one.day and not one.year and after.day and after.year:
            later = ((one.month or 0), one.day) > ((after.month or 0), after.day)
            out[i] = replace(one, year=after.year - later, year_given=True)
    return out


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _dated(one: FoundDate, near: dt.date | None, past: bool) -> FoundDate:
    if one.date:
        return one
    if one.weeks:
        return _week_dated(one, near)
    if one.day is None:
        return _relative_dated(one, near)
    date = _day(one.year, one.month or 0, one.day or 0) if one.year else _nearest(one, near, past)
    disagrees = date is not None and one.weekday is not None and date.weekday() != one.weekday
    return replace(one, date=date, weekday_disagrees=disagrees)


def _nearest(one: FoundDate, near: dt.date | None, past: bool) -> dt.date | None:
    if near is None or not 2 < near.year < 9990:
        return None
    days = [d for y in range(-1, 9) if (d := _day(near.year + (-y if past else y), one.month or 0, one.day or 0))]
    right = [d for d in days if (d <= near if past else d >= near)]
    if one.weekday is not None:
        fitting = [d for d in days if d.weekday() == one.weekday and abs((d - near).days) < 400]
        right = [d for d in right[:1] if d in fitting] or fitting or right
    return right[0] if right else None


def _relative_dated(one: FoundDate, near: dt.date | None) -> FoundDate:
    """«i morgen» and «neste tirsdag» are days after `near`, never `near` itself unless the text says «i dag»."""
    if near is None or near.year > 9990:
        return one
    ahead = one.days_ahead if one.days_ahead is not None else ((one.weekday or 0) - near.weekday() - 1) % 7 + 1
    return replace(one, date=near + dt.timedelta(days=ahead))


def _week_dated(one: FoundDate, near: dt.date | None) -> FoundDate:
    if one.weekday is None or len(one.weeks) != 1 or (near is None and one.year is None):
        return one
    years = [one.year] if one.year else [near.year, near.year + 1] if near and near.year < 9990 else []
    for year in years:
        try:
            date = dt.date.fromisocalendar(year, one.weeks[0], one.weekday + 1)
        except ValueError:
            continue
        if one.year or (near and date >= near):
            return replace(one, date=date)
    return one


def _with_clock(one: FoundDate, text: str, times: tuple[FoundTime, ...]) -> FoundDate:
    clock = time_after(text, one.span[1], times) or time_before(text, one.span[0], times)
    if clock is None:
        return one
    start, end = min(one.span[0], clock.span[0]), max(one.span[1], clock.span[1])
    return replace(one, start=clock.start, end=clock.end, text=text[start:end], span=(start, end))


def _weekday(m: re.Match[str]) -> int | None:
    word = m.groupdict().get("weekday")
    return _ANY_WEEKDAY.get(word.lower()) if word else None


def _bare(m: re.Match[str]) -> FoundDate:
    return FoundDate(date=None, weekday=_weekday(m), text=m[0], span=m.span())


def _found(m: re.Match[str], day: int, month: int, year: int | None) -> Iterator[FoundDate]:
    if not (1 <= month <= 12 and 1 <= day <= 31 and _day(year or 2024, month, day)):
        return
    yield FoundDate(
        date=None,
        year=year,
        year_given=year is not None,
        day=day,
        month=month,
        weekday=_weekday(m),
        text=m[0],
        span=m.span(),
    )


def _full_year(word: str | None) -> int | None:
    if not word:
        return None
    return int(word) if len(word) == 4 else 2000 + int(word) if int(word) < 70 else 1900 + int(word)


def _read_spelled(m: re.Match[str]) -> Iterator[FoundDate]:
    month, year = _MONTHS[m["month"].lower()], _full_year(m["year"])
    days = list(re.finditer(r"\d+", m["days"]))
    start = m.start("days")
    edges = [m.start(), *(start + d.start() for d in days[1:]), m.start("day")] if days else []
    for i, one in enumerate(days):
        a, b = edges[i], start + one.end()
        for f in _found(m, int(one[0]), month, year):
            yield replace(f, text=m.string[a:b], span=(a, b), weekday=f.weekday if i == 0 else None)
    for f in _found(m, int(m["day"]), month, year):
        a = m.start("day")
        yield replace(f, text=m.string[a : m.end()], span=(a, m.end()), weekday=None) if days else f


def _read_english(m: re.Match[str]) -> Iterator[FoundDate]:
    yield from _found(m, int(m["day"]), _MONTHS[m["month"].lower()], _full_year(m["year"]))


def _read_figures(m: re.Match[str]) -> Iterator[FoundDate]:
    if not _forbidden(m):
        month = m["month"] or m.groupdict().get("month2") or "0"
        yield from _found(m, int(m["day"]), int(month), _full_year(m["year"]))


def _forbidden(m: re.Match[str]) -> bool:
    return _NEVER_AFTER.search(m.string[max(0, m.start() - 24) : m.start()]) is not None


def _read_bare(m: re.Match[str]) -> Iterator[FoundDate]:
    before, after = m.string[max(0, m.start() - 24) : m.start()], m.string[m.end() : m.end() + 16]
    wanted = _weekday(m) is not None or _BEFORE_BARE.search(before) or _CLOCK_AFTER.match(after)
    if wanted and not _forbidden(m):
        yield from _found(m, int(m["day"]), int(m["month"]), None)


def _read_week(m: re.Match[str]) -> Iterator[FoundDate]:
    weeks: list[int] = []
    for joint, number in re.findall(r"(\D*)(\d+)", m["weeks"]):
        span = joint.strip() in {"-", "–", "til"} and weeks and weeks[-1] < int(number)
        weeks += range(weeks[-1] + 1, int(number) + 1) if span else [int(number)]
    if weeks and all(1 <= w <= 53 for w in weeks):
        year = _full_year(m["year"])
        yield FoundDate(
            date=None,
            weeks=tuple(weeks),
            year=year,
            year_given=bool(year),
            weekday=_weekday(m),
            text=m[0],
            span=m.span(),
        )


def _read_relative(m: re.Match[str]) -> Iterator[FoundDate]:
    yield replace(_bare(m), days_ahead=_WORDS["relative"][" ".join(m[0].lower().split())])


def _read_coming(m: re.Match[str]) -> Iterator[FoundDate]:
    yield _bare(m)


_Reader = Callable[[re.Match[str]], Iterator[FoundDate]]
_STEM = "|".join(sorted({word[:3] for word in _MONTHS}))

# Forms stand behind a quick look, in small letters, for something they can't do without: most lines hold no date.
_FORMS: tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], _Reader], ...]], ...] = (
    (re.compile(r"\d-\d"), ((_ISO, _read_figures),)),
    (re.compile(rf"\d(?:\.|st|nd|rd|th|:e)?\s{{0,3}}(?:of\s)?(?:{_STEM})"), ((_SPELLED, _read_spelled),)),
    (re.compile(rf"(?:{_STEM})\w*\.?\s{{1,2}}\d{{1,2}}(?!\d)"), ((_ENGLISH, _read_english),)),
    (re.compile(r"\d(?:/|\.\s?)\d"), ((_FIGURES, _read_figures), (_BARE, _read_bare))),
    (re.compile(rf"(?:{alternatives(_WORDS['week'])})"), ((_WEEK, _read_week),)),
)
_WORDED: tuple[tuple[re.Pattern[str], _Reader], ...] = ((_RELATIVE, _read_relative), (_COMING, _read_coming))
_DIGIT = re.compile(r"\d")
_A_DAY = re.compile(rf"(?:{alternatives({word.split()[-1] for word in _WORDS['relative']} | _WEEKDAYS.keys())})")
