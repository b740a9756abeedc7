"""Who is who in a network on a day: members, offices, those who get copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from config.settings import Contact, Network
from db.records import Membership, Person, Records
from mailer.rules.contents import CopyTo
from mailer.rules.letters import Recipient

ROLE_TITLES = {
    "leader": {"nb": "leder", "nn": "leiar", "en": "the leader"},
    "secretary": {"nb": "sekretær", "nn": "sekretær", "en": "the secretary"},
    "parent-leader": {
        "nb": "leder av overordnet gruppe",
        "nn": "leiar av overordna gruppe",
        "en": "the leader of the parent group",
    },
}


def is_active(membership: Membership, day: dt.date) -> bool:
    """Whether the membership holds on a day; the day of leaving is the first day it does not."""
    return membership.joined <= day and (membership.left is None or day < membership.left)


def members(records: Records, day: dt.date) -> tuple[Membership, ...]:
    """The members on a day, by organisation and name."""
    active = (m for m in records.memberships if is_active(m, day))
    return tuple(sorted(active, key=lambda m: (m.organisation or "", records.people[m.person].name)))


def in_office(memberships: Iterable[Membership], office: str, day: dt.date) -> Membership | None:
    """The one who holds an office on a day, None if it is vacant."""
    return next((m for m in memberships if m.office == office and is_active(m, day)), None)


def officer(records: Records, office: str, day: dt.date) -> Person | None:
    """The person in an office of this network."""
    holder = in_office(records.memberships, office, day)
    return records.people[holder.person] if holder else None


def membership_of(records: Records, person: str) -> Membership | None:
    """A person's membership in this network, the current one before earlier ones."""
    own = [m for m in records.memberships if m.person == person]
    return max(own, key=lambda m: (m.left is None, m.joined), default=None)


def may_lead(records: Records, person: str | None, day: dt.date) -> bool:
    """Whether a person speaks for the network: its leader, deputy leader, secretary or adviser."""
    offices = ("leader", "deputy-leader", "secretary", "adviser")
    return any(m.person == person and m.office in offices and is_active(m, day) for m in records.memberships)


def to_person(person: Person, network: Network, lang: str | None = None) -> Recipient:
    """A person as the recipient of a letter."""
    return Recipient(
        email=person.email, name=person.name, person=person.id, lang=lang or person.lang or network.language
    )


def leader_or_secretary(records: Records, network: Network, day: dt.date, *first: str) -> Recipient | None:
    """The first office of those named that is filled, else the leader, else the secretary."""
    for office in (*first, "leader", "secretary", "deputy-leader"):
        if person := officer(records, office, day):
            return to_person(person, network)
    return None


def _contact(network: Network, role: str) -> Contact | None:
    rule = network.mandate.contacts.get(role)
    own = network.contacts.get(role)
    if own:
        return own
    return Contact(name=rule.name, email=rule.email) if rule and rule.email else None


def title(network: Network, role: str) -> str:
    """What letters call a role, in the network's language."""
    rule = network.mandate.contacts.get(role)
    titles = (rule.title if rule else None) or ROLE_TITLES.get(role, {})
    return titles.get(network.language) or (rule.name if rule else role)


def copy_recipient(records: Records, network: Network, role: str, day: dt.date) -> Recipient | None:
    """Who stands behind a role of the mandate's copies today; None when nobody does."""
    if role == "parent-leader":
        holder = in_office(records.parent_memberships, "leader", day)
        return to_person(records.people[holder.person], network) if holder else None
    if role in ("leader", "secretary"):
        person = officer(records, role, day)
        return to_person(person, network) if person else None
    contact = _contact(network, role)
    return Recipient(email=contact.email, name=contact.name, lang=network.language) if contact else None


def copies(
    records: Records, network: Network, roles: Iterable[str], day: dt.date
) -> tuple[tuple[CopyTo, Recipient], ...]:
    """Everyone who is to have a copy today, in the mandate's order."""
    found = ((role, copy_recipient(records, network, role, day)) for role in roles)
    return tuple((CopyTo(role=title(network, role), name=who.name), who) for role, who in found if who)


def vacant_copies(records: Records, network: Network, roles: Iterable[str], day: dt.date) -> tuple[str, ...]:
    """The roles of the mandate's copies that nobody stands behind: the leader must hear of them."""
    return tuple(title(network, r) for r in roles if copy_recipient(records, network, r, day) is None)
