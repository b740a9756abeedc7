"""A person's answer to a summons: the words she wrote become clauses, the clauses signals, the signals one answer.

`spelling` writes every word one way, `clauses` cuts, `signals` says what each clause tells of the writer and this
meeting, and `_decided` weighs them: a later clause overrides an earlier one when the words say that something changed;
two that simply disagree give no answer. Unsure is None. Language: phrases/answers.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.clauses import Clause, clauses
from parsers.deputies import find_deputy, sends_deputy
from parsers.evidence import BOTH, findings, likeliest
from parsers.facts import Answer, Doubt, Language, Named, Reply
from parsers.lexicon import DATA, Phrases
from parsers.predicates import whole
from parsers.presence import digital, hours, partial
from parsers.quotes import visible, without_quote
from parsers.signals import Day, Signal, signals
from parsers.spelling import canonical
from parsers.whose import clause_subject

_SCOPE = DATA["scope"]
_CHANGE, _THIS_TIME, _MOVE = Phrases(_SCOPE["change"]), Phrases(_SCOPE["this_time"]), re.compile(_SCOPE["move"])
_STANDS = re.compile(_SCOPE["stands"])
_LIMIT = 4_000
_CONTRADICTS = Doubt(
    about="answer", why="Svaret sier både at avsenderen kommer og at avsenderen ikke kommer. Spør hva som gjelder."
)
# English «I» is read as «jeg», for «i» is a preposition.
_ENGLISH_I = re.compile(
    r"\bI(?=\s(?:will|can|can't|cannot|can’t|won't|won’t|am|have|must|would|do|don't|hope|may|might|participate|accept|confirm|wish|regret|attend|think|could|was|need)\b)"
)
_THUMBS = {"👍": " ja. ", "👎": " nei. ", "✅": " ja. ", "❌": " nei. "}
# «Parkering: nei» in a filled-in form; «ja, ikke nei».
_FORM_LINE = re.compile(_SCOPE["form_line"], re.I | re.M)
_NOT_THE_OTHER = re.compile(r"(?:,\s*|\s+og\s+)(?:og )?(?:ikke|not) (?:nei|ja|kanskje)\b", re.I)
# «Ikke som vara, men som medlem», «ikke med bil, men med tog»: only the manner is put right.
_MANNER_PUT_RIGHT = re.compile(_SCOPE["manner_put_right"], re.I)
_FORM_ANSWERS = (
    (re.compile(rf"{_SCOPE['form_label']}[ \t]*ja\b", re.I | re.M), "Jeg kommer"),
    (re.compile(rf"{_SCOPE['form_label']}[ \t]*nei\b", re.I | re.M), "Jeg kommer ikke"),
    (re.compile(r"^[ \t]*forfall:[ \t]*ja\b", re.I | re.M), "Jeg melder forfall"),
    (re.compile(r"^[ \t]*forfall:[ \t]*nei\b", re.I | re.M), "Jeg kommer"),
)
# Another's words: «Nei, vi må ikke bruke mer tid på dette», sa legen.
_SPOKEN = re.compile(
    r"[«\"“][^«»\"“”\n]{8,300}[»\"”](?=,?\s(?:sa|sier|spurte|svarte|skrev|mente|said)\b)"
    r"|(?<=: )[«“][^«»”\n]{25,400}[»”]"
    r"|(?:(?<=\bsa)|(?<=\bsier)|(?<=\bskrev)|(?<=\bskriver)|(?<=\bsvarte)|(?<=\bsvarer)|(?<=\bsaid)|(?<=\bsays))"
    r"[:,]? [«\"“][^«»\"“”\n]{8,300}[»\"”]"
)
_MARKS = re.compile(r"[\U0001F3FB-\U0001F3FF\uFE0F*_]")


def read_answer(text: str, *, meeting: dt.date | None = None) -> Reply:
    """What the writer says about coming; `read_reply` without its doubts."""
    return read_reply(text, meeting=meeting)[0]


def read_reply(text: str, *, meeting: dt.date | None = None) -> tuple[Reply, tuple[Doubt, ...]]:
    """What the writer says about coming. `text` is a whole body: quote and signature are cut here. Never raises.

    `meeting` is the meeting's local date where it is known: answers about another day are then left out.
    `attends_from` and `attends_until` are local clock times. Nothing is concluded from thanks, questions, other people.
    """
    rules = ruled(text, meeting=meeting)
    answer = rules.answer if rules.settled else likeliest(rules.said, rules.found, rules.answer)
    both = rules.found >= BOTH
    return told(rules, answer, text), (_CONTRADICTS,) if answer is None and both else ()


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What the rules make of a text: its visible words, the same as the tables know them, clauses, and their answer.

    `settled` is a text that the weights have nothing to add to.
    """

    words: str
    said: str
    parts: tuple[Clause, ...]
    answer: Answer | None
    deputy: Named | None
    found: frozenset[str]
    settled: bool


