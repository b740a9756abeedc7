"""Each clause's finding in its surroundings: another's clause, a question, a condition, another meeting, a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.clauses import Clause
from parsers.dates import find_dates
from parsers.facts import Answer
from parsers.lexicon import DATA, Phrases
from parsers.phrasebook import alternatives, load
from parsers.predicates import finding, speaks_of_coming, whole, without_courtesy
from parsers.whose import Subject, clause_subject

Day = tuple[int | None, int | None, int | None]

_SCOPE = DATA["scope"]
_ELSEWHEN, _ASKING, _OFF_TOPIC = Phrases(_SCOPE["elsewhen"]), Phrases(_SCOPE["asking"]), Phrases(_SCOPE["off_topic"])
_CONDITION = re.compile(rf"^(?:{alternatives(_SCOPE['conditions'])})\b", re.I)
# «Får jeg fri, kommer jeg»: a condition without its «hvis».
_INVERTED = re.compile(_SCOPE["inverted"])
_CONDITION_FIRST, _VERB_FIRST = re.compile(_SCOPE["condition_first"]), re.compile(_SCOPE["verb_first"])
# Words that bring a clause beside «ja» or «nei» back to the meeting.
_RELATED = re.compile(_SCOPE["related"])
# «Det får bli en annen gang»: a no to this one.
_PUT_OFF = re.compile(_SCOPE["put_off"])
_NEXT_ONE = re.compile(r"\b(?:neste|the next one)\W*$")
_ALL_BUT, _ALL_DAYS = re.compile(_SCOPE["all_but"]), re.compile(_SCOPE["all_days"])
# «Ja fra Siv, nei fra meg».
_YES_OF = re.compile(r"(?i:ja|nei|yes|no) (?:fra|from) [A-ZÆØÅ]")
_NOT_I = re.compile(r"(?:ikke|not) (?:jeg|meg|me)\W*$")
_OTHERWISE = re.compile(_SCOPE["otherwise"])
_WEEK = re.compile(r"(?<!fra )(?<!til )(?<!og med )(?<!ut )\b(?:uke|week) \d")
_WISH = re.compile(_SCOPE["wish"])
_NO_CONDITION = re.compile(r"^så lenge|\b(?:hadde|kunne|were|weren.t|wasn.t|ikke var)\b")
# «Om jeg så må krype», «uansett om det regner eller ikke».
_NO_MATTER = re.compile(r"^om (?:\w+ )?så\b| eller (?:ikke|ei|snør|sol|uvær)\b")
_REGRET, _IS_OVER, _SHORT = re.compile(_SCOPE["regret"]), re.compile(_SCOPE["over"]), 14
# «Kommer når dere finner en annen måned».
_ONCE = re.compile(r"(?:de|dere|møtet|det|du|the|you|it)\b.*\b(?:annen|annet|neste|another|next)\b")
_ONLY = {("bare",), ("kun",), ("only",)}
_REACH, _TO_WHAT = 12, re.compile(r"(?:ja|nei) til å ")
_OVER = ("det var ", "de var ", "this was ", "that was ")
_YES_OR_NO: dict[str, Answer] = {
    "ja": "accepted",
    "jepp": "accepted",
    "yes": "accepted",
    "jo": "accepted",
    "nei": "declined",
    "nope": "declined",
}
_GREETINGS = {"hei", "hallo", "heisann", "kjære", "god", "hi", "hello", "hej", "morn", "morgen"}
_BEFORE_YES = {"hei", "hallo", "ok", "heisann"}
_YOU_OR_THEY = {"du", "dere", "de", "you", "anyone", "anybody", "someone", "people"}
# «Hvis noen trenger skyss», «om ingen protesterer»: no condition of coming.
_ASKED_FOR = {"trenger", "vil", "lurer", "er", "ønsker", "protesterer", "spør", "savner"}
_MONTHS = tuple(re.compile(rf"\b(?:i|in) (?:{alternatives(names)})\b") for names in load("dates")["months"])
_DAY_ALONE = re.compile(r"\bden (\d{1,2})(?:\.|$)(?!\d)|\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b")
_WEEKDAYS = tuple(frozenset((*names, *(f"{name}en" for name in names))) for names in load("dates")["weekdays"])


@dataclass(frozen=True, kw_only=True)
class Signal:
    """What one clause says: an answer, how surely, and the days it names as (month, day of month, weekday)."""

    answer: Answer
    strong: bool
    at: int
    days: tuple[Day, ...] = ()


def signals(parts: Sequence[Clause], meeting: dt.date | None = None) -> Iterator[Signal]:
    """What each clause about the writer and this meeting says; last what an opening «ja» or «nei» says by itself.

    Where nothing says anything, a short regret is a no.
    """
    told = [*_of_clauses(parts, meeting), *_leading(parts)]
    yield from told or _regret(parts)


def _of_clauses(parts: Sequence[Clause], meeting: dt.date | None) -> Iterator[Signal]:
    subject: Subject = "me"
    for at, clause in enumerate(parts):
        if at and parts[at - 1].sentence != clause.sentence:
            subject = "me"
        inherited: Subject = subject if clause.joint in ("and", "comma") else "me"
        before, subject = subject, clause_subject(clause, inherited)
        if (signal := _signal(parts, at, inherited, meeting)) and not _echoes(parts, at, before, signal):
            yield signal


def _regret(parts: Sequence[Clause]) -> Iterator[Signal]:
    """«Dessverre står bilen på verksted»: all that a short reply says, now, and of nothing else."""
    said = [c for c in parts if not _greeting(c)]
    sorry = next((at for at, c in enumerate(parts) if _REGRET.search(c.text)), None)
    if sorry is None or sum(len(c.words) for c in said) > _SHORT:
        return
    if not any(
        c.question or _elsewhere(c) or _IS_OVER.search(c.text) or clause_subject(c, "me") == "other" for c in said
    ):
        yield Signal(answer="declined", strong=False, at=sorry)


def _echoes(parts: Sequence[Clause], at: int, before: Subject, signal: Signal) -> bool:
    """«Hun sa hun kommer, men jeg vet ikke sikkert»: a doubt about what was just said of another."""
    alone = signal.answer == "tentative" and not speaks_of_coming(parts[at])
    return alone and before == "other" and parts[at].joint in ("contrast", "comma")


def _signal(parts: Sequence[Clause], at: int, inherited: Subject, meeting: dt.date | None) -> Signal | None:
    clause = parts[at]
    if _NOT_I.match(clause.text) and at and not speaks_of_coming(parts[at - 1]):
        return None  # «noen har fått den, men ikke jeg»
    if clause.joint == "colon" and at and _elsewhere(parts[at - 1]):
        return None  # «Julemiddagen: påmeldt»
    asks = clause.question and not (whole(clause) == "tentative" and len(clause.words) < 3)
    if asks or clause.joint == "concession" or _about_another(parts, at, meeting) or _stray(parts, at):
        return None
    found = finding(clause, inherited, meeting)
    if found.answer is None:
        return None
    hangs = _conditional(parts, at, no=found.answer == "declined") or _otherwise(parts, at)
    answer = "tentative" if hangs else found.answer
    days = _named_days(parts, at) if found.dated else ()
    if found.answer == "tentative":
        days = tuple(day for day in days if day[0])  # «vet ikke før fredag» is when, not which
    strong = (found.strong or hangs) and not _only_wishes(parts, at)
    return Signal(answer=answer, strong=strong, at=at, days=days)


def _only_wishes(parts: Sequence[Clause], at: int) -> bool:
    """«I'd love to come, but …»: a wish is no clear yes where something stands against it."""
    against = at + 1 < len(parts) and parts[at + 1].joint == "contrast"
    return against and _WISH.search(parts[at].text) is not None


