"""Mail out: due letters claimed, made into mails, sent one transaction per recipient, the outcome recorded."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import structlog

from config.settings import Mailbox, Network
from db.changes import Step
from db.records import Attendance, Evidence, Letter, LetterState, MeetingState, Person
from mailer.house import House
from mailer.pages import Composed, Document, Post, Unsendable, compose
from mailer.rules.days import local_day
from mailer.rules.letters import KINDS, Envelope
from mailer.rules.people import officer
from mailer.wire.smtp import Outcome, Outgoing, deliver
from parsers.identity import identity_numbers
from parsers.mime import attachments

log = structlog.get_logger()

BATCH = 50
GIVE_UP = dt.timedelta(days=3)
LONGEST_WAIT = dt.timedelta(hours=2)
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of one letter in this round."""

    letter: Letter
    state: LetterState
    reason: str = ""


def resume_interrupted(house: House, now: dt.datetime, *, alone: bool) -> None:
    """Letters caught half-way by a crash (promise 9): a summons goes again under its Message-ID, others wait."""
    for letter in house.store.interrupted(now, alone=alone):
        house.store.advance(letter.id, LetterState.UNCERTAIN, at=now, reason="avbrutt midt i sendingen")
        if KINDS[letter.kind].sure:
            house.store.advance(letter.id, LetterState.QUEUED, at=now, reason="sendes igjen med samme Message-ID")
        log.warning("letter.interrupted", letter=letter.id[:6], kind=letter.kind)


def send_due(house: House, now: dt.datetime) -> list[Sent]:
    """Send what is queued and due from every mailbox, within the fuse (promise 11)."""
    sent: list[Sent] = []
    for mailbox in house.settings.mailboxes.values():
        while batch := house.store.claim(now, min(BATCH, fuse_left(house, now)), mailbox=mailbox.id):
            round_ = _send(house, mailbox, batch, now)
            sent += round_
            if any(s.state == LetterState.QUEUED for s in round_):
                break
    return sent


def fuse_left(house: House, now: dt.datetime) -> int:
    """How many more letters may go this hour."""
    return max(0, house.settings.limits.letters_per_hour - house.store.sent_since(now - HOUR))


def _send(house: House, mailbox: Mailbox, batch: tuple[Letter, ...], now: dt.datetime) -> list[Sent]:
    by_id = {letter.id: letter for letter in batch}
    done: list[Sent] = []
    ready: list[Outgoing] = []
    for letter, mail in composed(house, mailbox, batch, now):
        if isinstance(mail, Sent):
            house.store.advance(letter.id, mail.state, at=now, reason=mail.reason)
            done.append(mail)
            continue
        ready.append(
            Outgoing(
                letter_id=letter.id,
                sender=mail.sender,
                recipient=mail.recipient,
                data=mail.data,
                envelope_id=letter.id,
            )
        )

    def before_dot(letter_id: str) -> None:
        house.store.advance(letter_id, LetterState.TRANSMITTING, at=now)

    def after(letter_id: str, outcome: Outcome) -> None:
        done.append(_record(house, by_id[letter_id], outcome, now))

    asyncio.run(deliver(mailbox, ready, before_dot=before_dot, after=after, token=house.tokens[mailbox.id]))
    return done


def composed(
    house: House, mailbox: Mailbox, batch: tuple[Letter, ...], now: dt.datetime
) -> Iterator[tuple[Letter, Composed | Sent]]:
    """Each letter as a mail, or why it can't go: no usable address, or a national identity number (promise 18)."""
    networks = {n: house.settings.networks.get(n) for n in {letter.network or "" for letter in batch}}
    hands = {n: _hands(house, network, now) for n, network in networks.items()}
    post = Post(address=mailbox.address, plus_addresses=mailbox.plus_addresses, service=house.settings.service_name)
    for letter in batch:
        network = networks[letter.network or ""]
        if _is_overtaken(house, letter):
            yield letter, Sent(letter=letter, state=LetterState.STOPPED, reason="møtet er flyttet eller avlyst siden")
            continue
        try:
            mail = compose(
                letter,
                _envelope(house, mailbox, hands[letter.network or ""], letter, now),
                post=post,
                now=now,
                documents=_documents(house, letter),
                rehearsal=network.rehearsal if network else None,
                organizer=_organizer(house, mailbox, letter),
            )
        except Unsendable as error:
            yield letter, Sent(letter=letter, state=LetterState.REFUSED, reason=str(error))
            continue
        if letter.kind != "minutes-understood" and identity_numbers(mail.text):
            yield letter, Sent(letter=letter, state=LetterState.HELD, reason="et fødselsnummer står i brevet")
            continue
        yield letter, mail


def _is_overtaken(house: House, letter: Letter) -> bool:
    """Whether a summons has waited so long that its meeting is cancelled, or summoned again in another version."""
    if letter.kind not in ("summons", "invitation") or not letter.meeting:
        return False
    meeting = house.store.meeting(letter.meeting)
    said = letter.content["meeting"]["sequence"]
    return meeting is not None and (meeting.state != MeetingState.SUMMONED or meeting.sequence != said)


