"""B4: the third absence and each further one are reported to the leader; corrected and followed up by reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from db.records import AbsenceCase, Attendance, Evidence, Meeting, MeetingState, Records
from mailer.rules import absence
from mailer.rules.days import at
from mailer.rules.people import to_person
from parsers.facts import AttendanceCorrection
from tests.unit.nordvik import ask, day, kinds, meeting, network, person, records, to

DAYS = ("2025-09-16", "2025-12-09", "2026-03-17", "2026-06-16")
NOW = day("2026-06-24")
INGER = to_person(person("inger", "Inger Dale"), network())


def _meeting(text: str) -> Meeting:
    date = dt.date.fromisoformat(text)
    return meeting(
        id=text, starts=at(date, dt.time(10)), ends=at(date, dt.time(14)), state=MeetingState.CLOSED, uid=text
    )


def line(text: str, **but: object) -> Attendance:
    proof = Evidence(at=day(text, "12:00"), source="referat")
    return Attendance(meeting=text, person="ola", recorded=proof, **but)  # type: ignore[arg-type]


def after(*lines: Attendance) -> Records:
    return records(past=tuple(_meeting(d) for d in DAYS), history=lines)


AWAY = {"attended": False, "notified": True}
NO_WORD = {"attended": False, "notified": False}


def test_B4_twice_is_not_reported_the_third_time_is() -> None:
    _, due = ask(after(line(DAYS[0], **AWAY), line(DAYS[1], **NO_WORD)), NOW)
    assert due.letters == ()
    known, due = ask(after(line(DAYS[0], **AWAY), line(DAYS[1], **NO_WORD), line(DAYS[2], **AWAY)), NOW)
    assert to(due.letters, "absence-report") == {"inger@nordvik.example"}
    content = due.letters[0].content
    assert [row["outcome"] for row in content["rows"]] == ["notified", "not-notified", "notified"]
    assert content["count"] == 3
    _, due = ask(known, NOW)
    assert due.letters == ()


def test_B4_each_further_absence_is_reported_again() -> None:
    three = after(line(DAYS[0], **AWAY), line(DAYS[1], **NO_WORD), line(DAYS[2], **AWAY))
    known, _ = ask(three, NOW)
    more = replace(known, history=(*known.history, line(DAYS[3], **NO_WORD)))
    known, due = ask(more, NOW)
    assert kinds(due.letters) == ["absence-report"]
    assert due.letters[0].content["count"] == 4
    assert ask(known, NOW)[1].letters == ()


def test_B4_a_deputys_presence_is_shown_and_is_no_absence() -> None:
    deputy = line(DAYS[1], attended=False, notified=True, deputy_met=True, deputy_name="Siv Moe")
    two = (line(DAYS[0], **AWAY), deputy, line(DAYS[2], **AWAY))
    assert ask(after(*two), NOW)[1].letters == ()
    _, due = ask(after(*two, line(DAYS[3], **AWAY)), NOW)
    rows = due.letters[0].content["rows"]
    assert [row["outcome"] for row in rows] == ["notified", "deputy", "notified", "notified"]
    assert rows[1]["deputy"] == "Siv Moe"
    assert due.letters[0].content["count"] == 3


def test_B4_a_deputy_counts_where_the_mandate_says_so() -> None:
    rule = network().mandate.absence
    assert rule is not None
    strict = replace(network().mandate, absence=replace(rule, deputy_counts_as_absence=True))
    deputy = line(DAYS[1], attended=False, deputy_met=True, deputy_name="Siv Moe")
    known = after(line(DAYS[0], **AWAY), deputy, line(DAYS[2], **AWAY))
    assert kinds(ask(known, NOW, network(mandate=strict))[1].letters) == ["absence-report"]


@pytest.mark.parametrize(("since", "reported"), [("joined", True), ("calendar-year", False), ("twelve-months", True)])
def test_B4_the_period_is_the_mandates(since: str, reported: bool) -> None:
    rule = network().mandate.absence
    assert rule is not None
    mandate = replace(network().mandate, absence=replace(rule, since=since))  # type: ignore[arg-type]
    known = after(line(DAYS[0], **AWAY), line(DAYS[1], **AWAY), line(DAYS[3], **AWAY))
    assert bool(ask(known, NOW, network(mandate=mandate))[1].letters) is reported


def test_B4_unknown_attendance_is_no_absence() -> None:
    lines = (line(d, attended=None) for d in DAYS)
    assert ask(after(*lines), NOW)[1].letters == ()


def _reported() -> tuple[Records, AbsenceCase]:
    known, _ = ask(after(line(DAYS[0], **AWAY), line(DAYS[1], **AWAY), line(DAYS[2], **AWAY)), NOW)
    return known, known.cases[0]


def test_B4_corrected_by_reply_and_reported_again_only_when_it_is_a_third_again() -> None:
    known, case = _reported()
    fix = AttendanceCorrection(name="Ola Lie", present=True, on=dt.date(2025, 12, 9))
    done = absence.corrected(case, (fix,), DAYS[2], "mail-2", known, network(), INGER, NOW)
    assert done is not None
    assert done.letters[0].content["count"] == 2
    entry = next(r for r in done.records if isinstance(r, Attendance))
    assert (entry.meeting, entry.attended) == (DAYS[1], True)
    kept = tuple(e for e in known.history if e.meeting != DAYS[1])
    lowered = next(r for r in done.records if isinstance(r, AbsenceCase))
    now_known = replace(known, history=(*kept, entry), cases=(lowered,))
    assert ask(now_known, NOW)[1].letters == ()
    third = replace(now_known, history=(*now_known.history, line(DAYS[3], **AWAY)))
    assert kinds(ask(third, NOW)[1].letters) == ["absence-report"]


def test_B4_a_correction_of_an_unknown_meeting_is_not_guessed() -> None:
    known, case = _reported()
    fix = AttendanceCorrection(name="Ola Lie", present=True, on=dt.date(2025, 12, 10))
    assert absence.corrected(case, (fix,), DAYS[2], "mail-2", known, network(), INGER, NOW) is None


def test_B4_followed_up_is_noted() -> None:
    known, case = _reported()
    done = absence.followed_up(case, known, network(), INGER, NOW)
    assert done.letters[0].content["event"] == "followed-up"
    assert any(isinstance(r, AbsenceCase) and r.followed_up_at == NOW for r in done.records)


def test_B4_an_absence_from_a_meeting_nobody_could_tell_her_of_does_not_count() -> None:
    bounced = Evidence(at=day(DAYS[2]), source="retur")
    three = (line(DAYS[0], **AWAY), line(DAYS[1], **NO_WORD), line(DAYS[2], **NO_WORD, bounced=bounced))
    assert ask(after(*three), NOW)[1].letters == ()
