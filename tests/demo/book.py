"""The letter book: one page that shows every letter of the season, by time, by person and by meeting.

No server, no script needed, nothing fetched: letters are opened by `:target`, lists are switched by radio buttons. The
small script only fits the height of a letter and marks the open one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from db.records import Attendance, Meeting
from mailer.rules.days import OSLO, local_day
from tests.demo.cast import ANNA, BERIT, EVERYONE, GRO, INGER, KARI, LIV, MEMBERS, NETWORK, SIV, SUNNIVA, TOR
from tests.demo.shown import OTHER, Sheet, meetings
from tests.demo.stage import Stage
from tests.demo.told import KINDS, clock, day
from tests.people import MONTHS, WEEKDAYS, Human

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The same letter to several, one row of a list; `sheets` holds them all."""

    kind: str
    sheets: tuple[Sheet, ...]

    @property
    def first(self) -> Sheet:
        """The one that stands for the others."""
        return self.sheets[0]

    @property
    def to(self) -> str:
        """«til 9, kopi til 3», or the one it went to."""
        own = [sheet for sheet in self.sheets if not sheet.copy]
        copies = [sheet for sheet in self.sheets if sheet.copy]
        to = ", ".join(s.to for s in own) if len(own) < 3 else f"{len(own)}"
        also = f"kopi til {copies[0].to if len(copies) == 1 else len(copies)}" if copies else ""
        return "til " + ", ".join(filter(None, (to, also)))


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A heading of a list and the rows under it."""

    title: str
    note: str
    rows: tuple[Batch, ...]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One person at one meeting: a sign, a word, and the tone of colour."""

    sign: str
    word: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A letter worth reading first: a headline and which letter it is."""

    title: str
    why: str
    kind: str
    person: Human
    nth: int = 0


PRESENT = Cell(sign="✓", word="til stede", tone="good")
NOTIFIED = Cell(sign="○", word="forfall, meldt", tone="told")
MISSING = Cell(sign="✕", word="møtte ikke", tone="bad")
DEPUTY = Cell(sign="⇄", word="vara møtte", tone="other")
OUTSIDE = Cell(sign="", word="ikke med", tone="none")
UNKNOWN = Cell(sign="?", word="ikke kjent", tone="none")


def cell(entry: Attendance | None) -> Cell:
    """What the ledger says of one person and one meeting."""
    if entry is None:
        return OUTSIDE
    if entry.attended is None:
        return UNKNOWN
    if entry.attended:
        return PRESENT
    if entry.deputy_met:
        return DEPUTY
    return NOTIFIED if entry.notified else MISSING


def batches(found: Iterable[Sheet]) -> Iterator[Batch]:
    """Letters of one kind that went at one time about one meeting, as one row."""
    for (_, kind, out, _), group in groupby(found, key=lambda s: (s.at, s.kind, s.out, s.about)):
        together = tuple(group)
        if out:
            yield Batch(kind=kind, sheets=together)
        else:
            yield from (Batch(kind=kind, sheets=(each,)) for each in together)


def by_time(found: Sequence[Sheet]) -> list[Chapter]:
    """A chapter a month."""
    months = groupby(found, key=lambda s: s.at.astimezone(OSLO).date().replace(day=1))
    return [
        Chapter(title=f"{MONTHS[m.month - 1].capitalize()} {m.year}", note="", rows=tuple(batches(group)))
        for m, group in months
    ]


def by_person(found: Sequence[Sheet]) -> list[Chapter]:
    """A chapter a person, in the order of the list of members."""
    order = {human.name: n for n, human in enumerate(EVERYONE)}
    people = sorted({s.person for s in found}, key=lambda name: (order.get(name, 99), name))
    chapters = []
    for name in people:
        mine = [s for s in found if s.person == name]
        out, came = sum(s.out for s in mine), sum(not s.out for s in mine)
        chapters.append(Chapter(title=name, note=f"{out} til, {came} fra", rows=tuple(_single(mine))))
    return chapters


def _single(found: Iterable[Sheet]) -> Iterator[Batch]:
    return (Batch(kind=sheet.kind, sheets=(sheet,)) for sheet in found)


def by_meeting(found: Sequence[Sheet], held: Sequence[Meeting]) -> list[Chapter]:
    """A chapter a meeting, and one for what is about none."""
    gone = cancelled(found)
    titles = [(m.id, meeting_title(m), "avlyst" if m.id in gone else "") for m in held] + [(None, OTHER, "")]
    return [
        Chapter(title=title, note=note, rows=tuple(batches(s for s in found if s.about == ident)))
        for ident, title, note in titles
    ]


def meeting_title(meeting: Meeting) -> str:
    """«Onsdag 10. mars»: weekday and date, and its name where it has one of its own."""
    own = "" if meeting.title == NETWORK else f": {meeting.title}"
    return f"{short_day(meeting)}{own}"


def short_day(meeting: Meeting) -> str:
    """«10. mars»."""
    when = local_day(meeting.starts)
    return f"{when.day}. {MONTHS[when.month - 1]}"


def cancelled(found: Iterable[Sheet]) -> frozenset[str]:
    """The meetings that were called off."""
    return frozenset(s.about for s in found if s.kind == KINDS["cancellation"] and s.about)


def attendance(stage: Stage, held: Sequence[Meeting]) -> list[tuple[str, list[Cell]]]:
    """Everyone's row of the table, with a cell a meeting held."""
    store = stage.house.store
    rows = []
    for human in MEMBERS:
        person = store.person_by_email(human.email)
        cells = [cell(store.attendance(m.id, person.id) if person else None) for m in held]
        rows.append((human.name, cells))
    return rows


