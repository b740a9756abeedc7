"""Answers to what our letters ask for: a meeting's place, agenda or end, a member's address or nearest leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from db.records import Meeting
from mailer.rules.days import OSLO, local_day
from parsers.clock_times import find_times
from parsers.facts import MemberChange, Summons
from parsers.names import first_name_in
from parsers.notices import read_notice
from parsers.people import EMAIL

SHORT = 100


def meeting_completed(meeting: Meeting, text: str, missing: tuple[str, ...]) -> Summons | None:
    """The meeting as a notice with what the answer adds: labels («Sted: …», «Saker: …»), or one line, its place.

    None when the words add nothing that was asked for.
    """
    starts, ends = (instant.astimezone(OSLO) for instant in (meeting.starts, meeting.ends))
    end = _end(text, starts.time()) if "end" in missing else None
    title = f"Møte: {starts.day}.{starts.month}.{starts.year} kl. {starts:%H:%M}–{end or ends.time():%H:%M}"
    near = local_day(meeting.starts)
    told = read_notice(title, text, near=near)
    line = " ".join(text.split())
    if told and not (told.place or told.online or told.agenda) and "place" in missing and _is_place(line):
        told = read_notice(f"{title}, {line}", "", near=near)
    return told if told and (told.place or told.online or told.agenda or end) else None


def _end(text: str, start: dt.time) -> dt.time | None:
    times = [time for found in find_times(text) for time in (found.end, found.start) if time and time > start]
    return max(times, default=None)


def _is_place(line: str) -> bool:
    return 0 < len(line) <= SHORT and not line.endswith("?") and not find_times(line)


def member_completed(asked: Mapping[str, Any], text: str) -> MemberChange | None:
    """The change a letter asked more about, with the address or nearest leader the answer gives, if it does."""
    found = EMAIL.search(text)
    missing = set(asked["missing"])
    if found is None or not missing & {"email", "manager", "unclear"}:
        return None
    name, address = first_name_in(text[: found.start()]), found[1].lower()
    if "manager" in missing and "email" not in missing:
        return MemberChange(change="changed", name=asked["name"], manager_name=name, manager_email=address)
    change: Literal["joined", "left", "changed"] = asked["change"]
    own = name if "unclear" in missing and name else asked["name"]
    return MemberChange(change=change, name=own, email=address, organisation=asked["organisation"])
