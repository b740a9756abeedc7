"""`budstikke run` and `budstikke tick`: the daemon, one round of it by hand, and what a round would send."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from config.settings import Settings
from db.records import Letter, LetterState, MailState
from mailer import daemon
from mailer.console import logs, opened, show
from mailer.console.advice import OK, PROBLEM
from mailer.console.times import instant
from mailer.daemon import Ticked
from mailer.house import House
from mailer.rules.due import Due, due
from mailer.rules.letters import LetterDue
from mailer.wire import clock

MOST = 10_000
WHO = (("who", "e-mail"), ("letter", "meeting"))
HEADS = (*WHO, "network", "when")
FOR_A_PERSON = (MailState.HELD, MailState.QUARANTINED)


def run(settings: Settings) -> None:
    """The daemon, until it is told to stop."""
    logs.begin(settings)
    daemon.run(settings)


def tick(settings: Settings, *, at: str | None, dry_run: bool) -> int:
    """One round, or what one would send. 1 when a mailbox could not be asked, or something now waits for a person."""
    now = instant(at, clock.now()) if at else clock.now()
    with opened.house(settings) as house, ExitStack() as stack:
        if dry_run:
            return _foretell(house, now)
        for mailbox in settings.mailboxes:
            stack.enter_context(house.store.advisory_lock(mailbox))
        with show.working("Fetching, deciding, sending …"):
            daemon.start_up(house, now)
            done = daemon.tick(house, now)
        return _tell(house, done)


# -- what would be sent


def _foretell(house: House, now: dt.datetime) -> int:
    """A table of what is due and what already waits in the outbox; nothing is fetched, sent or changed."""
    found = {n.id: due(house.records(n, now), n, now) for n in house.settings.networks.values()}
    rows = [*_queued(house), *_due(found, now)]
    show.say(f"At {show.when(now)} this would be sent:" if rows else f"At {show.when(now)} nothing would be sent.")
    show.table(HEADS, rows)
    for name, later in found.items():
        if later.wake_at:
            show.say(f"Next in {name}: {show.when(later.wake_at)}.", "dim")
    for network in house.settings.networks.values():
        if network.rehearsal and rows:
            show.say(f"{network.id} is in rehearsal: its letters all go to {network.rehearsal}.", "yellow")
    show.say("Nothing was fetched, sent or changed.", "dim")
    return OK


def _queued(house: House) -> Iterator[tuple[str, ...]]:
    for letter in house.store.letters((LetterState.QUEUED,), MOST):
        yield _row(letter.to_name, letter.to_email, letter, letter.network or "", letter.due_at)


def _due(found: Mapping[str, Due], now: dt.datetime) -> Iterator[tuple[str, ...]]:
    for network, soon in found.items():
        for letter in soon.letters:
            yield _row(letter.to.name, letter.to.email, letter, network, now)


def _row(name: str | None, email: str, letter: Letter | LetterDue, network: str, at: dt.datetime) -> tuple[str, ...]:
    kind = f"{letter.kind} (copy)" if letter.copy else letter.kind
    return name or "", email, kind, _meeting(letter.content), network, show.when(at)


def _meeting(content: Mapping[str, Any]) -> str:
    """The meeting a letter shows: its title and day."""
    meeting = content.get("meeting")
    if not isinstance(meeting, Mapping):
        return str(content.get("date") or "")
    return f"{meeting.get('title', '')}, {str(meeting.get('starts', ''))[:10]}"


# -- what was done


def _tell(house: House, done: Ticked) -> int:
    silent = [name for name in house.settings.mailboxes if name not in house.inboxes]
    states = Counter(mail.state for mail in done.settled)
    settled = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    show.say(
        f"Fetched {show.count(done.fetched, 'mail')}; settled {len(done.settled)}{f' ({settled})' * bool(settled)}."
    )
    gone = sum(sent.state == LetterState.SENT for sent in done.sent)
    show.say(f"Queued {show.count(done.queued, 'letter')}; sent {gone}.")
    rows = [
        (
            *_row(s.letter.to_name, s.letter.to_email, s.letter, s.letter.network or "", s.letter.due_at)[:4],
            s.state,
            s.reason,
        )
        for s in done.sent
    ]
    show.table((*WHO, ("state", "why")), rows)
    for name in silent:
        show.say(f"Mailbox {name} could not be asked. Find out why with: budstikke check", "red")
    waits = [m for m in done.settled if m.state in FOR_A_PERSON] + [s for s in done.sent if s.state != LetterState.SENT]
    if waits:
        show.say(f"{len(waits)} of these may need a person: budstikke held", "yellow")
    return PROBLEM if silent or waits else OK
