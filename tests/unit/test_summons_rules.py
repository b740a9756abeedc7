"""B1 and B2: summonses on time, to everyone and the three who get copies, and never late without a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from config.settings import PlannedMeeting
from db.records import Evidence, Meeting, MeetingState, Membership
from mailer.rules import summons
from mailer.rules.days import at, is_working_day, local_day
from tests.unit.nordvik import JUNE_16, MAY_4, ask, day, kinds, meeting, network, person, records, to

RULE = network().mandate.summons
assert RULE is not None

EVERYONE = {f"{who}@nordvik.example" for who in ("inger", "kari", "ola", "siv", "tor", "berit")}
COPIES = {"gro@nordvik.example", "mona.fjeld@klb.example", "lindrende.behandling@helse-bergen.no"}


def known(a_meeting: Meeting | None = None, **but: object):  # type: ignore[no-untyped-def]
    return records(meetings=(a_meeting or meeting(),), **but)


def test_B1_summons_leaves_fourteen_days_before() -> None:
    before, due = ask(known(), day("2026-06-01", "07:59"))
    assert due.letters == ()
    assert due.wake_at == day("2026-06-01", "08:00")
    _, due = ask(before, day("2026-06-01", "08:00"))
    assert kinds(due.letters) == ["summons"]
    assert all(letter.content["receipt"] for letter in due.letters)


def test_B1_deadline_is_fourteen_calendar_days_and_the_summons_a_working_day_before_it() -> None:
    for offset in range(400):
        date = dt.date(2026, 2, 1) + dt.timedelta(days=offset)
        a_meeting = meeting(starts=at(date, dt.time(10)), ends=at(date, dt.time(12)), known_at=day("2025-12-01"))
        goes = local_day(summons.summons_at(a_meeting, RULE))
        assert goes <= date - dt.timedelta(days=15)
        assert is_working_day(goes)


def test_B2_every_member_and_all_three_copies() -> None:
    _, due = ask(known(), day("2026-06-01"))
    assert to(due.letters, "summons") == EVERYONE | COPIES
    copies = {letter.to.email: letter.content["copy_reason"] for letter in due.letters if letter.copy}
    assert copies == {
        "gro@nordvik.example": "leder av driftsgruppen",
        "mona.fjeld@klb.example": "KLB-medarbeider",
        "lindrende.behandling@helse-bergen.no": "KLB",
    }


def test_B2_a_copy_nobody_stands_behind_is_told_the_leader() -> None:
    vacant = known(parent_memberships=())
    letter = summons.noted(
        vacant, network(), meeting(), "new", summons.to_person(person("inger", "Inger Dale"), network()), "x", MAY_4
    )
    assert "copies" in letter.content["missing"]


def test_promise_9_asking_twice_sends_once() -> None:
    after, first = ask(known(), day("2026-06-01"))
    _, again = ask(after, day("2026-06-01"))
    assert first.letters
    assert again.letters == ()


def test_B1_a_meeting_too_late_for_the_deadline_waits_for_the_leaders_word() -> None:
    late = meeting(known_at=day("2026-06-05", "10:00"))
    after, due = ask(known(late), day("2026-06-05", "13:00"))
    assert due.letters == ()
    after, due = ask(after, day("2026-06-08", "11:00"))
    assert kinds(due.letters) == ["summons-late"]
    assert to(due.letters, "summons-late") == {"inger@nordvik.example"}
    approved = replace(late, late_approved=True, changed_at=day("2026-06-08", "12:00"))
    _, due = ask(replace(after, meetings=(approved,)), day("2026-06-08", "12:00"))
    assert to(due.letters, "summons") == EVERYONE | COPIES


def test_B1_after_three_days_down_a_late_summons_is_held_not_sent_without_a_word() -> None:
    _, due = ask(known(), day("2026-06-04", "09:00"))
    assert kinds(due.letters) == ["summons-late"]


def test_B1_a_stopped_summons_is_warned_of_before_the_deadline() -> None:
    stopped = meeting(state=MeetingState.STOPPED)
    after, due = ask(known(stopped), day("2026-06-01", "08:00"))
    assert kinds(due.letters) == ["summons-late"]
    assert due.letters[0].content["passed"] is False
    _, due = ask(after, day("2026-06-03", "08:00"))
    assert [letter.content["passed"] for letter in due.letters] == [True]


@pytest.mark.parametrize("known_at", ["2026-06-01T09:30", "2026-06-02T06:00", "2026-06-02T21:59"])
def test_B1_a_meeting_told_on_the_last_day_still_goes_that_day(known_at: str) -> None:
    last = meeting(known_at=dt.datetime.fromisoformat(known_at).replace(tzinfo=dt.UTC))
    goes = summons.summons_at(last, RULE)
    assert goes >= last.known_at
    assert local_day(goes) <= dt.date(2026, 6, 2)


def test_a_moved_meeting_is_summoned_again_with_the_next_sequence() -> None:
    after, _ = ask(known(), day("2026-06-01"))
    summoned = after.meetings[0]
    moved = summons.change(
        summoned,
        replace(summoned, starts=day("2026-06-18", "12:00"), ends=day("2026-06-18", "15:00")),
        day("2026-06-10"),
    )
    assert (moved.state, moved.sequence) == (MeetingState.PLANNED, 1)
    after, due = ask(replace(after, meetings=(moved,)), day("2026-06-10", "09:29"))
    assert due.letters == ()
    after, due = ask(after, day("2026-06-10", "09:30"))
    assert to(due.letters, "summons") == EVERYONE | COPIES
    assert due.letters[0].content["changes"][0]["what"] == "time"
    assert due.letters[0].content["meeting"]["sequence"] == 1


def test_a_new_agenda_alone_summons_nobody_again() -> None:
    after, _ = ask(known(), day("2026-06-01"))
    summoned = after.meetings[0]
    assert summons.change(summoned, replace(summoned, title="Ny tittel"), day("2026-06-10")).sequence == 0


def test_a_cancelled_meeting_is_cancelled_to_everyone_summoned_and_those_with_copies() -> None:
    after, _ = ask(known(), day("2026-06-01"))
    gone = replace(after.meetings[0], state=MeetingState.CANCELLED, changed_at=day("2026-06-10"))
    _, due = ask(replace(after, meetings=(gone,)), day("2026-06-10", "09:30"))
    assert to(due.letters, "cancellation") == EVERYONE | COPIES


def test_a_cancelled_meeting_nobody_was_summoned_to_is_told_nobody() -> None:
    gone = meeting(state=MeetingState.CANCELLED, changed_at=MAY_4)
    _, due = ask(known(gone), day("2026-05-05"))
    assert due.letters == ()


def test_a_member_who_joins_after_the_summons_gets_one() -> None:
    after, _ = ask(known(), day("2026-06-01"))
    new = Membership(id="m-liv", network="nord", person="liv", joined=dt.date(2026, 6, 3))
    more = replace(
        after, people={**after.people, "liv": person("liv", "Liv Aas")}, memberships=(*after.memberships, new)
    )
    _, due = ask(more, day("2026-06-03"))
    assert to(due.letters, "summons") == {"liv@nordvik.example"}


def test_a_planned_meeting_becomes_known_and_the_leader_hears_a_week_before_its_summons() -> None:
    planned = PlannedMeeting(key="juni", date=JUNE_16, start=dt.time(10), end=dt.time(14))
    net = network(plan=(planned,))
    after, due = ask(records(), day("2026-01-05"), net)
    assert [m.state for m in after.meetings] == [MeetingState.PLANNED]
    assert due.letters == ()
    assert due.wake_at == day("2026-05-22", "08:00")  # 25 May 2026 is a holiday
    after, due = ask(after, day("2026-05-22", "08:00"), net)
    assert kinds(due.letters) == ["meeting-noted"]


def test_reminder_once_to_the_silent_and_a_status_to_the_leader() -> None:
    after, _ = ask(known(), day("2026-06-01"))
    sent = {
        key: replace(line, sent=Evidence(at=day("2026-06-01"), source="t")) for key, line in after.attendance.items()
    }
    sent["juni", "ola"] = replace(sent["juni", "ola"], answer="declined", answer_sequence=0)
    sent["juni", "siv"] = replace(sent["juni", "siv"], bounced=Evidence(at=day("2026-06-01"), source="t"))
    after, due = ask(replace(after, attendance=sent), day("2026-06-10"))
    assert to(due.letters, "reminder") == EVERYONE - {
        "inger@nordvik.example",
        "ola@nordvik.example",
        "siv@nordvik.example",
    }
    after, due = ask(after, day("2026-06-12"))
    assert kinds(due.letters) == ["status"]
    status = due.letters[0].content
    assert [line["name"] for line in status["absent"]] == ["Ola Lie"]
    assert [line["name"] for line in status["bounced"]] == ["Siv Moe"]
    assert len(status["silent"]) == 4


def test_an_invitation_goes_by_itself_where_the_mandate_wants_it() -> None:
    assert RULE is not None
    apart = network(mandate=replace(network().mandate, summons=replace(RULE, invite="separate")))
    _, due = ask(known(), day("2026-06-01"), apart)
    assert to(due.letters, "invitation") == EVERYONE
    assert all(letter.content["invite"] is (letter.kind == "invitation") for letter in due.letters)
