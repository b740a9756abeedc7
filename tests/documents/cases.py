"""The case folders of minutes and summonses, written from here: `python -m tests.documents.cases`.

Each case says which words and layout it holds to account, builds its mail with builder.py, and names what must be
understood. Everyone in it is invented.
"""

from __future__ import annotations

import json

from tests.documents import minutes, summons
from tests.documents.case import ALL, CASES, expectation

__all__ = ["ALL", "minutes", "summons"]


def main() -> None:
    """Write every folder anew."""
    for case in ALL:
        folder = CASES / case.kind / case.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "input.eml").write_bytes(case.mail.as_bytes())
        (folder / "expected.json").write_text(
            json.dumps(expectation(case), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        (folder / "why.md").write_text(case.why + "\n", "utf-8")
    print(len(ALL), "cases written")


if __name__ == "__main__":
    main()
