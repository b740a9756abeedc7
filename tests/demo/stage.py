"""The stage: the real service, configured by real files, on a mail server of its own, with time in our hands.

The daemon's own `tick` is called when something is due by its own `wake_at`, a minute after each mail, and each morning
while something waits for a person. Nothing of the service is replaced but the clock.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cache
from pathlib import Path

import structlog

from config.settings import Settings, load
from db.records import Letter, LetterState, Mail, MailState
from mailer import daemon
from mailer.console import held, importing
from mailer.daemon import Ticked
from mailer.house import House
from mailer.rules.days import ONE_DAY, at, local_day
from mailer.wire import clock
from tests.demo import cast
from tests.people import Human, opened
from tests.servers.embedded import Bounce, Embedded
from tests.servers.receiver import AUTHSERV_ID

PASSWORD = "bare-for-demoen"
MINUTE = dt.timedelta(minutes=1)
MOST_ROUNDS = 6
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


class NoSuchLetter(Exception):
    """The play wants to answer a letter that was never sent."""


def moment(text: str) -> dt.datetime:
    """The UTC instant of «2027-06-03 08:00» in Norway."""
    return at(dt.date.fromisoformat(text[:10]), dt.time.fromisoformat(text[11:]))


@dataclass(frozen=True, kw_only=True)
class Round:
    """One tick of the daemon that did something."""

    at: dt.datetime
    done: Ticked


@dataclass
class Stage:
    """A running service whose time we decide."""

    house: House
    server: Embedded
    folder: Path
    now: dt.datetime
    told: Callable[[Round], None] = lambda _: None
    warnings: list[str] = field(default_factory=list)

    # -- time

    def until(self, then: dt.datetime) -> None:
        """Let time pass: the service wakes when it said it would, and every morning."""
        while (soon := self._next()) < then:
            if self._tick(soon).sent:
                self.settle()
        self.now = max(self.now, then)

    def _next(self) -> dt.datetime:
        """The next instant anything can happen: a promised waking, a letter that waits, the morning's alarm."""
        store = self.house.store
        wakes = [wake for network in self.house.settings.networks if (wake := store.wake_at(network))]
        queued = [letter.due_at for letter in store.letters((LetterState.QUEUED,), 100)]
        morning = at(local_day(self.now) + ONE_DAY)
        alarms = [morning] if any(daemon.waiting(self.house)) else []
        return min((max(soon, self.now + MINUTE) for soon in (*wakes, *queued, *alarms)), default=NEVER)

    def _tick(self, now: dt.datetime) -> Ticked:
        self.now = now
        done = daemon.tick(self.house, now)
        if done.settled or done.sent:
            self.told(Round(at=now, done=done))
        return done

    def settle(self) -> None:
        """A minute later the service has read what came, and what came of that."""
        self.now += MINUTE
        for _ in range(MOST_ROUNDS):
            done = self._tick(self.now)
            if not done.sent:
                return

    # -- mail

    def deliver(self, raw: bytes, *, sender: str) -> None:
        """Someone's mail reaches the mailbox."""
        to = getaddresses([str(read_once(raw)["To"])])[0][1]
        self.server.deliver(raw, sender=sender, recipient=to)

    def put_away(self, kind: str, why: str) -> str:
        """The operator's own command (`budstikke held done`) for the letters of a kind that did not arrive."""
        said = io.StringIO()
        failed = self.house.store.letters((LetterState.BOUNCED, LetterState.REFUSED), 100)
        for letter in [one for one in failed if one.kind == kind]:
            with redirect_stdout(said):
                held.done(self.house.settings, letter.id, why)
        return said.getvalue()

    def letter(self, human: Human, kind: str) -> bytes:
        """The newest letter of a kind someone has been sent. Raises NoSuchLetter."""
        mine = reversed(self.server.received(human.email))
        found = next((raw for raw in mine if kind_of(raw) == kind), None)
        if found is None:
            raise NoSuchLetter(f"{human.name} har ikke fått noe brev av typen {kind} innen {self.now:%d.%m.%Y}")
        return found

    # -- what is remembered

    def letters(self) -> list[Letter]:
        """Every letter there is, as it was queued."""
        found = self.house.store.letters(tuple(LetterState), 10_000)
        return sorted(found, key=lambda letter: (letter.sent_at or letter.queued_at, letter.queued_at))

    def mails(self) -> list[Mail]:
        """Every mail that came in."""
        return sorted(self.house.store.mails(tuple(MailState), 10_000), key=lambda mail: mail.received_at)


