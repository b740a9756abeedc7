"""Files read in a child process with limits, and what became of each: how long it took, and whether it was caught."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parsers.reading import FAILED, read_file
from tests.mutations import damaged, seeds

SECONDS, MEMORY = 20, 2_000_000_000
STOPPED = FAILED.partition("{")[0]


@dataclass(kw_only=True)
class Outcome:
    """What a run of many files came to; times in seconds of processor, memory in bytes."""

    files: int = 0
    uncaught: list[int] = field(default_factory=list)
    slowest: list[tuple[float, int]] = field(default_factory=list)
    memory: int = 0

    def told(self) -> str:
        """The figures on one line."""
        slow = ", ".join(f"{seconds:.2f} s (number {number})" for seconds, number in self.slowest[:5])
        caught = f"{self.files} files, {len(self.uncaught)} uncaught {self.uncaught[:20]}"
        return f"{caught}, slowest {slow}, peak {self.memory / 1e6:.0f} MB"


def run(numbers: range) -> Outcome:
    """Read the damaged files of these numbers; the death of a child, and an exception let out, is uncaught."""
    outcome = Outcome()
    start = numbers.start
    while start < numbers.stop:
        start = _child(range(start, numbers.stop), outcome) + 1
    outcome.slowest.sort(reverse=True)
    return outcome


def _child(numbers: range, outcome: Outcome) -> int:
    """Read on in one child, to the end or to its death; the last number it came to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _serve(writing, numbers)
    os.close(writing)
    with os.fdopen(reading) as lines:
        last = max(_heard(lines, outcome), numbers.start)
    _, status, used = os.wait4(child, 0)
    outcome.memory = max(outcome.memory, used.ru_maxrss * 1024)
    if status:
        outcome.uncaught.append(last)
    return last


def _heard(lines: Iterable[str], outcome: Outcome) -> int:
    last = -1
    for line in lines:
        kind, number, seconds = line.split()
        last = int(number)
        if kind == "began":
            continue
        outcome.files += 1
        outcome.slowest.append((float(seconds), last))
        if kind == "stopped":
            outcome.uncaught.append(last)
    return last


def _serve(writing: int, numbers: range) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for line in _read(numbers):
            os.write(writing, line.encode())
    except BaseException:
        os._exit(1)
    os._exit(0)


def _read(numbers: range) -> Iterator[str]:
    among = seeds()
    for number in numbers:
        name, content = damaged(number, among)
        yield f"began {number} 0\n"
        used = int(time.process_time()) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (used, resource.RLIM_INFINITY))
        began = time.process_time()
        facts = read_file(name, content).facts
        stopped = any(str(getattr(fact, "reason", "")).startswith(STOPPED) for fact in facts)
        yield f"{'stopped' if stopped else 'read'} {number} {time.process_time() - began:.3f}\n"
