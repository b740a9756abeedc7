"""What each kind of letter says, as plain JSON: the templates' side of the bargain.

Dates are ISO 8601 strings, instants have Norwegian offset, people are names. The template alone chooses words.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class ItemContent(TypedDict):
    """One item of an agenda."""

    number: str | None
    title: str
    presenter: str | None


class MeetingContent(TypedDict):
    """A meeting as letters show it; `starts`, `ends` are ISO instants with Norwegian offset."""

    id: str
    uid: str
    sequence: int
    title: str
    starts: str
    ends: str
    place: str | None
    online: str | None
    chair: str | None
    arranger: str | None
    agenda: list[ItemContent]


class Change(TypedDict):
    """What changed since the last summons; `what` is time, place or title, values as ISO instants or text."""

    what: Literal["time", "place", "title"]
    old: str
    new: str


class CopyTo(TypedDict):
    """Someone who gets a copy, as letters name them: role («leder av driftsgruppen») or name."""

    role: str
    name: str | None


class MeetingNoted(TypedDict):
    """meeting-noted, to the leader: what will be done with her meeting and when."""

    meeting: MeetingContent
    event: Literal["new", "planned", "changed", "cancelled", "resumed"]
    summons_at: str | None
    deadline: str | None
    late: bool
    missing: list[Literal["place", "agenda", "end", "leader", "copies"]]
    members: int
    copies: list[CopyTo]
    changes: list[Change]
    undo: bool
    summoned: bool


class SummonsLate(TypedDict):
    """summons-late, to the leader: the mandate's deadline has passed; SEND sends it all the same.

    `passed` False: the summons stands stopped and the deadline is the next working day; absent or True: it has passed.
    """

    meeting: MeetingContent
    deadline: str
    source: str
    passed: NotRequired[bool]


class SummonsContent(TypedDict):
    """summons, to a member or, with `copy`, to one who gets a copy.

    `changes` is empty in the first one. `receipt` and `copies` are said in the letter. `invite`: the calendar part
    goes in this letter. `sources` are the mandate's phrases the letter rests on.
    """

    meeting: MeetingContent
    answer_by: str | None
    changes: list[Change]
    copies: list[CopyTo]
    copy_reason: str | None
    receipt: bool
    invite: bool
    late: bool
    standing_texts: list[str]
    sources: list[str]


class CancellationContent(TypedDict):
    """cancellation, to everyone who was summoned, copies too."""

    meeting: MeetingContent
    reason: str | None
    copy_reason: str | None
    invite: bool


class ReminderContent(TypedDict):
    """reminder, once, to those who have not answered."""

    meeting: MeetingContent
    answer_by: str | None


class AnswerUnclear(TypedDict):
    """answer-unclear: one kind question, with what was read."""

    meeting: MeetingContent
    quote: str


class AnswerNoted(TypedDict):
    """answer-noted: a short thanks that says how the answer was understood; times as HH:MM."""

    meeting: MeetingContent
    answer: Literal["accepted", "declined", "tentative"]
    previous: Literal["accepted", "declined", "tentative"] | None
    deputy: str | None
    attends_from: str | None
    attends_until: str | None
    digital: bool | None


class StatusLine(TypedDict):
    """One person in the status: `note` is free words about part of the meeting, deputy, reason, date back."""

    name: str
    organisation: str | None
    attends_from: str | None
    attends_until: str | None
    digital: bool | None
    deputy: str | None
    away_until: str | None
    bounced: str | None
    email: str | None
    read: bool
    remark: NotRequired[str | None]


class StatusContent(TypedDict):
    """status, to the leader before the meeting."""

    meeting: MeetingContent
    coming: list[StatusLine]
    tentative: list[StatusLine]
    absent: list[StatusLine]
    silent: list[StatusLine]
    bounced: list[StatusLine]


class MinutesWanted(TypedDict):
    """minutes-wanted, to the secretary (from the second time with the leader): the minutes have not come."""

    meeting: MeetingContent
    days: int
    times: int
    expected_present: list[str]
    expected_absent: list[str]


class LedgerProposal(TypedDict):
    """What the ledger says of one member the minutes say nothing of."""

    name: str
    answer: Literal["accepted", "declined", "tentative"] | None
    deputy: str | None


class AddressDoubt(TypedDict):
    """A probably misspelled address and the one probably meant."""

    email: str
    suggestion: str


class ActionContent(TypedDict):
    """Something someone is to do."""

    what: str
    who: str | None
    due: str | None


class NextMeetingContent(TypedDict):
    """A coming or proposed meeting."""

    date: str | None
    weeks: list[int]
    text: str


class MinutesUnderstood(TypedDict):
    """minutes-understood, to the secretary: how the minutes were read, what is missing, and what OK will do.

    `missing` names what the mandate demands and the minutes lack. `proposal` is filled in from the ledger when
    attendance is not known. `unknown_names` match nobody on the list. `recipients` counts who will get the minutes.
    """

    title: str | None
    date: str | None
    place: str | None
    chair: str | None
    secretary: str | None
    attendance_known: bool
    listed: int
    present: list[str]
    absent: list[str]
    notified: list[str]
    deputies: list[str]
    unknown_names: list[str]
    unaccounted: list[str]
    proposal: list[LedgerProposal]
    missing: list[Literal["present", "absent", "date", "chair", "secretary", "agenda", "meeting"]]
    addresses: list[AddressDoubt]
    agenda: list[ItemContent]
    ownerless: list[str]
    decisions: list[str]
    actions: list[ActionContent]
    next_meetings: list[NextMeetingContent]
    owed: list[str]
    doubts: list[str]
    recipients: int
    copies: list[CopyTo]
    round: int
    identity_numbers: list[str]
    source: str | None


class MinutesContent(TypedDict):
    """minutes, to every participant and, with `copy`, to those who get a copy; the documents go with it."""

    title: str | None
    date: str | None
    place: str | None
    chair: str | None
    secretary: str | None
    present: list[str]
    absent: list[str]
    deputies: list[str]
    agenda: list[ItemContent]
    decisions: list[str]
    actions: list[ActionContent]
    next_meetings: list[NextMeetingContent]
    owed: list[str]
    text: str
    attachments: list[str]
    mail: str
    copy_reason: str | None


class MinutesReleased(TypedDict):
    """minutes-released, to the secretary: who the minutes went to."""

    date: str | None
    recipients: int
    copies: list[CopyTo]
    owed: list[str]


class OwedReminder(TypedDict):
    """owed-reminder, to the secretary: what the minutes promised has not come."""

    what: str
    date: str | None


class AbsenceRow(TypedDict):
    """One meeting in the absence report, oldest first."""

    date: str
    outcome: Literal["present", "notified", "not-notified", "unsaid", "deputy"]
    notified_on: str | None
    deputy: str | None


class AbsenceReport(TypedDict):
    """absence-report, to the leader. `rows` are the absences; `meetings` all meetings in the period, for the table."""

    name: str
    organisation: str | None
    count: int
    more_than: int
    rows: list[AbsenceRow]
    meetings: list[AbsenceRow]
    since: str | None
    source: str


class AbsenceNoted(TypedDict):
    """absence-noted, to the leader: her correction or «fulgt opp» is recorded. `count` is the number after it."""

    name: str
    event: Literal["followed-up", "corrected"]
    count: int
    rows: list[AbsenceRow]


class WelcomeContent(TypedDict):
    """welcome, to a new member, and with `copy_reason` to the nearest leader."""

    name: str
    organisation: str | None
    leader: str | None
    leader_email: str | None
    course: str | None
    course_link: str | None
    next_meeting: NotRequired[MeetingContent | None]
    manager: str | None
    copy_reason: str | None
    sources: list[str]


class MemberChangeContent(TypedDict):
    """member-change, to KLB and others the mandate names, from the leader's network."""

    change: Literal["joined", "left", "changed"]
    name: str
    organisation: str | None
    email: str | None
    manager: str | None
    manager_email: str | None
    on: str
    old: dict[str, str]
    source: str


