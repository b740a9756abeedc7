"""The kill harness at every step, not a sample of them."""

from __future__ import annotations

import os
import subprocess
import sys


def main() -> None:
    """Run it; prints how many letters were doubled and left uncertain."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--no-cov", "tests/acceptance/test_kill.py"]
    subprocess.run(command, env={**os.environ, "BUDSTIKKE_SLOW": "1"}, check=False)
