"""A person's answer to a summons, read clause by clause. Language: phrases/answers.toml.

Each clause gives at most a few signals (accepted, declined, tentative), each strong or weak, if it speaks of the writer
and of this meeting. `_polarity` is the one place where negation is decided. A later clause about oneself overrides an
earlier one when the words say that something changed; two that simply disagree give no answer. Unsure is None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.clauses import Clause, clauses
from parsers.dates import find_dates
from parsers.deputies import find_deputy, sends_deputy
from parsers.facts import Answer, Doubt, Language, Reply
from parsers.lexicon import DATA, any_of
from parsers.phrasebook import alternatives
from parsers.presence import digital, hours, partial
from parsers.quotes import visible
from parsers.whose import BETWEEN, HEDGING, Subject, clause_subject, subject_at

_WHO, _ATTEND, _DECLINE, _UNSURE, _SCOPE = DATA["who"], DATA["attend"], DATA["decline"], DATA["unsure"], DATA["scope"]

_FINITE, _IMPERSONAL, _INFINITIVE = (
    any_of(_ATTEND["finite"]),
    any_of(_ATTEND["impersonal"]),
    any_of(_ATTEND["infinitive"]),
)
_HINTS = any_of(_ATTEND["hints"])
_GOVERNOR, _SURE = any_of(_ATTEND["governors"]), any_of(_ATTEND["sure"])
_DECLINES, _REASONS, _WISHED = any_of(_DECLINE["finite"]), any_of(_DECLINE["reasons"]), any_of(_DECLINE["wished"])
_BUSY = re.compile(
    rf"(?<![\w@])(?:{alternatives(_DECLINE['busy_verbs'])})(?:[\s,]+[\w-]+){{0,4}}?[\s,]+(?:{'|'.join(_DECLINE['busy_with'])})(?![\w@])",
    re.I,
)
_CLEAR, _HEDGES, _LATER = any_of(_UNSURE["clear"]), any_of(_UNSURE["hedges"]), any_of(_UNSURE["later"])
_HARMLESS, _MANNER, _POLITE = any_of(_SCOPE["harmless"]), any_of(_SCOPE["manner"]), any_of(_SCOPE["polite"])
_PAST, _PRESENT, _ELSEWHEN = any_of(_SCOPE["counterfactual"]), any_of(_SCOPE["present"]), any_of(_SCOPE["elsewhen"])
_CHANGE, _VETO, _ASKING = any_of(_SCOPE["change"]), any_of(_SCOPE["veto"]), any_of(_SCOPE["asking"])
_OFF_TOPIC = any_of(_SCOPE["off_topic"])
_NEGATIONS = set(_SCOPE["negations"])
_CONDITION = re.compile(rf"^(?:{'|'.join(map(re.escape, _SCOPE['conditions']))})\b", re.I)
_SAYS_WHEN = re.compile(r"\b(?:til|fra|frå|fram|frem|tom|fom)\b.*\d|\btilbake\b")
_OVER = re.compile(r"\b(?:hatt|vært|vore|been)\b")
_ABSOLUTE_CAN = re.compile(rf"(?<!\w)kan(?>[\s,]+(?:{'|'.join(_SCOPE['after_can'])})(?!\w))*+\W*$")
_ONLY = {
    "accepted": {tuple(w.split()) for w in _ATTEND["whole"]},
    "declined": {tuple(w.split()) for w in _DECLINE["whole"]},
    "tentative": {tuple(w.split()) for w in _UNSURE["whole"]},
}
_LEADING = {
    "ja": "accepted",
    "jepp": "accepted",
    "yes": "accepted",
    "jo": "accepted",
    "nei": "declined",
    "nope": "declined",
    "nej": "declined",
}
_THIS_TIME = re.compile(r"\b(?:denne gang(?:en)?|denne gongen|dette møtet|this time|på møtet)\b")
_MOVE = re.compile(r"\b(?:flytt|utsett)\w*")
_FILLER = (
    BETWEEN - set(_ATTEND["whole"]) - set(_DECLINE["whole"]) - set(_UNSURE["whole"]) - _NEGATIONS - HEDGING
) | set(_WHO["fillers"])
_SORRY = {"dessverre", "diverre", "desverre", "beklager", "beklagar", "sorry"}
_LIMIT = 4_000
_CONTRADICTS = Doubt(
    about="answer", why="Svaret sier både at avsenderen kommer og at avsenderen ikke kommer. Spør hva som gjelder."
)
# English «I» is read as «jeg», for «i» is a preposition.
_ENGLISH_I = re.compile(
    r"\bI(?=\s(?:will|can|can't|cannot|can’t|won't|won’t|am|have|must|would|do|don't|hope|may|might|could|was|need)\b)"
)
_DIALECT = re.compile(rf"(?<![\w@.-])(?:{alternatives(DATA['dialect'])})(?![\w@])", re.I)
_THUMBS = {"👍": " ja. ", "👎": " nei. ", "✅": " ja. ", "❌": " nei. "}


@dataclass(frozen=True, kw_only=True)
class Signal:
    """What one clause says: an answer, how surely, and the dates it names."""

    answer: Answer
    strong: bool
    at: int
    days: tuple[tuple[int | None, int | None, int | None], ...] = ()


def read_answer(text: str, *, meeting: dt.date | None = None) -> Reply:
    """What the writer says about coming; `read_reply` without its doubts."""
    return read_reply(text, meeting=meeting)[0]


def read_reply(text: str, *, meeting: dt.date | None = None) -> tuple[Reply, tuple[Doubt, ...]]:
    """What the writer says about coming. `text` is a whole body: quote and signature are cut here. Never raises.

    `meeting` is the meeting's local date where it is known: answers about another day are then left out.
    `attends_from` and `attends_until` are local clock times. Nothing is concluded from thanks, questions, other people.
    """
    words = visible(text)
    plain = _plain(words[:_LIMIT])
    parts = clauses(plain)
    signals = list(_signals(parts))
    answer = _decided(parts, signals, meeting)
    deputy = find_deputy(plain, parts)
    if deputy is not None or sends_deputy(parts):
        answer = "declined" if answer is None or answer == "declined" or deputy is not None else answer
    start, end = hours(parts) if answer in ("accepted", "tentative") else (None, None)
    reply = Reply(
        answer=answer,
        deputy=deputy if answer == "declined" else None,
        attends_from=start,
        attends_until=end,
        digital=True if answer in ("accepted", "tentative") and digital(parts) else None,
        text=words,
        lang=language(words),
    )
    said = {signal.answer for signal in signals if signal.strong}
    return reply, (_CONTRADICTS,) if answer is None and {"accepted", "declined"} <= said else ()


def language(text: str) -> Language:
    """The written form the text is nearest to: nn, en, or nb where nothing tells them apart."""
    found = re.findall(r"[\w']+", text.lower()[:4_000])
    marks: dict[str, list[str]] = DATA["language"]
    count = {lang: sum(word in marks[lang] for word in found) for lang in ("nn", "en", "nb")}
    if count["en"] > count["nb"] + count["nn"]:
        return "en"
    return "nn" if count["nn"] > count["nb"] else "nb"


def _plain(text: str) -> str:
    for mark, word in _THUMBS.items():
        text = text.replace(mark, word)
    text = _ENGLISH_I.sub("jeg", re.sub(r"[\U0001F3FB-\U0001F3FF\uFE0F*_]", "", text))
    text = _DIALECT.sub(lambda m: DATA["dialect"][m[0].lower()], text)
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return text.lower() if shouted else text


def _signals(parts: Sequence[Clause]) -> Iterator[Signal]:
    subject: Subject = "me"
    for at, clause in enumerate(parts):
        if at and parts[at - 1].sentence != clause.sentence:
            subject = "me"
        inherited: Subject = subject if clause.joint in ("and", "comma") else "me"
        subject = clause_subject(clause, inherited)
        if clause.question or clause.joint == "concession" or _ELSEWHEN.search(clause.text):
            continue
        found = [] if _stray(parts, at) else _of_clause(clause, inherited)
        conditional = bool(found) and _conditional(parts, at)
        for answer, strong in found:
            said: Answer = "tentative" if conditional and answer != "tentative" else answer
            yield Signal(answer=said, strong=strong or conditional, at=at, days=_days(clause))
    yield from _leading(parts)


def _of_clause(clause: Clause, inherited: Subject) -> list[tuple[Answer, bool]]:
    """The signals of one clause, in the order of how clearly they speak; the first kind found is the clause's."""
    text = _PERHAPS_LATE.sub("", _POLITE.sub(" ", clause.text))
    if only := _only(clause):
        return [(only, True)] if len(clause.words) > 1 or only == "tentative" else [(only, False)]
    if _past(text):
        return [("declined", False)] if _WISHED.search(text) and _about_me(clause, _WISHED, inherited) else []
    if no := _says_no(clause, text, inherited):
        return [] if no == "turned" else [("tentative", True)] if _HEDGES.search(text) else [("declined", True)]
    comes = _comes(clause, text, inherited)
    if (clear := _CLEAR.search(text)) and not _other_comes(clause, text, inherited):
        return (
            [("tentative", True)] if subject_at(clause, clear.start(), clear.end(), inherited) == "me" or comes else []
        )
    if comes is not None:
        return [("tentative", True)] if comes and _HEDGES.search(text) else [(comes, True)] if comes else []
    if (
        (sure := _SURE.search(text))
        and not _negated(text)
        and subject_at(clause, sure.start(), sure.end(), "me") == "me"
    ):
        return [("accepted", True)]
    if (hint := _HINTS.search(text)) and not _negated(text) and not _vetoed(text, hint):
        return [("accepted", False)]
    if _LATER.search(text) and _about_me(clause, _LATER, inherited):
        return [("tentative", False)]
    if _hindered(clause, text, inherited):
        return [("declined", False)]
    return []


