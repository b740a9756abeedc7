"""Mail in: fetched and made durable, read in the child process, decided by the rules, committed, then moved aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

import structlog

from config.settings import Mailbox, Network
from db.changes import Access, Step
from db.errors import Unstorable
from db.records import Letter, Mail, MailState, Meeting, Membership, Person
from mailer.house import House
from mailer.rules.days import local_day
from mailer.rules.intake import decide
from mailer.rules.occasions import Decision, Incoming
from mailer.rules.people import is_active
from mailer.wire.errors import LoginRefused, WireError
from mailer.wire.imap import Fetched, Inbox
from parsers.authentication import verdict
from parsers.facts import Bounce, CalendarReply, MemberChange, Minutes, Reading, ReadReceipt, Summons

log = structlog.get_logger()

BATCH = 50
TRIES = 3
LEADING = ("leader", "deputy-leader", "secretary", "adviser")


def fetch(house: House, mailbox: Mailbox, now: dt.datetime) -> int:
    """Keep what is new in a mailbox (promise 1), and note that it could be asked. The number of new mails.

    A connection that has gone stale since the last tick is opened anew at once; one that can't be opened is logged
    and tried again at the next tick.
    """
    stale = mailbox.id in house.inboxes
    kept = _fetched(house, mailbox, now)
    if kept is None and stale:
        kept = _fetched(house, mailbox, now)
    if kept is not None:
        house.store.note(f"polled:{mailbox.id}", now.isoformat())
    return kept or 0


def _fetched(house: House, mailbox: Mailbox, now: dt.datetime) -> int | None:
    """The number of new mails kept, None when the mailbox could not be asked."""
    try:
        inbox = _inbox(house, mailbox)
        last = house.store.last_uid(mailbox.id, inbox.uidvalidity)
        batches = inbox.fetch(last, limit_bytes=house.settings.limits.mail_bytes)
        return sum(_keep(house, mailbox, batch, now) for batch in batches)
    except WireError as error:
        _leave(house, mailbox, error)
        return None


def _keep(house: House, mailbox: Mailbox, batch: tuple[Fetched, ...], now: dt.datetime) -> int:
    """Make a batch durable. Of a mail over the limit only the beginning came: it is quarantined as it is."""
    kept = house.store.keep(mailbox.id, [(f.uidvalidity, f.uid, f.raw, f.received_at) for f in batch])
    cut = {sha256(f.raw).hexdigest() for f in batch if f.cut}
    for mail in filter(None, (house.store.mail(each) for each in kept if each in cut)):
        _settle(house, mail, TOO_LARGE, None, None, now)
    return len(kept)


def _leave(house: House, mailbox: Mailbox, error: WireError) -> None:
    if inbox := house.inboxes.pop(mailbox.id, None):
        inbox.close()
    token = house.tokens[mailbox.id]
    if token and isinstance(error, LoginRefused):
        token.forget()
    log.warning("mailbox.unreachable", mailbox=mailbox.id, why=str(error))


def _inbox(house: House, mailbox: Mailbox) -> Inbox:
    if mailbox.id not in house.inboxes:
        opened = Inbox(mailbox, house.tokens[mailbox.id])
        opened.open()
        house.inboxes[mailbox.id] = opened
    return house.inboxes[mailbox.id]


def move_settled(house: House, mailbox: Mailbox) -> None:
    """Move settled mail out of the inbox on the server, after what it changed is committed (promise 2)."""
    inbox = house.inboxes.get(mailbox.id)
    if inbox is None:
        return
    waiting = house.store.to_move(mailbox.id, inbox.uidvalidity)
    folders = {
        mailbox.done: [uid for uid, state in waiting if state in (MailState.APPLIED, MailState.IGNORED)],
        mailbox.aside: [uid for uid, state in waiting if state in (MailState.HELD, MailState.QUARANTINED)],
    }
    try:
        for folder, uids in folders.items():
            if uids:
                inbox.move(uids, folder)
                house.store.moved(mailbox.id, inbox.uidvalidity, uids)
    except WireError as error:
        _leave(house, mailbox, error)


def settle_fresh(house: House, now: dt.datetime) -> Iterator[Mail]:
    """Read and settle every fresh mail, one transaction each; one that kills its reader three times is quarantined.

    Mail that was begun before, and not settled, is taken one at a time: so only the mail that stops us is counted.
    """
    while fresh := house.store.fresh(BATCH):
        again = [mail for mail in fresh if mail.attempts]
        batch = again[:1] or list(fresh)
        attempts = house.store.begin_reading([mail.id for mail in batch])
        if attempts[batch[0].id] > TRIES:
            yield _settle(house, batch[0], QUARANTINE, None, None, now)
            continue
        readings = house.reader.read([house.store.raw(mail.id) for mail in batch])
        for mail, reading in zip(batch, readings, strict=True):
            yield _take_in_safely(house, mail, reading, now)


def _take_in_safely(house: House, mail: Mail, reading: Reading, now: dt.datetime) -> Mail:
    try:
        return take_in(house, mail, reading, now)
    except Unstorable as error:
        log.error("mail.unstorable", mail=mail.id[:12], why=str(error))
        return _settle(house, mail, QUARANTINE, None, None, now)


QUARANTINE = Decision(state=MailState.QUARANTINED, reason="Lesingen stanset tre ganger; et menneske må se på den.")


TOO_LARGE = Decision(state=MailState.QUARANTINED, reason="Større enn det tjenesten henter; den ligger på serveren.")


def take_in(house: House, mail: Mail, reading: Reading, now: dt.datetime, *, released: bool = False) -> Mail:
    """Settle one read mail: decide, and commit its end state with all it changes. The mail as settled."""
    incoming = _incoming(house, mail, reading, now, released=released)
    network = _network(house, incoming, now)
    records = house.records(network, now) if network else None
    meeting = _meeting(house, incoming)
    decision = decide(
        incoming, records, network, house.settings.receiver, now, meeting=meeting, holder=house.store.person_by_email
    )
    return _settle(house, mail, decision, network, reading, now)


def _settle(
    house: House, mail: Mail, decision: Decision, network: Network | None, reading: Reading | None, now: dt.datetime
) -> Mail:
    sender = reading.headers.sender if reading else None
    settled = replace(
        mail,
        state=decision.state,
        reason=decision.reason,
        network=network.id if network else None,
        sender=sender.email if sender else None,
        subject=reading.headers.subject[:200] if reading else "",
        kind=reading.facts[0].kind if reading and reading.facts else None,
        settled_at=now,
    )
    house.store.commit(
        mail=settled,
        records=decision.records,
        letters=[house.letter(due, network, now, mail.mailbox) for due in decision.letters],
        wakes={network.id: now} if network else None,
        steps=[Step(letter=m.letter, to=m.to, at=now, reason=m.reason) for m in decision.moves],
        accesses=[
            Access(at=now, actor=f"mail:{mail.id[:12]}", action="changed", subject=record.id)
            for record in decision.records
            if isinstance(record, Person | Membership)
        ],
    )
    log.info("mail.settled", mail=mail.id[:12], state=settled.state, kind=settled.kind, why=settled.reason)
    return settled


# -- what the house knows about a mail before any rule is asked


def _incoming(house: House, mail: Mail, reading: Reading, now: dt.datetime, *, released: bool) -> Incoming:
    headers = reading.headers
    letter = _answered(house, reading, house.settings.mailboxes.get(mail.mailbox))
    sender = house.store.person_by_email(headers.sender.email) if headers.sender else None
    sender = _rehearsing(house, letter, headers.sender.email if headers.sender else None) or sender
    own = (
        letter is not None
        and sender is not None
        and (letter.person == sender.id or letter.to_email in (sender.email, *sender.aliases))
    )
    unexpired = letter is not None and now <= letter.expires_at
    return Incoming(
        mail=mail,
        reading=reading,
        verdict=verdict(headers, house.settings.receiver.authserv_id),
        letter=letter,
        token="none" if letter is None else "sender" if own and unexpired else "other",
        sender=sender,
        released=released,
    )


def _rehearsing(house: House, letter: Letter | None, sender: str | None) -> Person | None:
    """In a rehearsal the one who gets every letter may answer as the one who would have had it."""
    network = house.settings.networks.get(letter.network or "") if letter else None
    if letter and network and network.rehearsal and network.rehearsal == sender and letter.person:
        return house.store.person(letter.person)
    return None


def _answered(house: House, reading: Reading, mailbox: Mailbox | None) -> Letter | None:
    """The letter of ours a mail answers: by the token in the receiving address, then by the Message-IDs it names."""
    found = (house.store.letter(token) for token in dict.fromkeys(_tokens(reading, mailbox)))
    return next((letter for letter in found if letter), None)


def _tokens(reading: Reading, mailbox: Mailbox | None) -> Iterator[str]:
    local, _, domain = (mailbox.address if mailbox else "@").partition("@")
    for address in reading.headers.recipients:
        if address.startswith(f"{local}+") and address.endswith(f"@{domain}"):
            yield address[len(local) + 1 : -len(domain) - 1].lower()
    named = [getattr(f, "original_message_id", None) for f in reading.facts if isinstance(f, ReadReceipt | Bounce)]
    named += [f.envelope_id for f in reading.facts if isinstance(f, Bounce)]
    for message_id in (*named, *reversed(reading.headers.references)):
        if message_id:
            yield message_id.strip("<>").partition("@")[0].lower()


def _meeting(house: House, incoming: Incoming) -> Meeting | None:
    if incoming.letter and incoming.letter.meeting:
        return house.store.meeting(incoming.letter.meeting)
    uids = (f.uid for f in incoming.reading.facts if isinstance(f, CalendarReply) and f.uid)
    return next((m for uid in uids if (m := house.store.meeting_by_uid(uid))), None)


def _network(house: House, incoming: Incoming, now: dt.datetime) -> Network | None:
    """Which network a mail is about: the answered letter's, the meeting's, or the only one the sender fits in."""
    networks = house.settings.networks
    if incoming.letter and (named := networks.get(incoming.letter.network or "")):
        return named
    if (meeting := _meeting(house, incoming)) and meeting.network in networks:
        return networks[meeting.network]
    if incoming.sender is None:
        return None
    today = local_day(now)
    own = [m for m in house.store.memberships_of(incoming.sender.id) if is_active(m, today) and m.network in networks]
    here = {m.network: m for m in own if networks[m.network].mailbox == incoming.mail.mailbox}
    return next((networks[found[0]] for found in _narrowed(here, incoming, networks) if len(found) == 1), None)


def _narrowed(here: dict[str, Membership], incoming: Incoming, networks: Mapping[str, Network]) -> Iterator[list[str]]:
    """Ever narrower lists of the networks it may be: all, those the sender leads, those the mail names."""
    yield list(here)
    leads = [n for n, m in here.items() if m.office in LEADING]
    tells = any(isinstance(f, Summons | Minutes | MemberChange) for f in incoming.reading.facts)
    if tells:
        yield leads
    subject = incoming.reading.headers.subject.casefold()
    yield [n for n in here if networks[n].name.casefold() in subject]


def release(house: House, mail: Mail, now: dt.datetime) -> Mail:
    """Let a held mail through: read again, and taken as proven by the operator's word."""
    reading = house.reader.read([house.store.raw(mail.id)])[0]
    return take_in(house, mail, reading, now, released=True)
