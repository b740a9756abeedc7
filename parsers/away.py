"""From when until when somebody is away, in the words of an automatic answer: Norwegian calendar days.

A date counts by the words right before or after it (away_words.py). «Til og med» and «fra … til …» count their last
day; a lone «til» is told as a doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from parsers import away_words as words
from parsers.away_days import written_out
from parsers.dates import FoundDate, find_dates
from parsers.facts import Doubt

MAX_TEXT = 6_000


@dataclass(frozen=True, kw_only=True)
class Away:
    """From and until when: `back` is the first day back. Norwegian calendar days; None where it is not said."""

    away_from: dt.date | None = None
    back: dt.date | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Day:
    """A day of the text, with the words before it and where it stands. `sure`: its year was written."""

    day: dt.date
    sure: bool
    today: bool
    told: str
    sentence: str
    after: str
    span: tuple[int, int]


def absence(text: str, near: dt.date | None) -> Away:
    """When the text says the person is away and back; a date without a year is the one nearest to `near`."""
    text = written_out(text[:MAX_TEXT], near)
    days = [_in_text(text, one, day) for one in find_dates(text, near=near) if (day := _day(one, near))]
    back = _first(days, _is_back)
    last = _first(days, lambda one: words.THROUGH.search(one.told))
    starts = _first(days, _is_start)
    until = _last_of(days, _first(days, lambda one: one is not starts and words.UNTIL.search(one.told)))
    first, latest = _listed(days, text)
    starts, end = starts or first or _first(days, _on_a_day), until or latest
    if back or last or not end:
        ends = _ahead(back, near) or _day_after(_ahead(last, near))
        return Away(away_from=_before_it(starts, ends), back=ends)
    return _stretch(starts, _ahead(end, near) or end.day)


def _is_back(one: _Day) -> bool:
    """«tilbake 22. juni», and «stengt til mandag 22. juni kl. 08.00»."""
    opens = words.UNTIL.search(one.told) and words.IN_THE_MORNING.match(one.after)
    return bool(words.BACK.search(one.told) or words.BACK_AFTER.match(one.after) or opens)


def _on_a_day(one: _Day) -> bool:
    """«på messe i Oslo 9. juni», said of no end."""
    ends = (words.BACK, words.THROUGH, words.UNTIL)
    return bool(words.ON_A_DAY.search(one.told)) and not any(role.search(one.told) for role in ends)


def _last_of(days: list[_Day], until: _Day | None) -> _Day | None:
    """«permisjon til 15. juli og deretter ferie til 17. august»: the last such day of the sentence."""
    if until is None:
        return None
    later = [one for one in days if one.sentence.startswith(until.sentence) and words.UNTIL.search(one.told)]
    return max(later, key=lambda one: one.day, default=until)


def _ahead(one: _Day | None, near: dt.date | None) -> dt.date | None:
    """The last day away or the first day back is not long past when the answer is sent."""
    if one is None:
        return None
    past = near is not None and not one.sure and one.day < near - dt.timedelta(days=30)
    return _made(one.day.year + 1, one.day.month, one.day.day) if past else one.day


def _day_after(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day else None


def _before_it(starts: _Day | None, end: dt.date | None) -> dt.date | None:
    """The way out, in the year that makes it the latest such day before the end; None where it cannot be before."""
    if starts is None or end is None or starts.sure:
        day = starts.day if starts else None
        return None if day and end and day > end else day
    years = (_made(end.year - back, starts.day.month, starts.day.day) for back in (0, 1))
    return next((day for day in years if day and day <= end), None)


def _in_text(text: str, one: FoundDate, day: dt.date) -> _Day:
    at, end = one.span
    told, sentence = words.before(text, at), words.sentence(text, at)
    return _Day(
        day=day,
        sure=one.year_given or one.days_ahead is not None,
        today=one.days_ahead == 0,
        told=told,
        sentence=sentence,
        after=text[end : end + 60],
        span=one.span,
    )


def _is_start(one: _Day) -> bool:
    """«ferie 1. juli» by itself; «fra 1. juli» only in a sentence about being away, not about a new leader."""
    if one.today or words.PLAINLY_FROM.search(one.told):
        return words.AWAY.search(one.sentence) is not None
    return words.FROM.search(one.told) is not None


def _stretch(starts: _Day | None, until: dt.date) -> Away:
    """«fra 1. til 14.» counts its last day; «til 14.» alone may or may not, which is told."""
    if out := _before_it(starts, until):
        return Away(away_from=out, back=until + dt.timedelta(days=1))
    why = f"Autosvaret sier «til {until:%d.%m.%Y}»; det er uklart om den dagen er med."
    return Away(back=until, doubts=(Doubt(about="back", why=why),))


_JOINED = re.compile(r"\s*(?:,|og|and|och|&|-|–|—|til|to)?\s*(?:[^\W\d]{3,9}dag|\w{3,6}day)?\s*(?:den\s|the\s)?", re.I)


def _listed(days: list[_Day], text: str) -> tuple[_Day, _Day] | tuple[None, None]:
    """The first and last day of a bare stretch or list, «1.7.–14.7.», «8., 9. og 10. juni», said of being away."""
    runs: list[list[_Day]] = [[one] for one in days[:1]]
    for one, after in pairwise(days):
        joined = one.day < after.day and _JOINED.fullmatch(text[one.span[1] : after.span[0]])
        if joined:
            runs[-1].append(after)
        else:
            runs.append([after])
    said = (run for run in runs if len(run) > 1 and words.AWAY.search(run[0].sentence))
    return next(((run[0], run[-1]) for run in said), (None, None))


def _first(days: list[_Day], test: Callable[[_Day], object]) -> _Day | None:
    return next((one for one in days if test(one)), None)


def _day(one: FoundDate, near: dt.date | None) -> dt.date | None:
    if one.weeks or one.date is None:
        return None
    if one.year_given or near is None or one.day is None or one.month is None:
        return one.date
    candidates = [_made(year, one.month, one.day) for year in (near.year - 1, near.year, near.year + 1)]
    return min((day for day in candidates if day), key=lambda day: abs(day - near), default=one.date)


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
