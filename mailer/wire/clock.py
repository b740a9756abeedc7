"""The clock: the only place that reads it. A tick reads it once and hands it down as `now`."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """This instant, aware and in UTC."""
    return dt.datetime.now(dt.UTC)
