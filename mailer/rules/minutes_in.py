"""Minutes coming in, and the answers to how they were understood: shown, corrected, released."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from db.records import Draft, DraftState, Meeting
from mailer.rules import minutes
from mailer.rules.matter import Matter, done_with, held_with_word
from mailer.rules.occasions import Decision, Occasion
from parsers.facts import Command, Minutes


def draft_answered(matter: Matter) -> Draft | None:
    """The minutes, still waiting for OK, that the mail answers how they were understood."""
    wanted = matter.letter.matter if matter.letter and matter.answers("minutes-understood") else None
    asked = (d for d in matter.records.drafts if d.state == DraftState.ASKED)
    return next((d for d in asked if d.id == wanted), None)


def meeting_of(matter: Matter, draft: Draft) -> Meeting | None:
    """The meeting minutes are of, None when it is known by them alone."""
    return next((m for m in matter.records.meetings if m.id == draft.meeting), None)


def show_again(matter: Matter, draft: Draft) -> Decision:
    """The corrected minutes, shown once more before anyone gets them."""
    letter = minutes.understood(draft, matter.records, matter.network, meeting_of(matter, draft), matter.to)
    return done_with(
        "referatet er rettet og vist på nytt", Occasion(at=matter.now, letters=(letter,), records=(draft,)), matter
    )


def release(matter: Matter, draft: Draft) -> Decision:
    """OK: out to everyone; but never with a national identity number in them (promise 18)."""
    if draft.paper["identity_numbers"]:
        return show_again(matter, replace(draft, round=draft.round + 1))
    gone = minutes.release(draft, matter.records, matter.network, meeting_of(matter, draft), matter.now)
    return done_with("referatet er sendt", gone, matter)


def command(fact: Command, matter: Matter) -> Decision | None:
    """OK or SEND releases the minutes; ALLE says that everyone unnamed was there."""
    draft = draft_answered(matter)
    if draft is None:
        return None
    meeting = meeting_of(matter, draft)
    acts: dict[str, Callable[[], Decision]] = {
        "ok": lambda: release(matter, draft),
        "send": lambda: release(matter, draft),
        "everyone": lambda: show_again(matter, minutes.everyone_present(draft, matter.records, meeting)),
    }
    return acts[fact.name]() if fact.name in acts else None


def _may_write_minutes(fact: Minutes, matter: Matter, meeting: Meeting | None) -> bool:
    named = {n.casefold() for n in (fact.secretary, fact.chair, meeting.arranger if meeting else None) if n}
    return matter.leads or matter.sender.name.casefold() in named


def _is_same(one: Draft, other: Draft) -> bool:
    """Whether two are of the same meeting; of a meeting known by its minutes alone, of the same day."""
    if other.meeting:
        return one.meeting == other.meeting
    return one.meeting is None and one.paper["date"] == other.paper["date"]


def minutes_in(fact: Minutes, matter: Matter) -> Decision | None:
    """Minutes from someone who may write them become a draft, in place of an older one of the same meeting."""
    answered = matter.meeting.id if matter.meeting else None
    meeting = minutes.meeting_of(fact, matter.records, answered, matter.now)
    if not _may_write_minutes(fact, matter, meeting):
        return held_with_word(matter, "referat fra en uten verv i nettverket", "not-entitled")
    mail, doubts = matter.incoming.mail, matter.incoming.reading.doubts
    draft = minutes.draft_of(fact, doubts, mail.id, matter.sender.id, matter.now, matter.records, meeting)
    asked = (d for d in matter.records.drafts if d.state == DraftState.ASKED and d.id != draft.id)
    older = tuple(replace(d, state=DraftState.SUPERSEDED) for d in asked if _is_same(d, draft))
    letter = minutes.understood(draft, matter.records, matter.network, meeting, matter.to)
    return done_with("referatet er lest", Occasion(at=matter.now, letters=(letter,), records=(*older, draft)), matter)
