"""`budstikke members`: lists of members out of the service. Every person shown or written is logged (promise 16)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from config.settings import Settings
from db.looking import log_accesses
from db.records import Membership, Person
from mailer.console import opened, show
from mailer.console.advice import OK
from mailer.rules.days import local_day
from mailer.wire import clock

HEADS = (
    ("name", "e-mail"),
    ("organisation", "office"),
    ("nearest leader", "leader's e-mail"),
    ("member since", "left"),
)
COLUMNS = (
    "Nettverk",
    "Navn",
    "E-post",
    "Arbeidssted",
    "Verv",
    "Nærmeste leder",
    "Leders e-post",
    "Medlem siden",
    "Målform",
)
OFFICES = {
    "leader": "Leder",
    "deputy-leader": "Nestleder",
    "secretary": "Sekretær",
    "board-member": "Styremedlem",
    "adviser": "Rådgiver",
    "arranger": "Arrangør",
}
TONGUES = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Member = tuple[Membership, Person]


def _of(settings: Settings, networks: tuple[str, ...], action: str, *, left_too: bool = False) -> list[Member]:
    now = clock.now()
    today = local_day(now)
    found: list[Member] = []
    with opened.store(settings) as store:
        for network in networks:
            known = store.records(network)
            here = [(m, known.people[m.person]) for m in known.memberships if m.network == network]
            kept = [(m, p) for m, p in here if left_too or m.left is None or m.left > today]
            found += sorted(kept, key=lambda member: (member[0].organisation or "", member[1].name))
        log_accesses(
            store, now, opened.actor(), action, dict.fromkeys(p.id for _, p in found), detail=" ".join(networks)
        )
    return found


def listed(settings: Settings, network: str, *, left_too: bool) -> int:
    """A table of a network's members; with `left_too` also those who have left."""
    found = _of(settings, (opened.network(settings, network).id,), "members.list", left_too=left_too)
    show.table(HEADS, [_row(m, p) for m, p in found], empty=f"Network {network} has no members yet.")
    if not found:
        show.say(f"Read in a list with: budstikke members import FILE --network {network}")
    return OK


def _row(m: Membership, p: Person) -> tuple[object, ...]:
    left = f"left {m.left}" if m.left else ""
    return p.name, p.email, m.organisation, m.office, m.manager_name, m.manager_email, m.joined, left


def export(settings: Settings, file: Path, network: str | None) -> int:
    """A list of members as CSV (UTF-8 with BOM, semicolons, as Excel wants it) in a file that was not there.

    `members import` reads it back.
    """
    networks = (opened.network(settings, network).id,) if network else tuple(settings.networks)
    with file.open("x", encoding="utf-8-sig", newline="") as opened_file:
        found = _of(settings, networks, "members.export")
        opened_file.write(_csv(found))
    show.say(f"Wrote {show.count(len(found), 'member')} to {file}. It holds personal data: keep it safe.")
    return OK


def _csv(found: list[Member]) -> str:
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows({name: _cell(value) for name, value in _written(m, p).items()} for m, p in found)
    return text.getvalue()


def _written(m: Membership, p: Person) -> Mapping[str, str | None]:
    said = (
        m.network,
        p.name,
        p.email,
        m.organisation,
        OFFICES.get(m.office or ""),
        m.manager_name,
        m.manager_email,
        m.joined.strftime("%d.%m.%Y"),
        TONGUES.get(p.lang or ""),
    )
    return dict(zip(COLUMNS, said, strict=True))


def _cell(value: str | None) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = show.visible(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
