"""A time as an operator writes it, Norwegian or ISO 8601, becomes an instant."""

from __future__ import annotations

import datetime as dt

from mailer.console.errors import BadTime
from mailer.rules.days import MORNING, OSLO, local_day
from parsers.dates import find_dates


def instant(text: str, now: dt.datetime) -> dt.datetime:
    """The UTC instant. Oslo time where no offset is given, 08:00 where no clock time is; a date without a year is
    the coming one. Raises BadTime."""
    try:
        found = _iso(text) or _norwegian(text, local_day(now))
        if found is not None:
            return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    raise BadTime(text=text)


def _iso(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) <= len("2027-03-16"):
        found = dt.datetime.combine(found.date(), MORNING)
    return found if found.tzinfo else found.replace(tzinfo=OSLO)


def _norwegian(text: str, today: dt.date) -> dt.datetime | None:
    found = find_dates(text, near=today)
    if len(found) != 1 or found[0].date is None:
        return None
    rest = text.replace(found[0].text, "", 1)
    clock = found[0].start
    if clock is None and any(letter.isdigit() for letter in rest):
        return None
    return dt.datetime.combine(found[0].date, clock or MORNING, OSLO)
