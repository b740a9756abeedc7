"""What becomes of a mail: proof first, then the matter it answers; the person who wrote hears what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest

from config.settings import Receiver
from db.records import (
    Attendance,
    Draft,
    DraftState,
    LetterState,
    MailState,
    Meeting,
    MeetingState,
    MemberNews,
    Membership,
    Records,
)
from mailer.rules.intake import decide
from mailer.rules.occasions import Decision, Incoming, after
from parsers.facts import (
    Absentee,
    AgendaItem,
    AttendanceCorrection,
    Attendee,
    AutoReply,
    Bounce,
    BouncedRecipient,
    CalendarReply,
    Command,
    Fact,
    MemberChange,
    Minutes,
    Named,
    ReadReceipt,
    Reply,
    Summons,
    Unknown,
    Unreadable,
)
from tests.unit.nordvik import JUNE_16, MAY_4, RECEIVER, ask, day, incoming, kinds, letter, meeting, network, records

NOW = day("2026-06-03", "12:00")


@pytest.fixture
def summoned() -> Records:
    """Everyone has been summoned to the meeting on 16 June."""
    known, _ = ask(records(meetings=(meeting(),)), day("2026-06-01"))
    return known


def decided(given: Incoming, known: Records, now: dt.datetime = NOW, receiver: Receiver = RECEIVER) -> Decision:
    about = given.letter.meeting if given.letter else None
    found = next((m for m in known.meetings if m.id == about), None)
    return decide(given, known, network(), receiver, now, meeting=found)


def line(decision: Decision) -> Attendance:
    (entry,) = (r for r in decision.records if isinstance(r, Attendance))
    return entry


YES = Reply(answer="accepted", text="Ja")


# -- promise 10: the spoof matrix


CELLS = list(product(("pass", "none", "fail"), ("sender", "other", "none"), ("ola", "gro", None)))


@pytest.mark.parametrize(("auth", "token", "who"), CELLS)
def test_promise_10_the_spoof_matrix(summoned: Records, auth: str, token: str, who: str | None) -> None:
    """Sender in the matter, known elsewhere, or unknown; only two of the 27 cells change anything."""
    ours = letter("summons", "ola") if token != "none" else None
    given = incoming(YES, sender=who, known=summoned, letter=ours, verdict=auth, token=token)
    decision = decided(given, summoned)
    applies = auth == "pass" and token in ("sender", "none") and who == "ola"
    assert decision.state == (MailState.APPLIED if applies else MailState.HELD)
    assert bool(decision.records) is applies
    if auth == "fail":
        assert decision.letters == ()
    elif not applies:
        assert kinds(decision.letters) == ["kept"]


def test_promise_10_a_token_alone_counts_only_where_the_receiver_writes_no_results(summoned: Records) -> None:
    given = incoming(YES, known=summoned, letter=letter("summons", "ola"), verdict="none")
    assert decided(given, summoned).state == MailState.HELD
    assert decided(given, summoned, receiver=Receiver(token_suffices=True)).state == MailState.APPLIED


def test_promise_10_a_from_that_may_be_two_addresses_proves_nobody(summoned: Records) -> None:
    given = incoming(YES, known=summoned, letter=letter("summons", "ola"))
    headers = replace(given.reading.headers, sender_defect="to adresser")
    forged = replace(given, reading=replace(given.reading, headers=headers))
    assert decided(forged, summoned).state == MailState.HELD


def test_promise_10_without_a_token_two_open_meetings_are_not_guessed_between(summoned: Records) -> None:
    other = meeting(id="sept", starts=day("2026-09-15"), ends=day("2026-09-15", "12:00"), state=MeetingState.SUMMONED)
    both = after(summoned, (other, Attendance(meeting="sept", person="ola")))
    decision = decided(incoming(YES, known=both), both)
    assert decision.state == MailState.HELD
    assert decision.letters[0].content["why"] == "which-meeting"


def test_a_date_in_the_words_says_which_of_two_open_meetings(summoned: Records) -> None:
    other = meeting(id="sept", starts=day("2026-09-15"), ends=day("2026-09-15", "12:00"), state=MeetingState.SUMMONED)
    both = after(summoned, (other, Attendance(meeting="sept", person="ola")))
    fact = Reply(answer="accepted", text="Ja, 15. september")
    asked = letter("kept", "ola", meeting=None)
    for ours in (None, asked):
        assert line(decided(incoming(fact, known=both, letter=ours), both)).meeting == "sept"
    elsewhere = Reply(answer="accepted", text="Ja, 1. oktober")
    assert decided(incoming(elsewhere, known=both), both).records == ()


def test_promise_11_machines_get_no_answer(summoned: Records) -> None:
    given = incoming(Unknown(text="Hei"), known=summoned)
    headers = replace(given.reading.headers, machine=True)
    robot = replace(given, reading=replace(given.reading, headers=headers))
    decision = decided(robot, summoned)
    assert (decision.state, decision.letters) == (MailState.IGNORED, ())


def test_promise_11_one_kept_letter_a_day_to_one_sender(summoned: Records) -> None:
    keys = {decided(incoming(Unknown(), known=summoned, mail=m), summoned).letters[0].key for m in ("a", "b", "c")}
    assert len(keys) == 1


# -- answers


def test_an_answer_is_recorded_with_the_mail_it_came_from_and_thanked_for(summoned: Records) -> None:
    fact = Reply(answer="accepted", attends_until=dt.time(13), text="Ja, må gå kl. 13")
    decision = decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned)
    entry = line(decision)
    assert (entry.answer, entry.attends_until) == ("accepted", dt.time(13))
    assert entry.answered and entry.answered.source == "mail-9"
    assert entry.read, "an answer is also proof of reading"
    assert kinds(decision.letters) == ["answer-noted"]


def test_a_deputy_is_recorded(summoned: Records) -> None:
    fact = Reply(answer="declined", deputy=Named(name="Per Strand", email="per@x.example"), text="Per møter for meg")
    entry = line(decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned))
    assert (entry.answer, entry.deputy_name, entry.deputy_email) == ("declined", "Per Strand", "per@x.example")


def test_an_unclear_answer_is_asked_about_once_and_then_shown_a_person(summoned: Records) -> None:
    fact = Reply(text="Er det parkering der?")
    first = decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned)
    assert kinds(first.letters) == ["answer-unclear"]
    assert line(first).answer is None
    assert line(first).remark == "Er det parkering der?"
    known = after(summoned, first.records, first.letters)
    again = decided(incoming(fact, known=known, letter=letter("answer-unclear", "ola"), mail="b"), known)
    assert (again.state, again.letters) == (MailState.HELD, ())


def test_an_answer_in_english_is_answered_in_english(summoned: Records) -> None:
    fact = Reply(answer="accepted", text="Yes, I will be there", lang="en")
    decision = decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned)
    assert decision.letters[0].lang == "en"


def calendar(answer: str, **but: object) -> CalendarReply:
    known = CalendarReply(method="REPLY", uid="juni@budstikke", attendee="ola@nordvik.example", sequence=0)
    return replace(known, answer=answer, **but)  # type: ignore[arg-type]


def test_calendar_the_newest_stamp_wins_and_nobody_is_written_to(summoned: Records) -> None:
    ours = letter("summons", "ola")
    late = calendar("accepted", dtstamp=day("2026-06-03", "10:00"))
    early = calendar("declined", dtstamp=day("2026-06-03", "09:00"))
    first = decided(incoming(late, known=summoned, letter=ours), summoned)
    assert (line(first).answer, first.letters) == ("accepted", ())
    known = after(summoned, first.records)
    assert decided(incoming(early, known=known, letter=ours, mail="b"), known).state == MailState.IGNORED


def test_calendar_an_answer_to_an_older_sequence_is_no_answer(summoned: Records) -> None:
    known = after(summoned, (replace(summoned.meetings[0], sequence=1),))
    decision = decided(incoming(calendar("accepted"), known=known, letter=letter("summons", "ola")), known)
    assert line(decision).answer is None


def test_calendar_a_counter_is_shown_the_leader_and_is_no_answer(summoned: Records) -> None:
    fact = calendar("accepted", method="COUNTER", proposed_start=day("2026-06-17", "10:00"))
    entry = line(decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned))
    assert entry.answer is None
    assert entry.remark and "annen tid" in entry.remark


def test_calendar_an_answer_for_someone_else_is_held(summoned: Records) -> None:
    fact = calendar("declined", attendee="siv@nordvik.example")
    assert decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned).state == MailState.HELD


# -- receipts, bounces, auto-replies: with our token alone


@pytest.mark.parametrize("disposition", ["deleted", "denied", "dispatched", "processed"])
def test_only_displayed_is_read(summoned: Records, disposition: str) -> None:
    fact = ReadReceipt(disposition=disposition, final_recipient="ola@nordvik.example")  # type: ignore[arg-type]
    decision = decided(incoming(fact, known=summoned, letter=letter("summons", "ola"), verdict="none"), summoned)
    assert (decision.state, decision.records) == (MailState.IGNORED, ())


def test_a_receipt_from_the_addressee_is_read_and_never_undone(summoned: Records) -> None:
    fact = ReadReceipt(disposition="displayed", final_recipient="ola@nordvik.example")
    ours = letter("summons", "ola")
    decision = decided(incoming(fact, known=summoned, letter=ours, verdict="none"), summoned)
    assert line(decision).read
    known = after(summoned, decision.records)
    deleted = ReadReceipt(disposition="deleted", final_recipient="ola@nordvik.example")
    assert decided(incoming(deleted, known=known, letter=ours), known).records == ()


def test_a_receipt_from_another_is_not_read(summoned: Records) -> None:
    fact = ReadReceipt(disposition="displayed", final_recipient="siv@nordvik.example")
    decision = decided(incoming(fact, sender="siv", known=summoned, letter=letter("summons", "ola")), summoned)
    assert decision.state == MailState.IGNORED


def bounce(action: str, email: str = "ola@nordvik.example") -> Bounce:
    one = BouncedRecipient(email=email, action=action, status="5.1.1", hard=True)  # type: ignore[arg-type]
    return Bounce(recipients=(one,))


def test_a_bounce_counts_with_our_token_and_removes_nobody(summoned: Records) -> None:
    ours = letter("summons", "ola", state=LetterState.SENT)
    decision = decided(incoming(bounce("failed"), sender=None, known=summoned, letter=ours, verdict="none"), summoned)
    assert line(decision).bounced
    assert [move.to for move in decision.moves] == [LetterState.BOUNCED]
    assert not any(isinstance(r, Membership) for r in decision.records)


def test_a_bounce_without_our_token_changes_nothing(summoned: Records) -> None:
    decision = decided(incoming(bounce("failed"), sender=None, known=summoned, verdict="none"), summoned)
    assert (decision.state, decision.records, decision.moves) == (MailState.IGNORED, (), ())


def test_a_success_report_is_delivered(summoned: Records) -> None:
    ours = letter("summons", "ola", state=LetterState.SENT)
    decision = decided(incoming(bounce("delivered"), sender=None, known=summoned, letter=ours), summoned)
    assert line(decision).delivered


def test_an_auto_reply_is_shown_and_never_an_answer(summoned: Records) -> None:
    fact = AutoReply(back=dt.date(2026, 6, 20))
    entry = line(decided(incoming(fact, known=summoned, letter=letter("summons", "ola")), summoned))
    assert (entry.away_until, entry.answer) == (dt.date(2026, 6, 20), None)


# -- the leader's meeting


def told(**but: object) -> Summons:
    known = Summons(date=JUNE_16, start=dt.time(10), end=dt.time(14), place="Nordvik sykehjem")
    return replace(known, **but)  # type: ignore[arg-type]


def the_meeting(decision: Decision) -> Meeting:
    (found,) = (r for r in decision.records if isinstance(r, Meeting))
    return found


def test_B1_the_leaders_mail_makes_a_meeting_and_she_hears_when_the_summons_goes() -> None:
    decision = decided(incoming(told(), sender="inger"), records(), day("2026-05-04"))
    assert the_meeting(decision).starts == day("2026-06-16", "10:00")
    content = decision.letters[0].content
    assert (content["summons_at"], content["deadline"]) == ("2026-06-01T08:00+02:00", "2026-06-02")
    assert content["undo"] is True


def test_B1_a_meeting_told_too_late_is_said_so_before_anything_is_sent() -> None:
    decision = decided(incoming(told(), sender="inger"), records(), day("2026-06-10"))
    content = decision.letters[0].content
    assert (content["late"], content["summons_at"]) == (True, None)
    known = after(records(), decision.records, decision.letters)
    assert ask(known, day("2026-06-10", "15:00"))[1].letters == ()


def test_a_member_without_office_cannot_call_a_meeting() -> None:
    decision = decided(incoming(told(), sender="ola"), records())
    assert (decision.state, decision.records) == (MailState.HELD, ())
    assert decision.letters[0].content["why"] == "not-entitled"


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (told(start=None), "meeting-incomplete"),
        (told(date=dt.date(2025, 6, 16)), "meeting-past"),
        (told(status="changed", moved_from=dt.date(2026, 8, 1)), "which-meeting"),
        (told(status="cancelled", date=dt.date(2026, 8, 1)), "which-meeting"),
    ],
)
def test_a_meeting_that_cannot_be_recorded_is_answered_clearly(fact: Summons, why: str) -> None:
    decision = decided(incoming(fact, sender="inger"), records())
    assert decision.state == MailState.HELD
    assert decision.letters[0].content["why"] == why


def test_a_moved_meeting_keeps_its_uid_and_length(summoned: Records) -> None:
    fact = Summons(status="changed", moved_from=JUNE_16, date=dt.date(2026, 6, 18))
    moved = the_meeting(decided(incoming(fact, sender="inger", known=summoned), summoned))
    assert (moved.uid, moved.sequence) == ("juni@budstikke", 1)
    assert moved.ends - moved.starts == dt.timedelta(hours=4)


def test_a_cancelled_meeting_can_be_stopped_from_being_cancelled(summoned: Records) -> None:
    fact = Summons(status="cancelled", date=JUNE_16)
    gone = decided(incoming(fact, sender="inger", known=summoned), summoned)
    known = after(summoned, gone.records, gone.letters)
    assert the_meeting(gone).state == MeetingState.CANCELLED
    stop = incoming(Command(name="stop"), sender="inger", known=known, letter=letter("meeting-noted", "inger"))
    assert the_meeting(decided(stop, known)).state == MeetingState.SUMMONED


def test_stop_and_send_by_the_leader() -> None:
    known = records(meetings=(meeting(),))
    ours = letter("meeting-noted", "inger")
    stopped = decided(incoming(Command(name="stop"), sender="inger", letter=ours), known)
    assert the_meeting(stopped).state == MeetingState.STOPPED
    assert kinds(stopped.letters) == ["stopped"]
    known = after(known, stopped.records, stopped.letters)
    sent = decided(incoming(Command(name="send"), sender="inger", letter=ours), known)
    assert kinds(ask(after(known, sent.records), NOW)[1].letters) == ["summons"]


# -- minutes


def minutes(**but: object) -> Minutes:
    known = Minutes(
        date=JUNE_16,
        chair="Inger Dale",
        secretary="Kari Nes",
        attendance_known=True,
        attendees=tuple(Attendee(name=n) for n in ("Inger Dale", "Kari Nes", "Siv Moe", "Tor Lie")),
        absentees=(Absentee(name="Ola Lie", notified=True),),
        agenda=(AgendaItem(number="1", title="Smertekartlegging"),),
        text="Referat",
    )
    return replace(known, **but)  # type: ignore[arg-type]


LATER = day("2026-06-20")


def understood(known: Records, **but: object) -> tuple[Records, Draft, Decision]:
    decision = decided(incoming(minutes(**but), sender="kari", known=known, mail="referat"), known, LATER)
    (draft,) = (r for r in decision.records if isinstance(r, Draft) and r.state == DraftState.ASKED)
    return after(known, decision.records, decision.letters), draft, decision


def answer(known: Records, draft: Draft, *facts: Fact) -> Decision:
    ours = letter("minutes-understood", "kari", matter=draft.id)
    return decided(incoming(*facts, sender="kari", known=known, letter=ours, mail="svar"), known, LATER)


def test_B3_minutes_are_shown_with_those_they_say_nothing_of(summoned: Records) -> None:
    _, draft, decision = understood(summoned)
    content = decision.letters[0].content
    assert content["present"] == ["Inger Dale", "Kari Nes", "Siv Moe", "Tor Lie"]
    assert content["absent"] == ["Ola Lie"]
    assert content["unaccounted"] == ["Berit Hove"]
    assert content["missing"] == []
    assert draft.meeting == "juni"


def test_B3_minutes_without_absence_are_asked_about_and_filled_in_from_the_answers(summoned: Records) -> None:
    said = replace(summoned.attendance["juni", "ola"], answer="declined", answer_sequence=0)
    known = after(summoned, (said,))
    _, _, decision = understood(known, absentees=())
    content = decision.letters[0].content
    assert content["missing"] == ["absent"]
    assert content["proposal"] == [{"name": "Ola Lie", "answer": "declined", "deputy": None}]


def test_K4_a_list_is_not_attendance_everyone_or_those_absent_are_asked_for(summoned: Records) -> None:
    known, draft, decision = understood(summoned, attendees=(), absentees=(), attendance_known=False)
    assert decision.letters[0].content["attendance_known"] is False
    everyone = answer(known, draft, Command(name="everyone"))
    assert kinds(everyone.letters) == ["minutes-understood"]
    assert len(everyone.letters[0].content["present"]) == 6


def test_B2_ok_releases_the_minutes_to_all_with_the_copies_and_records_attendance(summoned: Records) -> None:
    known, draft, _ = understood(summoned)
    done = answer(known, draft, Command(name="ok"), Reply(text="OK"))
    assert kinds(done.letters) == ["minutes", "minutes-released"]
    assert len([x for x in done.letters if x.kind == "minutes"]) == 6 + 3
    lines = {r.person: r for r in done.records if isinstance(r, Attendance)}
    assert (lines["ola"].attended, lines["ola"].notified, lines["siv"].attended) == (False, True, True)
    assert "berit" not in lines, "nobody is said to have been there whom nothing says was"
    assert the_meeting(done).state == MeetingState.MINUTED


def test_B3_a_correction_in_words_changes_them_and_they_are_shown_again(summoned: Records) -> None:
    known, draft, _ = understood(summoned)
    fixed = answer(known, draft, AttendanceCorrection(name="Ola Lie", present=True))
    assert kinds(fixed.letters) == ["minutes-understood"]
    assert "Ola Lie" in fixed.letters[0].content["present"]
    assert fixed.letters[0].content["absent"] == []


def test_B3_a_correction_and_ok_in_one_mail_release_them(summoned: Records) -> None:
    known, draft, _ = understood(summoned)
    done = answer(known, draft, AttendanceCorrection(name="Ola Lie", present=True), Command(name="ok"))
    lines = {r.person: r for r in done.records if isinstance(r, Attendance)}
    assert lines["ola"].attended is True


def test_a_new_version_of_the_minutes_takes_the_place_of_the_old(summoned: Records) -> None:
    known, draft, _ = understood(summoned)
    again = decided(incoming(minutes(), sender="kari", known=known, mail="nytt"), known, LATER)
    states = {r.id: r.state for r in again.records if isinstance(r, Draft)}
    assert states.pop(draft.id) == DraftState.SUPERSEDED
    assert list(states.values()) == [DraftState.ASKED]


def test_promise_18_a_national_identity_number_holds_the_minutes(summoned: Records) -> None:
    known, draft, decision = understood(summoned, text="Pasient 13097248022 ble drøftet")
    shown = decision.letters[0].content["identity_numbers"]
    assert len(shown) == 1
    assert "48022" not in shown[0]
    assert kinds(answer(known, draft, Command(name="ok")).letters) == ["minutes-understood"]


def test_B4_a_deputy_in_the_minutes_is_absence_with_a_deputy(summoned: Records) -> None:
    fix = AttendanceCorrection(name="Ola Lie", present=False, deputy="Per Strand")
    known, draft, _ = understood(summoned)
    done = answer(known, draft, fix, Command(name="ok"))
    entry = next(r for r in done.records if isinstance(r, Attendance) and r.person == "ola")
    assert (entry.attended, entry.deputy_met, entry.deputy_name) == (False, True, "Per Strand")


def test_minutes_from_a_member_without_office_are_held(summoned: Records) -> None:
    decision = decided(incoming(minutes(), sender="ola", known=summoned), summoned, LATER)
    assert decision.state == MailState.HELD


def test_a_document_that_cannot_be_read_is_held_and_answered(summoned: Records) -> None:
    fact = Unreadable(reason="PDF-en har ikke tekst", attachment="referat.pdf")
    decision = decided(incoming(fact, sender="kari", known=summoned), summoned, LATER)
    assert decision.state == MailState.HELD
    assert kinds(decision.letters) == ["unreadable"]


# -- members


def test_B5_B6_a_new_member_is_welcomed_her_leader_gets_a_copy_and_KLB_is_told() -> None:
    fact = MemberChange(
        change="joined",
        name="Liv Aas",
        email="liv@nordvik.example",
        organisation="Fjordvik",
        manager_name="Per Moe",
        manager_email="per.moe@nordvik.example",
    )
    decision = decided(incoming(fact, sender="inger"), records(), NOW)
    assert kinds(decision.letters) == ["change-noted"]
    known = after(records(), decision.records, decision.letters)
    assert ask(known, NOW + dt.timedelta(minutes=29))[1].letters == ()
    _, due = ask(known, NOW + dt.timedelta(minutes=30))
    went = {(x.kind, x.to.email) for x in due.letters}
    assert went == {
        ("welcome", "liv@nordvik.example"),
        ("welcome", "per.moe@nordvik.example"),
        ("member-change", "lindrende.behandling@helse-bergen.no"),
    }


def test_B6_stop_in_time_stops_the_welcome() -> None:
    fact = MemberChange(change="joined", name="Liv Aas", email="liv@nordvik.example")
    told_ = decided(incoming(fact, sender="inger"), records(), NOW)
    known = after(records(), told_.records, told_.letters)
    (news,) = (r for r in told_.records if isinstance(r, MemberNews))
    stop = incoming(
        Command(name="stop"), sender="inger", known=known, letter=letter("change-noted", "inger", matter=news.id)
    )
    known = after(known, decided(stop, known).records)
    assert ask(known, NOW + dt.timedelta(hours=1))[1].letters == ()


def test_B5_a_member_who_leaves_is_no_longer_a_member_and_KLB_is_told() -> None:
    fact = MemberChange(change="left", name="Ola Lie", on=dt.date(2026, 6, 10))
    decision = decided(incoming(fact, sender="inger"), records(), NOW)
    (member,) = (r for r in decision.records if isinstance(r, Membership))
    assert member.left == dt.date(2026, 6, 10)
    _, due = ask(after(records(), decision.records), NOW + dt.timedelta(hours=1))
    assert kinds(due.letters) == ["member-change"]


@pytest.mark.parametrize(
    ("fact", "missing"),
    [
        (MemberChange(change="joined", name="Liv Aas"), ["email"]),
        (MemberChange(change="left", name="Anne Ukjent"), ["unclear"]),
        (MemberChange(change="left", name="Lie"), ["unclear"]),
    ],
)
def test_B5_what_is_not_clear_is_asked_for_and_nothing_recorded(fact: MemberChange, missing: list[str]) -> None:
    decision = decided(incoming(fact, sender="inger"), records(), NOW)
    assert decision.records == ()
    assert decision.letters[0].content["missing"] == missing


def test_a_whole_mail_that_cannot_be_read_is_quarantined() -> None:
    given = incoming(Unreadable(reason="Ikke e-post"), known=records())
    assert decided(given, records()).state == MailState.QUARANTINED


def test_a_stranger_is_told_once_and_held() -> None:
    given = incoming(Unknown(text="Hei"), sender=None)
    decision = decide(given, None, None, RECEIVER, NOW)
    assert decision.state == MailState.HELD
    assert decision.letters[0].content["why"] == "unknown-sender"


def test_a_bounced_address_that_is_put_right_gets_the_summons_again(summoned: Records) -> None:
    ours = letter("summons", "ola", state=LetterState.SENT)
    bounced = decided(incoming(bounce("failed"), sender=None, known=summoned, letter=ours), summoned)
    known = after(summoned, bounced.records)
    assert ask(known, NOW)[1].letters == ()
    fact = MemberChange(change="changed", name="Ola Lie", email="ola.lie@fjordvik.example")
    told_ = decided(incoming(fact, sender="inger", known=known), known)
    known = after(known, told_.records, told_.letters)
    again = [x.to.email for x in ask(known, NOW)[1].letters if x.kind == "summons"]
    assert again == ["ola.lie@fjordvik.example"]


# -- what our letters ask for, and what needs a person


def test_a_members_words_that_no_rule_takes_go_to_the_leader_and_she_hears_so(summoned: Records) -> None:
    fact = Reply(text="I sak 2 var det Per som hadde ordet, ikke Pål.")
    decision = decided(incoming(fact, known=summoned, letter=letter("minutes", "ola", matter="d")), summoned)
    assert decision.state == MailState.APPLIED
    assert [(x.kind, x.to.email) for x in decision.letters] == [
        ("remark", "inger@nordvik.example"),
        ("kept", "ola@nordvik.example"),
    ]
    assert decision.letters[1].content["why"] == "passed-on"


def test_thanks_are_no_matter_for_anyone(summoned: Records) -> None:
    fact = Reply(text="Tusen takk for referatet!")
    decision = decided(incoming(fact, known=summoned, letter=letter("minutes", "ola", matter="d")), summoned)
    assert (decision.state, decision.letters) == (MailState.IGNORED, ())


@pytest.mark.parametrize(
    ("words", "place", "items"),
    [
        ("Sted: Sundet helsehus, møterom 2", "Sundet helsehus, møterom 2", 1),
        ("Sundet helsehus, møterom 2", "Sundet helsehus, møterom 2", 1),
        ("Saker:\n1. Smerte\n2. Eventuelt", None, 2),
    ],
)
def test_what_a_meeting_lacked_is_taken_from_the_leaders_answer(words: str, place: str | None, items: int) -> None:
    bare = meeting(place=None)
    ours = letter("meeting-noted", "inger", content={"missing": ["place", "agenda"]})
    decision = decided(incoming(Reply(text=words), sender="inger", letter=ours), records(meetings=(bare,)), MAY_4)
    changed = the_meeting(decision)
    assert (changed.id, changed.starts, changed.place) == (bare.id, bare.starts, place)
    assert len(changed.agenda) == items
    assert kinds(decision.letters) == ["meeting-noted"]


def test_a_question_is_no_place() -> None:
    ours = letter("meeting-noted", "inger", content={"missing": ["place"]})
    fact = Reply(text="Når går innkallingen?")
    decision = decided(incoming(fact, sender="inger", letter=ours), records(meetings=(meeting(place=None),)), MAY_4)
    assert decision.state == MailState.HELD


def test_B5_the_address_a_new_member_lacked_is_taken_from_the_answer() -> None:
    asked = {"change": "joined", "name": "Liv Aas", "organisation": "Fjordvik", "missing": ["email"]}
    ours = letter("change-noted", "inger", content=asked)
    fact = Reply(text="Liv.Aas@nordvik.example")
    decision = decided(incoming(fact, sender="inger", letter=ours), records(), NOW)
    (member,) = (r for r in decision.records if isinstance(r, Membership))
    assert member.organisation == "Fjordvik"
    assert any(getattr(r, "email", None) == "liv.aas@nordvik.example" for r in decision.records)
