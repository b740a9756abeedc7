"""A mandate file becomes a Mandate: beside the configuration first (mandates/NAME.toml), then the house's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.document import Document, open_document, problems
from config.errors import Fault, KeyPath, Problem
from config.mandate import Mandate
from config.shape import did_you_mean, read_table

HOUSE = Path(__file__).parent / "mandates"
ROLES = ("parent-leader", "leader", "secretary", "manager")


@dataclass(frozen=True, kw_only=True)
class MandateRead:
    """A mandate as far as it could be read, and what is wrong with it. Use it only where nothing is."""

    mandate: Mandate | None = None
    problems: tuple[Problem, ...] = ()


def find_mandate(name: str, beside: Path) -> Path | str:
    """The file of a mandate, or why there is none; `beside` is the configuration's folder."""
    folders = (beside / "mandates", HOUSE)
    found = next((folder / f"{name}.toml" for folder in folders if (folder / f"{name}.toml").is_file()), None)
    return found or f"is not a mandate here: «{name}»{did_you_mean(name, _names(folders))}"


def read_mandate(file: Path) -> MandateRead:
    """A mandate from its file, named by the file. Every problem is told; nothing is raised."""
    document = open_document(file)
    if isinstance(document, Problem):
        return MandateRead(problems=(document,))
    return settle_mandate(document)


def settle_mandate(document: Document) -> MandateRead:
    """A mandate from an opened document: its shape, and whether its parts agree with one another."""
    mandate, faults = read_table(Mandate, document.data, id=document.file.stem)
    return MandateRead(mandate=mandate, problems=problems(document, (*faults, *_disagreements(mandate))))


def recipients(mandate: Mandate) -> Mapping[KeyPath, str]:
    """Everyone the mandate sends copies and reports to, by the key that says so."""
    lists: Mapping[KeyPath, tuple[str, ...]] = {
        ("summons", "copies"): mandate.summons.copies if mandate.summons else (),
        ("minutes", "copies"): mandate.minutes.copies if mandate.minutes else (),
        ("welcome", "copies"): mandate.welcome.copies if mandate.welcome else (),
        ("members", "report_to"): mandate.members.report_to if mandate.members else (),
    }
    return {(*at, place): name for at, names in lists.items() for place, name in enumerate(names) if name}


def untold(mandate: Mandate, language: str) -> tuple[str, ...]:
    """The keys of standing words that have no wording in a language."""
    texts = {f"standing_texts[{n}].text": rule.text for n, rule in enumerate(mandate.standing_texts, 1)}
    items = {f"standing_items[{n}].title": rule.title for n, rule in enumerate(mandate.standing_items, 1)}
    titles = {f"contacts.{name}.title": rule.title for name, rule in mandate.contacts.items() if rule and rule.title}
    return tuple(key for key, words in {**texts, **items, **titles}.items() if language not in (words or {}))


def _disagreements(mandate: Mandate) -> Iterator[Fault]:
    yield from _days(mandate)
    known = (*mandate.contacts, *ROLES)
    for at, name in recipients(mandate).items():
        if name not in known:
            yield Fault(at=at, expected=f"is neither in contacts nor a role: «{name}»{did_you_mean(name, known)}")
    for key in untold(mandate, mandate.language):
        yield Fault(at=("language",), expected=f"is «{mandate.language}», but {key} has no wording in it")


def _days(mandate: Mandate) -> Iterator[Fault]:
    summons, reminder, status, minutes = mandate.summons, mandate.reminder, mandate.status, mandate.minutes
    if summons and summons.days_before and summons.answer_days_before >= summons.days_before:
        yield Fault(at=("summons", "answer_days_before"), expected="must be fewer days than days_before")
    if summons and reminder and reminder.days_before >= max(summons.days_before, 1):
        yield Fault(at=("reminder", "days_before"), expected="must be fewer days than summons.days_before")
    if summons and status and status.days_before >= max(summons.days_before, 1):
        yield Fault(at=("status", "days_before"), expected="must be fewer days than summons.days_before")
    chases = (
        {"chase_days_after": minutes.chase_days_after, "owed_days_after": minutes.owed_days_after} if minutes else {}
    )
    for key, days in chases.items():
        if None not in days and days != tuple(sorted(set(days))):
            yield Fault(at=("minutes", key), expected="must be rising numbers of days, each once")


def _names(folders: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(sorted({file.stem for folder in folders for file in folder.glob("*.toml")}))
