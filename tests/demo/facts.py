"""What must be true when the season is over. Each check is a function that tells, in words, what is not so."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from db.records import Letter, LetterState, MailState, Meeting, Records
from mailer.rules.days import local_day
from tests.demo.cast import ADDRESS, ANNA, BERIT, COPIES, INGER, KARI, KLB, LIV, NILS, OLA, PER, SIV, SUNNIVA, TOR
from tests.demo.shown import meetings
from tests.demo.stage import Stage, kind_of, message_id, read_once
from tests.people import Human

SPRING, SUMMER = dt.date(2027, 3, 10), dt.date(2027, 6, 10)
FLOODED, AUTUMN = dt.date(2027, 9, 14), dt.date(2027, 10, 12)
TOR_LEAVES = dt.date(2027, 8, 1)
DAYS_BEFORE = 14
GONE = (LetterState.SENT, LetterState.DELIVERED)

THERE, TOLD, AWAY, DEPUTY = "til stede", "forfall", "møtte ikke", "vara møtte"
LEDGER: Mapping[dt.date, Mapping[Human, str]] = {
    SPRING: {INGER: THERE, KARI: THERE, ANNA: THERE, OLA: TOLD, SIV: THERE, NILS: AWAY, BERIT: THERE, TOR: DEPUTY,
             SUNNIVA: THERE},
    SUMMER: {INGER: THERE, KARI: THERE, ANNA: THERE, OLA: AWAY, SIV: TOLD, NILS: THERE, BERIT: THERE, TOR: THERE,
             SUNNIVA: THERE, LIV: THERE},
    AUTUMN: {INGER: THERE, KARI: THERE, ANNA: THERE, OLA: TOLD, SIV: THERE, NILS: AWAY, BERIT: THERE, SUNNIVA: THERE,
             LIV: THERE},
}  # fmt: skip
CHANGES = [("changed", NILS), ("joined", LIV), ("left", TOR)]


class Season:
    """The season as it was left: what the checks ask."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.letters = stage.letters()
        self.meetings: dict[dt.date, Meeting] = {local_day(m.starts): m for m in meetings(stage)}
        network = stage.house.settings.networks["nord"]
        self.records: Records = stage.house.store.records(network.id, network.parent)

    def sent(self, kind: str, day: dt.date | None = None) -> list[Letter]:
        """The letters of a kind that went, about the meeting on a day where one is named."""
        meeting = self.meetings[day].id if day else None
        found = (x for x in self.letters if x.kind == kind and x.state in GONE)
        return [x for x in found if meeting in (None, x.meeting)]

    def said(self, day: dt.date, human: Human) -> str:
        """What the ledger says of someone at a meeting."""
        person = self.stage.house.store.person_by_email(human.email)
        entry = self.stage.house.store.attendance(self.meetings[day].id, person.id) if person else None
        if entry is None or entry.attended is None:
            return "ikke ført"
        if entry.attended or entry.deputy_met:
            return THERE if entry.attended else DEPUTY
        return TOLD if entry.notified else AWAY


def wrong(stage: Stage) -> list[str]:
    """Everything that did not become as it should."""
    season = Season(stage)
    missing = [day for day in (*LEDGER, FLOODED) if day not in season.meetings]
    if missing:
        return [f"møtet {day:%d.%m.%Y} finnes ikke" for day in missing]
    return [fault for check in CHECKS for fault in check(season)]


def every_mail_is_settled(season: Season) -> Iterator[str]:
    """Promise 3: applied or ignored with a reason, none waiting, and the inbox empty."""
    for mail in season.stage.mails():
        if mail.state not in (MailState.APPLIED, MailState.IGNORED) or not mail.reason:
            yield f"«{mail.subject}» fra {mail.sender} er {mail.state}: {mail.reason}"
    if left := season.stage.server.folder(ADDRESS):
        yield f"{len(left)} e-poster ligger igjen i innboksen"


