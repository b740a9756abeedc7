"""Damaged mails and documents in children with limits: how many, how many uncaught, the slowest, and peak memory.

`./dev bench fuzz`; BUDSTIKKE_FUZZ=100000 sets how many, BUDSTIKKE_FUZZ_FROM where to begin.
"""

from __future__ import annotations

import os

from tests.confined import run

BATCH = 500
USUAL = 5_000
SLOW = 2.0


def main() -> None:
    """Run it; a line a batch, and the sum."""
    first, count = int(os.environ.get("BUDSTIKKE_FUZZ_FROM", "0")), int(os.environ.get("BUDSTIKKE_FUZZ", str(USUAL)))
    files, uncaught, slowest, memory = 0, list[int](), list[tuple[float, int]](), 0
    for start in range(first, first + count, BATCH):
        outcome = run(range(start, min(start + BATCH, first + count)))
        files, uncaught = files + outcome.files, uncaught + outcome.uncaught
        slowest = sorted([*slowest, *outcome.slowest[:10]], reverse=True)[:10]
        memory = max(memory, outcome.memory)
        if outcome.uncaught or outcome.slowest[0][0] > SLOW:
            print(f"  {outcome.told()}", flush=True)
    late = sum(seconds > SLOW for seconds, _ in slowest)
    print(f"  {files:,} files, {len(uncaught)} uncaught {uncaught[:10]}, peak {memory / 1e6:.0f} MB")
    print(f"  {late} over {SLOW:.0f} s of processor")
    print("  slowest: " + ", ".join(f"{seconds:.2f} s (number {number})" for seconds, number in slowest))
