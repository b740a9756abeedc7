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

from tests.demo import book, loopback, mailbag
from tests.demo.facts import wrong
from tests.demo.season import BEGINS, CUES, ENDS
from tests.demo.shown import sheets
from tests.demo.stage import NoSuchLetter, Stage, moment, stage
from tests.demo.told import Timeline


def play(found: Stage, timeline: Timeline) -> list[str]:
    """Every cue at its time, and the service between them; what could not be played."""
    found.told = timeline.round
    unplayed = []
    for cue in CUES:
        found.until(cue.now)
        timeline.cue(cue)
        try:
            cue.act(found)
        except NoSuchLetter as missing:
            unplayed.append(str(missing))
            timeline.wrong(str(missing))
        found.settle()
    found.until(moment(ENDS))
    return unplayed


def main(arguments: list[str] | None = None) -> int:
    """Play, write, check; the exit code."""
    asked = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    asked.add_argument("--out", type=Path, default=Path("demo-out"), help="where to write (default: demo-out)")
    given = asked.parse_args(arguments)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    loopback.shut()
    begun = time.monotonic()
    timeline = Timeline(console)
    timeline.opening()
    with tempfile.TemporaryDirectory(prefix="budstikke-demo-") as folder, stage(Path(folder), BEGINS) as found:
        unplayed = play(found, timeline)
        given.out.mkdir(parents=True, exist_ok=True)
        files = mailbag.write(found.server.deliveries, given.out / "mail")
        page = book.write(found, sheets(found), given.out, time.monotonic() - begun)
        faults = [*unplayed, *wrong(found)]
    timeline.closing(len(files), page, time.monotonic() - begun, faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
