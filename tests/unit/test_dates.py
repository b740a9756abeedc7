"""Dates and clock times in prose, each expression with what a person reads in it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.dates import FoundDate, find_dates, find_times

NEAR = dt.date(2026, 5, 1)


def one(text: str, near: dt.date | None = NEAR) -> FoundDate:
    found = find_dates(text, near=near)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("16. juni 2026 kl. 10–14", "2026-06-16"),
        ("tirsdag 1.12 kl. 19", "2026-12-01"),
        ("06.04.2017", "2017-04-06"),
        ("7.4.2017", "2017-04-07"),
        ("2.11.20", "2020-11-02"),
        ("2026-06-16", "2026-06-16"),
        ("2026-06-16T10:00", "2026-06-16"),
        ("måndag 27.august 2018", "2018-08-27"),
        ("den 3. mai", "2026-05-03"),
        ("30. april", "2027-04-30"),
        ("torsdag 30. april", "2026-04-30"),
        ("16/6-26", "2026-06-16"),
        ("16/6 kl 10", "2026-06-16"),
        ("June 16, 2026", "2026-06-16"),
        ("the 16th of June 2026", "2026-06-16"),
        ("tysdag den 16. juni", "2026-06-16"),
        ("laurdag 6. juni", "2026-06-06"),
        ("Dato: 16.06.2026", "2026-06-16"),
        ("tirsdag i uke 25", "2026-06-16"),
        ("torsdag veke 3", "2027-01-21"),
        ("i morgen", "2026-05-02"),
        ("neste tirsdag", "2026-05-05"),
        ("førstkommende fredag", "2026-05-08"),
    ],
)
def test_one_date(text: str, date: str) -> None:
    assert one(text).date == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    "text",
    [
        "Sak 15/19",
        "47/14",
        "kl. 12.30",
        "tlf 22 33 44 55",
        "22.33.44.55",
        "1.2 Godkjenning",
        "versjon 2.11.20",
        "12.5 kg",
        "Org.nr 974.706.490",
        "31.02.2026",
        "sak nr. 5/12",
        "uke 60",
        "2 uker",
        "",
    ],
)
def test_no_date(text: str) -> None:
    assert find_dates(text, near=NEAR) == ()


def test_relative_days_need_near() -> None:
    assert find_dates("i morgen og neste tirsdag") == ()


def test_no_year_and_no_near_is_no_date_but_keeps_day_and_month() -> None:
    found = one("9. desember", near=None)
    assert (found.date, found.day, found.month) == (None, 9, 12)


@pytest.mark.parametrize(
    ("text", "weeks", "year"),
    [
        ("Veke 39 eller 40", (39, 40), None),
        ("uke 49", (49,), None),
        ("uke 33–35", (33, 34, 35), None),
        ("uke 2, 2027", (2,), 2027),
        ("vecka 7 og 9", (7, 9), None),
    ],
)
def test_weeks(text: str, weeks: tuple[int, ...], year: int | None) -> None:
    found = one(text)
    assert (found.weeks, found.year, found.date) == (weeks, year, None)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("8.oktober og 3.desember", ["2026-10-08", "2026-12-03"]),
        ("12.–13. juni 2027", ["2027-06-12", "2027-06-13"]),
        ("8., 9. og 10. juni", ["2026-06-08", "2026-06-09", "2026-06-10"]),
        ("28. desember – 3. januar 2028", ["2027-12-28", "2028-01-03"]),
        ("4. mars 2027, 3. juni 2027 og 2. september", ["2027-03-04", "2027-06-03", "2026-09-02"]),
    ],
)
def test_lists_of_dates(text: str, dates: list[str]) -> None:
    assert [str(f.date) for f in find_dates(text, near=NEAR)] == dates


def test_past_looks_backwards() -> None:
    assert [str(f.date) for f in find_dates("9. desember", near=NEAR, past=True)] == ["2025-12-09"]


def test_weekday_that_disagrees_is_said() -> None:
    assert one("onsdag 16. juni 2026").weekday_disagrees
    assert not one("tirsdag 16. juni 2026").weekday_disagrees


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("16. juni 2026 kl. 10–14", "10:00", "14:00"),
        ("tirsdag 16. juni 10.00-14.00", "10:00", "14:00"),
        ("Dato: 16.06.2026 Tid: 10:00 - 14:00", "10:00", "14:00"),
        ("kl. 10.00 tirsdag 16. juni", "10:00", None),
        ("tirs. 16.6.2026 kl. 1000-1430", "10:00", "14:30"),
        ("3. mars frå klokka 9 til 15", "09:00", "15:00"),
    ],
)
def test_clock_with_the_date(text: str, start: str, end: str | None) -> None:
    found = one(text)
    assert found.start == dt.time.fromisoformat(start)
    assert found.end == (dt.time.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("kl 10-14", "10:00", "14:00"),
        ("kl. 10:00 – 14:00", "10:00", "14:00"),
        ("klokka 11", "11:00", None),
        ("09.00 til 15.30", "09:00", "15:30"),
        ("kl 0900", "09:00", None),
        ("halv ti", "09:30", None),
        ("klokka to", "14:00", None),
        ("kvart over ti", "10:15", None),
        ("kl. 10 - ca. 14", "10:00", "14:00"),
        ("fra kl. 10 til kl. 14", "10:00", "14:00"),
        ("at 2 pm", "14:00", None),
        ("kl ca 11", "11:00", None),
    ],
)
def test_clock_times(text: str, start: str, end: str | None) -> None:
    (found,) = find_times(text)
    assert found.start == dt.time.fromisoformat(start)
    assert found.end == (dt.time.fromisoformat(end) if end else None)


@pytest.mark.parametrize("text", ["sak 12/19", "10 deltakere", "2 kommuner", "16.06.2026", "kl"])
def test_no_clock_time(text: str) -> None:
    assert find_times(text) == ()


@given(st.text(alphabet=st.sampled_from("0123456789.:/- –klokveuiråndagst,jmTw\n"), max_size=60), st.dates())
def test_never_raises_and_spans_are_true(text: str, near: dt.date) -> None:
    for found in find_dates(text, near=near):
        assert text[slice(*found.span)] == found.text
    for time in find_times(text):
        assert text[slice(*time.span)] == time.text