def _about_another(parts: Sequence[Clause], at: int, meeting: dt.date | None) -> bool:
    """Whether the clause, its «når» or what stands ahead of its colon is about another meeting."""
    clause = parts[at]
    if _PUT_OFF.search(clause.text):
        return False
    ahead = parts[at - 1].text if at and clause.joint == "colon" else ""
    if at + 1 < len(parts) and parts[at + 1].joint == "cause" and _ONCE.match(parts[at + 1].text):
        return True
    named = _NEXT_ONE.search(clause.text) or _ELSEWHEN.search(clause.text) or _ELSEWHEN.search(ahead)
    return bool(named) or _of_all_but_one(parts, at) or (meeting is not None and _other_week(clause, meeting))


def _of_all_but_one(parts: Sequence[Clause], at: int) -> bool:
    """«Kan alle dager unntatt tirsdag», «ingen dager passer bortsett fra den 16.»: which day it is no rule tells."""
    if not _ALL_BUT.search(parts[at].text):
        after = parts[at + 1 : at + 2]
        return bool(after) and after[0].joint == "contrast" and _ALL_DAYS.search(parts[at].text) is not None
    return bool(_days(parts[at]))


def _other_week(clause: Clause, meeting: dt.date) -> bool:
    """«Uke 40 kan jeg ikke»: only weeks that are not the meeting's, and none that what is told lasts from or to."""
    if not _WEEK.search(clause.text):
        return False
    weeks = [week for found in find_dates(clause.text, near=meeting) for week in found.weeks]
    return bool(weeks) and not min(weeks) <= meeting.isocalendar().week <= max(weeks)


