"""The typed mandate: what a network's own paper demands, each rule with the paper's phrase as `source`.

A mandate is a file, `config/mandates/NAME.toml`, shared by every network under that paper. Days are calendar days in
Norway; «before» counts back from the day of the meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class SummonsRule:
    """When and how a summons goes. It leaves `margin_days` before the deadline, on a working day at 08:00."""

    source: str
    days_before: int = 14
    margin_days: int = 1
    answer_days_before: int = 7
    read_receipt: bool = False
    invite: Literal["in-summons", "separate", "none"] = "in-summons"
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReminderRule:
    """One reminder to those who have not answered, this many days before the meeting; 0 for none."""

    source: str = ""
    days_before: int = 6


@dataclass(frozen=True, kw_only=True)
class StatusRule:
    """One status to the leader before the meeting: who comes, who does not, who is silent."""

    source: str = ""
    days_before: int = 3


@dataclass(frozen=True, kw_only=True)
class MinutesRule:
    """What minutes must say, who gets them, and when the secretary is asked for minutes that have not come."""

    source: str
    requires: tuple[Literal["present", "absent", "date", "chair", "secretary", "agenda"], ...] = ("present", "absent")
    copies: tuple[str, ...] = ()
    chase_days_after: tuple[int, ...] = (7, 14)
    owed_days_after: tuple[int, ...] = (7, 21)


@dataclass(frozen=True, kw_only=True)
class AbsenceRule:
    """When the leader is told of absence: above `more_than`, and again at each further one.

    `since` is the period counted: since the member joined, this calendar year, or the last twelve months. A deputy's
    presence is shown, and is an absence only where `deputy_counts_as_absence` says so.
    """

    source: str
    more_than: int = 2
    since: Literal["joined", "calendar-year", "twelve-months"] = "joined"
    deputy_counts_as_absence: bool = False


@dataclass(frozen=True, kw_only=True)
class MembersRule:
    """Who hears of a change in the list of members."""

    source: str
    report_to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WelcomeRule:
    """The welcome letter: who gets a copy, and the course a new member must hear of."""

    source: str
    copies: tuple[str, ...] = ()
    course: str | None = None
    course_link: str | None = None


@dataclass(frozen=True, kw_only=True)
class OfficeRule:
    """An office the paper names; `term_years` None where the paper sets no term."""

    source: str
    office: str
    term_years: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContactRule:
    """Someone outside the network whom letters go to: a fixed address, or one each network names for itself."""

    source: str = ""
    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class StandingText:
    """A sentence that stands in every summons (or those to one form of meeting), by language."""

    source: str
    text: Mapping[str, str]
    form: str | None = None


@dataclass(frozen=True, kw_only=True)
class StandingItem:
    """An item that stands on every agenda, by language («Nytt fra driftsgruppen»)."""

    source: str
    title: Mapping[str, str]
    place: Literal["first", "last"] = "first"


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """One paper. A part that is None is not demanded, and the service does not do it.

    Recipients in `copies` and `report_to` are names in `contacts`, or «parent-leader» (the leader of the parent
    network), «leader», «secretary» or «manager» (the member's nearest leader).
    """

    id: str
    name: str
    paper: str
    language: Literal["nb", "nn", "en"] = "nb"
    summons: SummonsRule | None = None
    reminder: ReminderRule | None = None
    status: StatusRule | None = None
    minutes: MinutesRule | None = None
    absence: AbsenceRule | None = None
    members: MembersRule | None = None
    welcome: WelcomeRule | None = None
    offices: tuple[OfficeRule, ...] = ()
    contacts: Mapping[str, ContactRule] = field(default_factory=dict)
    standing_texts: tuple[StandingText, ...] = ()
    standing_items: tuple[StandingItem, ...] = ()
