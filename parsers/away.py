"""From when until when somebody is away, in the words of an automatic answer: Norwegian calendar days.

A date counts by the words right before or after it (away_words.py). «Til og med» and «fra … til …» count their last
day; a lone «til» is told as a doubt. Of several periods the first is told. Habits are no dates (away_habits.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise, takewhile

from parsers import away_words as words
from parsers.away_days import written_out
from parsers.away_habits import is_opening, without_habits
from parsers.dates import FoundDate, find_dates
from parsers.facts import Doubt

MAX_TEXT, MAX_DAYS = 6_000, 60
# «fredag 5. og mandag 8. juni» are one absence.
NEXT_IN_LIST = dt.timedelta(days=3)
# An answer may be left standing so long after a holiday; a long leave's day is sooner one of next year.
STANDING, OVERDUE = dt.timedelta(days=120), dt.timedelta(days=30)
# Further off a weekday that fits is rather a slip of the pen.
FITTING = dt.timedelta(days=270)


@dataclass(frozen=True, kw_only=True)
class Away:
    """From and until when: `back` is the first day back. Norwegian calendar days; None where it is not said."""

    away_from: dt.date | None = None
    back: dt.date | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Day:
    """A day of the text, with the words before it and where it stands. `sure`: its year was written or follows."""

    day: dt.date
    sure: bool
    today: bool
    morning: bool
    told: str
    sentence: str
    after: str
    span: tuple[int, int]


def absence(text: str, near: dt.date | None) -> Away:
    """When the text says the person is away and back; a date without a year is the one nearest to `near`."""
    text = written_out(without_habits(text[:MAX_TEXT]), near)
    days = _days(text, near)
    long = words.LONG.search(text) is not None
    back = _first(days, _is_back)
    last = _last_of(days, _first(days, _is_through), words.THROUGH)
    runs = _runs(days, text)
    starts = _first(days, _is_start)
    period = _period(runs, starts)
    end = _last_of(days, period[-1] if period[1:] else _lone_until(runs), words.UNTIL)
    starts = starts or next(iter(period), None) or _first(_no_later(days, back or last or end), _on_a_day)
    if back or last or not end:
        ends = _ahead(back, near, long) or _day_after(_ahead(last, near, long))
        return Away(away_from=_before_it(starts, ends), back=ends)
    return _stretch(starts, _ahead(end, near, long) or end.day)


def _days(text: str, near: dt.date | None) -> list[_Day]:
    """The days of the text, but those of opening hours."""
    found = (_in_text(text, one, near) for one in find_dates(text, near=near)[:MAX_DAYS])
    return [one for one in found if one and (_is_back(one) or not is_opening(one.sentence, one.after))]


def _is_back(one: _Day) -> bool:
    """«tilbake 22. juni», «stengt til mandag 22. juni kl. 08.00», «stengt i juli, åpner 3. august»."""
    opens = words.UNTIL.search(one.told) and (one.morning or words.IN_THE_MORNING.match(one.after))
    opens = opens or (words.OPENS.search(one.told) and words.AWAY.search(one.sentence))
    return bool(words.BACK.search(one.told) or words.BACK_AFTER.match(one.after) or opens)


def _is_through(one: _Day) -> bool:
    return words.THROUGH.search(one.told) is not None


def _lone_until(runs: list[list[_Day]]) -> _Day | None:
    """«til 14. august», not «svartid fra 22. juni til 14. august»: a stretch not said of absence ends none."""
    return _first([run[0] for run in runs if not run[1:]], lambda one: words.UNTIL.search(one.told) and not one.today)


def _on_a_day(one: _Day) -> bool:
    """«på messe i Oslo 9. juni», «fredag 5. juni er kontoret stengt», said of no end."""
    if _is_back(one) or any(role.search(one.told) for role in (words.THROUGH, words.UNTIL)):
        return False
    if words.AT_WORK.search(one.sentence):
        return False
    return bool(words.ON_A_DAY.search(one.told) or words.AWAY_AFTER.match(one.after))


def _last_of(days: list[_Day], until: _Day | None, role: re.Pattern[str]) -> _Day | None:
    """«permisjon til 15. juli og deretter ferie til 17. august»: the last such day of the sentence."""
    if until is None:
        return None
    after = (one for one in days if one.span > until.span and one.sentence.startswith(until.sentence))
    later = takewhile(lambda one: role.search(one.told), after)
    return max(later, key=lambda one: one.day, default=until)


def _ahead(one: _Day | None, near: dt.date | None, long: bool) -> dt.date | None:
    """A long leave is not past when the answer is sent; a holiday's answer may be left standing after it."""
    if one is None:
        return None
    past = near is not None and not one.sure and one.day < near - (OVERDUE if long else STANDING)
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


