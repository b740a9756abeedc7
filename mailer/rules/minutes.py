"""Minutes: understood, shown to who sent them, corrected in words, released by OK, chased when they do not come.

B3: «det skrives referat hvor det påføres hvem som er til stede og forfall».
B2: «referat fra møtet til alle deltakerne … med kopi til …».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from config.settings import Network
from db.records import (
    Attendance,
    Draft,
    DraftState,
    Evidence,
    Item,
    Meeting,
    MeetingState,
    Owed,
    Records,
    fingerprint,
)
from mailer.rules import showing
from mailer.rules.answers import line
from mailer.rules.contents import (
    LedgerProposal,
    MinutesContent,
    MinutesReleased,
    MinutesUnderstood,
)
from mailer.rules.days import at, iso, local_day
from mailer.rules.letters import LetterDue, Recipient
from mailer.rules.named import NameDoubt, candidates, matched, name_doubts, sure
from mailer.rules.occasions import Occasion
from mailer.rules.people import copies, members, to_person
from parsers.facts import AttendanceCorrection, Doubt, Minutes
from parsers.identity import identity_numbers, masked
from parsers.matching import Written, match


def paper_content(minutes: Minutes, doubts: Iterable[Doubt]) -> dict[str, Any]:
    """The minutes as a draft keeps them and letters show them: plain JSON."""
    return {
        "title": minutes.title,
        "date": minutes.date.isoformat() if minutes.date else None,
        "start": f"{minutes.start:%H:%M}" if minutes.start else None,
        "end": f"{minutes.end:%H:%M}" if minutes.end else None,
        "place": minutes.place,
        "chair": minutes.chair,
        "secretary": minutes.secretary,
        "attendance_known": minutes.attendance_known,
        "absence_stated": bool(minutes.absentees),
        "listed": len(minutes.roster),
        "agenda": [{"number": i.number, "title": i.title or "", "presenter": i.presenter} for i in minutes.agenda],
        "decisions": list(minutes.decisions),
        "actions": [{"what": a.what, "who": a.who, "due": str(a.due) if a.due else None} for a in minutes.actions],
        "next_meetings": [
            {"date": n.date.isoformat() if n.date else None, "weeks": list(n.weeks), "text": n.text}
            for n in minutes.next_meetings
        ],
        "owed": list(minutes.owed),
        # An empty owner column asks once a matter; its tasks are the same rows.
        "ownerless": list(minutes.ownerless) or [a.what for a in minutes.actions if not a.who],
        "addresses": [{"email": m.email, "suggestion": m.suggestion} for m in minutes.misspellings],
        "doubts": [d.why for d in doubts if minutes.attendance_known or d.about != "attendees"],
        "identity_numbers": [masked(n) for n in identity_numbers(minutes.text)],
        "text": minutes.text if not minutes.attachments else "",
        "attachments": list(minutes.attachments),
    }


def meeting_of(minutes: Minutes, records: Records, answered: str | None, now: dt.datetime) -> Meeting | None:
    """The meeting minutes are of: the one on their date; undated, the one asked about, or the only one just held."""
    held = [m for m in records.meetings if m.starts <= now and m.state != MeetingState.CANCELLED]
    if minutes.date:
        return next((m for m in held if local_day(m.starts) == minutes.date), None)
    asked = [m for m in held if m.id == answered]
    waiting = asked or [m for m in held if m.state == MeetingState.SUMMONED]
    return waiting[0] if len(waiting) == 1 else None


def draft_of(
    minutes: Minutes,
    doubts: Iterable[Doubt],
    mail: str,
    sender: str,
    received_at: dt.datetime,
    records: Records,
    meeting: Meeting | None,
) -> Draft:
    """Minutes as a draft: names matched with the network's list, the rest kept as guests for the secretary to see."""
    day = minutes.date or (local_day(meeting.starts) if meeting else local_day(received_at))
    matches = matched(minutes, candidates(records, day))
    found = {name: sure(one) for name, one in matches.items()}
    stands_for = {found[d.for_]: d.name for d in minutes.deputies}
    absent = {found[a.name] for a in minutes.absentees} | set(stands_for)
    present = {found[a.name] for a in minutes.attendees} - absent
    return Draft(
        id=fingerprint("draft", mail),
        network=records.network,
        meeting=meeting.id if meeting else None,
        mail=mail,
        secretary=sender,
        received_at=received_at,
        paper=paper_content(minutes, doubts) | {"names": name_doubts(minutes, matches, records)},
        present=tuple(sorted(p for p in present if p)),
        absent=tuple(sorted(p for p in absent if p)),
        notified=tuple(sorted(p for a in minutes.absentees if a.notified and (p := found[a.name]))),
        deputies={person: name for person, name in stands_for.items() if person},
        guests=tuple(a.name for a in minutes.attendees if found[a.name] is None and a.name not in stands_for.values()),
    )


