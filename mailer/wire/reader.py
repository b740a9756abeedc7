"""Reading mail out of harm's way: parsers run in a child process with limits (promise 14).

The child gets the mail and nothing else: no environment, no open files, no settings. What it sends back is unpacked by
an unpickler that knows the facts and dates only, so a taken-over child can't reach us either.
"""

from __future__ import annotations

import importlib
import io
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

from config.settings import Limits
from mailer.wire.errors import ReaderBroken
from parsers.facts import Headers, Reading, Unreadable

TOO_LARGE = "E-posten er større enn det tjenesten tar imot."
TOO_SLOW = "Det tok for lang tid å lese e-posten."
TOO_HEAVY = "Det krevde for mye minne å lese e-posten."
CRASHED = "Lesingen av e-posten stanset uventet."
KILLED = frozenset({TOO_SLOW, CRASHED})
LENGTH = struct.Struct(">Q")
START_SECONDS = 30.0
ANSWER_BYTES = 100_000_000
GRACE_SECONDS = 0.5


class Reader:
    """Keeps one child alive and reads with it; not for two threads at once. Close it when done.

    `function` is the dotted path of `(bytes) -> Reading`. CPU seconds and wall-clock seconds are `limits.parse_seconds`
    each, memory is `limits.parse_bytes` of address space.
    """

    def __init__(self, limits: Limits | None = None, *, function: str = "parsers.reading.read") -> None:
        self._limits = limits or Limits()
        self._function = function
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def read(self, raws: Sequence[bytes]) -> list[Reading]:
        """One Reading for each mail, in order. One that is too large or kills the child is a single Unreadable fact.

        Raises ReaderBroken only when a child can't be started at all.
        """
        return [self._read(raw) for raw in raws]

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def _read(self, raw: bytes) -> Reading:
        if len(raw) > self._limits.mail_bytes:
            return unreadable(TOO_LARGE)
        child = self._started()
        try:
            _put(child.stdin, raw, self._limits.parse_seconds)
            answer = _get(child.stdout, self._limits.parse_seconds + GRACE_SECONDS)
        except (OSError, EOFError) as error:
            self.close()
            return unreadable(TOO_SLOW if isinstance(error, TimeoutError) or _out_of_time(child) else CRASHED)
        reading = unpack(answer)
        if reading is None:
            self.close()
        return reading or unreadable(CRASHED)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start(self._function, self._limits)
        return self._child


def unreadable(reason: str) -> Reading:
    """The reading of a mail that could not be read, with the reason in plain Norwegian."""
    return Reading(headers=Headers(), facts=(Unreadable(reason=reason),))


def killed(reading: Reading) -> bool:
    """Whether the mail stopped its reader; at the third time it is quarantined (promise 4)."""
    return any(isinstance(fact, Unreadable) and fact.reason in KILLED for fact in reading.facts)


class _Facts(pickle.Unpickler):
    """Unpacks facts, dates and times; anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "parsers.facts" or (module, name) in KNOWN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no fact")


KNOWN = {("datetime", name) for name in ("date", "time", "datetime", "timedelta", "timezone")}


def unpack(answer: bytes) -> Reading | None:
    """The Reading in a child's answer, or None when it holds anything else."""
    try:
        reading = _Facts(io.BytesIO(answer)).load()
    except Exception:  # hostile bytes: pickle raises nearly anything
        return None
    return reading if isinstance(reading, Reading) else None


def _start(function: str, limits: Limits) -> subprocess.Popen[bytes]:
    argv = [sys.executable, "-P", "-m", __name__, function, str(limits.parse_seconds), str(limits.parse_bytes)]
    where = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LC_ALL": "C.UTF-8"}
    child = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where, start_new_session=True, bufsize=0
    )
    assert child.stdin is not None
    os.set_blocking(child.stdin.fileno(), False)
    try:
        _get(child.stdout, START_SECONDS)
    except (OSError, EOFError) as error:
        _end(child)
        raise ReaderBroken(f"{function}: {error}") from error
    return child


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _out_of_time(child: subprocess.Popen[bytes]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=1.0)
    return child.returncode == -signal.SIGXCPU


def _put(pipe: IO[bytes] | None, data: bytes, seconds: float | None = None) -> None:
    """All of it, within that many seconds on a pipe that does not block. Raises TimeoutError, or OSError when cut."""
    assert pipe is not None
    deadline = None if seconds is None else time.monotonic() + seconds
    view = memoryview(LENGTH.pack(len(data)) + data)
    while view:
        if deadline is not None:
            _wait(pipe.fileno(), select.POLLOUT, deadline)
        view = view[os.write(pipe.fileno(), view) :]


def _get(pipe: IO[bytes] | None, seconds: float) -> bytes:
    """One whole answer within that many seconds. Raises TimeoutError, or EOFError when the child is gone."""
    assert pipe is not None
    deadline = time.monotonic() + seconds
    (length,) = LENGTH.unpack(_exactly(pipe.fileno(), LENGTH.size, deadline))
    if length > ANSWER_BYTES:
        raise EOFError("an answer without end")
    return _exactly(pipe.fileno(), length, deadline)


def _exactly(pipe: int, length: int, deadline: float) -> bytes:
    held = bytearray()
    while len(held) < length:
        _wait(pipe, select.POLLIN, deadline)
        some = os.read(pipe, min(length - len(held), 1 << 20))
        if not some:
            raise EOFError("the reader ended")
        held += some
    return bytes(held)


def _wait(pipe: int, what: int, deadline: float) -> None:
    poller = select.poll()
    poller.register(pipe, what)
    left = deadline - time.monotonic()
    if left <= 0 or not poller.poll(left * 1000):
        raise TimeoutError("the reader took too long")


def serve(function: str, seconds: float, memory: int) -> None:
    """The child: read mails from standard input until it closes, under limits, and answer each on standard output."""
    answers = os.dup(1)
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 1)
    read = _function(function)
    os.dup2(silent, 2)
    _confine(memory)
    with os.fdopen(answers, "wb", buffering=0) as out, os.fdopen(0, "rb") as mails:
        _put(out, b"ready")
        while head := mails.read(LENGTH.size):
            raw = mails.read(LENGTH.unpack(head)[0])
            _allow(seconds)
            _put(out, pickle.dumps(_guarded(read, raw), protocol=5))


def _function(path: str) -> Callable[[bytes], Reading]:
    module, _, name = path.rpartition(".")
    found: Callable[[bytes], Reading] = getattr(importlib.import_module(module), name)
    return found


def _confine(memory: int) -> None:
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def _allow(seconds: float) -> None:
    """CPU time for one more mail, beside what is already used; past it the kernel ends the child."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _guarded(read: Callable[[bytes], Reading], raw: bytes) -> Reading:
    try:
        return read(raw)
    except MemoryError:
        return unreadable(TOO_HEAVY)
    except Exception:  # promise 4: one bad mail never stops the others
        return unreadable(CRASHED)


if __name__ == "__main__":
    serve(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
