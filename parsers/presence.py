"""When and how a person who comes will be there: late, leaving early, on screen. Local clock times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from parsers.clauses import Clause
from parsers.dates import FoundDate, find_dates, find_times
from parsers.lexicon import DATA, Phrases
from parsers.phrasebook import alternatives, load

_TIMES, _SCOPE = DATA["times"], DATA["scope"]
_LATE = Phrases(_TIMES["late"])
_LEAVE = Phrases(_TIMES["leave"])
_UNTIL = re.compile(r"\btil (?=(?:kl|klokk|ca|rundt|omtrent|halv|kvart|over|nærmere)\w*\b|\d)")
_MUST_LEAVE, _IS_LATE, _DIGITAL = Phrases(_TIMES["must_leave"]), Phrases(_TIMES["is_late"]), Phrases(_TIMES["digital"])
_NEGATION = re.compile(r"\b(?:ikke|ikkje|inte|not|itj)\b")
_ONLY_TIME = re.compile(
    r"(?:(?:ca|kl|klokka|rundt|omkring|nærmere|sånn|cirka|tror|mot)\.?\s)*(?:\d|halv\s)[\d.:]*(?:\s?\w+)?\W*$"
)
_BARE = re.compile(
    r"(?<![\d.:/])(?:ca\.?\s?|rundt\s|omkring\s|til\s|fra\s|frå\s)?(?P<time>(?:[01]?\d"
    r"|2[0-3])(?:[.:][0-5]\d)?)(?![\d%]|[.:]\d|\.?\s?(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des|stk"
    r"|pers|min|timer?|dag|uke|veke|år))"
)
_PAIR = re.compile(
    r"\b(?:fra|frå|mellom|from|between)\s(?:kl\.?\s?|klokka\s)?(?P<a>\d{1,2}(?:[.:]\d\d)?)\s?(?:-|–|til|og|to|and)\s?(?:kl\.?\s?"
    r"|klokka\s)?(?P<b>\d{1,2}(?:[.:]\d\d)?)(?!\d)"
)
_HOURLY = re.compile(rf"\d|\b(?:{alternatives([*load('dates')['clock']['hours'], 'halv', 'kvart'])})\b")
_HALF = re.compile(r"\b(halv|kvart på|kvart over) (\d{1,2})\b(?![.:]\d)")
_OTHERS = re.compile(
    r"\bruns until\b|\b(?:møtet|det|me|som|dere|programmet) (?:er|starter|begynner|byrjar|varer|slutter)\b"
)
_ARRIVES = re.compile(
    r"\b(?:toget|bussen|ferja|ferga|fergen|flyet|båten|trikken|jeg lander|train|bus|ferry|flight)\b.{0,20}"
    r"\b(?:er|kommer|ankommer|lander|inne|framme|fremme|nede|gets in|arrives|lands)\b"
)
_PATIENT = re.compile(r"\b(?:har|hadde|have) .{0,30}\b(?:til|fram til|frem til|until|møte|time)\b")
_MUST_I, _EARLIEST_END = re.compile(r"\bmå (?:jeg|vi)\b"), 9
_PACKED = re.compile(r"\b(1[0-6])([0-5]\d)\b")


def hours(parts: Sequence[Clause]) -> tuple[dt.time | None, dt.time | None]:
    """From when and until when the person says to be there; None where they do not say."""
    start: dt.time | None = None
    end: dt.time | None = None
    arrival: dt.time | None = None
    before = ""
    for clause in parts:
        text = f"{before} {clause.text}" if _ONLY_TIME.match(clause.text) else clause.text
        before = clause.text
        if clause.question or _OTHERS.search(clause.text):
            continue
        a, b = _clause_hours(text)
        arrival = arrival or _arrival(text)
        start, end = a or start, b or end
    late = any(_IS_LATE.search(c.text) or "før" in c.words for c in parts)
    return start or (arrival if late else None), end


def _arrival(text: str) -> dt.time | None:
    """When the bus is in: the writer is there no earlier."""
    arrives = _ARRIVES.search(text)
    times = _all_times(text, find_dates(text)) if arrives else []
    return times[0][1] if times else None


def _clause_hours(text: str) -> tuple[dt.time | None, dt.time | None]:
    text = _PACKED.sub(r"\1.\2", _HALF.sub(_in_figures, text))
    if pair := _PAIR.search(text):
        return _clock(pair["a"]), _clock(pair["b"])
    if not _HOURLY.search(text):
        return None, None
    late = _LATE.search(text)
    leave = next((m for m in _leaves(text) if not late or not late.start() < m.start() < late.end()), None)
    if not (leave or late) or (_ARRIVES.search(text) and not re.search(r"\b(?:jeg|expect|meg)\b", text)):
        return None, None
    days = find_dates(text)
    times = _all_times(text, days)
    if not times or _dated(text, days):
        return None, None
    if (
        leave
        and not (_PATIENT.search(text) and not _MUST_LEAVE.search(text))
        and not re.search(r"\bgår (?:fint|bra|greit)", text)
    ):
        after = [t for at, t in times if at >= leave.start()]
        early = [t for at, t in times if late and late.start() <= at < leave.start()]
        if (
            not after
            and early == []
            and _MUST_I.search(text)
            and (ahead := [t for at, t in times if at < leave.start()])
        ):
            return None, ahead[-1]
        end = after[0] if after and after[0].hour >= _EARLIEST_END else None
        return (early[-1] if early else None), end
    return (_last_named(text, times), None) if late and not _PATIENT.search(text) else (None, None)


def _last_named(text: str, times: Sequence[tuple[int, dt.time]]) -> dt.time:
    """The time after the last word of coming: «my train gets in at 11.15 so expect me around 11.30»."""
    said = [m.start() for m in _LATE.finditer(text) if any(at > m.start() for at, _ in times)]
    return next((time for at, time in times if said and at > said[-1]), times[0][1])


def _leaves(text: str) -> list[re.Match[str]]:
    return sorted((*_LEAVE.finditer(text), *_UNTIL.finditer(text)), key=lambda m: m.start())


def _in_figures(m: re.Match[str]) -> str:
    """«halv 11» as 10.30, «kvart på 11» as 10.45."""
    hour = int(m[2]) - (0 if m[1] == "kvart over" else 1)
    return f"{hour}.{ {'halv': '30', 'kvart på': '45', 'kvart over': '15'}[m[1]] }"


def _dated(text: str, days: Sequence[FoundDate]) -> bool:
    return (
        any(d.start for d in days)
        and not _MUST_LEAVE.search(text)
        and not re.search(r"\b(?:først|fyrst|forsink\w+|sent|seint|ikke før|ikkje før)\b", text)
    )


def _all_times(text: str, days: Sequence[FoundDate]) -> list[tuple[int, dt.time]]:
    clocks = find_times(text)
    found = [(t.span[0], t.start) for t in clocks]
    taken = [t.span for t in clocks] + [d.span for d in days]
    for m in _BARE.finditer(text):
        free = all(m.end() <= a or m.start() >= b for a, b in taken)
        if free and (clock := _clock(m["time"])) and ("." in m["time"] or ":" in m["time"] or 6 < clock.hour < 21):
            found.append((m.start(), clock))
    return sorted(found)


def _clock(word: str) -> dt.time | None:
    hour, _, minute = word.replace(":", ".").partition(".")
    whole = int(hour) + (12 if 1 <= int(hour) <= 6 and not minute else 0)
    return dt.time(whole, int(minute or 0)) if whole < 24 and int(minute or 0) < 60 else None


def partial(parts: Sequence[Clause]) -> bool:
    """Whether the words about coming late or leaving early, or a screen, themselves say that the person comes."""
    return any(_says_partial(c) for c in parts if not c.question and c.joint not in ("condition", "concession"))


def _says_partial(clause: Clause) -> bool:
    if re.search(r"\b(?:jeg|eg|æ|vi|me)\b", clause.text) is None and not re.match(
        r"(?:ja |jo |men |og |kanskje |så |da |litt |må |blir |vert |kommer |kjem |er |bare |kun |rekker |på"
        r" teams|digitalt|via teams|dessverre )*(?:må|blir|vert|kommer|kjem|er|rekker|på teams|digitalt|via"
        r" teams|over teams|litt|går)\b",
        clause.text,
    ):
        return False
    late = _IS_LATE.search(clause.text) is not None and "svar" not in clause.text
    return late or _MUST_LEAVE.search(clause.text) is not None


def digital(parts: Sequence[Clause]) -> bool:
    """Whether the person says to be there on screen; «ikke på Teams» does not, «da deltar jeg derfra» does."""
    asked = any(_DIGITAL.search(c.text) for c in parts if c.question)
    return any(asked and "derfra" in c.words for c in parts) or any(
        (m := _DIGITAL.search(c.text)) is not None and not c.question and not _NEGATION.search(c.text[: m.start()])
        for c in parts
    )
