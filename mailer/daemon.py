"""The daemon: one tick does one round; mail, an alarm clock and time wake the next.

Gather, decide, act: fetch what is new, settle it, ask the networks whose time has come, send what is due, put settled
mail aside. The clock is read once a tick and handed down.
"""

from __future__ import annotations

import datetime as dt
import math
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from config.settings import Mailbox, Settings
from db.records import LetterState, Mail, MailState
from db.store import Store
from mailer import mail_in, mail_out
from mailer.house import House
from mailer.mail_out import Sent
from mailer.rules.alarms import alarms
from mailer.rules.contents import AlarmLine
from mailer.rules.days import OSLO
from mailer.rules.due import due
from mailer.rules.letters import LetterDue
from mailer.wire import clock
from mailer.wire.errors import WireError
from mailer.wire.imap import Inbox
from mailer.wire.reader import Reader

log = structlog.get_logger()

IDLE_SECONDS = 300.0
RETRY_SECONDS = 15.0
OFTEN = 5
BEAT = 0.5
NEEDS_A_PERSON = (LetterState.HELD, LetterState.REFUSED, LetterState.BOUNCED, LetterState.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """What one round did."""

    fetched: int
    settled: tuple[Mail, ...]
    queued: int
    sent: tuple[Sent, ...]


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """The service opened: database migrated, reader ready, everything closed at the end."""
    with ExitStack() as stack:
        store = Store.open(settings.database)
        stack.callback(store.close)
        store.migrate()
        reader = stack.enter_context(Reader(settings.limits))
        house = House(settings=settings, store=store, reader=reader)
        stack.callback(_close_all, house)
        yield house


def _close_all(house: House) -> None:
    for inbox in house.inboxes.values():
        inbox.close()


def start_up(house: House, now: dt.datetime) -> None:
    """After a stop: letters caught half-way are settled, and every network is asked once (the plan may be new)."""
    mail_out.resume_interrupted(house, now, alone=house.store.dialect == "sqlite")
    unheard = [name for name in house.settings.mailboxes if not house.store.noted(f"polled:{name}")]
    house.store.commit(
        wakes=dict.fromkeys(house.settings.networks, now),
        notes={f"polled:{name}": now.isoformat() for name in unheard},
    )


def tick(house: House, now: dt.datetime) -> Ticked:
    """One round at `now` (aware, UTC)."""
    boxes = tuple(house.settings.mailboxes.values())
    fetched = sum(mail_in.fetch(house, box, now) for box in boxes)
    settled = tuple(mail_in.settle_fresh(house, now))
    queued = sum(ask(house, network, now) for network in house.store.networks_due(now))
    queued += raise_alarms(house, now)
    sent = mail_out.send_due(house, now)
    for box in boxes:
        mail_in.move_settled(house, box)
    return Ticked(fetched=fetched, settled=settled, queued=queued, sent=tuple(sent))


def ask(house: House, network_id: str, now: dt.datetime) -> int:
    """Ask a network's rules what is due, and commit it with the next waking. The number of letters queued."""
    network = house.settings.networks.get(network_id)
    if network is None:
        house.store.commit(wakes={network_id: None})
        return 0
    found = due(house.records(network, now), network, now)
    letters = [house.letter(letter, network, now) for letter in found.letters]
    queued = house.store.commit(records=found.records, letters=letters, wakes={network_id: found.wake_at})
    if queued:
        log.info("network.due", network=network_id, letters=len(queued))
    return len(queued)


def raise_alarms(house: House, now: dt.datetime) -> int:
    """Tell the operator, once a day, what waits for a person; and at once when a mailbox has fallen silent."""
    polled = {name: house.store.noted(f"polled:{name}") for name in house.settings.mailboxes}
    found = alarms(
        operator=house.settings.operator,
        waiting=tuple(waiting(house)),
        polled={name: dt.datetime.fromisoformat(at) for name, at in polled.items() if at},
        fuse=house.settings.limits.letters_per_hour if mail_out.fuse_left(house, now) == 0 else None,
        now=now,
    )
    letters = [house.letter(alarm, None, now, _other_mailbox(house, alarm)) for alarm in found]
    return len(house.store.commit(letters=letters)) if letters else 0


def _other_mailbox(house: House, alarm: LetterDue) -> str:
    """An alarm about one mailbox goes by another where there is one."""
    silent = alarm.content["mailbox"]
    return next((name for name in house.settings.mailboxes if name != silent), silent)


def waiting(house: House) -> Iterator[AlarmLine]:
    """What waits for a person: held and quarantined mail, and letters that did not arrive."""
    for mail in house.store.mails((MailState.HELD, MailState.QUARANTINED), 50):
        yield AlarmLine(id=mail.id[:12], what=mail.subject or "(uten emne)", why=mail.reason)
    tried = (letter for letter in house.store.letters((LetterState.QUEUED,), 500) if letter.attempts >= OFTEN)
    for letter in (*house.store.letters(NEEDS_A_PERSON, 50), *tried):
        yield AlarmLine(
            id=letter.id[:12], what=f"{letter.kind} til {letter.to_name or letter.to_email}", why=letter.reason
        )


# -- the loop


def run(settings: Settings, stop: threading.Event | None = None) -> None:
    """Run until told to stop (SIGTERM, SIGINT): tick when mail arrives, when something falls due, and every poll.

    APScheduler is the alarm clock only; what is due is decided by the rules, so a late or doubled alarm does no harm.
    """
    stop = stop or _stopped_by_signal()
    wake = threading.Event()
    with open_house(settings) as house, ExitStack() as stack:
        for name in settings.mailboxes:
            stack.enter_context(house.store.advisory_lock(name))
        start_up(house, clock.now())
        scheduler = BackgroundScheduler(
            timezone=OSLO, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        poll = min(box.poll_seconds for box in settings.mailboxes.values())
        scheduler.add_job(wake.set, "interval", seconds=poll)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        for mailbox in settings.mailboxes.values():
            stack.enter_context(_watching(house, mailbox, wake, stop))
        log.info("daemon.started", networks=len(settings.networks), mailboxes=len(settings.mailboxes))
        while not stop.is_set():
            _tick_safely(house)
            _sleep(wake, stop, poll)
        log.info("daemon.stopped")


def _sleep(wake: threading.Event, stop: threading.Event, seconds: float) -> None:
    """Until the bell rings, the daemon is told to stop, or the poll is due."""
    for _ in range(math.ceil(seconds / BEAT)):
        if wake.wait(BEAT) or stop.is_set():
            break
    wake.clear()


def _tick_safely(house: House) -> None:
    """A failing tick is logged and the next one tried: the database may be away for a while."""
    try:
        tick(house, clock.now())
    except Exception:
        log.exception("tick.failed")


def _stopped_by_signal() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop


@contextmanager
def _watching(house: House, mailbox: Mailbox, wake: threading.Event, stop: threading.Event) -> Iterator[None]:
    """A thread in IDLE on a connection of its own, that only rings the bell."""
    inbox = Inbox(mailbox, house.tokens[mailbox.id])

    def watch() -> None:
        while not stop.is_set():
            try:
                inbox.open()
                wake.set()  # something may have come while nobody watched
                while not stop.is_set():
                    if inbox.idle(IDLE_SECONDS):
                        wake.set()
                        stop.wait(0.2)
            except WireError as error:
                log.warning("watch.broken", mailbox=mailbox.id, why=str(error))
                stop.wait(RETRY_SECONDS)

    thread = threading.Thread(target=watch, name=f"idle-{mailbox.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        inbox.interrupt()
        thread.join(timeout=5.0)


def release_letter(house: House, letter_id: str, now: dt.datetime) -> None:
    """Let a held, refused or uncertain letter go, by a person's word."""
    letter = house.store.letter(letter_id)
    if letter:
        house.store.advance(letter.id, LetterState.QUEUED, at=now, due_at=now, reason="sluppet av en person")


def settle_by_hand(house: House, mail: Mail, reason: str, now: dt.datetime) -> None:
    """A held mail a person has dealt with is done."""
    house.store.commit(mail=replace(mail, state=MailState.IGNORED, reason=reason, settled_at=now))
