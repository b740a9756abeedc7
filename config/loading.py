"""budstikke.toml, its mandates, plans and passwords become Settings, or every problem at once.

Shape first (`read_table`), then each mailbox and network on its own, then what they say of one another. A part that
is wrong never hides what is wrong with the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.document import Document, open_document, problems
from config.errors import Fault, Problem
from config.mailboxes_read import Around, read_mailbox
from config.networks_read import Papers, make_network, network_faults, read_papers
from config.settings import Limits, Mailbox, Network, Receiver, Settings
from config.shape import read_table
from config.written import Written, WrittenMailbox, WrittenNetwork

_SQLITE = re.compile(r"sqlite:///(?P<file>[^?]+)(?P<rest>\?.*)?")
_POSTGRES = re.compile(r"postgres(ql)?(\+psycopg)?://(?P<rest>.*)")
_URL_PASSWORD = re.compile(r"[^/]*://[^/@]*:[^/@]+@")


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings | tuple[Problem, ...]:
    """Settings, or every problem in the file, its mandates, its plans and its passwords. Never raises."""
    document = open_document(path)
    return (document,) if isinstance(document, Problem) else settle(document, environ)


def settle(document: Document, environ: Mapping[str, str]) -> Settings | tuple[Problem, ...]:
    """Settings from an opened document, or every problem. Relative paths count from the document's folder."""
    written, shape = read_table(Written, document.data)
    folder = document.file.absolute().parent
    around = Around(folder=folder, environ=environ)
    mailboxes, networks = written.mailbox or {}, written.network or {}
    boxes = {name: read_mailbox(name, mailbox, around) for name, mailbox in mailboxes.items()}
    papers = read_papers(networks, folder)
    faults = (
        *shape,
        *(fault for _, found in boxes.values() for fault in found),
        *(f for name, n in networks.items() for f in network_faults(name, n, networks, tuple(mailboxes), papers)),
        *_service_faults(written),
        *_address_faults(mailboxes),
    )
    found = (*problems(document, faults), *papers.problems())
    return found or _settings(written, folder, {name: box for name, (box, _) in boxes.items() if box}, papers)


def _settings(written: Written, folder: Path, mailboxes: Mapping[str, Mailbox], papers: Papers) -> Settings:
    service = written.service
    return Settings(
        database=_database(service.database, folder),
        operator=service.operator,
        service_name=service.name,
        log_file=folder / service.log_file if service.log_file else None,
        receiver=Receiver(**vars(written.receiver)),
        limits=Limits(**vars(written.limits)),
        mailboxes=mailboxes,
        networks=dict(_networks(written.network, folder, papers)),
    )


def _networks(networks: Mapping[str, WrittenNetwork], folder: Path, papers: Papers) -> Iterator[tuple[str, Network]]:
    for name, network in networks.items():
        if mandate := papers.mandate(network.mandate):
            plan = papers.plans[folder / network.plan].meetings if network.plan else ()
            yield name, make_network(name, network, mandate, plan)


def _database(url: str, folder: Path) -> str:
    """The database as SQLAlchemy names it: psycopg for PostgreSQL, an absolute path for SQLite."""
    if found := _SQLITE.fullmatch(url):
        file = found["file"] if found["file"].startswith(":memory:") else str(folder / found["file"])
        return f"sqlite:///{file}{found['rest'] or ''}"
    found = _POSTGRES.fullmatch(url)
    return f"postgresql+psycopg://{found['rest']}" if found else url


def _service_faults(written: Written) -> Iterator[Fault]:
    database = (written.service and written.service.database) or ""
    if database and not (_SQLITE.fullmatch(database) or _POSTGRES.fullmatch(database)):
        words = "must be sqlite:///FILE or postgresql://USER@HOST/DATABASE"
        yield Fault(at=("service", "database"), expected=words)
    if _URL_PASSWORD.match(database):
        words = "must not hold a password: set the environment variable PGPASSWORD, or use ~/.pgpass"
        yield Fault(at=("service", "database"), expected=words)
    receiver = written.receiver
    if not receiver.authserv_id and not receiver.token_suffices:
        words = "is missing: the name your mail server signs Authentication-Results with, or token_suffices = true"
        yield Fault(at=("receiver", "authserv_id"), expected=words)
    for name, table in (("mailbox", written.mailbox), ("network", written.network)):
        if table == {}:
            yield Fault(at=(name,), expected=f"must have at least one [{name}.ID]")


def _address_faults(mailboxes: Mapping[str, WrittenMailbox]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for name, mailbox in mailboxes.items():
        other = first.setdefault((mailbox.address or name).lower(), name)
        if other != name:
            yield Fault(at=("mailbox", name, "address"), expected=f"is the address of mailbox {other} already")
