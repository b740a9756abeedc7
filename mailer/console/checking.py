"""`budstikke check`: every problem of configuration, connection and people at once, each with what to do.

A part that is wrong never hides the others: with a broken network the mailboxes are still tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from config.document import open_document
from config.errors import Problem
from config.mailboxes_read import Around, read_mailbox
from config.settings import Mailbox, Network, Settings, load
from config.shape import read_table
from config.written import Written
from db.errors import StoreError
from db.looking import newest_mails
from db.migrate import MIGRATIONS
from db.records import Records
from db.store import Store
from mailer.console import opened, show
from mailer.console.advice import OK, PROBLEM, advice_for
from mailer.console.findings import Finding, fine, note, wrong
from mailer.console.probing import probed
from mailer.rules.days import local_day
from mailer.rules.people import members, officer, vacant_copies
from mailer.wire import clock
from mailer.wire.reader import Reader

MARKS = {"ok": "ok", "note": "note", "problem": "PROBLEM"}
HEADS = ("level", "about", ("what", "what to do"))
LOOKED_AT = 10
BY_MEMBER = "manager"
EXAMPLE = ".example"


def check(config: Path | None) -> int:
    """Look everything over and tell it in one table; 1 if there is any problem."""
    file = opened.config_file(config)
    with show.working("Looking everything over …"):
        found = list(_all(file))
    show.table(HEADS, [(MARKS[f.level], f.about, f.what, f.do) for f in found])
    problems = sum(f.level == "problem" for f in found)
    show.say(f"{show.count(problems, 'problem')}." if problems else "All is well.", "bold red" if problems else "green")
    return PROBLEM if problems else OK


def _all(file: Path) -> Iterator[Finding]:
    settings = load(file, os.environ)
    if isinstance(settings, Settings):
        yield fine("configuration", f"{file}: {show.count(len(settings.networks), 'network')}")
        yield from _service(settings)
        for mailbox in settings.mailboxes.values():
            yield from probed(mailbox)
        yield from _stored(settings)
        return
    yield from (_misconfigured(problem) for problem in settings)
    for mailbox in _readable_mailboxes(file).values():
        yield from probed(mailbox)
    yield note("database and networks", "are looked at when the configuration is right")


def _misconfigured(problem: Problem) -> Finding:
    where = f"{problem.file.name}:{problem.line}" if problem.line else problem.file.name
    what = ": ".join(part for part in (problem.key, problem.expected) if part)
    return wrong(where, what, "Correct the line; docs/settings.md explains the key.")


def _readable_mailboxes(file: Path) -> Mapping[str, Mailbox]:
    """The mailboxes that are right, in a configuration that is not."""
    document = open_document(file)
    if isinstance(document, Problem):
        return {}
    written, _ = read_table(Written, document.data)
    around = Around(folder=file.absolute().parent, environ=os.environ)
    read = {name: read_mailbox(name, mailbox, around)[0] for name, mailbox in (written.mailbox or {}).items()}
    return {name: mailbox for name, mailbox in read.items() if mailbox}


def _service(settings: Settings) -> Iterator[Finding]:
    operator, boxes = settings.operator.lower(), {box.address.lower() for box in settings.mailboxes.values()}
    if operator in boxes:
        yield wrong("operator", f"{operator} is a mailbox of the service's own", "Name a person's address.")
    elif operator.endswith(EXAMPLE):
        yield wrong("operator", f"{operator} is an example's", "Set service.operator to whoever is to hear of alarms.")
    else:
        yield fine("operator", f"alarms go to {operator}")
    if settings.log_file:
        yield _log_file(settings.log_file)


def _log_file(file: Path) -> Finding:
    if os.access(file if file.exists() else file.parent, os.W_OK):
        return fine("log", str(file))
    return wrong("log", f"{file} can't be written", "Let the service's user write there, or change service.log_file.")


# -- what is in the database


def _stored(settings: Settings) -> Iterator[Finding]:
    try:
        store = Store.open(settings.database)
        try:
            found = _database(store, settings)
            yield found
            if found.level != "problem":
                yield from _proof(store, settings)
                for network in settings.networks.values():
                    yield from _network(store, network)
        finally:
            store.close()
    except StoreError as error:
        advice = advice_for(error)
        yield wrong("database", str(error), advice.do if advice else "")


def _database(store: Store, settings: Settings) -> Finding:
    url = make_url(settings.database)
    shown, make = url.render_as_string(hide_password=True), "The first «budstikke members import» makes it."
    if url.drivername.startswith("sqlite") and url.database and not Path(url.database).exists():
        if not Path(url.database).parent.is_dir():
            return wrong(
                "database", f"{shown}: there is no such folder", "Make the folder, or change service.database."
            )
        return wrong("database", f"{shown} is not made yet", make)
    with store.reading() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return _version(shown, now) if now else wrong("database", f"{shown} is empty", make)


def _version(shown: str, now: str) -> Finding:
    """Whether the tables are this program's, an older one's or a newer one's."""
    versions = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    if now not in versions:
        return wrong("database", f"{shown} was made by a newer Budstikke (version {now})", "Run that one.")
    if now != versions[0]:
        return wrong("database", f"{shown} has older tables ({now})", "«budstikke status» brings them up to date.")
    return fine("database", shown)


