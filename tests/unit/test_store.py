"""The store's promises about mail and records, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from db.changes import Access, Changes, Step
from db.errors import (
    MailboxTaken,
    NotMigrated,
    StoreError,
    Unavailable,
    UnknownDatabase,
    UnknownMail,
    Unstorable,
)
from db.records import (
    AbsenceCase,
    Draft,
    DraftState,
    Evidence,
    LetterState,
    Mail,
    MailState,
    MeetingState,
    MemberNews,
    Owed,
    Records,
)
from db.store import Store
from db.tables import METADATA
from tests.unit.invented import DAY, NOW, TODAY, letter, line, meeting, membership, person

RAWS = [f"Subject: brev {n}\r\n\r\nJa\r\n".encode() for n in range(5)]


def keep(store: Store, *raws: bytes, uidvalidity: int = 1, mailbox: str = "post") -> tuple[str, ...]:
    fetched = [(uidvalidity, uid, raw, NOW + uid * dt.timedelta(seconds=1)) for uid, raw in enumerate(raws, 1)]
    return store.keep(mailbox, fetched)


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database but its secret, to compare two moments or two databases."""
    with store.reading() as connection:
        tables = [table for table in METADATA.sorted_tables if table.name != "secret"]
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


@contextmanager
def at_statement(store: Store, number: int, act: Callable[[], None]) -> Iterator[list[int]]:
    """Do something just before the store's statement or commit of this number; the list counts them."""
    seen = [0]

    def count(*_: Any) -> None:
        seen[0] += 1
        if seen[0] == number:
            act()

    event.listen(store.engine, "before_cursor_execute", count)
    event.listen(store.engine, "commit", count)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", count)
        event.remove(store.engine, "commit", count)


class Cut(Exception):
    """A failure put in on purpose."""


def cut() -> None:
    raise Cut


# -- mail in


def test_promise_1_a_kept_mail_is_there_byte_for_byte_when_opened_anew(store: Store, store_url: str) -> None:
    raws = [bytes(range(256)), b"", "æøå\0".encode()]
    ids = keep(store, *raws)
    again = Store.open(store_url)
    assert [again.raw(id) for id in ids] == raws
    assert [mail.uid for mail in again.fresh(10)] == [1, 2, 3]
    again.close()


def test_promise_5_the_same_content_at_another_place_is_one_mail(store: Store) -> None:
    first = keep(store, *RAWS)
    assert len(set(first)) == 5
    assert keep(store, *RAWS, mailbox="other") == ()
    assert len(store.fresh(50)) == 5
    assert store.last_uid("other", 1) == 5


def test_promise_6_a_changed_uidvalidity_has_no_effect_on_mail_already_seen(store: Store) -> None:
    ids = keep(store, *RAWS)
    store.commit(mail=replace(store.fresh(1)[0], state=MailState.APPLIED))
    assert keep(store, *RAWS, b"new", uidvalidity=2) != ids
    assert len(store.fresh(50)) == 5  # four of the first, and the new one
    assert store.last_uid("post", 1) == 5
    assert store.last_uid("post", 2) == 6
    assert store.last_uid("post", 3) == 0
    assert store.to_move("post", 2) == ((1, MailState.APPLIED),)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9), st.sampled_from(RAWS)), max_size=6), max_size=4)
)
def test_promise_5_keeping_is_idempotent_however_mail_comes(
    store: Store, batches: list[list[tuple[int, int, bytes]]]
) -> None:
    with store.writing() as connection:
        for table in ("mail_location", "mail_raw", "mail"):
            connection.execute(text(f"DELETE FROM {table}"))
    new = [id for batch in batches for id in store.keep("post", [(v, u, raw, NOW) for v, u, raw in batch])]
    before = contents(store)
    assert len(new) == len(set(new)) == len({raw for batch in batches for _, _, raw in batch})
    for batch in reversed(batches):
        assert store.keep("post", [(v, u, raw, NOW) for v, u, raw in batch]) == ()
    assert contents(store) == before


def test_promise_4_attempts_are_counted_durably_before_reading(store: Store, store_url: str) -> None:
    one, two = keep(store, *RAWS[:2])
    assert store.begin_reading([one]) == {one: 1}
    assert store.begin_reading([one, two]) == {one: 2, two: 1}
    again = Store.open(store_url)
    kept = again.mail(one)
    assert kept and kept.attempts == 2
    again.close()