def every_letter_went_once(season: Season) -> Iterator[str]:
    """Promises 8 and 9: each letter that went reached the server once; only the bounced summons did not go."""
    arrived = Counter(message_id(each.raw).partition("@")[0] for each in season.stage.server.deliveries)
    for letter in season.letters:
        if letter.state in GONE and arrived[letter.id] != 1:
            yield f"{letter.kind} til {letter.to_name} kom fram {arrived[letter.id]} ganger"
    lost = [x for x in season.letters if x.state not in GONE]
    if [(x.kind, x.to_name, x.state) for x in lost] != [("summons", NILS.name, LetterState.STOPPED)]:
        yield f"brev som ikke gikk: {[(x.kind, x.to_name, str(x.state)) for x in lost]}"


def _sent_again(letter: Letter) -> bool:
    """Whether a summons went a second time because the address it first went to had bounced."""
    return letter.key.rsplit(":", 2)[1] == letter.to_email


def summonses_are_in_time(season: Season) -> Iterator[str]:
    """B1, B2: fourteen days before, with receipt and calendar, to all who were members, with the three copies."""
    for day, meeting in season.meetings.items():
        letters = [x for x in season.letters if x.kind == "summons" and x.meeting == meeting.id]
        first = [x for x in letters if ":0:" in x.key and not _sent_again(x)]
        if max(local_day(x.sent_at or x.queued_at) for x in first) > day - dt.timedelta(days=DAYS_BEFORE):
            yield f"innkallingen til {day:%d.%m} gikk for sent"
        if {x.to_email for x in first if x.copy} != {human.email for human in COPIES}:
            yield f"kopiene av innkallingen til {day:%d.%m} gikk ikke til alle tre"
        if {x.to_name for x in first if not x.copy} != {h.name for h in LEDGER.get(day, LEDGER[AUTUMN])}:
            yield f"innkallingen til {day:%d.%m} gikk ikke til akkurat medlemmene"


def summonses_ask_for_proof(season: Season) -> Iterator[str]:
    """B1: every member's summons asks for a receipt and carries an invitation for that person alone."""
    copied = {human.email for human in COPIES}
    for delivery in season.stage.server.deliveries:
        if kind_of(delivery.raw) != "summons":
            continue
        mail = read_once(delivery.raw)
        calendars = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
        asks = mail["Disposition-Notification-To"] is not None and len(calendars) == 1
        if asks == (delivery.recipient in copied):
            yield f"innkallingen til {delivery.recipient} har ikke det den skal ha"


def attendance_is_right(season: Season) -> Iterator[str]:
    """B3: what the ledger says of everyone at every meeting."""
    for day, people in LEDGER.items():
        for human, expected in people.items():
            if (said := season.said(day, human)) != expected:
                yield f"{human.name} {day:%d.%m}: ført som {said}, skulle vært {expected}"


def only_members_are_in_the_ledger(season: Season) -> Iterator[str]:
    """Those who get copies are asked nothing, and nobody waits for their answer."""
    ours = {human.name for people in LEDGER.values() for human in people}
    for day, meeting in season.meetings.items():
        found = {season.records.people[p].name for m, p in season.records.attendance if m == meeting.id}
        if others := found - ours:
            yield f"{sorted(others)} er ført for møtet {day:%d.%m} uten å være medlem"
    for letter in season.sent("status"):
        told = (line["name"] for key in ("coming", "tentative", "absent", "silent") for line in letter.content[key])
        if others := set(told) - ours:
            yield f"{sorted(others)} står i oversikten uten å være medlem"


def minutes_went_to_all(season: Season) -> Iterator[str]:
    """B2: minutes to every member with the three copies; asked for only where they were late."""
    for day in LEDGER:
        letters = season.sent("minutes", day)
        if {x.to_email for x in letters if x.copy} != {human.email for human in COPIES}:
            yield f"kopiene av referatet fra {day:%d.%m} gikk ikke til alle tre"
        if not {h.name for h in LEDGER[day]} <= {x.to_name for x in letters if not x.copy}:
            yield f"referatet fra {day:%d.%m} gikk ikke til alle medlemmene"
    chased = [(x.to_name, x.meeting) for x in season.sent("minutes-wanted")]
    summer = season.meetings[SUMMER].id
    if sorted(chased) != sorted([(KARI.name, summer), (KARI.name, summer), (INGER.name, summer)]):
        yield f"etterlysningen av referatet gikk til {[name for name, _ in chased]}"


