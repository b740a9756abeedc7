"""What "right" means when a reading is held against its label: one value, a list of values, and their F1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

ALIKE = 0.6


@dataclass
class Score:
    """Right, extra and missing values of one field over all papers, pooled, so that empty papers weigh nothing."""

    right: int = 0
    extra: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def f1(self) -> float:
        all_ = 2 * self.right + self.extra + self.missing
        return 2 * self.right / all_ if all_ else 1.0

    def one(self, got: Any, expected: Any) -> bool:
        """Count a single value; text counts as right when it is nearly the same. Whether it was right."""
        same = got == expected or bool(got and expected and likeness(str(got), str(expected)) > 0.8)
        self.right += same and expected is not None
        self.extra += got is not None and not same
        self.missing += expected is not None and not same
        return same

    def many(self, got: Sequence[str], expected: Sequence[str], *, alike: float = ALIKE) -> tuple[list[str], list[str]]:
        """Count a list, each value paired with the likest that is left. The values too many, and those missing."""
        left, extra = list(expected), []
        for value in got:
            best = max(left, key=lambda other: likeness(value, other), default=None)
            if best is not None and likeness(value, best) >= alike:
                left.remove(best)
                self.right += 1
            else:
                extra.append(value)
        self.extra += len(extra)
        self.missing += len(left)
        return extra, left


def likeness(a: str, b: str) -> float:
    """How alike two texts are without case and punctuation, 0 to 1; one that holds the whole of the other is alike."""
    left, right = (re.sub(r"\W+", " ", text.lower()).strip() for text in (a, b))
    return 1.0 if left == right or (len(right) > 8 and right in left) else SequenceMatcher(None, left, right).ratio()


def texts(items: Iterable[Any], key: str) -> list[str]:
    """The values of a list of the contract: of its objects those of one key, left out where null."""
    return [str(item[key] if key else item) for item in items if not key or item.get(key)]