def test_promise_4_settling_does_not_lower_the_count_and_making_fresh_starts_anew(store: Store) -> None:
    (one,) = keep(store, RAWS[0])
    before = store.fresh(1)[0]
    store.begin_reading([one])
    store.commit(mail=replace(before, state=MailState.HELD, reason="Ukjent avsender"))
    held = store.mails([MailState.HELD], 9)
    assert [(m.attempts, m.reason) for m in held] == [(1, "Ukjent avsender")]
    store.commit(mail=replace(held[0], state=MailState.FRESH, reason=""))
    assert store.fresh(9)[0].attempts == 0


def test_promise_2_only_settled_mails_still_in_the_mailbox_are_to_be_moved(store: Store) -> None:
    keep(store, *RAWS)
    for mail, state in zip(store.fresh(3), (MailState.APPLIED, MailState.HELD, MailState.IGNORED), strict=True):
        store.commit(mail=replace(mail, state=state))
    assert store.to_move("post", 1) == ((1, MailState.APPLIED), (2, MailState.HELD), (3, MailState.IGNORED))
    store.moved("post", 1, [1, 3])
    store.moved("post", 1, [])
    assert store.to_move("post", 1) == ((2, MailState.HELD),)


def test_fresh_mail_comes_oldest_first_and_by_mailbox(store: Store) -> None:
    store.keep("a", [(1, 1, b"late", NOW + DAY), (1, 2, b"early", NOW - DAY)])
    store.keep("b", [(1, 1, b"between", NOW)])
    assert [store.raw(m.id) for m in store.fresh(9)] == [b"early", b"between", b"late"]
    assert [store.raw(m.id) for m in store.fresh(1, "b")] == [b"between"]


def test_a_mail_nobody_kept_is_unknown(store: Store) -> None:
    assert store.mail("0" * 64) is None
    with pytest.raises(UnknownMail):
        store.raw("0" * 64)
    with pytest.raises(UnknownMail):
        store.commit(mail=Mail(id="0" * 64, mailbox="post", uidvalidity=1, uid=1, received_at=NOW))


# -- the one transaction


def everything(store: Store) -> dict[str, Any]:
    """A change of every kind, as one mail might cause it."""
    mail = store.fresh(1)[0]
    paper = Draft(id="d", network="nord", meeting="juni", mail=mail.id, secretary="siv", received_at=NOW)
    news = MemberNews(
        id="n", network="nord", person="siv", membership="nord-siv", change="joined", on=TODAY, source="m", noted_at=NOW
    )
    return {
        "mail": replace(mail, state=MailState.APPLIED, reason="Svaret er ført", network="nord", settled_at=NOW),
        "records": (
            news,
            line(answered=Evidence(at=NOW, source=mail.id), answer="accepted"),
            AbsenceCase(id="c", network="nord", person="siv"),
            Owed(id="o", network="nord", draft="d", what="PowerPoint", noted_at=NOW),
            paper,
            membership(),
            meeting(),
            person(aliases=("Siv.Moe@nordvik.example",)),
        ),
        "letters": (letter(), letter("l2", to_email="ola@nordvik.example")),
        "wakes": {"nord": NOW + DAY},
        "notes": {"summary:2026-06-01": "done"},
        "steps": (Step(letter="earlier", to=LetterState.STOPPED, at=NOW),),
        "accesses": (Access(at=NOW, actor="mail", action="changed", subject="siv"),),
    }


def test_promise_7_a_failure_at_any_statement_leaves_nothing(store: Store) -> None:
    keep(store, *RAWS)
    store.commit(letters=[letter("earlier")])
    before, changes, number = contents(store), everything(store), 0
    while True:
        number += 1
        with at_statement(store, number, cut) as seen:
            try:
                store.commit(**changes)
                break
            except Cut:
                pass
        assert contents(store) == before, f"statement {number} left something"
    assert seen[0] == number - 1 >= 12
    after = contents(store)
    assert all(after[name] != before[name] for name in after if name not in ("mail_raw", "mail_location"))


