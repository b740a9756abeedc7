"""What a person looks up by hand, on both databases."""

from __future__ import annotations

from dataclasses import replace

from db import looking
from db.records import LetterState, MailState, MeetingState
from db.store import Store
from tests.unit.invented import DAY, NOW, letter, line, meeting, membership, person


def test_mails_and_letters_are_found_by_the_beginning_of_their_id(store: Store) -> None:
    ids = store.keep("post", [(1, n, f"mail {n}".encode(), NOW + n * DAY) for n in (1, 2)])
    store.commit(letters=[letter(f"ab{n}", key=f"k{n}", queued_at=NOW + n * DAY) for n in (1, 2)])
    assert [mail.id for mail in looking.mails_like(store, ids[0][:20])] == [ids[0]]
    assert [one.id for one in looking.letters_like(store, "ab")] == ["ab2", "ab1"]
    assert [one.id for one in looking.letters_like(store, "ab", 1)] == ["ab2"]
    for wild in ("%", "_", "a%1", "\\"):
        assert looking.mails_like(store, wild) == () and looking.letters_like(store, wild) == ()


def test_the_newest_mails_of_a_mailbox_are_those_that_have_been_read(store: Store) -> None:
    ids = store.keep("post", [(1, n, f"mail {n}".encode(), NOW + n * DAY) for n in (1, 2, 3)])
    for mail in store.fresh(10):
        if mail.id != ids[0]:
            store.commit(mail=replace(mail, state=MailState.HELD))
    assert [mail.id for mail in looking.newest_mails(store, "post", 10)] == [ids[2], ids[1]]
    assert looking.newest_mails(store, "other", 10) == ()


def test_meetings_lines_and_people_are_found_closed_or_not(store: Store) -> None:
    closed = meeting("mai", state=MeetingState.CLOSED, starts=NOW - DAY)
    store.commit(records=[person(), membership(), meeting(), closed, meeting("annet", "sør"), line(), line("mai")])
    assert [m.id for m in looking.meetings_of(store, ["nord"])] == ["mai", "juni"]
    assert [one.meeting for one in looking.lines_of(store, ["mai", "juni"])] == ["juni", "mai"]
    assert set(looking.people(store, ["siv", "ukjent"])) == {"siv"}


def test_mails_and_letters_are_counted_by_state(store: Store) -> None:
    store.keep("post", [(1, n, f"mail {n}".encode(), NOW) for n in (1, 2)])
    store.commit(letters=[letter("a", key="a"), letter("b", key="b", state=LetterState.HELD)])
    assert looking.mail_counts(store) == {MailState.FRESH: 2}
    assert looking.letter_counts(store) == {LetterState.QUEUED: 1, LetterState.HELD: 1}


def test_promise_16_many_accesses_are_logged_a_line_each(store: Store) -> None:
    looking.log_accesses(store, NOW, "cli:anna", "ledger", ["siv", "ola"], "juni")
    looking.log_accesses(store, NOW, "cli:anna", "ledger", [])
    found = store.accesses(10)
    assert {(one.subject, one.action, one.detail) for one in found} == {
        ("siv", "ledger", "juni"),
        ("ola", "ledger", "juni"),
    }
