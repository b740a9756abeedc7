"""Ways to read a mail, good and bad, for the reader's child process."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from pathlib import Path

from parsers.facts import Headers, Reading, Reply, Unknown


def read(raw: bytes) -> Reading:
    """Do what the mail's first line says."""
    deed = raw.partition(b"\n")[0].decode("latin-1")
    return DEEDS.get(deed, _echo)(raw)


def _echo(raw: bytes) -> Reading:
    text = raw.decode("latin-1")
    print("noise on standard output")
    return Reading(headers=Headers(subject=text), facts=(Reply(text=text, attends_from=dt.time(9, 30)),))


def _spin(raw: bytes) -> Reading:
    while True:
        raw = bytes(reversed(raw))


def _sleep(raw: bytes) -> Reading:
    time.sleep(3600)
    return _echo(raw)


def _hoard(raw: bytes) -> Reading:
    return Reading(headers=Headers(subject=str(len(bytearray(8_000_000_000)))), facts=())


def _crash(raw: bytes) -> Reading:
    os.abort()


def _recurse(raw: bytes) -> Reading:
    return _recurse(raw)


def _environment(raw: bytes) -> Reading:
    return Reading(headers=Headers(), facts=(Unknown(text=" ".join(sorted(os.environ))),))


def _files(raw: bytes) -> Reading:
    return Reading(
        headers=Headers(), facts=(Unknown(text=" ".join(file.name for file in Path("/proc/self/fd").iterdir())),)
    )


class _Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {tempfile.gettempdir()}/budstikke-taken-over",)


def _evil(raw: bytes) -> Reading:
    return _Evil()  # type: ignore[return-value]


def _write(raw: bytes) -> Reading:
    Path(tempfile.gettempdir(), "budstikke-was-here").write_bytes(b"x" * 10)
    return _echo(raw)


DEEDS = {
    "spin": _spin,
    "sleep": _sleep,
    "hoard": _hoard,
    "crash": _crash,
    "recurse": _recurse,
    "environment": _environment,
    "files": _files,
    "evil": _evil,
    "write": _write,
}