class ChangeNoted(TypedDict):
    """change-noted, to who told of it: what was recorded and who hears of it.

    `missing` asks for what is needed: «email», «manager», «organisation», or «unclear» when nothing was recorded.
    """

    change: Literal["joined", "left", "changed"]
    name: str
    organisation: str | None
    email: str | None
    manager: str | None
    welcome: bool
    reported_to: list[CopyTo]
    missing: list[str]


class Stopped(TypedDict):
    """stopped, to who wrote STOPP: what will not be sent, and how to start it again (SEND)."""

    what: Literal["summons", "minutes", "letters", "nothing"]
    meeting: MeetingContent | None
    already_sent: bool


class Kept(TypedDict):
    """kept, to a person whose mail was held: we have it, why nothing was done, and what to do."""

    subject: str
    why: Literal[
        "unproven",
        "unknown-sender",
        "no-matter",
        "not-entitled",
        "not-understood",
        "which-meeting",
        "meeting-incomplete",
        "meeting-past",
        "agenda",
        "passed-on",
    ]


class Remark(TypedDict):
    """remark, to the leader or the secretary: what a member wrote that needs a person; `about` is our letter's kind."""

    name: str
    email: str
    about: str | None
    text: str


class UnreadableContent(TypedDict):
    """unreadable, to a person whose mail or document could not be read."""

    subject: str
    attachment: str | None
    reason: str


class AlarmLine(TypedDict):
    """One held or quarantined mail, or letter that needs a person."""

    id: str
    what: str
    why: str


class OperatorAlarm(TypedDict):
    """operator-alarm, to the operator: what waits for a person, and what is silent."""

    event: Literal["waiting", "silent", "undeliverable", "fuse"]
    since: str | None
    mailbox: str | None
    lines: list[AlarmLine]