def ruled(text: str, *, meeting: dt.date | None = None) -> Ruled:
    """The first reading, by rules alone: an answer where they find one, and their findings for the second."""
    words = visible(text)
    said = plain(words)
    parts = clauses(said)
    heard = tuple(signals(parts, meeting))
    answer = _decided(parts, heard, meeting)
    deputy = find_deputy(said, declined=answer == "declined" or _opens_with_no(parts), beside=without_quote(text))
    if deputy is not None or (answer is None and sends_deputy(parts)):
        answer = "declined"
    found = findings(answer, heard, deputy=deputy is not None)
    settled = _settled(words, parts, heard)
    return Ruled(words=words, said=said, parts=parts, answer=answer, deputy=deputy, found=found, settled=settled)


def _settled(words: str, parts: Sequence[Clause], heard: Sequence[Signal]) -> bool:
    """Whether no weight can add anything: which of two days is meant, a filled-in form, a yes and nothing else."""
    two_days = len({signal.days for signal in heard if signal.days}) > 1
    bare = len(parts) == 1 and whole(parts[0]) is not None
    return two_days or bare or any(form.search(words) for form, _ in _FORM_ANSWERS)


def told(rules: Ruled, answer: Answer | None, text: str) -> Reply:
    """The reply with what is told beside its answer: a deputy for one who declines, hours and screen of one who comes.

    The deputy is looked for anew where only the weights heard the no.
    """
    comes = answer in ("accepted", "tentative")
    start, end = hours(rules.parts) if comes else (None, None)
    return Reply(
        answer=answer,
        deputy=_stands_in(rules, text) if answer == "declined" else None,
        attends_from=start,
        attends_until=end,
        digital=True if comes and digital(rules.parts) else None,
        text=rules.words,
        lang=language(rules.words),
    )


def _stands_in(rules: Ruled, text: str) -> Named | None:
    if rules.answer == "declined":
        return rules.deputy
    return find_deputy(rules.said, declined=True, beside=without_quote(text))


def _opens_with_no(parts: Sequence[Clause]) -> bool:
    """«Nei, men Siv Moe stiller»: a no of the writer's own, which the next words explain."""
    return any(whole(clause) == "declined" for clause in parts[:3])


def language(text: str) -> Language:
    """The written form the text is nearest to: nn, en, or nb where nothing tells them apart."""
    found = re.findall(r"[\w']+", text.lower()[:_LIMIT])
    marks: dict[str, list[str]] = DATA["language"]
    count = {lang: sum(word in marks[lang] for word in found) for lang in ("nn", "en", "nb")}
    if count["en"] > count["nb"] + count["nn"]:
        return "en"
    return "nn" if count["nn"] > count["nb"] else "nb"