@cache
def read_once(raw: bytes) -> EmailMessage:
    """A mail opened, the same one the next time."""
    return opened(raw)


def header(raw: bytes, name: str) -> str:
    """A header on one line, as it stands on the wire; empty where there is none."""
    found = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*([^\r\n]*)", raw.partition(b"\r\n\r\n")[0])
    return found[1].decode("ascii", "replace").strip() if found else ""


def kind_of(raw: bytes) -> str:
    """The kind of a letter of ours, as its own header says; empty for others' mail."""
    return header(raw, "X-Budstikke").rpartition(" ")[2]


def message_id(raw: bytes) -> str:
    """The Message-ID without its brackets."""
    return header(raw, "Message-ID").strip("<> ")


@contextmanager
def stage(folder: Path, begins: str) -> Iterator[Stage]:
    """The service set up in `folder` as its operator would: files written and loaded, members imported."""
    with ExitStack() as stack:
        now = moment(begins)
        time = {"now": now}
        stack.callback(setattr, clock, "now", clock.now)
        clock.now = lambda: time["now"]
        server = stack.enter_context(Embedded({cast.ADDRESS: PASSWORD}))
        server.bounce[cast.NILS_BEFORE.email] = Bounce(
            status="5.1.1", diagnostic=f"550 5.1.1 <{cast.NILS_BEFORE.email}>: finnes ikke lenger"
        )
        settings = configured(folder, server)
        imported(settings, folder)
        house = stack.enter_context(daemon.open_house(settings))
        found = Stage(house=house, server=server, folder=folder, now=now)
        clock.now = lambda: found.now
        _listen(found)
        daemon.start_up(house, now)
        yield found


def configured(folder: Path, server: Embedded) -> Settings:
    """The files written, and the settings they give. Raises ValueError with every problem."""
    file = folder / "budstikke.toml"
    ports = cast.budstikke_toml(imap=server.imap_port, smtp=server.smtp_port, authserv=AUTHSERV_ID)
    file.write_text(ports, encoding="utf-8")
    (folder / "plan-nord.toml").write_text(cast.PLAN_TOML, encoding="utf-8")
    (folder / "medlemmer-nord.csv").write_text(cast.MEMBERS_CSV, encoding="utf-8")
    (folder / "medlemmer-drift.csv").write_text(cast.PARENT_CSV, encoding="utf-8")
    settings = load(file, {"BUDSTIKKE_NORD_PASSWORD": PASSWORD})
    if not isinstance(settings, Settings):
        raise ValueError("\n".join(map(str, settings)))
    return settings


def imported(settings: Settings, folder: Path) -> None:
    """The lists of members read in by the command an operator uses. Raises ValueError when a row was left out."""
    for network in ("drift", "nord"):
        said = io.StringIO()
        with redirect_stdout(said):
            code = importing.import_list(
                settings, folder / f"medlemmer-{network}.csv", network, yes=True, skip_bad=False
            )
        if code:
            raise ValueError(said.getvalue())


def _listen(stage: Stage) -> None:
    """The service's own log: warnings are kept for the end, the rest is let go."""

    def keep(_: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        if method in ("warning", "error", "exception", "critical"):
            stage.warnings.append(f"{stage.now:%d.%m.%Y %H:%M} {event}")
        raise structlog.DropEvent

    structlog.configure(processors=[keep])