def absence_is_reported(season: Season) -> Iterator[str]:
    """B4: one report, at Ola's third absence, to the leader; and she has followed it up."""
    reports = [(x.to_email, x.content["name"], x.content["count"]) for x in season.sent("absence-report")]
    if reports != [(INGER.email, OLA.name, 3)]:
        yield f"fraværsrapportene er {reports}"
    if not any(case.followed_up_at and case.reported == 3 for case in season.records.cases):
        yield "Ola Lies fravær er ikke ført som fulgt opp"


def members_are_told_of(season: Season) -> Iterator[str]:
    """B5, B6: each change reported to KLB, the new one welcomed with a copy to her leader, the one who left let be."""
    told = [(x.content["change"], x.content["name"]) for x in season.sent("member-change")]
    if told != [(change, human.name) for change, human in CHANGES]:
        yield f"endringene meldt til KLB er {told}"
    if {x.to_email for x in season.sent("member-change")} != {KLB.email}:
        yield "en endring er meldt til andre enn KLB"
    if sorted((x.copy, x.to_email) for x in season.sent("welcome")) != [(False, LIV.email), (True, PER.email)]:
        yield "velkomstbrevet gikk ikke til Liv med kopi til Per"
    late = [x for x in season.letters if x.to_email == TOR.email and local_day(x.queued_at) >= TOR_LEAVES]
    if late:
        yield f"Tor Lie har sluttet, men fikk {late[0].kind}"


def the_flooded_meeting_is_cancelled(season: Season) -> Iterator[str]:
    """Everyone who was summoned to the meeting that was called off has been told."""
    summoned = {x.to_email for x in season.sent("summons", FLOODED)}
    told = {x.to_email for x in season.sent("cancellation", FLOODED)}
    own = {x.to_email for x in season.sent("cancellation", FLOODED) if not x.copy}
    if own != {human.email for human in LEDGER[AUTUMN]}:
        yield f"avlysningen gikk ikke til akkurat medlemmene: {sorted(own)}"
    if summoned != told:
        yield f"avlysningen gikk ikke til de samme som innkallingen: {sorted(summoned ^ told)}"


def owed_things_came(season: Season) -> Iterator[str]:
    """K6: what minutes promised was asked for, and is off the list."""
    waiting = [owed.what for owed in season.records.owed if owed.settled_at is None]
    if waiting:
        yield f"det ventes ennå på {waiting}"
    asked = [x.to_name for x in season.sent("owed-reminder")]
    if asked != [KARI.name, SUNNIVA.name]:
        yield f"det som skulle ettersendes, ble etterlyst hos {asked}"


def everyone_is_written_to_in_her_language(season: Season) -> Iterator[str]:
    """Nynorsk to her who writes it, English to her who answers in it, bokmål to the rest."""
    for letter in season.letters:
        english = letter.to_email == ANNA.email and letter.kind in ("answer-noted", "answer-unclear")
        wanted = "en" if english else "nn" if letter.to_email == SUNNIVA.email else "nb"
        if letter.lang != wanted:
            yield f"{letter.kind} til {letter.to_name} er på {letter.lang}"


def the_service_had_no_trouble(season: Season) -> Iterator[str]:
    """Nothing was logged as a warning or error."""
    yield from season.stage.warnings


CHECKS: tuple[Callable[[Season], Iterator[str]], ...] = (
    every_mail_is_settled,
    every_letter_went_once,
    summonses_are_in_time,
    summonses_ask_for_proof,
    attendance_is_right,
    only_members_are_in_the_ledger,
    minutes_went_to_all,
    absence_is_reported,
    members_are_told_of,
    the_flooded_meeting_is_cancelled,
    owed_things_came,
    everyone_is_written_to_in_her_language,
    the_service_had_no_trouble,
)
