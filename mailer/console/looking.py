"""`budstikke meetings`, `ledger` and `status`: what the service knows and how it is doing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from config.settings import Settings
from db.looking import letter_counts, lines_of, log_accesses, mail_counts, meetings_of, people
from db.records import Attendance, Evidence, LetterState, MailState, Meeting, MeetingState, Person
from db.store import Store
from mailer import daemon
from mailer.console import opened, show
from mailer.console.advice import OK, PROBLEM
from mailer.console.errors import AmbiguousId, BadTime, UnknownId
from mailer.console.times import instant
from mailer.rules.alarms import SILENT_AFTER
from mailer.rules.days import local_day
from mailer.wire import clock

SHORT = 10
MEETING_HEADS = ("id", "when", ("meeting", "place"), ("state", "network"), ("answers", "presence"))
LEDGER_HEADS = (
    ("name", "remark"),
    ("sent", "delivered", "read"),
    ("answered", "answer", "deputy"),
    ("attended", "recorded"),
)
HOUR = dt.timedelta(hours=1)


def meetings(settings: Settings, network: str | None, *, closed: bool) -> int:
    """A table of meetings, the earliest first; closed ones where asked for."""
    networks = (opened.network(settings, network).id,) if network else tuple(settings.networks)
    with opened.store(settings) as store:
        found = [m for m in meetings_of(store, networks) if closed or m.state != MeetingState.CLOSED]
        lines = lines_of(store, [m.id for m in found])
    table = [_meeting_row(m, [line for line in lines if line.meeting == m.id]) for m in found]
    show.table(MEETING_HEADS, table, empty="No meetings are known. They come from the plan file or by mail.")
    return OK


def _meeting_row(m: Meeting, lines: list[Attendance]) -> tuple[object, ...]:
    answers = Counter(line.answer or "silent" for line in lines if line.sent)
    said = ", ".join(f"{number} {answer}" for answer, number in sorted(answers.items()))
    met = sum(line.attended is True for line in lines)
    presence = f"{met} met, {sum(line.attended is False for line in lines)} did not" if _minuted(lines) else ""
    return m.id[:SHORT], show.when(m.starts), m.title, m.place or m.online, m.state, m.network, said, presence


def _minuted(lines: Iterable[Attendance]) -> bool:
    return any(line.attended is not None for line in lines)


# -- one meeting's ledger


def ledger(settings: Settings, named: str) -> int:
    """One line a person: what was sent, came, was read and answered, and who met, each with time and source."""
    now = clock.now()
    with opened.store(settings) as store:
        meeting = _find(meetings_of(store, settings.networks), named, now)
        lines = lines_of(store, [meeting.id])
        known = people(store, [line.person for line in lines])
        log_accesses(store, now, opened.actor(), "ledger", known, detail=meeting.id)
    show.say(f"{meeting.title}, {show.when(meeting.starts)} ({meeting.state}, {meeting.network})", "bold")
    rows = sorted((_ledger_row(line, known) for line in lines), key=lambda row: str(row[0]))
    show.table(LEDGER_HEADS, rows, empty="Nobody has been summoned yet.")
    return OK


def _find(found: Iterable[Meeting], named: str, now: dt.datetime) -> Meeting:
    """The one meeting whose id begins so, or that is held that day."""
    every = list(found)
    hits = [m for m in every if named and m.id.startswith(named.lower())] or _on(every, named, now)
    if not hits:
        raise UnknownId(what="meeting", id=named, command="meetings --all")
    if len(hits) > 1:
        raise AmbiguousId(id=named, among=", ".join(m.id[:SHORT] for m in hits[:4]))
    return hits[0]


def _on(found: list[Meeting], named: str, now: dt.datetime) -> list[Meeting]:
    try:
        day = local_day(instant(named, now))
    except BadTime:
        return []
    return [m for m in found if local_day(m.starts) == day]


def _ledger_row(line: Attendance, known: Mapping[str, Person]) -> tuple[str, ...]:
    person = known.get(line.person)
    return (
        person.name if person else line.person,
        line.remark or "",
        _proof("sent", line.sent),
        f"bounced: {line.bounce_reason}" if line.bounced else _proof("delivered", line.delivered),
        _proof("read", line.read),
        _proof("answered", line.answered),
        _answer(line),
        f"deputy: {line.deputy_name}" if line.deputy_name else "",
        _attended(line),
        _proof("by", line.recorded),
    )


def _proof(word: str, evidence: Evidence | None) -> str:
    return f"{word} {show.when(evidence.at)} [{evidence.source[:SHORT]}]" if evidence else ""


def _answer(line: Attendance) -> str:
    parts = (
        line.answer,
        f"from {line.attends_from:%H:%M}" if line.attends_from else None,
        f"until {line.attends_until:%H:%M}" if line.attends_until else None,
        "digital" if line.digital else None,
        f"away until {line.away_until}" if line.away_until else None,
    )
    return " ".join(filter(None, parts))


def _attended(line: Attendance) -> str:
    if line.attended is None:
        return ""
    absent = {True: "absent, notified", False: "absent, not notified", None: "absent"}[line.notified]
    return "met" if line.attended else f"{absent}, deputy met" if line.deputy_met else absent


# -- how it is doing


def status(settings: Settings) -> int:
    """When each mailbox was last asked, what waits in the outbox and for a person; 1 when a mailbox is silent."""
    now = clock.now()
    with opened.store(settings) as store:
        silent = _mailboxes(store, settings, now)
        _letters(store, settings, now)
        _networks(store, settings)
    return PROBLEM if silent else OK


def _mailboxes(store: Store, settings: Settings, now: dt.datetime) -> bool:
    noted = {name: store.noted(f"polled:{name}") for name in settings.mailboxes}
    polled = {name: dt.datetime.fromisoformat(at) if at else None for name, at in noted.items()}
    silent = {name: at is None or now - at > SILENT_AFTER for name, at in polled.items()}
    rows = [(n, show.when(at) or "never", "SILENT" if silent[n] else "ok") for n, at in polled.items()]
    show.table(("mailbox", "last asked", "state"), rows)
    if any(silent.values()):
        show.say(
            "A silent mailbox has not answered for ten minutes. Is the service running? Try: budstikke check", "red"
        )
    return any(silent.values())


def _letters(store: Store, settings: Settings, now: dt.datetime) -> None:
    letters, mails = letter_counts(store), mail_counts(store)
    held = sum(mails.get(state, 0) for state in (MailState.HELD, MailState.QUARANTINED))
    stuck = sum(letters.get(state, 0) for state in daemon.NEEDS_A_PERSON)
    coming = store.letters((LetterState.QUEUED,), 1)
    first = f", the first at {show.when(coming[0].due_at)}" if coming else ""
    show.say(f"Letters waiting to go: {letters.get(LetterState.QUEUED, 0)}{first}")
    show.say(f"Sent the last hour: {store.sent_since(now - HOUR)} of at most {settings.limits.letters_per_hour}")
    show.say(f"Mail not read yet: {mails.get(MailState.FRESH, 0)}")
    show.say(f"Waiting for a person: {show.count(held, 'mail')}, {show.count(stuck, 'letter')}")
    if held or stuck:
        show.say("See them with: budstikke held", "yellow")


def _networks(store: Store, settings: Settings) -> None:
    networks = settings.networks.values()
    rows = [(n.id, n.name, show.when(store.wake_at(n.id)), "rehearsal" if n.rehearsal else "") for n in networks]
    show.say()
    show.table(("network", "name", "next looked at", "mode"), rows)
