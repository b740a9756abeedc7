"""`python -m tests.demo`: a whole season of one network, played in simulated time on loopback; ends by itself.

Writes every mail and the letter book (index.html) to demo-out/, and exits 1 if anything in the season went wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from tests.demo import loopback
from tests.demo.season import BEGINS, CUES, ENDS
from tests.demo.stage import Stage, moment, stage
from tests.demo.told import Timeline


def play(found: Stage, timeline: Timeline) -> None:
    """Every cue at its time, and the service between them."""
    found.told = timeline.round
    found.settle()
    for cue in CUES:
        found.until(cue.now)
        timeline.cue(cue)
        cue.act(found)
        found.settle()
    found.until(moment(ENDS))


def main(arguments: list[str] | None = None) -> int:
    """Play, write, check; the exit code."""
    asked = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    asked.add_argument("--out", type=Path, default=Path("demo-out"), help="where to write (default: demo-out)")
    given = asked.parse_args(arguments)
    console = Console(highlight=False, markup=False, emoji=False)
    loopback.shut()
    begun = time.monotonic()
    timeline = Timeline(console)
    with tempfile.TemporaryDirectory(prefix="budstikke-demo-") as folder, stage(Path(folder), BEGINS) as found:
        play(found, timeline)
        for warning in found.warnings:
            console.print(warning)
    console.print(f"{time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
