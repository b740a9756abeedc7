"""`./dev demo`: a whole season plays, checks itself, and leaves a book that needs nothing from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = re.compile(r"https?://|url\(|@import|(?:src|href|action)=[\"']?//", re.I)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The demo, run as `./dev demo` runs it."""
    out = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "tests.demo", "--out", str(out)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False), out


def test_the_demo_plays_a_season_in_which_nothing_goes_wrong(
    demo: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = demo
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.search(r"tir\. 23\. feb\. +08\.00 +Innkalling sendt til 9, kopi til 3", done.stdout)
    assert done.stderr == ""


def test_the_demo_leaves_every_mail_as_a_file(demo: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    files = sorted((demo[1] / "mail").glob("*.eml"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    assert len([file for file in files if "_summons_" in file.name]) > 40
    assert all(b"\r\n\r\n" in file.read_bytes() for file in files)


def test_the_letter_book_stands_alone(demo: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    page = (demo[1] / "index.html").read_text(encoding="utf-8")
    assert OUTSIDE.search(page) is None
    assert "gjennom en sesong" in page
    for ident in set(re.findall(r'href="#([a-z]\d+)"', page)):
        assert page.count(f'id="{ident}"') == 1


@pytest.mark.parametrize(
    ("attempt", "told"),
    [
        ("socket.create_connection(('192.0.2.1', 25), 1)", "socket.getaddrinfo of '192.0.2.1'"),
        ("socket.socket().connect(('192.0.2.1', 25))", "socket.connect to 192.0.2.1"),
        ("socket.gethostbyname('nettverk.example')", "socket.gethostbyname of 'nettverk.example'"),
    ],
)
def test_the_demo_can_reach_no_other_machine(attempt: str, told: str) -> None:
    code = f"import socket; from tests.demo import loopback; loopback.shut(); {attempt}"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert f"LeftLoopback: {told}" in run.stderr


def test_the_demo_reaches_its_own_machine() -> None:
    code = (
        "import socket; from tests.demo import loopback; loopback.shut(); "
        "served = socket.create_server(('127.0.0.1', 0)); "
        "socket.create_connection(served.getsockname(), 1); print('reached')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stdout.strip() == "reached", run.stderr
