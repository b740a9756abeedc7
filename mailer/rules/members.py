"""Members: joining, leaving and changing, told by one mail.

B5: «Ved endringer av ressurssykepleier/leder meldes dette til KLB».
B6: «Sikre at ny ressurssykepleier har fått velkomstbrev … Kopi av e-post sendes til nærmeste leder».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from config.settings import Network
from db.records import Meeting, MeetingState, MemberNews, Membership, Person, Record, Records, fingerprint
from mailer.rules import showing
from mailer.rules.contents import ChangeNoted, MemberChangeContent, WelcomeContent
from mailer.rules.days import daytime, local_day
from mailer.rules.letters import LetterDue, Recipient
from mailer.rules.named import candidate, sure
from mailer.rules.occasions import Occasion
from mailer.rules.people import copies, is_active, officer, to_person
from parsers.facts import MemberChange
from parsers.matching import Written, match

GRACE = dt.timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What a member change came to: the records, and what is missing before anything could be recorded."""

    records: tuple[Record, ...] = ()
    missing: tuple[str, ...] = ()


def record(
    fact: MemberChange, records: Records, network: Network, known: Person | None, mail: str, now: dt.datetime
) -> Recorded:
    """One mail's change in the list of members. `known` is the person who has the address already, in any network."""
    handlers = {"joined": _joined, "left": _left, "changed": _changed}
    return handlers[fact.change](fact, records, network, known, mail, now)


def _news(
    change: str, membership: Membership, day: dt.date, mail: str, now: dt.datetime, details: dict[str, str]
) -> MemberNews:
    return MemberNews(
        id=fingerprint("news", mail, membership.id, change),
        network=membership.network,
        person=membership.person,
        membership=membership.id,
        change=change,  # type: ignore[arg-type]
        on=day,
        source=mail,
        noted_at=now,
        details=details,
    )


def _joined(
    fact: MemberChange, records: Records, network: Network, known: Person | None, mail: str, now: dt.datetime
) -> Recorded:
    if not fact.email:
        return Recorded(missing=("email",))
    day = fact.on or local_day(now)
    person = known or Person(id=fingerprint("person", fact.email), name=fact.name, email=fact.email)
    already = [m for m in records.memberships if m.person == person.id and is_active(m, local_day(now))]
    if already:
        return Recorded(missing=("already",))
    membership = Membership(
        id=fingerprint("membership", network.id, person.id, mail),
        network=network.id,
        person=person.id,
        organisation=fact.organisation,
        joined=day,
        manager_name=fact.manager_name,
        manager_email=fact.manager_email,
    )
    soft = (("manager", fact.manager_email), ("organisation", fact.organisation))
    return Recorded(
        records=(person, membership, _news("joined", membership, day, mail, now, {})),
        missing=tuple(what for what, value in soft if not value),
    )


def find(fact: MemberChange, records: Records, day: dt.date) -> Membership | None:
    """The member a change is about, by address or by a name that can only be one person's."""
    active = [m for m in records.memberships if is_active(m, day)]
    by_address = [m for m in active if fact.email and records.people[m.person].email == fact.email]
    if by_address:
        return by_address[0]
    found = sure(match(Written(name=fact.name), [candidate(m, records, m.id) for m in active]))
    return next((m for m in active if m.id == found), None)


def _left(
    fact: MemberChange, records: Records, network: Network, known: Person | None, mail: str, now: dt.datetime
) -> Recorded:
    member = find(fact, records, local_day(now))
    if member is None:
        return Recorded(missing=("unclear",))
    day = fact.on or local_day(now)
    return Recorded(records=(replace(member, left=day), _news("left", member, day, mail, now, {})))


def _changed(
    fact: MemberChange, records: Records, network: Network, known: Person | None, mail: str, now: dt.datetime
) -> Recorded:
    member = find(replace(fact, email=None), records, local_day(now))
    if member is None:
        return Recorded(missing=("unclear",))
    person = records.people[member.person]
    fields = ("organisation", "manager_name", "manager_email")
    new = {f: getattr(fact, f) for f in fields if getattr(fact, f) and getattr(fact, f) != getattr(member, f)}
    old = {f: getattr(member, f) or "" for f in new}
    changed: list[Record] = [replace(member, **new)] if new else []
    if fact.email and fact.email != person.email and known is None:
        old["email"] = person.email
        changed.append(replace(person, email=fact.email, aliases=(*person.aliases, person.email)))
    if not changed:
        return Recorded(missing=("unclear",))
    return Recorded(records=(*changed, _news("changed", member, fact.on or local_day(now), mail, now, old)))


