"""What must be true when the season is over; whatever is not is told in words."""

from __future__ import annotations

from collections.abc import Iterator

from tests.demo.stage import Stage


def wrong(stage: Stage) -> list[str]:
    """Everything that did not become as it should."""
    return [*_nothing_lost(stage)]


def _nothing_lost(stage: Stage) -> Iterator[str]:
    yield from ()