def test_promise_7_a_group_of_changes_is_one_transaction_and_the_last_word_stands(store: Store) -> None:
    keep(store, *RAWS)
    store.commit(records=[person(), meeting()])
    mails = store.fresh(5)
    steps = [
        Changes(
            mail=replace(mail, state=MailState.APPLIED),
            records=[line(answer=answer, answer_sequence=n)],
            letters=[letter(f"l{n}")],
            wakes={"nord": NOW + n * DAY},
        )
        for n, (mail, answer) in enumerate(zip(mails, ("accepted", "declined", "tentative") * 2, strict=False))
    ]
    with pytest.raises(UnknownMail):
        store.commit_all([*steps, Changes(mail=replace(mails[0], id="0" * 64))])
    assert len(store.fresh(9)) == 5
    assert store.commit_all(steps) == ("l0", "l1", "l2", "l3", "l4")
    assert store.fresh(9) == ()
    seen = store.records("nord")
    assert seen.attendance["juni", "siv"].answer == "declined"
    assert store.wake_at("nord") == NOW + 4 * DAY


def test_promise_9_a_letters_key_is_unique_for_ever(store: Store) -> None:
    first = letter("l1", key="summons:juni:siv")
    assert store.commit(letters=[first, replace(first, id="l2")]) == ("l1",)
    store.claim(NOW, 9)
    assert store.commit(letters=[replace(first, id="l3", to_name="Another"), letter("l4")]) == ("l4",)
    assert store.letter("l1") == first
    assert store.letter("l2") is None
    assert store.letter("l3") is None


def test_a_record_is_written_whole_by_its_key(store: Store) -> None:
    store.commit(records=[person(aliases=("old@x.example",)), meeting(place="Fjellet"), line(answer="accepted")])
    store.commit(records=[person(email="ny@x.example"), meeting(), line(digital=True)])
    assert store.person("siv") == person(email="ny@x.example")
    assert store.meeting("juni") == meeting()
    assert store.records("nord").attendance["juni", "siv"] == line(digital=True)
    assert store.person_by_email("old@x.example") is None


def test_what_the_database_can_never_hold_is_told_from_what_may_go_later(store: Store) -> None:
    before = contents(store)
    with pytest.raises(Unstorable):
        store.commit(records=[line(meeting="no such", person="nobody")])
    with pytest.raises(Unstorable):
        store.commit(records=[person(), meeting(starts=NOW.replace(tzinfo=None))])
    with pytest.raises(Unstorable):
        store.commit(letters=[letter(content={"when": NOW})])
    assert contents(store) == before
    store.commit(records=[meeting(uid="u" * 50_000, foreign_uid="f" * 50_000)])
    assert store.meeting_by_uid("f" * 50_000) is not None


def a_days_work(store: Store) -> None:
    """Fetch, read and settle, safe to do again from the start whatever became of it the last time."""
    keep(store, *RAWS[:2])
    for mail in store.fresh(9):
        store.begin_reading([mail.id])
        answer = line(answered=Evidence(at=NOW, source=mail.id), answer="accepted")
        thanks = letter(mail.id[:8], key=f"answer-noted:{mail.id}")
        settled = replace(mail, state=MailState.APPLIED, settled_at=NOW)
        store.commit(mail=settled, records=[person(), meeting(), answer], letters=[thanks], wakes={"nord": NOW})
    store.moved("post", 1, [uid for uid, _ in store.to_move("post", 1)])