def _unaccounted(draft: Draft, records: Records, meeting: Meeting | None) -> list[str]:
    told = {*draft.present, *draft.absent}
    day = local_day(meeting.starts) if meeting else local_day(draft.received_at)
    return [m.person for m in members(records, day) if m.person not in told]


def missing(draft: Draft, records: Records, network: Network, meeting: Meeting | None) -> list[str]:
    """What the mandate demands of minutes and these lack (B3)."""
    paper, rule = draft.paper, network.mandate.minutes
    everyone_told = not _unaccounted(draft, records, meeting)
    has = {
        "present": bool(draft.present or draft.guests),
        "absent": bool(draft.absent or paper["absence_stated"] or everyone_told),
        "date": bool(paper["date"]),
        "chair": bool(paper["chair"]),
        "secretary": bool(paper["secretary"]),
        "agenda": bool(paper["agenda"]),
    }
    lacks = [what for what in (rule.requires if rule else ()) if not has[what]]
    return lacks + ([] if meeting or paper["date"] else ["meeting"])


def _proposal(records: Records, meeting: Meeting | None, persons: list[str]) -> list[LedgerProposal]:
    if not meeting:
        return []
    lines = [records.attendance.get((meeting.id, p)) for p in persons]
    return [
        LedgerProposal(name=records.people[e.person].name, answer=e.answer, deputy=e.deputy_name)
        for e in lines
        if e and (e.answer or e.deputy_name)
    ]


def understood(draft: Draft, records: Records, network: Network, meeting: Meeting | None, to: Recipient) -> LetterDue:
    """How the minutes were read, what they lack, and what OK will do."""
    paper, rule = draft.paper, network.mandate.minutes
    loose = _unaccounted(draft, records, meeting)
    content = MinutesUnderstood(
        title=paper["title"],
        date=paper["date"] or (iso(meeting.starts)[:10] if meeting else None),
        place=paper["place"] or (meeting.place if meeting else None),
        chair=paper["chair"],
        secretary=paper["secretary"],
        attendance_known=paper["attendance_known"] or bool(draft.present or draft.absent),
        listed=paper["listed"],
        present=showing.names(records, draft.present),
        absent=showing.names(records, draft.absent),
        notified=showing.names(records, draft.notified),
        deputies=[f"{name} for {records.people[p].name}" for p, name in draft.deputies.items()],
        unknown_names=[g for g in draft.guests if not any(d["written"] == g and d["among"] for d in _doubted(draft))],
        unaccounted=showing.names(records, loose),
        proposal=_proposal(records, meeting, loose),
        missing=missing(draft, records, network, meeting),  # type: ignore[typeddict-item]
        addresses=paper["addresses"],
        agenda=paper["agenda"],
        ownerless=paper["ownerless"],
        decisions=paper["decisions"],
        actions=paper["actions"],
        next_meetings=paper["next_meetings"],
        owed=paper["owed"],
        doubts=[*paper["doubts"], *_names_in_doubt(draft)],
        recipients=len(_receivers(draft, records, meeting)),
        copies=[
            role for role, _ in copies(records, network, rule.copies if rule else (), local_day(draft.received_at))
        ],
        round=draft.round,
        identity_numbers=paper["identity_numbers"],
        source=rule.source if rule else None,
    )
    return showing.letter_to(to, "minutes-understood", f"{draft.id}:{draft.round}", content, network, meeting, draft.id)