MOMENTS: tuple[Moment, ...] = tuple(
    Moment(title=title, why=why, kind=KINDS[kind], person=person, nth=nth)
    for title, why, kind, person, nth in (
        ("Innkallingen", "i tide, med lesebekreftelse og kalender", "summons", SIV, 0),
        ("Kopien til driftsgruppen", "slik retningslinjene sier", "summons", GRO, 0),
        ("Et uklart svar", "det gjettes ikke, det spørres", "answer-unclear", BERIT, 0),
        ("Takk på engelsk", "Anna svarte på engelsk", "answer-noted", ANNA, 0),
        ("Ombestemmer seg, med vara", "«Guro Berg møter for meg»", "answer-noted", TOR, 1),
        ("Oversikten før møtet", "hvem kommer, hvem ikke", "status", INGER, 0),
        ("Slik ble referatet lest", "det som mangler, blir det spurt om", "minutes-understood", KARI, 0),
        ("Velkommen", "med kopi til nærmeste leder", "welcome", LIV, 0),
        ("Møtet er flyttet", "ny tid rett i kalenderen", "summons", ANNA, 2),
        ("Referatet etterlyses", "etter en uke, vennlig", "minutes-wanted", KARI, 0),
        ("Nynorsk til Sunniva", "ho skriv nynorsk, og får svar på nynorsk", "minutes-understood", SUNNIVA, 0),
        ("Tredje fravær", "lederen får datoene og kan rette dem", "absence-report", INGER, 0),
    )
)


def moments(found: Sequence[Sheet]) -> list[tuple[Moment, Sheet]]:
    """The letters worth reading first that there are."""
    chosen = []
    for moment in MOMENTS:
        mine = [s for s in found if s.out and s.kind == moment.kind and s.to == moment.person.name]
        if len(mine) > moment.nth:
            chosen.append((moment, mine[moment.nth]))
    return chosen


def height(sheet: Sheet) -> int:
    """A height in pixels that holds the letter's page where no script can measure it."""
    lines = sum(1 + len(line) // 62 for line in sheet.words.splitlines() if line.strip())
    return min(2400, 330 + 27 * lines)


def write(stage: Stage, found: Sequence[Sheet], folder: Path, seconds: float) -> Path:
    """The book as index.html in the folder."""
    known, gone = meetings(stage), cancelled(found)
    held = [m for m in known if m.id not in gone]
    shelf = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    shelf.filters.update(
        day=day, clock=clock, long=long, height=height, lines=_lines, initials=_initials, address=_address, gist=_gist
    )
    page = shelf.get_template("book.html.j2").render(
        network=NETWORK,
        sheets=found,
        meetings=held,
        cancelled=[m for m in known if m.id in gone],
        short_day=short_day,
        attendance=attendance(stage, held),
        cells=(PRESENT, NOTIFIED, MISSING, DEPUTY),
        moments=moments(found),
        lists=(
            ("tid", "Etter tid", by_time(found)),
            ("person", "Etter person", by_person(found)),
            ("mote", "Etter møte", by_meeting(found, known)),
        ),
        sent=sum(s.out for s in found),
        read=sum(not s.out for s in found),
        lost=sum(not s.out and "lagt til side" in " ".join(s.notes).lower() for s in found),
        seconds=round(seconds),
        weekdays=WEEKDAYS,
        months=MONTHS,
    )
    file = folder / "index.html"
    file.write_text(re.sub(r"\n\s*\n+", "\n", page), encoding="utf-8")
    return file


def _lines(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isupper()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))


def _gist(words: str) -> str:
    return " ".join(words.split())[:90]


def _address(email: str) -> str:
    """The address without its reply token, which says nothing to a reader."""
    return re.sub(r"\+[a-z2-7]{24}@", "@", email)


def long(at: dt.datetime) -> str:
    """«tirsdag 23. februar 2027 kl. 08.00»."""
    local = at.astimezone(OSLO)
    return f"{WEEKDAYS[local.weekday()]} {local.day}. {MONTHS[local.month - 1]} {local.year} kl. {local:%H.%M}"
