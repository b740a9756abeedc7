"""What reading costs, in seconds of this process, without the cost of counting its lines for coverage."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def timed(reading: Callable[[], Result]) -> tuple[Result, float]:
    """The result of one call and its processor time in seconds.

    Tracing is set aside meanwhile, for it costs five times the work; pytest-cov's `no_cover` does not, under xdist.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        began = time.process_time()
        return reading(), time.process_time() - began
    finally:
        sys.settrace(tracer)
