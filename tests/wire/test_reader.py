"""Promise 14 (and 4): what a mail can do to its reader, and that it can do no more."""

from __future__ import annotations

import datetime as dt
import pickle
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.settings import Limits
from mailer.wire import reader
from mailer.wire.errors import ReaderBroken
from mailer.wire.reader import Reader, killed
from parsers.facts import Reading, Reply, Unknown, Unreadable

LIMITS = Limits(parse_seconds=1.0, parse_bytes=1_000_000_000, mail_bytes=5_000_000)


@pytest.fixture
def readings() -> Iterator[Reader]:
    with Reader(LIMITS, function="tests.wire.readings.read") as one:
        yield one


def test_promise_14_facts_come_back_whole_and_in_order(readings: Reader) -> None:
    first, second = readings.read(["én".encode("latin-1"), b"to"])
    assert (first.headers.subject, second.headers.subject) == ("én", "to")
    assert first.facts == (Reply(text="én", attends_from=dt.time(9, 30)),)


@pytest.mark.parametrize(
    ("deed", "reason", "kills"),
    [
        ("spin", reader.TOO_SLOW, True),
        ("sleep", reader.TOO_SLOW, True),
        ("crash", reader.CRASHED, True),
        ("evil", reader.CRASHED, True),
        ("recurse", reader.CRASHED, True),
        ("write", reader.CRASHED, True),
        ("hoard", reader.TOO_HEAVY, False),
    ],
)
def test_promise_4_a_mail_that_stops_its_reader_stops_no_other(
    readings: Reader, deed: str, reason: str, kills: bool
) -> None:
    begun = time.monotonic()
    before, bad, after = readings.read([b"a", deed.encode(), b"b"])
    assert [fact for fact in bad.facts if isinstance(fact, Unreadable)] == [Unreadable(reason=reason)]
    assert killed(bad) == kills and not killed(before)
    assert (before.headers.subject, after.headers.subject) == ("a", "b")
    assert time.monotonic() - begun < 6
    written = Path(tempfile.gettempdir(), "budstikke-was-here")
    assert not written.exists() or written.stat().st_size == 0
    assert not Path(tempfile.gettempdir(), "budstikke-taken-over").exists()


def test_promise_14_a_mail_above_the_limit_is_never_read(readings: Reader) -> None:
    (reading,) = readings.read([b"x" * (LIMITS.mail_bytes + 1)])
    assert reading.facts == (Unreadable(reason=reader.TOO_LARGE),)


def test_a_large_mail_goes_through_the_pipe_whole(readings: Reader) -> None:
    (reading,) = readings.read([b"x" * 4_000_000])
    assert len(reading.headers.subject) == 4_000_000


def test_promise_14_the_child_has_no_secrets(readings: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDSTIKKE_PASSWORD", "hemmelig")
    with Path("/etc/hostname").open():
        environment, files = readings.read([b"environment", b"files"])
    assert isinstance(environment.facts[0], Unknown) and isinstance(files.facts[0], Unknown)
    assert "BUDSTIKKE_PASSWORD" not in environment.facts[0].text
    assert len(files.facts[0].text.split()) <= 7


def test_promise_14_cpu_time_is_for_one_mail_not_for_all(readings: Reader) -> None:
    assert not any(killed(one) for one in readings.read([b"z" * 1000] * 500))


def test_only_facts_are_unpacked() -> None:
    assert reader.unpack(pickle.dumps(Path("/"))) is None
    assert reader.unpack(b"\x80\x05garbage") is None
    assert reader.unpack(pickle.dumps(reader.unreadable("x"))) == reader.unreadable("x")


def _readers() -> list[int]:
    return [one.pid for one in psutil.Process().children() if reader.__name__ in one.cmdline()]


def test_the_child_ends_with_its_reader(readings: Reader) -> None:
    readings.read([b"a"])
    before = _readers()
    readings.close()
    assert len(before) == 1 and _readers() == []


def test_a_function_that_is_not_there_is_our_fault_not_the_mails() -> None:
    with Reader(LIMITS, function="tests.wire.readings.nowhere") as one, pytest.raises(ReaderBroken):
        one.read([b"a"])


def test_promise_14_the_real_parsers_run_in_the_child() -> None:
    pytest.importorskip("parsers.reading")
    with Reader() as one:
        (reading,) = one.read([b"From: Kari Li <kari@vestfjord.test>\r\nSubject: hei\r\n\r\nJeg kommer.\r\n"])
    assert isinstance(reading, Reading) and reading.headers.sender is not None
    assert reading.headers.sender.email == "kari@vestfjord.test"
