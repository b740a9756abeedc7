"""The daemon as it runs: mail wakes it, a signal stops it, a second one is refused, and it comes back by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.settings import Settings
from db.errors import MailboxTaken
from db.store import Store
from mailer import daemon
from mailer.wire import clock
from tests import people
from tests.acceptance.place import ADDRESS, INGER, settings
from tests.acceptance.place import people as members
from tests.acceptance.test_kill import Post
from tests.servers.ground import until


@contextmanager
def running(known: Settings) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=daemon.run, args=(known, stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def post() -> Iterator[Post]:
    with Post({ADDRESS: "pw"}) as server:
        yield server


@pytest.fixture
def known(post: Post, tmp_path: Path) -> Settings:
    store = Store.open(f"sqlite:///{tmp_path}/run.db")
    store.migrate()
    store.commit(records=members())
    store.close()
    return settings(post, f"sqlite:///{tmp_path}/run.db")


def tell(post: Post, number: int) -> None:
    raw = people.new_mail(
        INGER, ADDRESS, f"Møte: {number}. juni 2031 kl. 10–14, Nordvik", "Hilsen Inger\n", clock.now()
    )
    post.deliver(raw, sender=INGER.email, recipient=ADDRESS)


def test_mail_wakes_the_daemon_and_the_leader_is_answered(post: Post, known: Settings) -> None:
    with running(known):
        until(lambda: post.folder(ADDRESS) == [], seconds=10, what="the start")
        tell(post, 18)
        until(lambda: post.received(INGER.email), seconds=15, what="the answer to the leader")
        until(lambda: post.folder(ADDRESS, "Budstikke/Ferdig"), seconds=10, what="the mail put aside")


def test_it_reconnects_when_the_server_hangs_up(post: Post, known: Settings) -> None:
    with running(known):
        tell(post, 18)
        until(lambda: len(post.received(INGER.email)) == 1, seconds=15, what="the first answer")
        post.drop_connections()
        tell(post, 25)
        until(lambda: len(post.received(INGER.email)) == 2, seconds=90, what="the second answer")


def test_a_second_daemon_on_the_same_mailbox_is_refused(post: Post, known: Settings) -> None:
    with running(known):
        tell(post, 18)
        until(lambda: post.received(INGER.email), seconds=15, what="the first daemon at work")
        with pytest.raises(MailboxTaken):
            daemon.run(known, threading.Event())
