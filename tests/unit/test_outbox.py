"""Letters: claimed by one worker at a time, stepping only where the table allows, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event

from db.changes import Step
from db.errors import IllegalTransition, UnknownLetter
from db.records import TRANSITIONS, Letter, LetterState
from db.store import Store
from tests.unit.invented import DAY, NOW, letter, meeting

SECOND = dt.timedelta(seconds=1)
S = LetterState


def in_state(store: Store, id: str, state: LetterState) -> None:
    """Queue a letter that is in this state already."""
    assert store.commit(letters=[letter(id, state=state)]) == (id,)


# -- claiming


def test_due_letters_are_claimed_oldest_first_and_once(store: Store) -> None:
    late, early, coming = letter("late"), letter("early", due_at=NOW - DAY), letter("coming", due_at=NOW + SECOND)
    store.commit(letters=[coming, late, early, letter("held", state=S.HELD)])
    assert store.claim(NOW, 1) == (early,)
    assert store.claim(NOW, 9) == (late,)
    assert store.claim(NOW, 9) == ()
    assert store.claim(NOW + SECOND, 9) == (coming,)


def test_a_claim_lapses_with_its_lease(store: Store) -> None:
    store.commit(letters=[letter()])
    store.claim(NOW, 9, lease_seconds=10)
    assert store.claim(NOW + 9 * SECOND, 9) == ()
    assert store.claim(NOW + 10 * SECOND, 9) == (letter(),)


def test_letters_are_claimed_by_the_mailbox_they_go_from(store: Store) -> None:
    store.commit(letters=[letter("a", mailbox="one"), letter("b", mailbox="two")])
    assert [x.id for x in store.claim(NOW, 9, mailbox="two")] == ["b"]
    assert [x.id for x in store.claim(NOW, 9)] == ["a"]


def test_workers_never_claim_the_same_letter(store: Store, store_url: str) -> None:
    ids = {f"l{n:03}" for n in range(200)}
    store.commit(letters=[letter(id) for id in ids])
    workers = [Store.open(store_url) for _ in range(4)]

    def work(worker: Store) -> list[str]:
        claimed: list[str] = []
        while batch := worker.claim(NOW, 7):
            claimed += [x.id for x in batch]
        return claimed

    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(work, workers))
    assert Counter(id for claim in claims for id in claim) == Counter(ids)
    for worker in workers:
        worker.close()


@pytest.mark.servers
def test_a_claim_under_way_is_passed_over_not_waited_for(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    store.migrate()
    store.commit(letters=[letter("a"), letter("b", due_at=NOW + SECOND)])
    seen: list[tuple[Letter, ...]] = []

    def meanwhile(*_: object) -> None:
        if not seen:
            seen.append(other.claim(NOW + SECOND, 9))

    event.listen(store.engine, "commit", meanwhile)
    assert [x.id for x in store.claim(NOW + SECOND, 1)] == ["a"]
    assert [x.id for x in seen[0]] == ["b"]
    store.close()
    other.close()


# -- stepping


@pytest.mark.parametrize(("was", "to"), list(product(LetterState, LetterState)))
def test_every_step_the_table_allows_is_taken_and_every_other_refused(was: LetterState, to: LetterState) -> None:
    store = Store.open("sqlite://")
    store.migrate()
    in_state(store, "l", was)
    if to in TRANSITIONS[was]:
        assert store.advance("l", to, at=NOW, reason="fordi") == store.letter("l")
        moved = store.letter("l")
        assert moved and (moved.state, moved.reason) == (to, "fordi")
    else:
        with pytest.raises(IllegalTransition, match=f"is {was} and cannot become {to}"):
            store.advance("l", to, at=NOW)
        assert store.letter("l") == letter("l", state=was)
    store.close()


def test_a_step_on_postgresql_is_refused_the_same_way(store: Store) -> None:
    in_state(store, "l", S.STOPPED)
    with pytest.raises(IllegalTransition):
        store.advance("l", S.QUEUED, at=NOW)
    with pytest.raises(UnknownLetter):
        store.advance("nothing", S.QUEUED, at=NOW)


def test_a_letter_that_is_put_back_can_be_claimed_again_when_due(store: Store) -> None:
    store.commit(letters=[letter()])
    store.claim(NOW, 9)
    store.advance("l1", S.TRANSMITTING, at=NOW, attempts=1)
    back = store.advance("l1", S.QUEUED, at=NOW, reason="451 prøv senere", due_at=NOW + 60 * SECOND)
    assert (back.attempts, back.due_at) == (1, NOW + 60 * SECOND)
    assert store.claim(NOW + 59 * SECOND, 9) == ()
    assert store.claim(NOW + 60 * SECOND, 9) == (back,)


def test_when_it_went_is_kept_and_counted_for_the_fuse(store: Store) -> None:
    store.commit(letters=[letter(f"l{n}") for n in range(4)])
    for n in range(3):
        store.advance(f"l{n}", S.TRANSMITTING, at=NOW)
        store.advance(f"l{n}", S.SENT, at=(NOW + n * DAY).astimezone(dt.timezone(dt.timedelta(hours=2))))
    assert store.advance("l1", S.DELIVERED, at=NOW + 9 * DAY).sent_at == NOW + DAY
    assert [store.sent_since(NOW + n * DAY) for n in range(4)] == [3, 2, 1, 0]
    assert store.sent_since(NOW + SECOND) == 2
    assert store.letter_counts("nord", NOW) == {
        ("summons", S.SENT): 2,
        ("summons", S.DELIVERED): 1,
        ("summons", S.QUEUED): 1,
    }
    assert store.letter_counts("nord", NOW + SECOND) == {}


def test_promise_8_transmitting_is_durable_before_the_letter_is_sent(store: Store, store_url: str) -> None:
    store.commit(letters=[letter()])
    store.claim(NOW, 9, lease_seconds=60)
    store.advance("l1", S.TRANSMITTING, at=NOW)
    again = Store.open(store_url)
    assert again.interrupted(NOW) == ()
    assert [x.id for x in again.interrupted(NOW + 60 * SECOND)] == ["l1"]
    assert [x.id for x in again.interrupted(NOW, alone=True)] == ["l1"]
    again.close()


def test_of_two_workers_one_takes_the_step(store: Store, store_url: str) -> None:
    other = Store.open(store_url)
    store.commit(letters=[letter(f"l{n}") for n in range(20)])

    def take(worker: Store) -> list[str]:
        taken = []
        for n in range(20):
            with suppress(IllegalTransition):
                taken.append(worker.advance(f"l{n}", S.TRANSMITTING, at=NOW).id)
        return taken

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(take, (store, other))
    assert sorted(one + two) == sorted(f"l{n}" for n in range(20))
    other.close()


def test_many_steps_are_one_transaction_without_those_no_longer_allowed(store: Store) -> None:
    store.commit(letters=[letter("a"), letter("b", state=S.STOPPED), letter("c")])
    steps = [Step(letter=id, to=S.TRANSMITTING, at=NOW) for id in ("a", "b", "c", "nothing")]
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    assert [x.id for x in store.advance_all(steps)] == ["a", "c"]
    assert len(commits) == 1
    assert [x.state for x in (store.letter("a"), store.letter("b")) if x] == [S.TRANSMITTING, S.STOPPED]


def test_letters_are_listed_by_state_and_by_meeting(store: Store) -> None:
    siv, ola = letter("s1"), letter("o1", to_email="ola@nordvik.example", queued_at=NOW + SECOND)
    again = letter("s2", queued_at=NOW + DAY)
    reminder = replace(letter("s3", queued_at=NOW + DAY), kind="reminder", state=S.HELD)
    store.commit(records=[meeting()], letters=[again, reminder, siv, ola, letter("x", meeting="other")])
    assert [x.id for x in store.letters_of("juni")] == ["s1", "o1", "s2", "s3"]
    assert [x.id for x in store.letters_of("juni", "summons")] == ["s1", "o1", "s2"]
    assert store.first_summons("juni") == {"siv@nordvik.example": "s1", "ola@nordvik.example": "o1"}
    assert [x.id for x in store.letters([S.HELD, S.UNCERTAIN], 9)] == ["s3"]
    assert store.letters([S.QUEUED], 2) == store.letters([S.QUEUED], 9)[:2]


# -- any course of events


class Sending(RuleBasedStateMachine):
    """Whatever workers do and however time goes, a letter is in one legal state and with one worker."""

    @initialize()
    def begin(self) -> None:
        self.store = Store.open("sqlite://")
        self.store.migrate()
        self.now = NOW
        self.state: dict[str, LetterState] = {}
        self.lease: dict[str, dt.datetime] = {}

    @rule(name=st.sampled_from("abc"), late=st.integers(0, 20))
    def queue(self, name: str, late: int) -> None:
        new = self.store.commit(letters=[letter(name, due_at=self.now + late * SECOND)])
        assert new == (() if name in self.state else (name,))
        self.state.setdefault(name, S.QUEUED)

    @rule(seconds=st.integers(0, 30))
    def wait(self, seconds: int) -> None:
        self.now += seconds * SECOND

    @rule(lease=st.integers(1, 30))
    def claim(self, lease: int) -> None:
        for taken in self.store.claim(self.now, 2, lease):
            assert self.state[taken.id] is S.QUEUED
            assert self.lease.get(taken.id, self.now) <= self.now
            self.lease[taken.id] = self.now + lease * SECOND

    @rule(name=st.sampled_from("abc"), to=st.sampled_from(LetterState))
    def step(self, name: str, to: LetterState) -> None:
        try:
            self.store.advance(name, to, at=self.now)
        except UnknownLetter:
            assert name not in self.state
        except IllegalTransition:
            assert to not in TRANSITIONS[self.state[name]]
        else:
            assert to in TRANSITIONS[self.state[name]]
            self.state[name] = to
            if to is not S.TRANSMITTING:
                self.lease.pop(name, None)

    @invariant()
    def every_letter_is_where_its_steps_led(self) -> None:
        assert {x.id: x.state for x in self.store.letters(LetterState, 9)} == self.state
        lapsed = {x.id for x in self.store.interrupted(self.now)}
        sending = {id for id, state in self.state.items() if state is S.TRANSMITTING}
        assert lapsed == {id for id in sending if self.lease.get(id, self.now) <= self.now}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()


TestSending = Sending.TestCase
TestSending.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