def _stray(parts: Sequence[Clause], at: int) -> bool:
    """A yes or no that belongs to something else in its sentence: «Nei, jeg har ikke fått referatet»."""
    if parts[at].words == ("dessverre",):
        return any(_elsewhere(c) or clause_subject(c, "me") == "other" for c in _around(parts, at))
    if (
        parts[at].joint in ("cause", "contrast")
        or {"til", "jeg", "meg", "oss"}.intersection(parts[at].words)
        or not whole(parts[at])
        or not {*_YES_OR_NO, "kanskje"}.intersection(parts[at].words)
    ):
        return False
    sentence = _around(parts, at)
    words = {word for c in sentence if c.segment == parts[at].segment for word in c.words}
    both = len({answer for word, answer in _YES_OR_NO.items() if word in words}) > 1
    rest = [c for c in sentence if c is not parts[at]]
    tag = (
        parts[at] is sentence[-1]
        and parts[at].joint == "comma"
        and len(parts[at].words) == 1
        and any(len(c.words) > 3 for c in rest)
    )
    opening = parts[at].sentence == _opening(parts)
    astray = len(parts[at].words) == 1 and parts[at].joint != "colon" and any(_unrelated(c, opening) for c in rest)
    return both or tag or astray or any(_elsewhere(c) or clause_subject(c, "me") == "other" for c in rest)


def _unrelated(clause: Clause, opening: bool = True) -> bool:
    """Whether a clause beside a bare «ja» or «nei» is about something that has no bearing on coming."""
    if _CONDITION.match(clause.text) and not _courtesy(clause):
        return False
    if len(clause.words) < (4 if opening else 3) or clause.question or (opening and _RELATED.search(clause.text)):
        return False
    return finding(clause, "me").answer is None


def _around(parts: Sequence[Clause], at: int) -> list[Clause]:
    """The clauses of the same sentence, at most some on each side."""
    near = parts[max(0, at - _REACH) : at + _REACH + 1]
    return [c for c in near if c.sentence == parts[at].sentence]


def _elsewhere(clause: Clause) -> bool:
    """Whether the clause is about another matter, another meeting, or one that is over."""
    over = clause.text.startswith(_OVER)
    return over or bool(_OFF_TOPIC.search(clause.text) or _ELSEWHEN.search(clause.text))


def _otherwise(parts: Sequence[Clause], at: int) -> bool:
    """«Må jeg på vakt, blir jeg her. Ellers kommer jeg»: the other side of a condition or a doubt."""
    said = f"eller så {parts[at].text}" if at and parts[at - 1].text == "eller" else parts[at].text
    if not _OTHERWISE.match(said):
        return False
    near = [c for c in parts[max(0, at - _REACH) : at] if parts[at].sentence - c.sentence < 3]
    return any(_hangs_on(c) or finding(c, "me").answer == "tentative" for c in near)


def _hangs_on(clause: Clause) -> bool:
    return bool(_CONDITION.match(clause.text) or _CONDITION_FIRST.match(clause.text))


