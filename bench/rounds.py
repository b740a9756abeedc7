"""What asking a network costs with one year behind it and with fifteen: it should be the same."""

from __future__ import annotations

import datetime as dt
from functools import partial
from tempfile import TemporaryDirectory

from bench.timing import side_by_side
from db.records import Attendance, Evidence, Meeting, MeetingState, Record
from db.store import Store
from mailer.rules.days import at
from mailer.rules.due import due
from tests.unit.nordvik import MEMBERS, meeting, network, records

NOW = at(dt.date(2026, 5, 20))


def _past(years: int) -> list[Record]:
    days = [dt.date(2026, 3, 10) - dt.timedelta(days=90 * n) for n in range(4 * years)]
    found: list[Record] = []
    for day in days:
        closed: Meeting = meeting(
            id=f"m-{day}", uid=f"m-{day}", starts=at(day), ends=at(day), state=MeetingState.CLOSED
        )
        proof = Evidence(at=at(day), source="x")
        found += [
            closed,
            *(Attendance(meeting=closed.id, person=who, attended=True, recorded=proof) for who, *_ in MEMBERS),
        ]
    return found


def _store(folder: str, years: int) -> Store:
    store = Store.open(f"sqlite:///{folder}/{years}.db")
    store.migrate()
    known = records()
    store.commit(records=[*known.people.values(), *known.memberships, *known.parent_memberships, meeting()])
    store.commit(records=_past(years))
    return store


def _ask(store: Store) -> int:
    for _ in range(20):
        due(store.records("nord", "drift"), network(), NOW)
    return 20


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        stores = {f"{years} years of meetings": _store(folder, years) for years in (1, 15)}
        side_by_side({name: partial(_ask, store) for name, store in stores.items()})
        for store in stores.values():
            store.close()
