"""`./dev bench NAME…`: what is measured side by side in one run; prints ratios. Without a name, all of it.

minutes   how well minutes are read, against the labelled texts beside the checkout
reading   how well mail is read, by kind, against the targets; --misses prints what differs
pace      mails read a second, by kind, against the plain opening of the same mails
letters   letters composed a second, against the bare building of a mail
rounds    a tick's cost with a short and a long history
fuzz      damaged mails and documents in children with limits (slow; BUDSTIKKE_FUZZ sets how many)
kill      the daemon killed at every step (slow)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from bench import fuzz, kill, letters, minutes, pace, reading, rounds

BENCHES: Mapping[str, Callable[[], None]] = {
    "minutes": minutes.main,
    "reading": reading.main,
    "pace": pace.main,
    "letters": letters.main,
    "rounds": rounds.main,
    "fuzz": fuzz.main,
    "kill": kill.main,
}
SLOW = frozenset({"fuzz", "kill"})


def main(arguments: list[str]) -> int:
    """Run the named benches; 2 for a name there is none of."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in names or [n for n in BENCHES if n not in SLOW]:
        print(f"\n{name}")
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
