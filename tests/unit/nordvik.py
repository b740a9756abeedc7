"""An invented network under the KLB paper, for the rules' tests: six members and a parent group."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from config.mandate import Mandate
from config.mandates_read import read_mandate
from config.settings import Contact, Network, Receiver
from db.records import Item, Letter, Mail, Meeting, Membership, Person, Records
from mailer.rules.days import at
from mailer.rules.due import Due, due
from mailer.rules.letters import LetterDue
from mailer.rules.occasions import Incoming, after
from parsers.facts import Address, Fact, Headers, Reading

JUNE_16 = dt.date(2026, 6, 16)
MAY_4 = at(dt.date(2026, 5, 4), dt.time(10))
RECEIVER = Receiver(authserv_id="mx.example.no")

MEMBERS = (
    ("inger", "Inger Dale", "Nordvik", "leader"),
    ("kari", "Kari Nes", "Nordvik", "secretary"),
    ("ola", "Ola Lie", "Fjordvik", None),
    ("siv", "Siv Moe", "Fjordvik", None),
    ("tor", "Tor Lie", "Nordvik", None),
    ("berit", "Berit Hove", "Sundet", None),
)


@cache
def mandate(name: str = "klb-lokal") -> Mandate:
    """A mandate as it is shipped."""
    folder = Path(__file__).resolve().parents[2] / "config" / "mandates"
    read = read_mandate(folder / f"{name}.toml")
    assert read.mandate, read.problems
    return read.mandate


def network(**but: Any) -> Network:
    """Nettverksgruppe Nord."""
    known = Network(
        id="nord",
        name="Nettverksgruppe Nord",
        mandate=mandate(),
        mailbox="nord",
        language="nb",
        parent="drift",
        contacts={"klb-employee": Contact(name="Mona Fjeld", email="mona.fjeld@klb.example")},
    )
    return replace(known, **but)


def person(ident: str, name: str) -> Person:
    """An invented person with an address of her own."""
    return Person(id=ident, name=name, email=f"{ident}@nordvik.example")


def records(**but: Any) -> Records:
    """The members since 2024, and the leader of the parent group."""
    joined = dt.date(2024, 1, 10)
    people = {ident: person(ident, name) for ident, name, _, _ in MEMBERS} | {"gro": person("gro", "Gro Vik")}
    places = tuple(
        Membership(
            id=f"m-{ident}",
            network="nord",
            person=ident,
            organisation=org,
            office=office,
            joined=joined,  # type: ignore[arg-type]
        )
        for ident, _, org, office in MEMBERS
    )
    above = (Membership(id="m-gro", network="drift", person="gro", office="leader", joined=joined),)
    return replace(Records(network="nord", people=people, memberships=places, parent_memberships=above), **but)


def meeting(**but: Any) -> Meeting:
    """16 June 2026, 10–14, known since 4 May."""
    known = Meeting(
        id="juni",
        network="nord",
        uid="juni@budstikke",
        title="Nettverksgruppe Nord",
        starts=at(JUNE_16, dt.time(10)),
        ends=at(JUNE_16, dt.time(14)),
        place="Nordvik sykehjem",
        agenda=(Item(title="Smertekartlegging hjemme", presenter="Siv Moe"),),
        known_at=MAY_4,
        source="mail-1",
    )
    return replace(known, **but)


def day(text: str, clock: str = "09:00") -> dt.datetime:
    """The UTC instant of a Norwegian date and clock time."""
    return at(dt.date.fromisoformat(text), dt.time.fromisoformat(clock))


def ask(known: Records, now: dt.datetime, net: Network | None = None) -> tuple[Records, Due]:
    """Ask the rules, and give the records as they are when all of it is done, letters sent."""
    found = due(known, net or network(), now)
    return after(known, found.records, found.letters), found


def kinds(letters: tuple[LetterDue, ...]) -> list[str]:
    """The letters' kinds, each once, in order of first appearance."""
    return list(dict.fromkeys(letter.kind for letter in letters))


def to(letters: tuple[LetterDue, ...], kind: str) -> set[str]:
    """Who the letters of a kind go to."""
    return {letter.to.email for letter in letters if letter.kind == kind}


def incoming(
    *facts: Fact,
    sender: str | None = "ola",
    known: Records | None = None,
    letter: Letter | None = None,
    received: dt.datetime = MAY_4,
    mail: str = "mail-9",
    **but: Any,
) -> Incoming:
    """A read mail from a member, proven unless told otherwise."""
    people = (known or records()).people
    who = people.get(sender or "")
    headers = Headers(
        message_id=f"{mail}@nordvik.example",
        sender=Address(name=who.name, email=who.email) if who else Address(email="ukjent@annet.example"),
        subject="Sv: Innkalling",
    )
    known_mail = Mail(id=mail, mailbox="nord", uidvalidity=1, uid=1, received_at=received)
    token = "none" if letter is None else "sender" if letter.person == sender else "other"
    given = Incoming(
        mail=known_mail,
        reading=Reading(headers=headers, facts=facts),
        verdict="pass",
        letter=letter,
        token=token,  # type: ignore[arg-type]
        sender=who,
    )
    return replace(given, **but)


def letter(kind: str, who: str, now: dt.datetime = MAY_4, **but: Any) -> Letter:
    """A letter of ours that has gone to a member."""
    known = Letter(
        id=f"t-{kind}-{who}",
        key=f"{kind}:{who}",
        network="nord",
        mailbox="nord",
        kind=kind,
        lang="nb",
        to_name=None,
        to_email=f"{who}@nordvik.example",
        person=who,
        meeting="juni",
        queued_at=now,
        due_at=now,
        expires_at=now + dt.timedelta(days=90),
    )
    return replace(known, **but)
