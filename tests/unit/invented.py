"""Invented people, meetings and letters for the store's tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from db.records import Attendance, Letter, Mail, Meeting, Membership, Person

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def mail(id: str = "a" * 64, **but: Any) -> Mail:
    return Mail(**{"id": id, "mailbox": "post", "uidvalidity": 1, "uid": 1, "received_at": NOW, **but})


def person(id: str = "siv", **but: Any) -> Person:
    return Person(**{"id": id, "name": f"{id.title()} Moe", "email": f"{id}@nordvik.example", **but})


def membership(person: str = "siv", network: str = "nord", **but: Any) -> Membership:
    known = {"id": f"{network}-{person}", "network": network, "person": person, "joined": TODAY}
    return Membership(**{**known, **but})


def meeting(id: str = "juni", network: str = "nord", **but: Any) -> Meeting:
    when = {"starts": NOW + 20 * DAY, "ends": NOW + 20 * DAY, "known_at": NOW}
    return Meeting(
        **{"id": id, "network": network, "uid": f"{id}@budstikke", "title": "Møte", "source": "plan"} | when | but
    )


def line(meeting: str = "juni", person: str = "siv", **but: Any) -> Attendance:
    return Attendance(**{"meeting": meeting, "person": person, **but})


def letter(id: str = "l1", **but: Any) -> Letter:
    known = {"id": id, "key": f"summons:{id}", "network": "nord", "mailbox": "post", "kind": "summons", "lang": "nb"}
    when = {"queued_at": NOW, "due_at": NOW, "expires_at": NOW + 60 * DAY}
    return Letter(
        **{**known, "to_name": "Siv Moe", "to_email": "siv@nordvik.example", "meeting": "juni", **when, **but}
    )