def _stray(parts: Sequence[Clause], at: int) -> bool:
    """A yes or no that belongs to something else in its sentence: «Nei, jeg har ikke fått referatet»."""
    if not _only(parts[at]) or not set(parts[at].words) & {*_LEADING, "kanskje"}:
        return False
    rest = [c for c in parts if c.sentence == parts[at].sentence and c is not parts[at]]
    words = {w for c in parts if c.sentence == parts[at].sentence for w in c.words}
    both = bool(words & {"ja"}) and bool(words & {"nei"})
    return both or any(_elsewhere(c) or clause_subject(c, "me") == "other" for c in rest)


def _elsewhere(clause: Clause) -> bool:
    """Whether the clause is about another matter, another meeting, or one that is over."""
    over = clause.text.startswith(("det var ", "de var ", "this was ", "that was "))
    return over or bool(_OFF_TOPIC.search(clause.text) or _ELSEWHEN.search(clause.text))


def _only(clause: Clause) -> Answer | None:
    """A clause that is nothing but a yes, a no or a perhaps, and words that do not count."""
    core = tuple(w for w in clause.words if w not in _FILLER)
    core = tuple(w for w in core if w not in _SORRY) or core[:1]
    for answer, wholes in _ONLY.items():
        if clause.words in wholes or (core and core in wholes):
            return answer  # type: ignore[return-value]
    return None


