"""The typed mandate: what a network's own paper demands, each rule with the paper's phrase as `source`.

A mandate is a file, `config/mandates/NAME.toml`, shared by every network under that paper. Days are calendar days in
Norway; «before» counts back from the day of the meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from config.measures import Address, Days, Form, Id, Line, Link, Times, Tongue, Years


@dataclass(frozen=True, kw_only=True)
class SummonsRule:
    """When and how a summons goes. It leaves `margin_days` before the deadline, on a working day at 08:00."""

    source: Line
    days_before: Days = 14
    margin_days: Days = 1
    answer_days_before: Days = 7
    read_receipt: bool = False
    invite: Literal["in-summons", "separate", "none"] = "in-summons"
    copies: tuple[Id, ...] = ()
    copies_source: Line = ""


@dataclass(frozen=True, kw_only=True)
class ReminderRule:
    """One reminder to those who have not answered, this many days before the meeting; 0 for none."""

    source: Line = ""
    days_before: Days = 6


@dataclass(frozen=True, kw_only=True)
class StatusRule:
    """One status to the leader before the meeting: who comes, who does not, who is silent."""

    source: Line = ""
    days_before: Days = 3


@dataclass(frozen=True, kw_only=True)
class MinutesRule:
    """What minutes must say, who gets them, and when the secretary is asked for minutes that have not come."""

    source: Line
    requires: tuple[Literal["present", "absent", "date", "chair", "secretary", "agenda"], ...] = ("present", "absent")
    copies: tuple[Id, ...] = ()
    copies_source: Line = ""
    chase_days_after: tuple[Days, ...] = (7, 14)
    owed_days_after: tuple[Days, ...] = (7, 21)


@dataclass(frozen=True, kw_only=True)
class AbsenceRule:
    """When the leader is told of absence: above `more_than`, and again at each further one.

    `since` is the period counted: since the member joined, this calendar year, or the last twelve months. A deputy's
    presence is shown, and is an absence only where `deputy_counts_as_absence` says so.
    """

    source: Line
    more_than: Times = 2
    since: Literal["joined", "calendar-year", "twelve-months"] = "joined"
    deputy_counts_as_absence: bool = False


@dataclass(frozen=True, kw_only=True)
class MembersRule:
    """Who hears of a change in the list of members."""

    source: Line
    report_to: tuple[Id, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WelcomeRule:
    """The welcome letter: who gets a copy, and the course a new member must hear of."""

    source: Line
    copies: tuple[Id, ...] = ()
    course: Line | None = None
    course_link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class OfficeRule:
    """An office the paper names; `term_years` None where the paper sets no term."""

    source: Line
    office: Literal["leader", "deputy-leader", "secretary", "board-member", "adviser", "arranger"]
    term_years: Years | None = None


@dataclass(frozen=True, kw_only=True)
class ContactRule:
    """Someone outside the network whom letters go to: a fixed address, or one each network names for itself."""

    source: Line = ""
    name: Line
    title: Mapping[Tongue, Line] = field(default_factory=dict)
    email: Address | None = None


@dataclass(frozen=True, kw_only=True)
class StandingText:
    """A sentence that stands in every summons (or those to one form of meeting), by language."""

    source: Line
    text: Mapping[Tongue, Line]
    form: Form | None = None


@dataclass(frozen=True, kw_only=True)
class StandingItem:
    """An item that stands on every agenda, by language («Nytt fra driftsgruppen»)."""

    source: Line
    title: Mapping[Tongue, Line]
    place: Literal["first", "last"] = "first"


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """One paper. A part that is None is not demanded, and the service does not do it.

    Recipients in `copies` and `report_to` are names in `contacts`, or «parent-leader» (the leader of the parent
    network), «leader», «secretary» or «manager» (the member's nearest leader).
    """

    id: Id
    name: Line
    paper: Line
    language: Literal["nb", "nn", "en"] = "nb"
    summons: SummonsRule | None = None
    reminder: ReminderRule | None = None
    status: StatusRule | None = None
    minutes: MinutesRule | None = None
    absence: AbsenceRule | None = None
    members: MembersRule | None = None
    welcome: WelcomeRule | None = None
    offices: tuple[OfficeRule, ...] = ()
    contacts: Mapping[Id, ContactRule] = field(default_factory=dict)
    standing_texts: tuple[StandingText, ...] = ()
    standing_items: tuple[StandingItem, ...] = ()