@dataclass(frozen=True, kw_only=True)
class Hands:
    """In whose name a network's letters go: its leader and its secretary, where it has them."""

    network: Network | None
    leader: Person | None = None
    secretary: Person | None = None


def _hands(house: House, network: Network | None, now: dt.datetime) -> Hands:
    if network is None:
        return Hands(network=None)
    records = house.records(network, now)
    leader, secretary = (officer(records, office, local_day(now)) for office in ("leader", "secretary"))
    return Hands(network=network, leader=leader, secretary=secretary)


LEADER_OF = {"nb": "leder av", "nn": "leiar av", "en": "leader of"}


def _envelope(house: House, mailbox: Mailbox, hands: Hands, letter: Letter, now: dt.datetime) -> Envelope:
    """What stands around a letter: nobody gets one signed by herself, or is told that she reads the answer."""
    network, leader = hands.network, hands.leader
    if network is None:
        return Envelope(network_name=house.settings.service_name.capitalize(), network_address=mailbox.address)
    readers = [who for who in (hands.secretary, leader) if who and who.id != letter.person]
    signed = f"{leader.name}, {LEADER_OF[network.language]} {network.name}" if leader else network.name
    return Envelope(
        network_name=network.name,
        network_address=mailbox.address,
        leader=leader.name if leader else None,
        signature=(network.name if leader and leader.id == letter.person else signed,),
        reader=readers[0].name if readers else None,
        sent_on=local_day(now),
    )


def _organizer(house: House, mailbox: Mailbox, letter: Letter) -> str | None:
    """Calendars take a change only from the ORGANIZER of the first summons (RFC 5546 §3.2.2)."""
    if letter.kind not in ("summons", "invitation", "cancellation") or not letter.meeting or not mailbox.plus_addresses:
        return None
    first = house.store.first_summons(letter.meeting).get(letter.to_email)
    local, _, domain = mailbox.address.partition("@")
    return f"{local}+{first}@{domain}" if first else None


def _documents(house: House, letter: Letter) -> tuple[Document, ...]:
    """The documents minutes came in, as they came."""
    wanted = set(letter.content.get("attachments", ())) if letter.kind == "minutes" else set()
    if not wanted:
        return ()
    parts = attachments(house.store.raw(letter.content["mail"]))
    return tuple(
        Document(filename=p.filename, content_type=p.content_type, content=p.content)
        for p in parts
        if p.filename and p.filename in wanted
    )


def _record(house: House, letter: Letter, outcome: Outcome, now: dt.datetime) -> Sent:
    steps = {
        "accepted": _accepted,
        "deferred": _put_off,
        "halted": _put_off,
        "refused": _refused,
        "uncertain": _uncertain,
    }
    step = steps[outcome.kind](letter, outcome, now)
    lines = _ledger(house, letter, outcome, step, now)
    house.store.commit(steps=[step], records=lines)
    log.info(
        "letter." + outcome.kind, letter=letter.id[:6], kind=letter.kind, code=outcome.code, why=outcome.text[:120]
    )
    return Sent(letter=letter, state=step.to, reason=step.reason)


def _accepted(letter: Letter, outcome: Outcome, now: dt.datetime) -> Step:
    return Step(letter=letter.id, to=LetterState.SENT, at=now, reason=outcome.text[:200])


def _put_off(letter: Letter, outcome: Outcome, now: dt.datetime) -> Step:
    """4xx and lost connections back off; after three days the letter is refused and a person told."""
    if now - letter.queued_at > GIVE_UP and outcome.kind == "deferred":
        return _refused(letter, outcome, now)
    wait = min(dt.timedelta(minutes=2**letter.attempts), LONGEST_WAIT)
    return Step(
        letter=letter.id,
        to=LetterState.QUEUED,
        at=now,
        reason=outcome.text[:200],
        attempts=letter.attempts + 1,
        due_at=now + wait,
    )


def _refused(letter: Letter, outcome: Outcome, now: dt.datetime) -> Step:
    why = f"{outcome.code or ''} {outcome.text}".strip()[:200]
    return Step(letter=letter.id, to=LetterState.REFUSED, at=now, reason=why)


def _uncertain(letter: Letter, outcome: Outcome, now: dt.datetime) -> Step:
    if KINDS[letter.kind].sure:
        return _put_off(letter, outcome, now)
    return Step(letter=letter.id, to=LetterState.UNCERTAIN, at=now, reason=outcome.text[:200])


def _ledger(house: House, letter: Letter, outcome: Outcome, step: Step, now: dt.datetime) -> list[Attendance]:
    """A summons that went, or was refused, in the ledger line of its person."""
    if letter.kind != "summons" or letter.copy or not letter.meeting or not letter.person:
        return []
    before = house.store.attendance(letter.meeting, letter.person)
    entry = before or Attendance(meeting=letter.meeting, person=letter.person)
    proof = Evidence(at=now, source=letter.id)
    if step.to == LetterState.SENT:
        return [replace(entry, sent=proof, bounced=None, bounce_reason=None, bounced_address=None)]
    if step.to == LetterState.REFUSED:
        return [replace(entry, bounced=proof, bounce_reason=step.reason, bounced_address=letter.to_email)]
    return []