def _negated(text: str) -> bool:
    return _polarity(text) < 0


def _polarity(text: str) -> int:
    """The one scope rule: a clause is turned by an odd number of negations, without harmless ones («ikke noe problem»).

    A negation of the manner («ikke fysisk») says nothing about coming: 0.
    """
    left = _HARMLESS.sub(" ", text)
    count = _count(left)
    manners = {m[0].lower() == "fysisk" for m in _MANNER.finditer(left)}
    if count and len(manners) == 1:
        return 0
    return -1 if count % 2 else 1


def _comes(clause: Clause, text: str, inherited: Subject) -> Answer | Literal[""] | None:
    """Whether the writer comes, by the clause's verb of coming; "" if that says nothing, None without a verb."""
    for match, impersonal in _verbs(text):
        if subject_at(clause, match.start(), match.end(), inherited, impersonal=impersonal, text=text) != "me":
            continue
        polarity = _polarity(text)
        return "accepted" if polarity > 0 else "declined" if polarity < 0 else ""
    return None


def _verbs(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    yield from ((m, False) for m in _FINITE.finditer(text) if not _vetoed(text, m))
    yield from ((m, True) for m in _IMPERSONAL.finditer(text) if _stands_alone(text, m))
    governed = _GOVERNOR.search(text)
    if governed or _HEDGES.search(text):
        yield from ((m, False) for m in _INFINITIVE.finditer(text) if _governed(text, m) and not _vetoed(text, m))
    if m := _ABSOLUTE_CAN.search(text):
        yield m, False


_PERHAPS_LATE = re.compile(
    r"\b(?:kanskje|muligens|nok) (?=(?:litt|noe|noko|ca|\d+|et|eit|fem|ti|femten|tjue|en|ein|opptil)\b.{0,25}"
    r"(?:minutt|kvarter|time|sen[t ]|sein|forsink|før))"
)
_AFTER_ADVERBS = re.compile(
    r"(?:[\s,]+(?:jeg|eg|æ|vi|me|ikke|ikkje|itj|nok|gjerne|dessverre|diverre|også|kanskje|da|bare|berre|kun"
    r"|likevel|rett|direkte|nettopp|nå|no|altså|aldri|selv|alle|begge))*[\s,]*"
)
_BEFORE_INFINITIVE = re.compile(
    r"\b(?:kan|vil|skal|ska|få|får|kunne|må|å|rekker|can|to|will|could|att|klarer|greier|can't|won't|cannot|not|at)\b"
    rf"(?:[\s,]+(?:{alternatives(BETWEEN | _NEGATIONS)}|jeg|eg|æ|vi|me|få|be|able|kunne|godt))*\s*$"
)


def _vetoed(text: str, match: re.Match[str]) -> bool:
    gap = _AFTER_ADVERBS.match(text, match.end())
    after = gap.end() if gap else match.end()
    veto = _VETO.match(text, after) or _VETO.match(text, match.end() + 1)
    if veto and veto[0] == "til å":
        return match[0] in ("kommer", "kjem", "komer")
    if veto and veto[0] in ("fra", "frå"):
        clock = re.match(r"fr[aå]\s+(?:kl|\d|start|begynn|byrj|morgen)", text[veto.start() :])
        return match[0] in ("kommer", "kjem", "komme", "kome") and not clock
    return veto is not None


def _governed(text: str, match: re.Match[str]) -> bool:
    return _BEFORE_INFINITIVE.search(text[: match.start()]) is not None


_TAIL = re.compile(rf"\W*(?>(?:{'|'.join(_SCOPE['after_impersonal'])})(?!\w)\W*)*+$")


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """«Det går fint» and «får ikke til» answer only when nothing else follows («går ikke å åpne»)."""
    if text[: match.start()].endswith(" i "):
        return False
    return (match[0] not in ("går", "rekk") and _TAIL.match(text, match.end()) is not None) or _TAIL.fullmatch(
        text[match.end() :]
    ) is not None


def _past(text: str) -> bool:
    return bool(_PAST.search(text)) and not _PRESENT.search(text)


def _says_no(clause: Clause, text: str, inherited: Subject) -> Literal["no", "turned", ""]:
    """Phrases that say no by themselves; turned round («ikke forhindret») they say nothing."""
    match = _DECLINES.search(text)
    impersonal = match is not None and match[0].startswith(
        ("pass", "blir", "vert", "svar", "uaktu", "umulig", "umog", "går", "uten", "utan")
    )
    if not match or subject_at(clause, match.start(), match.end(), inherited, impersonal=impersonal, text=text) != "me":
        return ""
    return "no" if _count(_HARMLESS.sub(" ", text)) <= _count(match[0]) else "turned"


def _count(text: str) -> int:
    return sum(word in _NEGATIONS for word in re.findall(r"[\w']+", text))


def _hindered(clause: Clause, text: str, inherited: Subject) -> bool:
    match = _BUSY.search(text) or _REASONS.search(text)
    if not match or _SAYS_WHEN.search(text[match.end() :]):
        return False
    if _OVER.search(text):
        return False
    turned = _count(text) > _count(match[0])
    impersonal = match[0] in ("kolliderer", "krasjer", "krasjar", "sykt barn", "syke barn", "sjukt barn")
    return (
        not turned
        and subject_at(clause, match.start(), match.end(), inherited, impersonal=impersonal, text=text) == "me"
    )


def _about_me(clause: Clause, pattern: re.Pattern[str], inherited: Subject) -> bool:
    match = pattern.search(clause.text)
    return match is not None and subject_at(clause, match.start(), match.end(), inherited) == "me"


def _other_comes(clause: Clause, text: str, inherited: Subject) -> bool:
    return any(
        subject_at(clause, m.start(), m.end(), inherited, impersonal=i, text=text) == "other" for m, i in _verbs(text)
    )


def _conditional(parts: Sequence[Clause], at: int) -> bool:
    """Whether a condition about the writer or the work hangs on this clause, within its stretch between contrasts."""
    segment = [c for c in parts if c.segment == parts[at].segment]
    conditions = [c for c in segment if c.joint == "condition" or _CONDITION.match(c.text)]
    if not conditions or any(_ASKING.search(c.text) for c in segment):
        return False
    return any(not _courtesy(c) for c in conditions)


def _courtesy(clause: Clause) -> bool:
    rest = [w for w in re.findall(r"[\w']+", _POLITE.sub(" ", clause.text)) if not _CONDITION.match(w)]
    return not rest or rest[0] in ("du", "dere", "dykk", "noen", "nokon", "de", "dei", "you")


def _leading(parts: Sequence[Clause]) -> Iterator[Signal]:
    """A mail that opens with «ja» or «nei» answers by it, unless the sentence goes on about something else."""
    if not parts:
        return
    opening = _opening(parts)
    first = [c for c in parts if c.sentence == opening]
    word = next((w for w in first[0].words if w not in {"hei", "hallo", "ok", "heisann"}), "") if first else ""
    answer = _LEADING.get(word)
    others = any(clause_subject(c, "me") == "other" for c in first)
    if answer and not others and not any(c.question or _elsewhere(c) for c in first):
        yield Signal(answer=answer, strong=False, at=parts.index(first[0]))  # type: ignore[arg-type]


def _opening(parts: Sequence[Clause]) -> int:
    greeting = {"hei", "hallo", "heisann", "kjære", "god", "hi", "hello", "hej", "morn", "morgen"}
    numbers = [c.sentence for c in parts if not (c.words and c.words[0] in greeting and len(c.words) <= 4)]
    return numbers[0] if numbers else -1


def _days(clause: Clause) -> tuple[tuple[int | None, int | None, int | None], ...]:
    named = tuple((d.month, d.day, d.weekday) for d in find_dates(clause.text) if d.day)
    weekdays = tuple((None, None, n) for n, names in enumerate(_DAY_NAMES) if names & set(clause.words))
    months = tuple((n, None, None) for n, word in enumerate(_MONTH_NAMES, 1) if f"i {word}" in clause.text)
    return named or weekdays or months


_MONTH_NAMES = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_DAY_NAMES = tuple(
    frozenset(names.split())
    for names in ("mandag måndag", "tirsdag tysdag", "onsdag", "torsdag", "fredag", "lørdag laurdag", "søndag sundag")
)


def _other_day(signal: Signal, meeting: dt.date) -> bool:
    def same(day: tuple[int | None, int | None, int | None]) -> bool:
        month, number, weekday = day
        if number:
            return (month, number) == (meeting.month, meeting.day)
        return month == meeting.month if month else weekday == meeting.weekday()

    return bool(signal.days) and not any(map(same, signal.days))


def _later_month(clause: Clause, signal: Signal) -> bool:
    """«…, men kommer gjerne i september», where it isn't known when the meeting is."""
    return clause.joint == "contrast" and any(month and not number for month, number, _ in signal.days)


def _decided(parts: Sequence[Clause], found: list[Signal], meeting: dt.date | None) -> Answer | None:
    found = [s for s in found if not (_other_day(s, meeting) if meeting else _later_month(parts[s.at], s))]
    strong = [s for s in found if s.strong]
    if strong:
        return _last(parts, strong)
    if partial(parts) and not any(s.answer == "declined" for s in found):
        return "accepted"
    if any(c.question and _MOVE.search(c.text) for c in parts):
        return None
    said = {s.answer for s in found}
    if said == {"accepted", "tentative"} or said == {"declined", "tentative"}:
        return "tentative"
    return said.pop() if len(said) == 1 else None


def _last(parts: Sequence[Clause], strong: list[Signal]) -> Answer | None:
    strong = sorted(strong, key=lambda s: s.at)
    last = strong[-1]
    if last.days and last.answer == "tentative" and not all(s.days for s in strong):
        return _last(parts, [s for s in strong if not s.days])
    against = [s for s in strong if {s.answer, last.answer} == {"accepted", "declined"}]
    if not against:
        return last.answer
    if last.days and against[-1].days != last.days:
        return against[-1].answer if _THIS_TIME.search(parts[against[-1].at].text) else None
    between = parts[against[-1].at + 1 : last.at + 1]
    changed = any(c.joint == "contrast" or _CHANGE.search(c.text) for c in between)
    return last.answer if changed else None
