"""The rules as a whole: nothing fires twice, nothing is missed, and more ticks change nothing (promise 13)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import PlannedMeeting
from db.records import Evidence, Records
from mailer.rules.days import at
from mailer.rules.due import due
from tests.unit.nordvik import ask, meeting, network, records

START = dt.date(2026, 1, 5)
DAYS = 260
PLAN = tuple(
    PlannedMeeting(key=str(date), date=date, start=dt.time(10), end=dt.time(12))
    for date in (dt.date(2026, 3, 10), dt.date(2026, 6, 16))
)
NET = network(plan=PLAN)


def sent(known: Records, now: dt.datetime) -> Records:
    """Every summons that was due has gone."""
    lines = {
        key: replace(line, sent=line.sent or Evidence(at=now, source="t")) for key, line in known.attendance.items()
    }
    return replace(known, attendance=lines)


def season(instants: list[dt.datetime]) -> list[str]:
    """The keys of all letters of a season, in order, asked at these instants."""
    known, keys = records(), []
    for now in instants:
        known, found = ask(known, now, NET)
        known = sent(known, now)
        keys += [letter.key for letter in found.letters]
    return keys


MORNINGS = [at(START + dt.timedelta(days=n)) for n in range(DAYS)]
BASELINE = season(MORNINGS)


def test_a_season_has_its_letters() -> None:
    kinds = {key.partition(":")[0] for key in BASELINE}
    assert kinds == {"meeting-noted", "summons", "reminder", "status", "minutes-wanted"}
    assert sum(key.startswith("summons:") for key in BASELINE) == 2 * (6 + 3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, DAYS * 24 * 60 - 1), max_size=60))
def test_promise_13_more_ticks_send_nothing_twice_and_nothing_else(minutes: list[int]) -> None:
    extra = [at(START) + dt.timedelta(minutes=m) for m in minutes]
    keys = season(sorted([*MORNINGS, *extra]))
    assert len(keys) == len(set(keys))
    assert set(keys) == set(BASELINE)


def test_waking_only_when_told_to_gives_the_same_season() -> None:
    now, end, known, keys = MORNINGS[0], MORNINGS[-1], records(), []
    while now <= end:
        known, found = ask(known, now, NET)
        known = sent(known, now)
        keys += [letter.key for letter in found.letters]
        again = due(known, NET, now).wake_at
        if again is None:
            break
        assert again > now
        now = again
    assert set(keys) == set(BASELINE)


def test_promise_13_the_hour_that_comes_twice_and_the_one_that_never_comes() -> None:
    for day in (dt.date(2026, 10, 25), dt.date(2027, 3, 28)):
        a_meeting = meeting(starts=at(day, dt.time(10)), ends=at(day, dt.time(12)), known_at=at(dt.date(2026, 8, 3)))
        known, keys = records(meetings=(a_meeting,)), []
        for hour in range(24 * 40):
            known, found = ask(known, at(day) - dt.timedelta(days=35) + dt.timedelta(hours=hour))
            known = sent(known, at(day))
            keys += [letter.key for letter in found.letters]
        assert len(keys) == len(set(keys))
        assert sum(key.startswith("summons:") for key in keys) == 9


def test_a_network_with_nothing_coming_sleeps() -> None:
    assert due(records(), network(), MORNINGS[0]).wake_at is None
