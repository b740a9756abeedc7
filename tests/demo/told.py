"""The timeline as it is told while the season plays: who wrote what, and what the service did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from db.records import LetterState, Mail, MailState
from mailer.mail_out import Sent
from mailer.rules.days import OSLO
from tests.demo.cast import KNOWN_AS, NETWORK
from tests.demo.cues import Cue
from tests.demo.stage import Round

WEEKDAYS = ("man.", "tir.", "ons.", "tor.", "fre.", "lør.", "søn.")
MONTHS = ("jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des.")
REPORTS = ("levert",)
MANY = 5
ALL_WELL = "Alt ble slik det skulle. Ingen brev gikk tapt, og ingen gikk to ganger."

KINDS: Mapping[str, str] = {
    "meeting-noted": "Melding om møtet",
    "summons-late": "Varsel om at fristen er ute",
    "summons": "Innkalling",
    "cancellation": "Avlysning",
    "reminder": "Påminnelse til dem som ikke har svart",
    "answer-unclear": "Spørsmål om et uklart svar",
    "answer-noted": "Takk for svaret",
    "status": "Oversikt over hvem som kommer",
    "minutes-wanted": "Etterlysning av referatet",
    "minutes-understood": "Slik ble referatet lest",
    "minutes": "Referat",
    "minutes-released": "Melding om at referatet har gått ut",
    "owed-reminder": "Påminnelse om det som skulle ettersendes",
    "absence-report": "Fraværsrapport",
    "absence-noted": "Melding om at fraværet er fulgt opp",
    "welcome": "Velkomstbrev",
    "member-change": "Melding om endring i medlemslisten",
    "change-noted": "Melding om hva som ble ført",
    "stopped": "Melding om at det er stoppet",
    "kept": "Beskjed om at et menneske leser brevet",
    "unreadable": "Melding om at brevet ikke kunne leses",
    "operator-alarm": "Varsel til driften",
}
ANSWERS = {"accepted": "kommer", "declined": "forfall", "tentative": "kanskje"}
STATES = {
    MailState.HELD: "lagt til side for et menneske",
    MailState.QUARANTINED: "satt i karantene",
    MailState.IGNORED: "ikke noe å gjøre",
}


def day(now: dt.datetime) -> str:
    """«tir. 2. juni»."""
    local = now.astimezone(OSLO)
    return f"{WEEKDAYS[local.weekday()]} {local.day}. {MONTHS[local.month - 1]}"


def clock(now: dt.datetime) -> str:
    """«08.00»."""
    return f"{now.astimezone(OSLO):%H.%M}"


def sent_lines(sent: Iterable[Sent]) -> Iterator[str]:
    """Letters of one round, counted: «Innkalling sendt til 9, kopi til 3»."""
    gone = [one.letter for one in sent if one.state == LetterState.SENT]
    for kind in dict.fromkeys(letter.kind for letter in gone):
        own = [x for x in gone if x.kind == kind and not x.copy]
        copies = [x for x in gone if x.kind == kind and x.copy]
        to = ", ".join(x.to_name or x.to_email for x in own) if len(own) < 3 else f"{len(own)}"
        also = f", kopi til {copies[0].to_name if len(copies) == 1 else len(copies)}" if copies else ""
        yield f"{KINDS[kind]} sendt til {to}{also}"


def outcome(mail: Mail) -> str:
    """What became of a mail, in words."""
    reason = mail.reason
    for word, norwegian in ANSWERS.items():
        reason = reason.replace(word, norwegian)
    return f"{STATES[mail.state]}: {reason}" if mail.state in STATES else reason


class Timeline:
    """Prints as it goes; the day is named once."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.lines: list[str] = []
        self._day = ""

    def _print(self, now: dt.datetime | None, words: str, style: str = "") -> None:
        when = day(now) if now else ""
        shown = when if when != self._day else ""
        if shown:
            self.console.print()
            self._day = when
        line = f"{shown:>14}  {clock(now) if now else '':5}  "
        self.console.print(self._laid(line, words, style))
        self.lines.append(f"{line}{words}")

    def _laid(self, line: str, words: str, style: str) -> Text:
        """The words beside the time, broken under themselves in a terminal and whole in a pipe."""
        room = self.console.width - len(line)
        rows = wrap(words, room) if self.console.is_terminal and room > 30 else [words]
        return Text.assemble((line, "dim"), (f"\n{' ' * len(line)}".join(rows), style))

    def opening(self) -> None:
        """What this is."""
        self.console.print(Text(f"{NETWORK} gjennom en sesong", style="bold"))
        self.console.print("Oppdiktede personer, ekte brev. Ingenting kan gå ut: alle andre maskiner er stengt ute.")

    def wrong(self, words: str) -> None:
        """Something the play expected did not come."""
        self._print(None, words, "bold red")

    def closing(self, files: int, page: Path, seconds: float, faults: Sequence[str]) -> None:
        """What was made, and what went wrong."""
        self.console.print()
        for fault in faults:
            self.console.print(Text(f"Galt: {fault}", style="bold red"))
        if not faults:
            self.console.print(Text(ALL_WELL, style="bold green"))
        self.console.print(f"{files} e-poster og brevboken på {seconds:.0f} sekunder. Åpne {page}")

    def heading(self, words: str) -> None:
        """A part of the season begins."""
        self.console.print()
        self.console.print(Text(words, style="bold"))

    def cue(self, cue: Cue) -> None:
        """Someone does something."""
        self._print(cue.now, f"{cue.who.name} {cue.says}", "cyan")

    def round(self, done: Round) -> None:
        """What the service did."""
        person = [m for m in done.done.settled if m.reason not in REPORTS]
        for mail in person:
            style = "yellow" if mail.state in (MailState.HELD, MailState.QUARANTINED) else "green"
            who = KNOWN_AS.get(mail.sender or "", "")
            prefix = "" if who or mail.kind != "bounce" else "retur: "
            self._print(None, f"→ {prefix}{outcome(mail)}", style)
        delivered = sum(m.reason in REPORTS for m in done.done.settled)
        if delivered >= MANY:
            self._print(None, f"→ {delivered} kvitteringer for levering ført", "dim")
        for words in sent_lines(done.done.sent):
            self._print(None if person else done.at, f"{'→ ' if person else ''}{words}", "bold" if not person else "")
        for one in done.done.sent:
            if one.state not in (LetterState.SENT,):
                self._print(
                    done.at, f"{KINDS[one.letter.kind]} til {one.letter.to_name}: {one.state}, {one.reason}", "red"
                )
