"""Minutes that do not come are chased, OK that does not come is asked for, and what is owed is reminded of (K6)."""

from __future__ import annotations

from dataclasses import replace

from db.records import Draft, Evidence, MeetingState, Owed, Records
from tests.unit.nordvik import ask, day, kinds, meeting, records, to


def held() -> Records:
    """The meeting of 16 June has been held, everyone summoned to it."""
    known, _ = ask(records(meetings=(meeting(),)), day("2026-06-01"))
    proof = Evidence(at=day("2026-06-01"), source="t")
    lines = {
        key: replace(line, sent=proof, answer="accepted", answer_sequence=0) for key, line in known.attendance.items()
    }
    known, _ = ask(replace(known, attendance=lines), day("2026-06-12"))
    return known


def test_minutes_that_do_not_come_are_asked_for_first_of_the_secretary_then_of_the_leader_too() -> None:
    known, due = ask(held(), day("2026-06-23", "07:59"))
    assert "minutes-wanted" not in kinds(due.letters)
    known, due = ask(known, day("2026-06-23", "08:00"))
    assert to(due.letters, "minutes-wanted") == {"kari@nordvik.example"}
    assert due.letters[0].content["expected_present"][0] == "Berit Hove"
    _, due = ask(known, day("2026-06-30", "08:00"))
    assert to(due.letters, "minutes-wanted") == {"kari@nordvik.example", "inger@nordvik.example"}


def test_after_a_long_stop_minutes_are_asked_for_once_not_twice() -> None:
    _, due = ask(held(), day("2026-07-10"))
    asked = [letter for letter in due.letters if letter.kind == "minutes-wanted"]
    assert {letter.content["times"] for letter in asked} == {2}
    assert len(asked) == 2


def test_minutes_never_said_ok_to_are_shown_once_more() -> None:
    paper = {
        key: []
        for key in ("agenda", "decisions", "actions", "next_meetings", "owed", "addresses", "doubts", "ownerless")
    } | {
        "identity_numbers": [],
        "title": None,
        "date": "2026-06-16",
        "start": None,
        "end": None,
        "place": None,
        "chair": None,
        "secretary": None,
        "attendance_known": True,
        "absence_stated": True,
        "listed": 0,
    }
    draft = Draft(
        id="d", network="nord", meeting="juni", mail="m", secretary="kari", received_at=day("2026-06-18"), paper=paper
    )
    known, due = ask(replace(held(), drafts=(draft,)), day("2026-06-20"))
    assert "minutes-understood" not in kinds(due.letters)
    known, due = ask(known, day("2026-06-21"))
    assert kinds(due.letters) == ["minutes-understood"]
    assert "minutes-understood" not in kinds(ask(known, day("2026-06-25"))[1].letters)


def test_K6_what_is_owed_is_reminded_of_until_it_has_come() -> None:
    draft = Draft(
        id="d",
        network="nord",
        meeting=None,
        mail="m",
        secretary="kari",
        received_at=day("2026-06-18"),
        state="released",  # type: ignore[arg-type]
        paper={"date": "2026-06-16"},
    )
    owed = Owed(id="o", network="nord", draft="d", what="powerpoint", noted_at=day("2026-06-18"))
    known = records(drafts=(draft,), owed=(owed,))
    after, due = ask(known, day("2026-06-25"))
    assert to(due.letters, "owed-reminder") == {"kari@nordvik.example"}
    assert due.letters[0].content["what"] == "powerpoint"
    assert ask(after, day("2026-06-26"))[1].letters == ()
    settled = replace(known, owed=(replace(owed, settled_at=day("2026-06-20")),))
    assert ask(settled, day("2026-07-20"))[1].letters == ()


def test_a_meeting_is_closed_sixty_days_after_it_ended() -> None:
    after, _ = ask(held(), day("2026-08-16", "14:00"))
    assert after.meetings[0].state == MeetingState.CLOSED
