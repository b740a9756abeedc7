"""A network as written becomes a Network: its mandate, its plan, its contacts and its parent agree with one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from config.document import open_document, problems
from config.errors import Fault, KeyPath, Problem
from config.mandate import Mandate
from config.mandates_read import ROLES, MandateRead, find_mandate, read_mandate, recipients, untold
from config.settings import Contact, Network, PlannedMeeting
from config.shape import did_you_mean, read_table
from config.written import WrittenMeeting, WrittenNetwork, WrittenPlan


@dataclass(frozen=True, kw_only=True)
class PlanRead:
    """A plan as far as it could be read, and what is wrong with it."""

    meetings: tuple[PlannedMeeting, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Papers:
    """The files networks rest on, each read once: mandates by name (or why there is none), plans by path."""

    mandates: Mapping[str, MandateRead | str] = field(default_factory=dict)
    plans: Mapping[Path, PlanRead] = field(default_factory=dict)

    def mandate(self, name: str | None) -> Mandate | None:
        """A mandate as far as it could be read."""
        found = self.mandates.get(name or "")
        return found.mandate if isinstance(found, MandateRead) else None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the files themselves."""
        opened = [read for read in (*self.mandates.values(), *self.plans.values()) if not isinstance(read, str)]
        return tuple(problem for read in opened for problem in read.problems)


def read_papers(networks: Mapping[str, WrittenNetwork], folder: Path) -> Papers:
    """Every mandate and plan the networks name; `folder` is the configuration's."""
    names = dict.fromkeys(network.mandate for network in networks.values() if network.mandate)
    plans = dict.fromkeys(folder / network.plan for network in networks.values() if network.plan)
    files = {name: find_mandate(name, folder) for name in names}
    return Papers(
        mandates={name: file if isinstance(file, str) else read_mandate(file) for name, file in files.items()},
        plans={file: read_plan(file) for file in plans},
    )


def read_plan(file: Path) -> PlanRead:
    """A plan file: `[[meeting]]` tables in any order. Every problem is told; nothing is raised."""
    document = open_document(file)
    if isinstance(document, Problem):
        return PlanRead(problems=(document,))
    plan, faults = read_table(WrittenPlan, document.data)
    wrong = problems(document, (*faults, *_plan_faults(plan.meeting)))
    return PlanRead(problems=wrong) if wrong else PlanRead(meetings=plan.meetings())


def make_network(name: str, written: WrittenNetwork, mandate: Mandate, plan: tuple[PlannedMeeting, ...]) -> Network:
    """A network whose parts have been found right."""
    fixed = {
        role: Contact(name=rule.name, email=rule.email)
        for role, rule in mandate.contacts.items()
        if rule.email and role not in ROLES
    }
    given = {**vars(written), "id": name, "mandate": mandate, "plan": plan, "contacts": {**fixed, **written.contacts}}
    return Network(**{**given, "language": written.language or mandate.language})


def network_faults(
    name: str,
    written: WrittenNetwork,
    networks: Mapping[str, WrittenNetwork],
    mailboxes: tuple[str, ...],
    papers: Papers,
) -> Iterator[Fault]:
    """Where a network disagrees with the mailboxes, the other networks or its mandate."""
    at: KeyPath = ("network", name)
    if written.mailbox and written.mailbox not in mailboxes:
        yield Fault(at=(*at, "mailbox"), expected=f"is not a mailbox here{did_you_mean(written.mailbox, mailboxes)}")
    yield from _parent_faults(at, written.parent, networks)
    if isinstance(missing := papers.mandates.get(written.mandate), str):
        yield Fault(at=(*at, "mandate"), expected=missing)
    if mandate := papers.mandate(written.mandate):
        yield from _mandate_faults(at, written, mandate)


def _parent_faults(at: KeyPath, parent: str | None, networks: Mapping[str, WrittenNetwork]) -> Iterator[Fault]:
    if parent and parent not in networks:
        others = tuple(name for name in networks if name != at[1])
        yield Fault(at=(*at, "parent"), expected=f"is not a network here{did_you_mean(parent, others)}")
    seen: list[str] = []
    while parent and parent in networks and parent not in seen:
        seen.append(parent)
        parent = networks[parent].parent
    if at[1] in seen:
        yield Fault(at=(*at, "parent"), expected=f"goes in a circle: {' → '.join((str(at[1]), *seen))}")


def _mandate_faults(at: KeyPath, written: WrittenNetwork, mandate: Mandate) -> Iterator[Fault]:
    named = {role: rule for role, rule in mandate.contacts.items() if role not in ROLES}
    for role, rule in named.items():
        if rule.email is None and role not in written.contacts:
            why = f"is missing: name and email of {rule.name or role}, whom mandate {mandate.id} sends to"
            yield Fault(at=(*at, "contacts", role), expected=why)
    for role in written.contacts:
        if role not in named:
            words = f"is no contact of mandate {mandate.id}{did_you_mean(role, tuple(named))}"
            yield Fault(at=(*at, "contacts", role), expected=words)
    if not written.parent and "parent-leader" in recipients(mandate).values():
        why = f"is missing: mandate {mandate.id} sends copies to the leader of the parent network"
        yield Fault(at=(*at, "parent"), expected=why)
    for key in untold(mandate, written.language or mandate.language):
        yield Fault(at=(*at, "language"), expected=f"mandate {mandate.id} has no wording in it for {key}")


def _plan_faults(meetings: tuple[WrittenMeeting, ...]) -> Iterator[Fault]:
    for place, meeting in enumerate(meetings):
        if meeting.start and meeting.end and meeting.end <= meeting.start:
            yield Fault(at=("meeting", place, "end"), expected="must be later than start, the same day")
    keys = sorted((meeting.key or str(meeting.date), place) for place, meeting in enumerate(meetings))
    for (first, _), (second, place) in pairwise(keys):
        if first == second != "None":
            why = f"two meetings are called «{second}»: give each a key of its own"
            yield Fault(at=("meeting", place, "key"), expected=why)