_FULL_STOP = re.compile(r"\.\s+[A-ZÆØÅ]")


def _in_text(text: str, one: FoundDate, near: dt.date | None) -> _Day | None:
    day, sure = _day(one, near)
    at, end = one.span
    end -= _FULL_STOP.match(text, end - 1) is not None
    if day is None:
        return None
    return _Day(
        day=day,
        sure=sure,
        today=one.days_ahead == 0,
        morning=one.start is not None and 6 <= one.start.hour < 10,
        told=words.before(text, at),
        sentence=words.sentence(text, at),
        after=text[end : end + 60],
        span=one.span,
    )


def _is_start(one: _Day) -> bool:
    """«ferie 1. juli» by itself; «fra 1. juli» only in a sentence about being away, not about a new leader."""
    if one.today or words.PLAINLY_FROM.search(one.told):
        return _is_said_of_absence(one, one)
    return words.FROM.search(one.told) is not None


def _stretch(starts: _Day | None, until: dt.date) -> Away:
    """«fra 1. til 14.» counts its last day; «til 14.» alone may or may not, which is told."""
    if out := _before_it(starts, until):
        return Away(away_from=out, back=until + dt.timedelta(days=1))
    why = f"Autosvaret sier «til {until:%d.%m.%Y}»; det er uklart om den dagen er med."
    return Away(back=until, doubts=(Doubt(about="back", why=why),))


_JOINED = re.compile(
    r"\s*(?P<range>-|–|—|til|to)?(?:,|og|and|och|&)?\s*(?:[^\W\d]{3,9}dag|\w{3,6}day)?\s*(?:den\s|the\s)?", re.I
)


def _no_later(days: list[_Day], end: _Day | None) -> list[_Day]:
    return [one for one in days if end is None or one.day <= end.day]


def _period(runs: list[list[_Day]], starts: _Day | None) -> list[_Day]:
    """The days of a bare stretch or list, «1.7.–14.7.», «8. og 9. juni»: that of the way out, or said of absence."""
    if starts:
        return next(run for run in runs if starts in run)
    return next((run for run in runs if run[1:] and (_is_said_of_absence(run[0], run[-1]) or _is_person(run))), [])


def _is_person(run: list[_Day]) -> bool:
    """«jeg er i Spania 4.–9. juni», «mandag 8. til fredag 12. juni er jeg på opplæring»."""
    return bool(words.PERSON_IS.search(run[0].sentence) or words.PERSON_IS.match(run[-1].after.lstrip()))


def _is_said_of_absence(first: _Day, last: _Day) -> bool:
    return bool(words.AWAY.search(first.sentence) or words.AWAY_AFTER.match(last.after))


def _runs(days: list[_Day], text: str) -> list[list[_Day]]:
    """The days as they are joined: «15.–19. juni og 6.–24. juli» are two periods, «8. og 15. juni» two days."""
    runs: list[list[_Day]] = [[one] for one in days[:1]]
    for one, after in pairwise(days):
        joint = _JOINED.fullmatch(text[one.span[1] : after.span[0]])
        near_by = after.day - one.day <= NEXT_IN_LIST or words.BETWEEN.search(one.told)
        if one.day < after.day and joint and (joint["range"] or near_by):
            runs[-1].append(after)
        else:
            runs.append([after])
    return runs


def _first(days: list[_Day], test: Callable[[_Day], object]) -> _Day | None:
    return next((one for one in days if test(one)), None)


def _day(one: FoundDate, near: dt.date | None) -> tuple[dt.date | None, bool]:
    """The day, and whether its year is sure: written, or told by the weekday."""
    if one.weeks or one.date is None:
        return None, False
    if one.year_given or near is None or one.day is None or one.month is None:
        return one.date, one.year_given or one.days_ahead is not None
    years = (_made(year, one.month, one.day) for year in (near.year - 1, near.year, near.year + 1))
    days = sorted((day for day in years if day), key=lambda day: abs(day - near))
    fitting = [day for day in days if day.weekday() == one.weekday and abs(day - near) < FITTING]
    return next(iter(fitting or days), one.date), bool(fitting)


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
