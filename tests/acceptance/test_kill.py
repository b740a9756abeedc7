"""Promise 9: killing the daemon at any step and starting it again neither loses nor doubles a letter.

A first, simple harness: count the steps (every transaction's two ends, the final dot's two sides, every move on the
server), kill -9 at each of them in turn, start again, and compare with a run nobody disturbed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database
from db.records import LetterState
from db.store import Store
from mailer import daemon
from mailer.rules.letters import KINDS
from mailer.wire import imap, smtp
from mailer.wire.reader import Reader
from parsers.facts import Reading
from parsers.reading import read
from tests import people
from tests.acceptance.place import ADDRESS, INGER, MEMBERS, OLA, OPERATOR, SIV, moment, settings
from tests.acceptance.place import people as members
from tests.servers.embedded import Embedded

FORK = multiprocessing.get_context("fork")
CONNECTIONS = 4
STRIDE = 1 if os.environ.get("BUDSTIKKE_SLOW") else 12
PHASES = (("2031-05-05 09:01",), ("2031-06-03 08:00", "2031-06-03 08:05"), ("2031-06-04 10:00", "2031-06-10 09:00"))


class Post(Embedded):
    """The embedded server, by the name the place knows."""

    def inject(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Deliver at once."""
        self.deliver(raw, sender=sender, recipient=recipient)

    def folder(self, address: str, name: str = "INBOX") -> list[bytes]:
        """What lies in a folder, nothing in one not made yet."""
        try:
            return super().folder(address, name)
        except KeyError:
            return []


@dataclass(frozen=True)
class Ended:
    """How a season ended: letters by key and state, what was delivered, how many steps it took."""

    states: dict[str, LetterState]
    delivered: Counter[str]
    kinds: dict[str, str]
    ledger: tuple[object, ...]
    steps: int


def _counting(step: Callable[[], None]) -> None:
    """Make every step call `step`, on both its sides."""

    def around(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def stepped(*args: Any, **kwargs: Any) -> Any:
            step()
            result = original(*args, **kwargs)
            step()
            return result

        setattr(owner, name, stepped)

    writing = Database.writing

    @contextmanager
    def stepped_writing(self: Database) -> Iterator[Any]:
        with writing(self) as connection:
            yield connection
            step()
        step()

    Database.writing = stepped_writing  # type: ignore[method-assign]
    around(imap.Inbox, "move")
    dot = smtp._Worker._dot

    async def stepped_dot(self: Any, *args: Any) -> Any:
        step()
        answer = await dot(self, *args)
        step()
        return answer

    smtp._Worker._dot = stepped_dot  # type: ignore[method-assign]


class Here(Reader):
    """Reads in this process: a child of the child is not what is tested, and takes a second to start."""

    def read(self, raws: Sequence[bytes]) -> list[Reading]:
        """One reading for each mail."""
        return [read(raw) for raw in raws]


def _live(post: Post, database: str, times: tuple[str, ...], steps: Synchronized[int], kill_at: int) -> None:
    def step() -> None:
        steps.value += 1
        if steps.value == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    _counting(step)
    with daemon.open_house(settings(post, database)) as house:
        house.reader = Here()
        daemon.start_up(house, moment(times[0]))
        for time in times:
            daemon.tick(house, moment(time))
    os._exit(0)


def _phase(post: Post, database: str, times: tuple[str, ...], steps: Synchronized[int], kill_at: int) -> None:
    """Run a phase to its end, starting again once if it is killed."""
    for _ in range(2):
        child = FORK.Process(target=_live, args=(post, database, times, steps, kill_at))
        child.start()
        child.join(60)
        if child.exitcode == 0:
            return
    raise AssertionError(f"the daemon did not come to its end: {child.exitcode}")


def _season(tmp: Path, kill_at: int) -> Ended:
    database = f"sqlite:///{tmp}/{kill_at}.db"
    steps: Synchronized[int] = FORK.Value("i", 0)
    store = Store.open(database)
    store.migrate()
    store.commit(records=members())
    with Post({ADDRESS: "pw"}) as post:
        told = people.new_mail(
            INGER,
            ADDRESS,
            "Møte: 18. juni 2031 kl. 10–14, Nordvik sykehjem",
            "Hilsen Inger\n",
            moment("2031-05-05 09:00"),
        )
        post.deliver(told, sender=INGER.email, recipient=ADDRESS)
        _phase(post, database, PHASES[0], steps, kill_at)
        _phase(post, database, PHASES[1], steps, kill_at)
        for human, words in ((OLA, "Nei, jeg kan dessverre ikke komme."), (SIV, "Ja, jeg kommer.")):
            answer = people.new_mail(human, ADDRESS, "Svar på innkalling", words, moment("2031-06-04 09:00"))
            post.deliver(answer, sender=human.email, recipient=ADDRESS)
        _phase(post, database, PHASES[2], steps, kill_at)
        delivered = Counter(
            str(people.opened(d.raw)["Message-ID"])
            for d in post.deliveries
            if d.recipient not in (ADDRESS, OPERATOR) and "+" not in d.recipient
        )
    letters = [x for x in store.letters(tuple(LetterState), 1000) if x.kind != "operator-alarm"]
    ledger = tuple(sorted((e.person, e.answer) for e in store.records("nord").attendance.values() if e.answer))
    store.close()
    return Ended(
        states={f"{x.kind}:{x.copy}:{x.to_email}": x.state for x in letters},
        delivered=delivered,
        kinds={x.id: x.kind for x in letters},
        ledger=ledger,
        steps=steps.value,
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The season nobody disturbs."""
    ended = _season(tmp_path_factory.mktemp("undisturbed"), kill_at=0)
    assert set(ended.delivered.values()) == {1}
    assert len([key for key in ended.states if key.startswith("summons:")]) == len(MEMBERS) + 3
    assert [answer for _, answer in ended.ledger] in (["declined", "accepted"], ["accepted", "declined"])
    return ended


def test_promise_9_killed_at_every_step_no_letter_is_lost_or_doubled(undisturbed: Ended, tmp_path: Path) -> None:
    doubled = uncertain = 0
    for kill_at in range(1, undisturbed.steps + 1, STRIDE):
        ended = _season(tmp_path, kill_at)
        assert ended.states.keys() == undisturbed.states.keys(), kill_at
        assert ended.ledger == undisturbed.ledger, kill_at
        unsure = [key for key, state in ended.states.items() if state == LetterState.UNCERTAIN]
        assert all(not KINDS[key.partition(":")[0]].sure for key in unsure), kill_at
        twice = [message for message, times in ended.delivered.items() if times > 1]
        assert all(KINDS[ended.kinds[m.strip("<>").partition("@")[0]]].sure for m in twice), kill_at
        assert all(times <= 2 for times in ended.delivered.values()), kill_at
        assert len(twice) + len(unsure) <= CONNECTIONS, (kill_at, twice, unsure)  # no more are in the window at a time
        missing = len(undisturbed.delivered) - len(ended.delivered)
        assert missing <= len(unsure), (kill_at, missing)
        doubled, uncertain = doubled + len(twice), uncertain + len(unsure)
    kills = undisturbed.steps // STRIDE
    print(f"\nkilled at {kills} of {undisturbed.steps} steps: {doubled} doubled, {uncertain} uncertain")