def plain(text: str) -> str:
    """The text as the tables know it: one spelling, thumbs as words, and no capitals where it is all shouted."""
    text = text[:_LIMIT]
    for mark, word in _THUMBS.items():
        text = text.replace(mark, word)
    text = _SPOKEN.sub(" ", text)
    for line, words in _FORM_ANSWERS:
        text = line.sub(words, text)
    text = canonical(_ENGLISH_I.sub("jeg", _MARKS.sub("", _FORM_LINE.sub("", text))))
    text = _MANNER_PUT_RIGHT.sub(r"\1 ", _NOT_THE_OTHER.sub("", text))
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return text.lower() if shouted else text


def _decided(parts: Sequence[Clause], found: Sequence[Signal], meeting: dt.date | None) -> Answer | None:
    """One answer from all signals about this meeting: strong ones first, then presence in part, then weak ones."""
    found = [s for s in found if not (_other_day(s, meeting) if meeting else _later_month(parts[s.at], s))]
    if strong := sorted((s for s in found if s.strong), key=lambda s: s.at):
        answer = _last(parts, strong)
        return None if answer == "accepted" and _away_herself(parts, found, strong[-1]) else answer
    said = {s.answer for s in found}
    if said == {"declined"} and _undone(parts, found[-1]):
        return None
    on_screen = digital(parts)
    if ("accepted" in said and on_screen) or ("declined" not in said and partial(_own(parts))):
        return "accepted"
    if "declined" in said and on_screen:
        return None
    if any(c.question and _MOVE.search(c.text) for c in parts):
        return None
    if "tentative" in said and len(said) == 2:
        return "tentative"
    return said.pop() if len(said) == 1 else None


def _away_herself(parts: Sequence[Clause], found: Sequence[Signal], last: Signal) -> bool:
    """«Vi stiller! Det blir Sunniva som kommer, siden jeg selv er på ferie»: a yes that is not the writer's."""
    return any(
        s.answer == "declined" and s.at > last.at and not {"selv", "sjølv", "myself"}.isdisjoint(parts[s.at].words)
        for s in found
    )


def _undone(parts: Sequence[Clause], reason: Signal) -> bool:
    """«Har ferie, men avbryter den for dere»: what the writer sets against a reason may undo it."""
    against = next((c for c in parts[reason.at + 1 : reason.at + 2] if c.joint == "contrast"), None)
    if against is None or against.question or clause_subject(against, "me") != "me":
        return False
    return not any(_STANDS.search(c.text) for c in (parts[reason.at], against))


def _own(parts: Sequence[Clause]) -> list[Clause]:
    """The clauses that are not about another: «den kommer også på nett» tells nothing of the writer."""
    return [c for c in parts if clause_subject(c, "me") == "me" and not c.text.startswith(("den ", "og den "))]


def _other_day(signal: Signal, meeting: dt.date) -> bool:
    return bool(signal.days) and not any(_same(day, meeting) for day in signal.days)


def _same(day: Day, meeting: dt.date) -> bool:
    month, number, weekday = day
    if number:
        return month in (None, meeting.month) and number == meeting.day
    return month == meeting.month if month else weekday == meeting.weekday()


def _later_month(clause: Clause, signal: Signal) -> bool:
    """«…, men kommer gjerne i september», where it isn't known when the meeting is."""
    return clause.joint == "contrast" and any(month and not number for month, number, _ in signal.days)


def _last(parts: Sequence[Clause], strong: Sequence[Signal]) -> Answer | None:
    """What the last strong signal says, unless an earlier one says the opposite and nothing tells that it changed."""
    last = strong[-1]
    if last.days and last.answer == "tentative" and any(s.days != last.days for s in strong):
        return _last(parts, [s for s in strong if s.days != last.days])
    against = [s for s in strong if {s.answer, last.answer} == {"accepted", "declined"}]
    if not against:
        return last.answer
    earlier = against[-1]
    if last.days and earlier.days != last.days:
        return earlier.answer if _THIS_TIME.search(parts[earlier.at].text) else None
    between = parts[earlier.at + 1 : last.at + 1]
    changed = any(c.joint == "contrast" or _CHANGE.search(c.text) for c in between)
    changed = changed or (last.answer == "accepted" and digital(parts[last.at : last.at + 1]))
    return last.answer if changed else None
