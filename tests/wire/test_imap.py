"""Promises 1, 5, 6, 15 and 17 on the wire: fetching, waiting and moving, against Dovecot and the embedded server."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from imapclient import IMAPClient

from config.settings import Mailbox
from mailer.wire import imap
from mailer.wire.errors import (
    CommandRefused,
    FolderMissing,
    LoginRefused,
    Unencrypted,
    Unreachable,
    Untrusted,
    WireBroken,
    WireError,
)
from mailer.wire.imap import Inbox, batches
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded
from tests.servers.faults import IMAP_KINDS, Fault, ImapFaults

Server = Dovecot | Embedded
ME = "nettverk@vestfjord.test"
LIMIT = 1_000_000


@pytest.fixture(params=["embedded", "dovecot"])
def place(request: pytest.FixtureRequest) -> tuple[Server, str]:
    """A server, and an address on it with an empty mailbox."""
    if request.param == "dovecot":
        return request.getfixturevalue("dovecot"), request.getfixturevalue("address")
    return request.getfixturevalue("embedded"), ME


def mail(number: int, size: int = 0) -> bytes:
    return b"From: kari@vestfjord.test\r\nSubject: %d\r\n\r\n%s\r\n" % (number, b"x" * size)


def fill(place: tuple[Server, str], count: int, size: int = 0) -> None:
    server, address = place
    for number in range(count):
        server.deliver(mail(number, size), sender="kari@vestfjord.test", recipient=address)


@pytest.fixture
def inbox(place: tuple[Server, str]) -> Iterator[Inbox]:
    server, address = place
    with Inbox(server.mailbox(address), read_seconds=3.0) as one:
        yield one


def all_of(inbox: Inbox, after: int = 0, limit: int = LIMIT) -> list[tuple[imap.Fetched, ...]]:
    return list(inbox.fetch(after, limit_bytes=limit))


def test_promise_1_fetching_leaves_no_mark(place: tuple[Server, str], inbox: Inbox) -> None:
    fill(place, 2)
    ((first, second),) = all_of(inbox)
    assert first.raw.endswith(mail(0)) and second.uid > first.uid and first.uidvalidity == inbox.uidvalidity > 0
    assert first.received_at.tzinfo is dt.UTC and not first.cut
    server, address = place
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as other:
        other.login(address, server.accounts[address])
        other.select_folder("INBOX", readonly=True)
        assert other.search("UNSEEN") == [first.uid, second.uid]


def test_only_newer_mail_is_fetched_though_the_last_is_always_in_the_answer(
    place: tuple[Server, str], inbox: Inbox
) -> None:
    fill(place, 3)
    uids = [one.uid for batch in all_of(inbox) for one in batch]
    assert [one.uid for batch in all_of(inbox, uids[1]) for one in batch] == uids[2:]
    assert all_of(inbox, uids[-1]) == []


def test_batches_are_bounded_by_count_and_by_size(place: tuple[Server, str], inbox: Inbox) -> None:
    fill(place, 60)
    assert [len(batch) for batch in all_of(inbox)] == [50, 10]
    by_size = all_of(inbox, limit=2500)
    assert len(by_size) >= 10 and all(sum(len(one.raw) for one in batch) <= 2500 for batch in by_size)
    assert sum(map(len, by_size)) == 60


def test_a_mail_above_the_limit_comes_cut_and_alone(place: tuple[Server, str], inbox: Inbox) -> None:
    fill(place, 1)
    fill(place, 1, size=20_000)
    fill(place, 1)
    assert [[(one.cut, len(one.raw) == 5000) for one in batch] for batch in all_of(inbox, limit=5000)] == [
        [(False, False)],
        [(True, True)],
        [(False, False)],
    ]


def test_batches_by_the_book() -> None:
    sizes = {7: 10, 3: 10, 5: 99, 9: 1, 8: 1}
    assert list(batches(sizes, limit_bytes=20, limit_mails=2)) == [[3], [5], [7, 8], [9]]
    assert list(batches({}, limit_bytes=1, limit_mails=1)) == []


def test_moving_makes_the_folder_and_keeps_the_bytes(place: tuple[Server, str], inbox: Inbox) -> None:
    server, address = place
    fill(place, 3)
    ((first, second, third),) = all_of(inbox)
    inbox.move([first.uid, third.uid, 4711], "Budstikke/Til side")
    inbox.move([], "Budstikke/Ferdig")
    assert server.folder(address, "Budstikke/Til side") == [first.raw, third.raw]
    assert server.folder(address) == [second.raw]


def test_a_server_without_move_copies_and_expunges_only_ours(
    place: tuple[Server, str], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, address = place
    fill(place, 2)
    ((first, second),) = all_of(inbox)
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as other:
        other.login(address, server.accounts[address])
        other.select_folder("INBOX")
        other.add_flags([second.uid], [b"\\Deleted"])
    honest = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name != "MOVE" and honest(self, name))
    inbox.move([first.uid], "Ferdig")
    assert server.folder(address, "Ferdig") == [first.raw] and server.folder(address) == [second.raw]


def test_idle_wakes_at_once_when_mail_comes(place: tuple[Server, str], inbox: Inbox) -> None:
    timer = threading.Timer(0.3, fill, (place, 1))
    begun = time.monotonic()
    timer.start()
    assert inbox.idle(10.0)
    assert 0.2 < time.monotonic() - begun < 3
    timer.join()
    assert [len(batch) for batch in all_of(inbox)] == [1]


def test_idle_ends_when_nothing_comes_and_the_connection_lives_on(place: tuple[Server, str], inbox: Inbox) -> None:
    begun = time.monotonic()
    assert not inbox.idle(0.3)
    assert 0.25 < time.monotonic() - begun < 2
    fill(place, 1)
    assert [len(batch) for batch in all_of(inbox)] == [1]


def test_idle_never_misses_a_mail(place: tuple[Server, str], inbox: Inbox) -> None:
    seen = 0
    for number in range(12):
        timer = threading.Timer(0.002 * (number % 5), fill, (place, 1))
        timer.start()
        deadline = time.monotonic() + 5
        while not (found := [one.uid for batch in all_of(inbox, seen) for one in batch]):
            assert time.monotonic() < deadline
            inbox.idle(2.0)
        timer.join()
        seen = max(found)
        assert len(found) == 1


def test_idle_is_renewed_before_the_server_tires(
    place: tuple[Server, str], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    honest = imap.idle.wait
    monkeypatch.setattr(imap, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(imap.idle, "wait", lambda *a, **k: waits.append(a[1]) or honest(*a, **k))
    assert not inbox.idle(0.35)
    assert len(waits) >= 3 and max(waits) <= 0.1


def test_promise_17_a_connection_that_ends_is_an_error_not_silence(place: tuple[Server, str], inbox: Inbox) -> None:
    timer = threading.Timer(0.2, place[0].drop_connections)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(WireBroken):
        inbox.idle(10.0)
    assert time.monotonic() - begun < 3
    timer.join()
    with pytest.raises(WireBroken):
        inbox.idle(10.0)
    fill(place, 1)
    inbox.open()
    assert [len(batch) for batch in all_of(inbox)] == [1]


def test_idle_can_be_interrupted_from_another_thread(inbox: Inbox) -> None:
    timer = threading.Timer(0.2, inbox.interrupt)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(WireBroken):
        inbox.idle(30.0)
    assert time.monotonic() - begun < 3
    timer.join()


def test_a_server_without_idle_is_looked_at_again(embedded: Embedded) -> None:
    with Embedded({ME: "pw"}, idle=False) as server, Inbox(server.mailbox(ME)) as inbox:
        begun = time.monotonic()
        assert inbox.idle(0.3) and time.monotonic() - begun >= 0.3


def test_speed_imapclient_formats_no_mail_for_its_log(inbox: Inbox) -> None:
    assert inbox._client is not None and inbox._client._imap.debug == 0


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"password": "feil"}, LoginRefused),
        ({"port": 1}, Unreachable),
        ({"host": "192.0.2.1"}, Unencrypted),
        ({"security": "tls"}, Unreachable),
        ({"security": "starttls"}, Untrusted),
    ],
)
def test_what_is_wrong_is_told_in_our_words(
    embedded: Embedded, change: dict[str, object], error: type[WireError]
) -> None:
    mailbox = embedded.mailbox(ME)
    inbox = Inbox(replace(mailbox, imap=replace(mailbox.imap, **change)), connect_seconds=2.0)
    with pytest.raises(error) as raised:
        inbox.open()
    assert "hemmelig" not in str(raised.value)


def test_a_missing_folder_is_told(place: tuple[Server, str]) -> None:
    server, address = place
    with pytest.raises(FolderMissing):
        Inbox(server.mailbox(address, inbox="Finnes ikke")).open()


def test_promise_15_tls_is_verified(dovecot: Dovecot, address: str) -> None:
    mailbox = dovecot.mailbox(address, imap=dovecot.encrypted(address))
    dovecot.deliver(mail(1), sender="kari@vestfjord.test", recipient=address)
    with Inbox(mailbox) as inbox:
        assert len(all_of(inbox)) == 1 and not inbox.idle(0.2)
    for change in ({"ca_file": None}, {"host": "127.0.0.1"}):
        with pytest.raises(Untrusted):
            Inbox(replace(mailbox, imap=replace(mailbox.imap, **change))).open()
    upgraded = replace(mailbox.imap, port=dovecot.imap_port, security="starttls")
    with Inbox(replace(mailbox, imap=upgraded)) as inbox:
        assert len(all_of(inbox)) == 1


def test_folder_names_follow_the_servers_delimiter() -> None:
    with Dovecot({ME: "pw"}, separator=".") as server:
        server.deliver(mail(1), sender="kari@vestfjord.test", recipient=ME)
        with Inbox(server.mailbox(ME)) as inbox:
            ((one,),) = all_of(inbox)
            inbox.move([one.uid], "Budstikke/Ferdig")
        assert server.folder(ME, "Budstikke.Ferdig") == [one.raw]


def test_promise_6_a_renumbered_mailbox_is_seen(embedded: Embedded) -> None:
    with Inbox(embedded.mailbox(ME)) as inbox:
        before = inbox.uidvalidity
        embedded.renumber(ME)
        inbox.open()
        assert inbox.uidvalidity == before + 1


COMMANDS = ("authenticate", "select", "noop", "search", "fetch", "idle", "move", "capability", "namespace")
HARMLESS = ("stray-expunge", "uidvalidity")


@pytest.mark.parametrize("kind", IMAP_KINDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_promise_1_no_fault_loses_a_mail(dovecot: Dovecot, address: str, command: str, kind: str) -> None:
    for number in range(3):
        dovecot.deliver(mail(number), sender="kari@vestfjord.test", recipient=address)
    with ImapFaults(dovecot.imap_port) as proxy:
        proxy.fault = Fault(step=command, kind=kind, times=1)
        settings = dovecot.mailbox(address)
        kept, rounds = _work_through(replace(settings, imap=replace(settings.imap, port=proxy.port)))
    assert sorted(kept) == sorted(dovecot.folder(address, "Budstikke/Ferdig")) and len(kept) == 3
    assert dovecot.folder(address) == [] and rounds <= 3


def _work_through(mailbox: Mailbox) -> tuple[set[bytes], int]:
    """What the daemon does, without the daemon: fetch, keep, move, wait; opened anew after every failure."""
    kept: set[bytes] = set()
    for rounds in range(1, 6):
        inbox = Inbox(mailbox, connect_seconds=0.5, read_seconds=0.5)
        try:
            inbox.open()
            for batch in inbox.fetch(0, limit_bytes=LIMIT):
                kept |= {one.raw for one in batch if not one.cut}
                inbox.move([one.uid for one in batch], "Budstikke/Ferdig")
            inbox.idle(0.05)
            return kept, rounds
        except WireError:
            continue
        finally:
            inbox.close()
    raise AssertionError("the mailbox was never worked through")


def test_promise_4_a_mail_the_server_can_not_give_is_a_stand_in(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill((embedded, ME), 3)
    honest = imap._fetched

    def broken(client: IMAPClient, uids: list[int], *rest: object) -> object:
        if 102 in uids:
            raise CommandRefused("could not be retrieved")
        return honest(client, uids, *rest)

    monkeypatch.setattr(imap, "_fetched", broken)
    with Inbox(embedded.mailbox(ME)) as inbox:
        ((first, stand_in, third),) = all_of(inbox)
    assert (first.cut, stand_in.cut, third.cut) == (False, True, False) and b"/102" in stand_in.raw
    assert all(one.uid < other.uid for one, other in pairwise((first, stand_in, third)))
