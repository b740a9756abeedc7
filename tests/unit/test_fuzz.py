"""A few hundred damaged mails and documents, the same every time; `./dev bench fuzz` does as many as one likes."""

from __future__ import annotations

import pytest

from tests.confined import run

FILES, SECONDS, BYTES = 240, 8.0, 500_000_000
"""Seconds of processor: four times the promise, for the slowest machine that runs the tests."""


def test_damaged_files_are_read_or_said_to_be_unreadable(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(range(FILES))
    with capsys.disabled():
        print(f"\nfuzz: {outcome.told()}")
    assert outcome.files == FILES and not outcome.uncaught
    assert outcome.slowest[0][0] < SECONDS and outcome.memory < BYTES
