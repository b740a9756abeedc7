"""From when until when somebody is away, in the words of an automatic answer: Norwegian calendar days.

A date counts by the words right before or after it (phrases/autoreplies.toml). «Til og med» and «fra … til …» count
their last day; a lone «til» is told as a doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from parsers.dates import FoundDate, find_dates
from parsers.facts import Doubt
from parsers.phrasebook import alternatives, load

MAX_TEXT = 6_000
_PHRASES = load("autoreplies")
MONTHS: tuple[str, ...] = tuple(_PHRASES["months"])
_MONTH_FIRST = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?\s{1,2}(\d{1,2})(?:st|nd|rd|th)?\b(?!:)(?:,?\s{1,2}(20\d\d))?",
    re.I,
)
_MONTH_DAYS = re.compile(
    r"\b(jan\w*|feb\w*|march|april|may|june|july|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)\.? (\d{1,2})"
    r"\s?[-–]\s?(\d{1,2})\b",
    re.I,
)
_FIGURES = re.compile(r"(?<![\d./])(\d{1,2})(?:/|\.\s?)(1[0-2]|0?[1-9])(?:\.(?!\s?\d)|(?![\d/.:]))(?!\s?%)")

_FULL_STOP = re.compile(r"(?<=\d)\.(?=[ \t]{0,5}(?:\n|\Z))")
_IN_WEEK = re.compile(r"\s+i\s*\Z")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?:\s+of\b)?", re.I)


_DAYPART = rf"(?:(?:{alternatives(_PHRASES['dayparts'])}|kl\.?\s?\d{{1,2}}(?:[.:]\d\d)?)[\s,]{{1,3}})?"
_ARTICLE = r"(?:den|i|in|på|d\.|the|on|neste|førstkommende|fyrstkomande|komande|kommende|next)?\s{0,2}"


def _ending(name: str, also: str = "") -> re.Pattern[str]:
    words = rf"(?<!\w)(?:{alternatives(_PHRASES[name])})[\s,:(]{{0,4}}"
    return re.compile(rf"(?:{words}{also}){_DAYPART}{_ARTICLE}\Z", re.I)


# «ikke tilbake før 10. august» is the day back; «må være inne før 10. august» is somebody else's deadline.
_NOT_BEFORE = (
    rf"|(?<!\w)(?:{alternatives(_PHRASES['negations'])})\b[^.!?\n]{{0,50}}"
    rf"(?<!\w)(?:{alternatives(_PHRASES['before'])})\s{{1,3}}"
)
_BACK = _ending("back_before", _NOT_BEFORE)
_THROUGH, _UNTIL, _FROM = (_ending(f"{name}_before") for name in ("through", "until", "from"))
_FROM_ONLY = _ending("from_only")
_FROM_WORD, _THROUGH_WORD = "fra", "til og med"
WEEKDAYS: Mapping[str, int] = {name: number for number, names in enumerate(_PHRASES["weekdays"]) for name in names}
_WEEKDAY = re.compile(rf"\b(?P<day>{alternatives(WEEKDAYS)})\b(?!\s*,?\s*(?:the\s|den\s|d\.\s?)?(?:\d|\w+ \d))", re.I)
_WEEK = re.compile(
    rf"\b(?:{alternatives(_PHRASES['weeks'])})\.?\s{{0,2}}(?P<first>\d{{1,2}})(?![\d.:]\d)(?:\s?,\s?\d{{1,2}}(?!\d))*"
    rf"(?:\s{{0,2}}(?:{alternatives(_PHRASES['week_joins'])})\s{{0,2}}(?:(?:{alternatives(_PHRASES['weeks'])})\s)?(?P<last>\d{{1,2}})(?![\d:]|\.\d))?",
    re.I,
)
_AWAY = re.compile(rf"(?<!\w)(?:{alternatives(_PHRASES['away'])})", re.I)
_BACK_AFTER = re.compile(rf"[\s,]{{0,3}}(?:{alternatives(_PHRASES['back_after'])})", re.I)


@dataclass(frozen=True, kw_only=True)
class Away:
    """From and until when: `back` is the first day back. Norwegian calendar days; None where it is not said."""

    away_from: dt.date | None = None
    back: dt.date | None = None
    doubts: tuple[Doubt, ...] = ()


def absence(text: str, near: dt.date | None) -> Away:
    """When the text says the person is away and back; a date without a year is the one nearest to `near`."""
    text = _day_first(_dated(text[:MAX_TEXT], near)) if near else _day_first(text[:MAX_TEXT])
    found = [(one, day) for one in find_dates(text, near=near) if not one.weeks and (day := _day(one, near))]
    back = _first(found, lambda one: _BACK.search(_before(text, one)) or _BACK_AFTER.match(text[one.span[1] :]))
    last = _first(found, lambda one: _THROUGH.search(_before(text, one)))
    starts = _first(found, lambda one: _FROM.search(_before(text, one)))
    until = _first(found, lambda one: one.date != starts and _UNTIL.search(_before(text, one)))
    if not back and not last and until:
        return _stretch(starts or _just_before(found, until, text), until)
    return Away(away_from=_sane(starts, back or last), back=back or (last + dt.timedelta(days=1) if last else None))


def _stretch(starts: dt.date | None, until: dt.date) -> Away:
    """«fra 1. til 14.» counts its last day; «til 14.» alone may or may not, which is told."""
    if starts and starts <= until:
        return Away(away_from=starts, back=until + dt.timedelta(days=1))
    why = f"Autosvaret sier «til {until:%d.%m.%Y}»; det er uklart om den dagen er med."
    return Away(back=until, doubts=(Doubt(about="back", why=why),))


def _just_before(found: list[tuple[FoundDate, dt.date]], until: dt.date, text: str) -> dt.date | None:
    """The first day of a bare stretch, «1.7.–14.7.»."""
    pairs = pairwise(found)
    close = (first for (a, first), (b, last) in pairs if last == until and b.span[0] - a.span[1] < 8)
    return next(close, None)


def _sane(starts: dt.date | None, end: dt.date | None) -> dt.date | None:
    return None if starts and end and starts > end else starts


_CLOCKS = re.compile(
    r"\bkl\.?\s?\d{1,2}[.:]\d\d|(?<![\d.])\d{1,2}\.(?:\d\d\s?(?:og|-|–|til|and|to)\s?\d{1,2}\.)?(?:00|1[3-9]|[2-5]\d)(?![\d.])"
)


def _day_first(text: str) -> str:
    """Dates in English order and bare figures («July 14th», «12/8», «12.8.») written the way dates.py reads."""
    days = _MONTH_DAYS.sub(r"\2 \1 - \3 \1", _FULL_STOP.sub(" ", _CLOCKS.sub(" ", text)))
    swapped = _MONTH_FIRST.sub(lambda m: f"{m[2]} {m[1]}" + (f" {m[3]}" if m[3] else ""), days)
    return _FIGURES.sub(lambda m: f" {m[1]}. {MONTHS[int(m[2]) - 1]} ", _ORDINAL.sub(r"\1", swapped))


def _before(text: str, one: FoundDate) -> str:
    return text[max(0, one.span[0] - 60) : one.span[0]]


# -- weeks and bare weekdays, written as the days they are


def _dated(text: str, near: dt.date) -> str:
    """Weeks and bare weekdays as days: «til uke 26» its Monday, «t.o.m. uke 26» its Sunday, «tilbake torsdag» the next.

    A week that is neither the way out nor the way back counts where somebody is away in it, both ends included.
    """
    weeks = _WEEK.sub(lambda match: _week(match, near), text)
    return _WEEKDAY.sub(lambda match: _weekday(match, near), weeks)


def _week(match: re.Match[str], near: dt.date) -> str:
    first, last = (_monday(int(n or match["first"]), near) for n in (match["first"], match["last"]))
    if first is None or last is None:
        return match[0]
    before = _IN_WEEK.sub(" ", match.string[max(0, match.start() - 60) : match.start()])
    sunday = last + dt.timedelta(days=6)
    if match["last"] is None and _THROUGH.search(before):
        return _written(sunday)
    if match["last"] is None and any(role.search(before) for role in (_BACK, _UNTIL, _FROM_ONLY)):
        return _written(first)
    away = _AWAY.search(before) or _AWAY.search(match.string[match.end() : match.end() + 40])
    return f" {_FROM_WORD} {_written(first)} {_THROUGH_WORD} {_written(sunday)} " if away else match[0]


def _weekday(match: re.Match[str], near: dt.date) -> str:
    """The first such day after the mail was sent, where the words before make it the way out or back."""
    before = match.string[max(0, match.start() - 60) : match.start()]
    if not any(role.search(before) for role in (_BACK, _UNTIL, _THROUGH)):
        return match[0]
    ahead = (WEEKDAYS[match["day"].lower()] - near.weekday() - 1) % 7 + 1
    return _written(near + dt.timedelta(days=ahead))


def _written(day: dt.date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


_Test = Callable[[FoundDate], object]


def _first(found: list[tuple[FoundDate, dt.date]], test: _Test) -> dt.date | None:
    return next((day for one, day in found if test(one)), None)


def _day(one: FoundDate, near: dt.date | None) -> dt.date | None:
    if one.date is None or one.year_given or near is None or one.day is None or one.month is None:
        return one.date
    candidates = [_made(year, one.month, one.day) for year in (near.year - 1, near.year, near.year + 1)]
    return min((day for day in candidates if day), key=lambda day: abs(day - near), default=one.date)


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _monday(week: int, near: dt.date) -> dt.date | None:
    """The Monday of that ISO week nearest to `near`; None where the years about have no such week."""
    mondays = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            mondays.append(dt.date.fromisocalendar(year, week, 1))
        except ValueError:
            continue
    return min(mondays, key=lambda day: abs(day - near), default=None)