def _names_in_doubt(draft: Draft) -> list[str]:
    """How unsure names were read, shown once; one that may be several people until one of them is accounted for."""
    told = {*draft.present, *draft.absent}
    return [d["why"] for d in _doubted(draft) if draft.round == 1 or (d["among"] and not told & {*d["among"]})]


def _doubted(draft: Draft) -> list[NameDoubt]:
    found: list[NameDoubt] = draft.paper.get("names", [])
    return found


def _receivers(draft: Draft, records: Records, meeting: Meeting | None) -> list[str]:
    """Everyone the minutes go to: all members, present or not («til alle deltakerne»)."""
    day = local_day(meeting.starts) if meeting else local_day(draft.received_at)
    today = local_day(draft.received_at)
    return sorted({m.person for d in (day, today) for m in members(records, d)})


def corrected(draft: Draft, corrections: Iterable[AttendanceCorrection], records: Records) -> Draft:
    """The draft after «Ola Lie var til stede»; a name that matches nobody becomes, or ceases to be, a guest."""
    listed = candidates(records, local_day(draft.received_at))
    for fix in corrections:
        person = sure(match(Written(name=fix.name), listed))
        draft = _with_person(draft, person, fix) if person else _with_guest(draft, fix)
    return replace(draft, round=draft.round + 1)


def _with_person(draft: Draft, person: str, fix: AttendanceCorrection) -> Draft:
    present = set(draft.present) - {person} | ({person} if fix.present else set())
    absent = set(draft.absent) - {person} | (set() if fix.present else {person})
    notified = set(draft.notified) - {person} | ({person} if fix.notified and not fix.present else set())
    deputies = {p: n for p, n in draft.deputies.items() if p != person}
    if fix.deputy and not fix.present:
        deputies[person] = fix.deputy
    meant = {d["written"] for d in _doubted(draft) if person in d["among"]}
    return replace(
        draft,
        guests=tuple(g for g in draft.guests if g not in meant),
        present=tuple(sorted(present)),
        absent=tuple(sorted(absent)),
        notified=tuple(sorted(notified)),
        deputies=deputies,
        paper={**draft.paper, "absence_stated": draft.paper["absence_stated"] or bool(absent)},
    )


def _with_guest(draft: Draft, fix: AttendanceCorrection) -> Draft:
    others = tuple(g for g in draft.guests if g.casefold() != fix.name.casefold())
    return replace(draft, guests=(*others, fix.name) if fix.present else others)


def everyone_present(draft: Draft, records: Records, meeting: Meeting | None) -> Draft:
    """ALLE: whoever the minutes say nothing of was there."""
    loose = _unaccounted(draft, records, meeting)
    return replace(
        draft,
        present=tuple(sorted({*draft.present, *loose})),
        paper={**draft.paper, "attendance_known": True, "absence_stated": True},
        round=draft.round + 1,
    )


def _from_ledger(draft: Draft, records: Records, meeting: Meeting) -> Draft:
    """OK also says yes to what the ledger proposed for those the minutes say nothing of; the silent stay unknown."""
    for person in _unaccounted(draft, records, meeting):
        entry = records.attendance.get((meeting.id, person))
        if entry and entry.answer == "accepted":
            draft = replace(draft, present=(*draft.present, person))
        elif entry and entry.answer == "declined":
            deputies = {person: entry.deputy_name} if entry.deputy_name else {}
            draft = replace(
                draft,
                absent=(*draft.absent, person),
                notified=(*draft.notified, person),
                deputies={**draft.deputies, **deputies},
            )
    return draft


