"""When and how a person who comes will be there: late, leaving early, on screen. Local clock times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from parsers.clauses import Clause
from parsers.dates import FoundDate, find_dates, find_times
from parsers.lexicon import DATA, any_of
from parsers.phrasebook import alternatives, load

_TIMES, _SCOPE = DATA["times"], DATA["scope"]
_LATE = any_of(_TIMES["late"])
_LEAVE = re.compile(
    rf"{any_of(_TIMES['leave']).pattern}|\btil (?=(?:kl|klokk|ca|rundt|omtrent|halv|kvart|over|nærmere)\w*\b|\d)", re.I
)
_MUST_LEAVE, _IS_LATE, _DIGITAL = any_of(_TIMES["must_leave"]), any_of(_TIMES["is_late"]), any_of(_TIMES["digital"])
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
    r"\b(?:fra|frå|mellom)\s(?:kl\.?\s?|klokka\s)?(?P<a>\d{1,2}(?:[.:]\d\d)?)\s?(?:-|–|til|og)\s?(?:kl\.?\s?"
    r"|klokka\s)?(?P<b>\d{1,2}(?:[.:]\d\d)?)(?!\d)"
)
_HOURLY = re.compile(rf"\d|\b(?:{alternatives([*load('dates')['clock']['hours'], 'halv', 'kvart'])})\b")
_HALF = re.compile(r"\b(halv|kvart på|kvart over) (\d{1,2})\b(?![.:]\d)")
_OTHERS = re.compile(
    r"\bruns until\b|\b(?:møtet|det|me|som|dere|programmet) (?:er|starter|begynner|byrjar|varer|slutter)\b"
)
_ARRIVES = re.compile(
    r"\b(?:toget|bussen|ferja|fergen|flyet|båten|trikken|jeg lander|eg landar)\b.{0,20}"
    r"\b(?:er|kommer|kjem|ankommer|lander|landar|inne|framme)\b"
)
_PATIENT = re.compile(r"\b(?:har|hadde) .{0,30}\b(?:til|fram til|frem til|møte|time)\b")


def hours(parts: Sequence[Clause]) -> tuple[dt.time | None, dt.time | None]:
    """From when and until when the person says to be there; None where they do not say."""
    start: dt.time | None = None
    end: dt.time | None = None
    before = ""
    for clause in parts:
        text = f"{before} {clause.text}" if _ONLY_TIME.match(clause.text) else clause.text
        before = clause.text
        if clause.question or _OTHERS.search(clause.text):
            continue
        a, b = _clause_hours(text)
        start, end = a or start, b or end
    return start, end


def _clause_hours(text: str) -> tuple[dt.time | None, dt.time | None]:
    text = _HALF.sub(_in_figures, text)
    if pair := _PAIR.search(text):
        return _clock(pair["a"]), _clock(pair["b"])
    if not _HOURLY.search(text):
        return None, None
    late = _LATE.search(text)
    leave = next((m for m in _LEAVE.finditer(text) if not late or not late.start() < m.start() < late.end()), None)
    if not (leave or late) or _ARRIVES.search(text):
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
        return (early[-1] if early else None), (after[0] if after else None)
    return (times[0][1], None) if late and not _PATIENT.search(text) else (None, None)


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
    return bool(_MUST_LEAVE.search(clause.text) or _IS_LATE.search(clause.text))


def digital(parts: Sequence[Clause]) -> bool:
    """Whether the person says to be there on screen; «ikke på Teams» does not."""
    return any(
        (m := _DIGITAL.search(c.text)) is not None and not c.question and not _NEGATION.search(c.text[: m.start()])
        for c in parts
    )
