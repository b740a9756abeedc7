"""Timing side by side: each way is run in turn, several times over, and the medians compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

TURNS = 5


def side_by_side(ways: Mapping[str, Callable[[], int]]) -> None:
    """Run each way in turn; a way returns how many things it did. Prints things a second, and ratios to the first."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, way in ways.items():
            started = time.perf_counter()
            done = way()
            rates[name].append(done / (time.perf_counter() - started))
    first = statistics.median(next(iter(rates.values())))
    for name, measured in rates.items():
        rate = statistics.median(measured)
        print(f"  {name:<32} {rate:>10,.0f}/s   {rate / first:>6.2f} × the first")


def cost(way: Callable[[], object], *, turns: int = 20) -> float:
    """Milliseconds of this process's CPU one run takes: the median of some turns, after one to warm up."""
    way()
    taken = []
    for _ in range(turns):
        started = time.process_time()
        way()
        taken.append(time.process_time() - started)
    return statistics.median(taken) * 1000