def _conditional(parts: Sequence[Clause], at: int, *, no: bool) -> bool:
    """Whether a condition about the writer or the work hangs on this clause, within its stretch between contrasts."""
    if _INVERTED.match(parts[at].text) or _after_inverted(parts, at):
        return True
    segment = [c for c in _around(parts, at) if c.segment == parts[at].segment]
    if parts[at + 1 : at + 2] and parts[at + 1].words in _ONLY:  # «…, men bare hvis jeg får fri»
        segment += parts[at + 2 : at + 3]
    conditions = [c for c in segment if c.joint == "condition" or _CONDITION.match(c.text)]
    if no:  # «kan ikke så lenge jeg er sykmeldt», «hadde kommet om det ikke var for vakta» give a reason
        conditions = [c for c in conditions if not _NO_CONDITION.search(c.text)]
    if not conditions or any(_ASKING.search(c.text) for c in segment):
        return False
    return not all(map(_courtesy, conditions))


def _after_inverted(parts: Sequence[Clause], at: int) -> bool:
    """«Får jeg fri, kommer jeg»: the verb first in both, and no question."""
    ahead = [c for c in parts[max(0, at - _REACH) : at] if c.segment == parts[at].segment]
    return bool(_VERB_FIRST.match(parts[at].text)) and any(_CONDITION_FIRST.match(c.text) for c in ahead)


def _courtesy(clause: Clause) -> bool:
    if without_courtesy(clause.text) != clause.text or _NO_MATTER.search(clause.text):
        return True
    rest = re.findall(r"[\w']+", _CONDITION.sub("", clause.text, count=1))
    return (
        not rest
        or rest[0] in _YOU_OR_THEY
        or (rest[0] in ("noen", "ingen") and bool(_ASKED_FOR.intersection(rest[1:2])))
    )


def _leading(parts: Sequence[Clause]) -> Iterator[Signal]:
    """A mail that opens with «ja» or «nei» answers by it, unless the sentence goes on about something else."""
    opening = _opening(parts)
    first = [c for c in parts if c.sentence == opening]
    word = next((w for w in first[0].words if w not in _BEFORE_YES), "") if first else ""
    if first and first[0].words[1:2] and first[0].words[1] in _GREETINGS:
        word = ""  # «Ja hei!»
    answer = _YES_OR_NO.get(word)
    others = any(clause_subject(c, "me") == "other" for c in first)
    named = first and _TO_WHAT.match(first[0].text)  # what it is a yes or no to decides
    if first and _YES_OF.match(first[0].original):
        return
    both = {"ja", "nei"} <= set(first[0].words[:4]) if first else False
    if both or others or named or any(c.question or _elsewhere(c) or _unrelated(c) for c in first):
        return
    if answer:
        days = tuple(day for c in first for day in _days(c))
        yield Signal(answer=answer, strong=False, at=parts.index(first[0]), days=days)


def _opening(parts: Sequence[Clause]) -> int:
    """The number of the first sentence that is no greeting."""
    return next((c.sentence for c in parts if not _greeting(c)), -1)


def _greeting(clause: Clause) -> bool:
    return bool(clause.words) and clause.words[0] in _GREETINGS and len(clause.words) <= 4


def _named_days(parts: Sequence[Clause], at: int) -> tuple[Day, ...]:
    """The days the clause names, else those ahead of its colon: «Om kurset den 11.: jeg kan ikke»."""
    days = _days(parts[at])
    return days or (_days(parts[at - 1]) if at and parts[at].joint == "colon" else ())


def _days(clause: Clause) -> tuple[Day, ...]:
    named = tuple((d.month, d.day, d.weekday) for d in find_dates(clause.text) if d.day)
    named = named or tuple((None, int(m[1] or m[2]), None) for m in _DAY_ALONE.finditer(clause.text))
    weekdays = tuple((None, None, n) for n, names in enumerate(_WEEKDAYS) if names.intersection(clause.words))
    months = tuple((n, None, None) for n, names in enumerate(_MONTHS, 1) if names.search(clause.text))
    return named or weekdays or months