def in_child(work: Callable[[], None]) -> int:
    """Do it in a process of its own; the signal that ended it, 0 if it came to the end."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] & 0x7F


def killed_at(number: int, store_url: str) -> Callable[[], None]:
    def work() -> None:
        store = Store.open(store_url)
        with at_statement(store, number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            a_days_work(store)

    return work


def without_attempts(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.writing() as connection:
        connection.execute(text("UPDATE mail SET attempts = 0"))
    return contents(store)


def test_kill_at_any_statement_loses_nothing_and_ends_the_same(store: Store, store_url: str) -> None:
    a_days_work(store)
    wanted = without_attempts(store)
    assert [len(wanted[name]) for name in ("mail", "mail_raw", "letter", "attendance")] == [2, 2, 2, 1]
    for number in range(1, 200):
        with store.writing() as connection:
            for table in reversed(METADATA.sorted_tables):
                connection.execute(table.delete().where(text("1 = 1")))
        if in_child(killed_at(number, store_url)) == 0:
            break
        a_days_work(store)
        assert without_attempts(store) == wanted, f"killed at {number}"
    assert number > 30


# -- what rules see


def test_rules_see_what_is_open_and_nothing_more(store: Store) -> None:
    closed = meeting("mai", state=MeetingState.CLOSED, starts=NOW - 90 * DAY)
    ola = person("ola")
    store.commit(
        records=[
            *(person(), ola, person("inger"), person("leader"), person("gone")),
            *(membership(), membership("inger"), membership("gone", left=TODAY - 400 * DAY)),
            membership("leader", "drift", office="leader"),
            *(meeting(), closed, meeting("far", "south")),
            *(line(), line(person="ola"), line("mai", attended=True), line("mai", "inger", attended=False)),
            Draft(id="asked", network="nord", meeting=None, mail="m", secretary="ola", received_at=NOW),
            Draft(id="old", network="nord", meeting="mai", mail="m", secretary="ola", received_at=NOW),
            AbsenceCase(id="c", network="nord", person="inger", reported=3),
        ],
        letters=[
            letter("a"),
            letter("b", meeting="mai"),
            letter("c", meeting=None, matter="asked"),
            letter("d", meeting="mai", matter="c"),
            letter("e", meeting=None),
            letter("f", meeting=None, queued_at=NOW - 400 * DAY),
            letter("g", network="south", meeting="far"),
        ],
    )
    store.commit(
        records=[
            Draft(
                id="old",
                network="nord",
                meeting="mai",
                mail="m",
                secretary="ola",
                received_at=NOW,
                state=DraftState.RELEASED,
            )
        ]
    )
    seen = store.records("nord", "drift", recent=TODAY - 100 * DAY)
    assert {m.id for m in seen.meetings} == {"juni"}
    assert set(seen.attendance) == {("juni", "siv"), ("juni", "ola")}
    assert {m.person for m in seen.memberships} == {"siv", "inger"}
    assert [m.person for m in seen.parent_memberships] == ["leader"]
    assert [d.id for d in seen.drafts] == ["asked"]
    assert [c.reported for c in seen.cases] == [3]
    assert set(seen.people) == {"siv", "ola", "inger", "leader"}
    assert seen.letter_keys == {f"summons:{id}" for id in "acde"}
    assert [(e.meeting, e.person) for e in seen.history] == [("mai", "inger")]
    assert seen.past == (closed,)
    assert store.records("elsewhere") == Records(network="elsewhere")


def test_history_is_every_settled_line_of_members_with_an_absence(store: Store) -> None:
    held = [meeting(f"m{n}", state=MeetingState.CLOSED, starts=NOW - n * 30 * DAY) for n in range(1, 5)]
    lines = [line(f"m{n}", who, attended=not (who == "siv" and n == 2)) for n in range(1, 5) for who in ("siv", "ola")]
    store.commit(records=[person(), person("ola"), membership(), membership("ola"), *held, *lines])
    seen = store.records("nord")
    assert [(e.meeting, e.attended) for e in seen.history] == [("m4", True), ("m3", True), ("m2", False), ("m1", True)]
    assert {e.person for e in seen.history} == {"siv"}
    assert [m.id for m in seen.past] == ["m4", "m3", "m2", "m1"]
    assert [e.meeting for e in store.records("nord", since=TODAY - 70 * DAY).history] == ["m2", "m1"]
    assert store.records("nord", since=TODAY - 40 * DAY).history == ()


def test_released_minutes_are_seen_while_something_is_owed_or_the_meeting_is_open(store: Store) -> None:
    draft = Draft(id="d", network="nord", meeting="juni", mail="m", secretary="siv", received_at=NOW)
    owed = Owed(id="o", network="nord", draft="d", what="PowerPoint", noted_at=NOW)
    released = replace(draft, state=DraftState.RELEASED, released_at=NOW)
    loose = replace(released, id="loose", meeting=None)
    store.commit(records=[person(), meeting(), released, owed, loose])
    assert {d.id for d in store.records("nord").drafts} == {"d", "loose"}
    store.commit(records=[meeting(state=MeetingState.CLOSED)])
    assert {d.id for d in store.records("nord", recent=TODAY + DAY).drafts} == {"d"}
    store.commit(records=[replace(owed, settled_at=NOW)])
    assert store.records("nord", recent=TODAY + DAY).drafts == ()
    store.commit(records=[replace(draft, state=DraftState.SUPERSEDED), meeting()])
    assert store.records("nord", recent=TODAY + DAY).drafts == ()


def test_news_brings_its_membership_and_person_even_when_the_person_has_left(store: Store) -> None:
    news = MemberNews(
        id="n", network="nord", person="siv", membership="nord-siv", change="left", on=TODAY, source="m", noted_at=NOW
    )
    store.commit(
        records=[person(), membership(left=TODAY - 300 * DAY), news], letters=[letter(meeting=None, matter="n")]
    )
    seen = store.records("nord", recent=TODAY)
    assert seen.news == (news,)
    assert [m.id for m in seen.memberships] == ["nord-siv"]
    assert set(seen.people) == {"siv"}
    assert seen.letter_keys == {"summons:l1"}
    assert store.records("nord", recent=TODAY + DAY).news == ()


def test_people_are_found_by_any_address_in_any_case(store: Store) -> None:
    store.commit(records=[person(aliases=("S.Moe@Nordvik.example",)), person("ola", aliases=("siv@nordvik.example",))])
    assert store.person_by_email("SIV@nordvik.example") == store.person("siv")
    assert store.person_by_email("s.moe@nordvik.EXAMPLE") == store.person("siv")
    assert store.person_by_email("ingen@nordvik.example") is None
    store.commit(records=[membership(joined=TODAY), membership(network="drift", joined=TODAY - DAY)])
    assert [m.network for m in store.memberships_of("siv")] == ["drift", "nord"]


def test_a_meeting_is_found_by_either_uid_closed_or_not(store: Store) -> None:
    store.commit(records=[meeting(state=MeetingState.CLOSED, foreign_uid="outlook"), meeting("b", uid="outlook")])
    assert store.meeting_by_uid("juni@budstikke") == store.meeting("juni")
    assert store.meeting_by_uid("outlook") == store.meeting("b")
    assert store.meeting_by_uid("unknown") is None


def test_networks_due_are_those_whose_time_has_come(store: Store) -> None:
    store.commit(wakes={"late": NOW, "early": NOW - DAY, "later": NOW + DAY, "never": None})
    assert store.networks_due(NOW) == ("early", "late")
    store.commit(wakes={"early": None, "late": NOW + DAY})
    assert store.networks_due(NOW) == ()
    assert store.wake_at("late") == NOW + DAY
    assert store.wake_at("never") is None


# -- the service itself


def test_promise_13_an_occurrence_is_noted_once_for_ever(store: Store, store_url: str) -> None:
    other = Store.open(store_url)
    assert [s.note_once("summary:2026-10-25") for s in (store, other, store)] == [True, False, False]
    store.note("poll:post", "1")
    other.note("poll:post", "2")
    assert store.noted("poll:post") == "2"
    assert store.noted("nothing") is None
    other.close()


def test_promise_16_access_is_logged_and_read_back_newest_first(store: Store) -> None:
    store.log_access(NOW, "operator", "show", "siv")
    store.log_access(NOW + DAY, "operator", "erase", "ola", "on request")
    assert [(a.action, a.subject, a.at) for a in store.accesses(9)] == [
        ("erase", "ola", NOW + DAY),
        ("show", "siv", NOW),
    ]
    assert [a.action for a in store.accesses(9, "siv")] == ["show"]


def test_one_daemon_a_mailbox(store: Store, store_url: str) -> None:
    other = Store.open(store_url)
    with store.advisory_lock("post") as held:
        assert held()
        with pytest.raises(MailboxTaken, match="«post»"), other.advisory_lock("post"):
            pass
        with other.advisory_lock("another"):
            pass
    with other.advisory_lock("post") as held:
        assert held()
    other.close()


@pytest.mark.servers
def test_a_lock_lost_with_its_connection_is_known_to_be_lost(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    with store.advisory_lock("post") as held:
        assert held()
        with other.writing() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
        assert not held()
    store.close()
    other.close()


@pytest.mark.servers
def test_a_lost_connection_is_unavailable_and_the_next_call_works(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    store.migrate()

    def terminate() -> None:
        with other.writing() as connection:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    with at_statement(store, 2, terminate), pytest.raises(Unavailable):
        keep(store, *RAWS)
    assert store.fresh(9) == ()
    assert len(keep(store, *RAWS)) == 5
    store.close()
    other.close()


def test_a_locked_database_is_unavailable_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("db.engine._PRAGMAS", ("journal_mode=WAL", "busy_timeout=100"))
    store, other = Store.open(f"sqlite:///{tmp_path}/a.db"), Store.open(f"sqlite:///{tmp_path}/a.db")
    store.migrate()
    with other.writing(), pytest.raises(Unavailable, match="locked"):
        keep(store, *RAWS)
    assert store.fresh(9) == ()
    assert len(keep(store, *RAWS)) == 5
    store.close()
    other.close()


def test_a_full_disk_is_unavailable_and_nothing_is_changed(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/a.db")
    store.migrate()

    def room_for(pages: int) -> None:
        with store.reading() as connection:
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    room_for(1)
    with pytest.raises(Unavailable, match="full"):
        keep(store, b"x" * 1_000_000)
    assert store.fresh(9) == ()
    room_for(1_000_000)
    assert len(keep(store, b"x" * 1_000_000)) == 1
    store.close()


def test_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/a.db")
    store.migrate()
    keep(store, *RAWS)
    with store.advisory_lock("post"):
        files = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert len(files) >= 3
    assert set(files.values()) == {0o600}
    store.close()


def test_an_address_we_do_not_know_is_refused_without_its_password() -> None:
    with pytest.raises(UnknownDatabase) as refused:
        Store.open("mysql://me:hemmelig@host/name")
    assert "hemmelig" not in str(refused.value)
    with pytest.raises(UnknownDatabase):
        Store.open("budstikke.sqlite")


def test_a_database_without_tables_says_so(store_url: str) -> None:
    store = Store.open(store_url)
    for ask in (store.secret, lambda: store.fresh(1), lambda: keep(store, *RAWS)):
        with pytest.raises(NotMigrated):
            ask()
    store.close()


def test_every_error_has_its_message() -> None:
    for error in StoreError.__subclasses__():
        assert (error.__doc__ and error.__doc__.endswith(".")) or error is UnknownDatabase


# -- cost


def a_years_work(store: Store, years: int) -> None:
    """Eight closed meetings a year with their ledger, letters and mail, and one open meeting."""
    people = [person(f"p{n}") for n in range(10)]
    store.commit(
        records=[*people, *(membership(p.id) for p in people), meeting(), *(line(person=p.id) for p in people)]
    )
    for n in range(8 * years):
        at = NOW - (n + 10) * 45 * DAY
        met = meeting(f"old{n}", state=MeetingState.CLOSED, starts=at, ends=at)
        sent = [
            letter(f"{n}-{p.id}", meeting=met.id, queued_at=at, due_at=at, state="sent", sent_at=at) for p in people
        ]
        loose = [letter(f"{n}-loose", meeting=None, queued_at=at, due_at=at, state="sent", sent_at=at)]
        store.commit(records=[met, *(line(met.id, p.id, attended=True) for p in people)], letters=[*sent, *loose])
        store.keep("post", [(1, n + 1, str(n).encode(), at)])
        store.commit(mail=replace(store.fresh(1)[0], state=MailState.APPLIED))


QUESTIONS: dict[str, Callable[[Store], object]] = {
    "records": lambda s: s.records("nord", "drift", recent=TODAY - 90 * DAY),
    "networks_due": lambda s: s.networks_due(NOW),
    "fresh": lambda s: s.fresh(50),
    "claim": lambda s: s.claim(NOW, 50),
    "interrupted": lambda s: s.interrupted(NOW),
    "sent_since": lambda s: s.sent_since(NOW - DAY),
    "letter_counts": lambda s: s.letter_counts("nord", NOW - DAY),
    "last_uid": lambda s: s.last_uid("post", 1),
    "person_by_email": lambda s: s.person_by_email("p1@nordvik.example"),
    "memberships_of": lambda s: s.memberships_of("p1"),
    "meeting_by_uid": lambda s: s.meeting_by_uid("juni@budstikke"),
    "letters_of": lambda s: s.letters_of("juni", "summons"),
    "first_summons": lambda s: s.first_summons("juni"),
    "held": lambda s: s.mails([MailState.HELD], 50),
    "held letters": lambda s: s.letters([LetterState.HELD], 50),
}


def database_work(store: Store, ask: Callable[[Store], object]) -> int:
    """How many tens of SQLite's virtual machine steps a question takes."""
    steps = [0]

    def step() -> None:
        steps[0] += 1

    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(step, 10)
    ask(store)
    raw.set_progress_handler(None, 0)
    return steps[0]


def test_no_question_of_a_tick_costs_more_for_a_long_history(tmp_path: Path) -> None:
    short, long = Store.open(f"sqlite:///{tmp_path}/short.db"), Store.open(f"sqlite:///{tmp_path}/long.db")
    for store, years in ((short, 1), (long, 15)):
        store.migrate()
        a_years_work(store, years)
        store.moved("post", 1, range(1, 8 * years + 1))
    for name, ask in QUESTIONS.items():
        ask(short), ask(long)
        brief, lengthy = database_work(short, ask), database_work(long, ask)
        assert lengthy <= brief * 1.1 + 3, f"{name}: {brief} steps after a year, {lengthy} after fifteen"
    short.close()
    long.close()
