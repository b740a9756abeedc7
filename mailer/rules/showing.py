"""Records as letters show them: the content of templates, plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from config.settings import Network
from db.records import Meeting, Records
from mailer.rules.contents import Change, CopyTo, ItemContent, MeetingContent
from mailer.rules.days import iso, local_day
from mailer.rules.letters import LetterDue, Recipient
from mailer.rules.people import officer


def names(records: Records, persons: tuple[str, ...] | list[str]) -> list[str]:
    """The names of person ids, in order of name."""
    return sorted(records.people[p].name for p in persons if p in records.people)


def agenda(meeting: Meeting, network: Network) -> list[ItemContent]:
    """The meeting's agenda with the mandate's standing items, numbered where the meeting did not number it."""
    own = [ItemContent(number=i.number, title=i.title, presenter=i.presenter) for i in meeting.agenda]
    taken = {i["title"].casefold() for i in own}
    standing = [
        (s.place, s.title.get(network.language) or next(iter(s.title.values()))) for s in network.mandate.standing_items
    ]
    fixed = {
        place: [
            ItemContent(number=None, title=t, presenter=None)
            for p, t in standing
            if p == place and t.casefold() not in taken
        ]
        for place in ("first", "last")
    }
    items = [*fixed["first"], *own, *fixed["last"]]
    if any(i["number"] for i in own):
        return items
    return [ItemContent(number=str(n), title=i["title"], presenter=i["presenter"]) for n, i in enumerate(items, 1)]


def meeting_content(records: Records, network: Network, meeting: Meeting) -> MeetingContent:
    """A meeting as every letter shows it."""
    leader = officer(records, "leader", local_day(meeting.starts))
    return MeetingContent(
        id=meeting.id,
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=meeting.title,
        starts=iso(meeting.starts),
        ends=iso(meeting.ends),
        place=meeting.place,
        online=meeting.online,
        chair=meeting.chair or (leader.name if leader else None),
        arranger=meeting.arranger,
        agenda=agenda(meeting, network),
    )


def changes(meeting: Meeting) -> list[Change]:
    """What is new since the last summons, as letters show it."""
    new = {"time": iso(meeting.starts), "place": meeting.place or "", "title": meeting.title}
    return [
        Change(what=what, old=meeting.changed_from[what], new=new[what])
        for what in ("time", "place", "title")
        if what in meeting.changed_from
    ]


def in_thread(meeting: Meeting, domain: str = "budstikke") -> tuple[str, ...]:
    """The Message-ID every letter of one meeting refers to, so that a meeting is one thread."""
    return (f"{meeting.id}@{domain}",)


def letter_to(
    to: Recipient,
    kind: str,
    about: str,
    content: Mapping[str, object],
    network: Network,
    meeting: Meeting | None = None,
    matter: str | None = None,
) -> LetterDue:
    """A letter of a kind to one recipient, once for ever about one thing."""
    return LetterDue(
        key=f"{kind}:{about}:{to.person or to.email}",
        kind=kind,
        to=to,
        lang=to.lang or network.language,
        content=dict(content),
        meeting=meeting.id if meeting else None,
        matter=matter,
        answers=in_thread(meeting) if meeting else (),
    )


def as_copy(letter: LetterDue, about: str, to: Recipient, role: CopyTo) -> LetterDue:
    """The same letter as a copy to someone else, who is told in which role."""
    return replace(
        letter,
        key=f"{letter.kind}:{about}:copy:{to.person or to.email}",
        to=to,
        lang=to.lang or letter.lang,
        content={**letter.content, "copy_reason": role["role"]},
        copy=True,
    )


def with_copies(
    letters: tuple[LetterDue, ...], about: str, found: tuple[tuple[CopyTo, Recipient], ...]
) -> tuple[LetterDue, ...]:
    """Letters to many, and the mandate's copies to those who do not get the letter itself."""
    already = {letter.to.email for letter in letters}
    return letters + tuple(
        as_copy(letters[0], about, to, role) for role, to in found if letters and to.email not in already
    )
