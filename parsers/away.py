"""From when until when somebody is away, in the words of an automatic answer: Norwegian calendar days.

A date counts by the words right before or after it (phrases/autoreplies.toml). «Til og med» and «fra … til …» count
their last day; a lone «til» is told as a doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
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


def _ending(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives(_PHRASES[name])})[\s,:(]{{0,4}}(?:den|på|d\.|the|on)?\s{{0,2}}\Z", re.I
    )


_BACK, _THROUGH, _UNTIL, _FROM = (_ending(f"{name}_before") for name in ("back", "through", "until", "from"))
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
    text = _day_first(text[:MAX_TEXT])
    found = [(one, day) for one in find_dates(text, near=near) if (day := _day(one, near))]
    back = _first(found, lambda one: _BACK.search(_before(text, one)) or _BACK_AFTER.match(text[one.span[1] :]))
    last = _first(found, lambda one: _THROUGH.search(_before(text, one)))
    starts = _first(found, lambda one: _FROM.search(_before(text, one)))
    until = _first(found, lambda one: one.date != starts and _UNTIL.search(_before(text, one)))
    weeks = _weeks(find_dates(text, near=near), near, text)
    if not back and not last and until:
        return _stretch(starts or _just_before(found, until, text), until)
    return Away(
        away_from=_sane(starts or weeks.away_from, back or last),
        back=back or (last + dt.timedelta(days=1) if last else weeks.back),
    )


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


def _day_first(text: str) -> str:
    """Dates in English order and bare figures («July 14th», «12/8», «12.8.») written the way dates.py reads."""
    days = _MONTH_DAYS.sub(r"\2 \1 - \3 \1", _FULL_STOP.sub(" ", text))
    swapped = _MONTH_FIRST.sub(lambda m: f"{m[2]} {m[1]}" + (f" {m[3]}" if m[3] else ""), days)
    return _FIGURES.sub(lambda m: f" {m[1]}. {MONTHS[int(m[2]) - 1]} ", _ORDINAL.sub(r"\1", swapped))


def _before(text: str, one: FoundDate) -> str:
    return text[max(0, one.span[0] - 60) : one.span[0]]


def _around(text: str, one: FoundDate) -> str:
    return text[max(0, one.span[0] - 60) : one.span[1] + 40]


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


def _weeks(found: tuple[FoundDate, ...], near: dt.date | None, text: str) -> Away:
    """Weeks away («uke 28–30»), or the week of coming back («tilbake i uke 33»)."""
    told = [one for one in found if one.weeks and not one.date]
    back = next((one for one in told if _BACK.search(_IN_WEEK.sub(" ", _before(text, one)))), None)
    away = next((one for one in told if one is not back and _AWAY.search(_around(text, one))), None)
    return Away(
        away_from=_monday(away.weeks[0], away.year, near) if away else None,
        back=_monday(back.weeks[0], back.year, near) if back else _after(away, near) if away else None,
    )


def _after(away: FoundDate, near: dt.date | None) -> dt.date | None:
    last = _monday(away.weeks[-1], away.year, near)
    return last + dt.timedelta(days=7) if last else None


def _monday(week: int, year: int | None, near: dt.date | None) -> dt.date | None:
    years = (year,) if year else (near.year - 1, near.year, near.year + 1) if near else ()
    mondays = []
    for candidate in years:
        try:
            mondays.append(dt.date.fromisocalendar(candidate, week, 1))
        except ValueError:
            continue
    return min(mondays, key=lambda day: abs(day - near) if near else dt.timedelta(), default=None)
