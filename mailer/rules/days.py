"""Norwegian days: the mandate counts calendar days in Oslo, letters leave on working mornings."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

OSLO = ZoneInfo("Europe/Oslo")
MORNING = dt.time(8, 0)
ONE_DAY = dt.timedelta(days=1)


@lru_cache(maxsize=64)
def _red_days(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def local_day(instant: dt.datetime) -> dt.date:
    """The calendar day in Norway at an instant."""
    return instant.astimezone(OSLO).date()


def at(day: dt.date, clock: dt.time = MORNING) -> dt.datetime:
    """The UTC instant of a Norwegian day and clock time (08:00 unless told)."""
    return dt.datetime.combine(day, clock, OSLO).astimezone(dt.UTC)


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, and no public holiday."""
    return day.weekday() < 5 and day not in _red_days(day.year)


def working_day_on_or_before(day: dt.date) -> dt.date:
    """The day itself, or the nearest working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_on_or_after(day: dt.date) -> dt.date:
    """The day itself, or the nearest working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def daytime(instant: dt.datetime) -> dt.datetime:
    """The instant itself by day (07–20 in Norway), else the next 08:00: nobody is written to at night."""
    clock = instant.astimezone(OSLO).time()
    if dt.time(7) <= clock < dt.time(20):
        return instant
    day = local_day(instant)
    return at(day if clock < dt.time(7) else day + ONE_DAY)


def iso(instant: dt.datetime) -> str:
    """An instant as letters' content holds it: ISO 8601 with Norwegian offset."""
    return instant.astimezone(OSLO).isoformat(timespec="minutes")


def reminders_at(start: dt.date, days: tuple[int, ...], now: dt.datetime) -> tuple[tuple[int, dt.datetime], ...]:
    """When to remind, so many days after a day: (how many-th time, 08:00). Of those past only the last: never two."""
    times = [(number, at(start + n * ONE_DAY)) for number, n in enumerate(days, 1)]
    past = [number for number, moment in times if moment <= now]
    return tuple((number, moment) for number, moment in times if number >= max(past, default=0))