def _proof(store: Store, settings: Settings) -> Iterator[Finding]:
    """Whether the newest mails bear the name the settings believe in (promise 10)."""
    wanted = settings.receiver.authserv_id
    if wanted is None:
        so = "answers count by the secret in their address alone; other mail is held"
        yield note("proof of senders", f"no authserv_id is set: {so}")
        return
    seen = _signed_by(store, settings)
    if wanted == "topmost" or wanted.lower() in seen:
        yield fine("proof of senders", f"{wanted}" + (" stands in the newest mails" if seen else ""))
    elif seen:
        do = f"Set receiver.authserv_id to the name your own server writes, likely one of: {', '.join(sorted(seen))}"
        yield wrong("proof of senders", f"none of the newest mails bears the name {wanted}", do)
    else:
        yield note("proof of senders", f"{wanted} is believed; no mail has come yet that bears it")


def _signed_by(store: Store, settings: Settings) -> set[str]:
    mails = [mail for box in settings.mailboxes for mail in newest_mails(store, box, LOOKED_AT)]
    with Reader(settings.limits) as reader:
        readings = reader.read([store.raw(mail.id) for mail in mails])
    signed = (value for reading in readings for value in reading.headers.authentication)
    return {value.partition(";")[0].split()[0].lower() for value in signed if value.partition(";")[0].split()}


def _network(store: Store, network: Network) -> Iterator[Finding]:
    about, today = f"network {network.id}", local_day(clock.now())
    records = store.records(network.id, network.parent)
    here = members(records, today)
    bring = f"Read in a list: budstikke members import FILE --network {network.id}"
    if not here:
        yield wrong(about, "has no members", bring)
        return
    missing = [*_vacant_offices(records, network)]
    for office in missing:
        yield wrong(about, f"has no {office}", f"Name one under «Verv» in the list. {bring}")
    yield from _vacant_copies(records, network)
    if not missing:
        yield fine(about, f"{show.count(len(here), 'member')}, leader {_name(records, 'leader')}")
    if network.rehearsal:
        yield note(
            about, f"is in rehearsal: every letter goes to {network.rehearsal}", "Take «rehearsal» away to begin."
        )


def _name(records: Records, office: str) -> str:
    found = officer(records, office, local_day(clock.now()))
    return found.name if found else "(none)"


def _vacant_offices(records: Records, network: Network) -> Iterator[str]:
    """The leader always; the secretary where the mandate has minutes or names one."""
    mandate, today = network.mandate, local_day(clock.now())
    named = {rule.office for rule in mandate.offices}
    for office, needed in (("leader", True), ("secretary", bool(mandate.minutes) or "secretary" in named)):
        if needed and officer(records, office, today) is None:
            yield office


def _vacant_copies(records: Records, network: Network) -> Iterator[Finding]:
    mandate, today = network.mandate, local_day(clock.now())
    roles = {
        "summonses": mandate.summons.copies if mandate.summons else (),
        "minutes": mandate.minutes.copies if mandate.minutes else (),
        "changes of members": mandate.members.report_to if mandate.members else (),
    }
    gone: dict[str, list[str]] = {}
    for what, named in roles.items():
        for role in vacant_copies(records, network, [role for role in named if role != BY_MEMBER], today):
            gone.setdefault(role, []).append(what)
    for role, letters in gone.items():
        parent = f"import the leader of network {network.parent}" if network.parent else "name a parent network"
        do = f"Name them in [network.{network.id}.contacts], or, if it is the parent's leader, {parent}."
        yield wrong(f"network {network.id}", f"nobody is «{role}», who is to get copies of {' and '.join(letters)}", do)