def meeting_from(draft: Draft, network: Network, now: dt.datetime) -> Meeting | None:
    """A meeting that was only known by its minutes."""
    paper = draft.paper
    if not paper["date"]:
        return None
    day = dt.date.fromisoformat(paper["date"])
    start, end = (dt.time.fromisoformat(paper[k] or other) for k, other in (("start", "12:00"), ("end", "14:00")))
    ident = fingerprint("meeting", network.id, paper["date"])
    return Meeting(
        id=ident,
        network=network.id,
        uid=f"{ident}@budstikke",
        title=network.name,
        starts=at(day, start),
        ends=max(at(day, end), at(day, start)),
        place=paper["place"],
        chair=paper["chair"],
        agenda=tuple(Item(**i) for i in paper["agenda"]),
        state=MeetingState.SUMMONED,
        known_at=now,
        source=draft.mail,
    )


def _ledger(draft: Draft, records: Records, meeting: Meeting, now: dt.datetime) -> tuple[Attendance, ...]:
    """The attendance the minutes record; notice given by mail beforehand counts as notified."""
    proof = Evidence(at=now, source=draft.mail)

    def recorded(person: str, was_there: bool) -> Attendance:
        entry = line(records, meeting.id, person)
        told = person in draft.notified or (entry.answer == "declined" and entry.answered is not None)
        deputy = draft.deputies.get(person)
        return replace(
            entry,
            attended=was_there,
            notified=None if was_there else told,
            deputy_met=bool(deputy) and not was_there,
            deputy_name=deputy or entry.deputy_name,
            recorded=proof,
        )

    return tuple(recorded(p, True) for p in draft.present) + tuple(recorded(p, False) for p in draft.absent)


def release(draft: Draft, records: Records, network: Network, meeting: Meeting | None, now: dt.datetime) -> Occasion:
    """OK: attendance into the ledger, minutes to all with the mandate's copies, what is owed onto the list."""
    meeting = meeting or meeting_from(draft, network, now)
    if meeting:
        draft = replace(_from_ledger(draft, records, meeting), meeting=meeting.id)
    rule = network.mandate.minutes
    also = copies(records, network, rule.copies if rule else (), local_day(now))
    content = _minutes_content(draft, records)
    letters = tuple(
        showing.letter_to(to_person(records.people[p], network), "minutes", draft.id, content, network, meeting)
        for p in _receivers(draft, records, meeting)
    )
    released = MinutesReleased(
        date=draft.paper["date"],
        recipients=len(letters),
        copies=[role for role, _ in also],
        owed=draft.paper["owed"],
    )
    secretary = to_person(records.people[draft.secretary], network)
    thanks = showing.letter_to(secretary, "minutes-released", draft.id, released, network, meeting, draft.id)
    owed = tuple(
        Owed(id=fingerprint("owed", draft.id, n), network=network.id, draft=draft.id, what=what, noted_at=now)
        for n, what in enumerate(draft.paper["owed"])
    )
    done = replace(draft, state=DraftState.RELEASED, released_at=now)
    held = (replace(meeting, state=MeetingState.MINUTED),) if meeting else ()
    lines = _ledger(draft, records, meeting, now) if meeting else ()
    return Occasion(
        at=now, letters=(*showing.with_copies(letters, draft.id, also), thanks), records=(*held, done, *lines, *owed)
    )


def _minutes_content(draft: Draft, records: Records) -> MinutesContent:
    paper: Mapping[str, Any] = draft.paper
    return MinutesContent(
        title=paper["title"],
        date=paper["date"],
        place=paper["place"],
        chair=paper["chair"],
        secretary=paper["secretary"],
        present=showing.names(records, draft.present) + list(draft.guests),
        absent=showing.names(records, draft.absent),
        deputies=[f"{name} for {records.people[p].name}" for p, name in draft.deputies.items()],
        agenda=paper["agenda"],
        decisions=paper["decisions"],
        actions=paper["actions"],
        next_meetings=paper["next_meetings"],
        owed=paper["owed"],
        text=paper["text"],
        attachments=paper["attachments"],
        mail=draft.mail,
        copy_reason=None,
    )