def noted(
    fact: MemberChange,
    recorded: Recorded,
    records: Records,
    network: Network,
    to: Recipient,
    mail: str,
    now: dt.datetime,
) -> LetterDue:
    """What who told of the change hears: what was recorded and who will hear of it."""
    mandate, done = network.mandate, bool(recorded.records)
    roles = mandate.members.report_to if mandate.members and done else ()
    content = ChangeNoted(
        change=fact.change,
        name=fact.name,
        organisation=fact.organisation,
        email=fact.email,
        manager=fact.manager_name,
        welcome=done and fact.change == "joined" and mandate.welcome is not None,
        reported_to=[role for role, _ in copies(records, network, roles, local_day(now))],
        missing=list(recorded.missing),
    )
    news = next((r for r in recorded.records if isinstance(r, MemberNews)), None)
    about = f"{mail}:{fact.name}"
    return showing.letter_to(to, "change-noted", about, content, network, matter=news.id if news else None)


def _next_meeting(records: Records, now: dt.datetime) -> Meeting | None:
    coming = [
        m for m in records.meetings if m.starts > now and m.state in (MeetingState.PLANNED, MeetingState.SUMMONED)
    ]
    return min(coming, key=lambda m: m.starts, default=None)


def welcomes(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """B6: the welcome letter to a new member, with a copy to the nearest leader, half an hour after it was told."""
    rule = network.mandate.welcome
    for news, member, person in _told(records, "joined") if rule else ():
        leader, coming = officer(records, "leader", local_day(now)), _next_meeting(records, now)
        content = WelcomeContent(
            name=person.name,
            organisation=member.organisation,
            leader=leader.name if leader else None,
            leader_email=leader.email if leader else None,
            course=rule.course if rule else None,
            course_link=rule.course_link if rule else None,
            next_meeting=showing.meeting_content(records, network, coming) if coming else None,
            manager=member.manager_name,
            copy_reason=None,
            sources=[rule.source] if rule else [],
        )
        letter = showing.letter_to(to_person(person, network), "welcome", news.id, content, network, matter=news.id)
        also = _manager_copy(letter, member, network) if rule and "manager" in rule.copies else ()
        yield Occasion(at=daytime(news.noted_at + GRACE), letters=(letter, *also))


def _manager_copy(letter: LetterDue, member: Membership, network: Network) -> tuple[LetterDue, ...]:
    if not member.manager_email:
        return ()
    manager = Recipient(email=member.manager_email, name=member.manager_name, lang=network.language)
    words = {"nb": "nærmeste leder", "nn": "næraste leiar"}.get(network.language, "nearest leader")
    return (showing.as_copy(letter, letter.matter or "", manager, {"role": words, "name": member.manager_name}),)


def _told(records: Records, *changes: str) -> Iterator[tuple[MemberNews, Membership, Person]]:
    by_id = {m.id: m for m in records.memberships}
    for news in records.news:
        if news.change in changes and not news.stopped and news.membership in by_id:
            yield news, by_id[news.membership], records.people[news.person]


def member_changes(records: Records, network: Network, now: dt.datetime) -> Iterator[Occasion]:
    """B5: each change is reported to those the mandate names."""
    rule = network.mandate.members
    for news, member, person in _told(records, "joined", "left", "changed") if rule else ():
        content = MemberChangeContent(
            change=news.change,
            name=person.name,
            organisation=member.organisation,
            email=person.email,
            manager=member.manager_name,
            manager_email=member.manager_email,
            on=news.on.isoformat(),
            old=dict(news.details),
            source=rule.source if rule else "",
        )
        to = copies(records, network, rule.report_to if rule else (), local_day(now))
        letters = tuple(
            showing.letter_to(who, "member-change", news.id, content, network, matter=news.id) for _, who in to
        )
        yield Occasion(at=daytime(news.noted_at + GRACE), letters=letters)
