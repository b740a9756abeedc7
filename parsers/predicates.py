"""What one clause says about the writer's coming: each way of saying it is one short reader, asked in this order.

A reader finds its words, asks `whose` whom they are about and `polarity` whether they are turned, and gives a Finding.
A reader that gives `SILENT` has understood the clause as saying nothing; None passes it on to the next one.
Language: phrases/answers.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from parsers.clauses import Clause
from parsers.comings import verbs_of_coming
from parsers.dates import find_dates
from parsers.facts import Answer
from parsers.lexicon import DATA, Phrases, loose
from parsers.phrasebook import alternatives, load
from parsers.polarity import NEGATIONS, count, negated, polarity, without_harmless
from parsers.whose import BETWEEN, HEDGING, Subject, subject_at

_WHO, _ATTEND, _DECLINE, _UNSURE, _SCOPE = DATA["who"], DATA["attend"], DATA["decline"], DATA["unsure"], DATA["scope"]

_SURE, _HINTS = Phrases(loose(_ATTEND["sure"])), Phrases(_ATTEND["hints"])
_DECLINES, _REASONS, _WISHED = (
    Phrases(loose(_DECLINE["finite"]), denials=False),
    Phrases(loose(_DECLINE["reasons"]), denials=False),
    Phrases(_DECLINE["wished"]),
)
_CLEAR, _HEDGES, _LATER = Phrases(_UNSURE["clear"]), Phrases(_UNSURE["hedges"]), Phrases(_UNSURE["later"])
_NO_NEWS = Phrases(_DECLINE["none"])
_PAST, _PRESENT = Phrases(_SCOPE["counterfactual"]), Phrases(_SCOPE["present"])
_FAR = Phrases(DATA["classes"]["far"])
_THERE_IS = re.compile(r"\b(?:er|var) det\b|\bdet (?:er|var)\b")
_PART = Phrases(DATA["times"]["part"])
_POLITE = Phrases(_SCOPE["polite"])
_BY_ITSELF = re.compile(_DECLINE["impersonal"])
_UNSURE_BY_ITSELF = re.compile(_UNSURE["impersonal"])
_SAYS_WHEN = re.compile(r"\b(?:til|fra|fram|frem|tom|fom)\b.*\d|\b(?:tilbake|først)\b")
_UNTIL, _SINCE = re.compile(r"\b(?:til|før|tilbake|tom|ut|until|till)\b"), re.compile(r"\b(?:fra|fom|from|siden)\b")
_MONTHS = tuple(re.compile(rf"\b(?:til|før|ut) (?:{alternatives(names)})\b") for names in load("dates")["months"])
_LEAVING, _CLOCK = re.compile(r"forlate|trekk|dropp|\but\b"), re.compile(r"\d[.:]\d\d|\bkl(?:okk\w+)?\b|\bhalv \w+")
_WAS = re.compile(r"\b(?:var|was)\b")
_OVER = re.compile(r"\b(?:hatt|vært|been|nei til)\b|\b(?:tilbake|hjem|back) (?:fra|from)\b")
# Where one is today says nothing of the meeting, which is later.
_TODAY = re.compile(r"\b(?:i dag|today|akkurat nå)\b")
_WHOLE: dict[Answer, set[tuple[str, ...]]] = {
    "accepted": {tuple(w.split()) for w in _ATTEND["whole"]},
    "declined": {tuple(w.split()) for w in _DECLINE["whole"]},
    "tentative": {tuple(w.split()) for w in _UNSURE["whole"]},
}
_FILLER = (
    BETWEEN - set(_ATTEND["whole"]) - set(_DECLINE["whole"]) - set(_UNSURE["whole"]) - NEGATIONS - HEDGING
) | set(_WHO["fillers"])
_COMES_ITSELF = re.compile(rf"(?<!\w)(?<!\bpå )(?:{alternatives(_WHO['come_themselves'])}) $")
_I = re.compile(rf"(?: (?:{alternatives(BETWEEN)}))* (?:jeg|vi|æ|e|me|i)\b")
_SORRY = {"dessverre", "beklager", "sorry"}
_TAGS = _SORRY | {"of", "course"}
_PERHAPS_LATE = re.compile(
    r"\b(?:kanskje|muligens|nok) (?=(?:litt|noe|ca|\d+|et|fem|ti|femten|tjue|en|opptil)\b.{0,25}"
    r"(?:minutt|kvarter|time|sen[t ]|forsink|før))"
)
_TO_WHAT = re.compile(rf" til (?!{_SCOPE['to_the_meeting']})|.{{0,12}} på (?:spørsmål|mail|e-post|henvendelse)")
_OF_OTHERS = re.compile(r"\b(?:du|dere|de|han|hun|hen|you|she|he|they)(?: \w+)?\s*$")
# What the no is given to, where it is another meeting: «har meldt forfall til styremøtet».
_NEWS = re.compile(rf"\b(?:{alternatives(DATA['classes']['news'])}|av|nei)$")
_NOT_THEN, _AFTERWARDS = re.compile(_SCOPE["not_then"]), re.compile(_SCOPE["afterwards"])
_ON_ANOTHER = re.compile(r" (?:en|et|ei|noe|et annet|en annen) (?!plass)\w{3,}")
# «Dere spør om jeg kan»: the question told again.
_ASKED_WHETHER = re.compile(
    r"\b(?:du|dere|de|han|hun|hen|\w+en) (?:spør|spurte|lurer på|lurte på) om\b"
    r"|\b(?:you|he|she|they) ask(?:ed)? (?:if|whether)\b"
)
_YES_HELLO = re.compile(r"(?:ja|jo|nei),? (?:hei|hallo|hello|god dag|heisann)\b\W*$")
# Reasons that may be overcome, and so no clear no by themselves.
_BARE_REASONS = {"ferie", "kurs", "sykmeldt", "syk"}
_AT_ANOTHER, _IN_COMPANY, _ONLY_IN_MIND = (
    re.compile(_SCOPE[key]) for key in ("at_another", "in_company", "only_in_mind")
)
_SPARED = re.compile(_SCOPE["spared"])
_NEWS_OF_ANOTHER, _SOMEONE_SAYS = re.compile(_SCOPE["news_of_another"]), re.compile(_SCOPE["someone_says"])
# «… som ikke kan flyttes»: a denial of what is told of, not of what is said.
_RELATIVE = re.compile(r"\b(?:som|that|which) (?:jeg |vi |dessverre )?(?:ikke|can't|cannot|aldri)\b.*")
# «Vet ikke om du har hørt det», «vet ikke hva hun svarte»: a doubt about something else.
_OTHERS_MATTER = re.compile(_UNSURE["others_matter"])
# What one says in parting too, when one does not come: «Vi sees!».
_FAREWELL = re.compile(_SCOPE["farewell"])
_THINKS = {"vet", "tror", "ser", "sier", "håper", "har", "er", "sikker", "sikkert", "helt"}
# «Være på Solvang»: wherever the meeting is; only a no, or a «kan», tells that it is there.
_PLACE = re.compile(r"\b(?:være|vært|er (?:\w+ )?ikke|ikke) (?:på|i) ([A-ZÆØÅ][a-zæøå]\w+)")
_NOWHERE = {"teams", "zoom", "skype", *DATA["classes"]["far"]}
_ENGLISH_NO = {"no", "thanks", "thank", "you", "sorry", "unfortunately", "sadly", "hi", "hello"}
_MIDST = re.compile(r"\bmidt i\b|\bmiddle of\b")
_BUSY, _SAME_TIME = Phrases(_SCOPE["at_once"]), re.compile(_SCOPE["same_time"])
_FOR_WHAT = re.compile(_SCOPE["for_what"])
_LATER_ITSELF = re.compile(r".*avklares|avklaring|turnus|vakt|planen|endelig")
_OTHER_EVENT, _OTHER_PLACE = Phrases(_SCOPE["other_event"]), Phrases(_SCOPE["other_place"])
_WITH_KIN = re.compile(rf" (?:{alternatives(_SCOPE['kin'])})\w*\b.* (?:på|til|i)\b")
_ANOTHER = re.compile(r" til (?:et |en |noe )?(?:annet|annen|andre)\b")
_NO_NO = re.compile(r"\b(?:ikke|aldri) (?:(?:\w+ ){0,3}(?:si |takke ))?nei\b")
_IF_SOMEONE = re.compile(r"\b(?:om|if|whether) (?!I\b|I')[A-ZÆØÅ][a-zæøå]")
# A clause of fewer letters than this, without a verb, is a bare «kurs i Bergen».
_BARE, _FINITE_VERB = 40, re.compile(_SCOPE["finite_verb"])
_LEAD = re.compile(r"^\W*(?:(?:på|on|at|dessverre|beklager|sorry)\b\W*)*")
_SET_ASIDE, _TO_DO = re.compile(r"\bav\b"), re.compile(r" til å ")
_WHOLE_MONTH = re.compile(r"\but [a-z]")  # «sykmeldt ut juni»
_SAID = re.compile(r"(?:ja|nei)$")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a clause says: an answer and how surely; `SILENT`, with no answer, where it is understood to say none.

    `dated` is False where the days it names are only those between which it holds.
    """

    answer: Answer | None
    strong: bool = True
    dated: bool = True


SILENT = Finding(answer=None)


@dataclass(frozen=True)
class Said:
    """A clause with what every reader asks of it: its words without courtesies, and who it inherits as subject."""

    clause: Clause
    inherited: Subject
    meeting: dt.date | None = None

    @cached_property
    def text(self) -> str:
        text = _PERHAPS_LATE.sub("", _POLITE.without(self.clause.text))
        for place in _PLACE.findall(self.clause.original):
            if place.lower() not in _NOWHERE:
                text = re.sub(rf"\b(?:på|i) {re.escape(place.lower())}\b", "på stedet", text, count=1)
        return text

    @cached_property
    def hedged(self) -> bool:
        return _HEDGES.search(self.text) is not None

    @cached_property
    def coming(self) -> tuple[tuple[re.Match[str], Subject], ...]:
        """The verbs of coming, each with whom it is about."""
        return tuple((m, self._comer(m, impersonal=impersonal)) for m, impersonal in verbs_of_coming(self.text))

    def _comer(self, m: re.Match[str], *, impersonal: bool) -> Subject:
        """Who comes; «den kommer», «sjefen kommer» is not the writer."""
        alone = not impersonal and _COMES_ITSELF.search(self.text[: m.start()]) and not _I.match(self.text, m.end())
        return "other" if alone else self.subject(m, impersonal=impersonal)

    def subject(self, m: re.Match[str], *, impersonal: bool = False) -> Subject:
        return subject_at(self.clause, m.start(), m.end(), self.inherited, impersonal=impersonal, text=self.text)


def finding(clause: Clause, inherited: Subject, meeting: dt.date | None = None) -> Finding:
    """What the clause says of the writer's coming; the first reader that understands it decides."""
    said = Said(clause, inherited, meeting)
    return next((found for reader in READERS if (found := reader(said))), SILENT)


def speaks_of_coming(clause: Clause) -> bool:
    """Whether the clause has a verb of coming, whoever it is about."""
    return bool(Said(clause, "me").coming)


def whole(clause: Clause) -> Answer | None:
    """A clause that is nothing but a yes, a no or a perhaps, and words that do not count."""
    if clause.words[:1] == ("del",):  # «Del den gjerne»
        return None
    core = tuple(w for w in clause.words if w not in _FILLER)
    core = tuple(w for w in core if w not in HEDGING) or core
    if (
        clause.joint == "contrast"
        and "ikke" in clause.words[:2]
        and core[:1] == ("ikke",)
        and not _THINKS.intersection(clause.words)
        and not any(w.isalpha() for w in core[1:])
    ):
        return "declined"  # «…, men ikke den 16.»
    if "no" in core and not _ENGLISH_NO.issuperset(clause.words):  # «så no kan eg kome»
        core = tuple(w for w in core if w != "no")
    core = tuple(w for w in core if w not in _SORRY) or core[:1]
    return next((answer for answer, words in _WHOLE.items() if clause.words in words or core in words), None)


def without_courtesy(text: str) -> str:
    """The text without «hvis det er greit» and its like."""
    return _POLITE.without(text)


def _whole(said: Said) -> Finding | None:
    if said.clause.joint == "comma" and _TAGS.issuperset(said.clause.words):
        return SILENT  # «Ingen har sett nøkkelen, dessverre», «They won't come, of course»
    if said.clause.joint in ("contrast", "comma") and _NOT_THEN.match(said.text):
        return Finding(answer="declined") if said.inherited == "me" else SILENT
    today = _TODAY.search(said.text) and _BARE_REASONS.intersection(said.clause.words)
    if today or _YES_HELLO.match(said.text) or _ASKED_WHETHER.search(said.text):
        return SILENT
    if said.inherited == "other" and said.clause.joint == "and":
        return None  # «Linda is off sick and can't come»
    only = None if _WAS.search(said.text) else whole(said.clause)
    if only and only != "tentative" and said.hedged:
        return Finding(answer="tentative")
    strong = only == "tentative" or (
        len(said.clause.words) > 1
        and not _BARE_REASONS.intersection(said.clause.words)
        and not _FAREWELL.match(said.text)
    )
    return Finding(answer=only, strong=strong) if only else None


def _past(said: Said) -> Finding | None:
    """«Skulle gjerne vært med» is a no that something clearer may overrule; other past and unreal things are silent."""
    if not _PAST.search(said.text) or _PRESENT.search(said.text):
        return None
    wish = _WISHED.search(said.text)
    return Finding(answer="declined", strong=False) if wish and said.subject(wish) == "me" else SILENT


def _declines(said: Said) -> Finding | None:
    """Phrases that say no by themselves; turned («ikke forhindret») a weak yes, of a part of the meeting nothing."""
    m = _DECLINES.search(said.text)
    if (
        not m
        or _NO_NO.search(said.text)
        or _says_itself(said.text, m)
        or said.subject(m, impersonal=_BY_ITSELF.match(m[0]) is not None) != "me"
    ):
        return None
    if _of_a_part(said.text, m) or _to_another(said.text, m):
        return SILENT
    spared = _SPARED.search(said.text, 0, m.start()) or _NO_NEWS.search(said.text)
    if spared or count(without_harmless(said.text)) > count(m[0]):
        return SILENT if said.hedged else Finding(answer="accepted", strong=False)
    return Finding(answer="tentative" if said.hedged else "declined")


def _says_itself(text: str, m: re.Match[str]) -> bool:
    """«Mannen sier nei», «turnusen sier ja»: another's answer."""
    alone = _SAID.search(m[0]) is not None and _COMES_ITSELF.search(text, 0, m.start()) is not None
    return alone or _SOMEONE_SAYS.search(text) is not None


def _of_a_part(text: str, m: re.Match[str]) -> bool:
    """«Trekker meg ut kl. 13», «forhindret etter lunsj»: a no to a part of the meeting."""
    return bool(_PART.search(text, m.end()) or (_LEAVING.search(m[0]) and _CLOCK.search(text, m.end())))


def _to_another(text: str, m: re.Match[str]) -> bool:
    """«Sier ja til å legge ut», «ikke tid til å lese»: a yes or no to something that is not the meeting."""
    said = _SAID.search(m[0]) is not None and _TO_WHAT.match(text, m.end()) is not None
    news = _NEWS.search(m[0]) is not None and _NEWS_OF_ANOTHER.match(text, m.end()) is not None
    put_down = m[0].endswith("på") and _ON_ANOTHER.match(text, m.end()) is not None
    return said or news or put_down or _FOR_WHAT.match(text, m.end()) is not None


def _unsure(said: Said) -> Finding | None:
    doubt = _CLEAR.search(said.text)
    if not doubt or any(subject == "other" for _, subject in said.coming):
        return None
    if _OTHERS_MATTER.match(said.text, doubt.end()) or _IF_SOMEONE.search(said.clause.original):
        return SILENT
    impersonal = _UNSURE_BY_ITSELF.match(doubt[0]) is not None
    mine = said.subject(doubt, impersonal=impersonal) == "me" or any(subject == "me" for _, subject in said.coming)
    return Finding(answer="tentative") if mine else SILENT


def _comes(said: Said) -> Finding | None:
    """A verb of coming, said of the writer: yes, no by a negation, perhaps by a hedge."""
    if not any(subject == "me" for _, subject in said.coming):
        return None
    turned = polarity(said.text)
    if not turned:
        return SILENT
    if turned > 0 and (instead := _instead(said)):
        return instead
    return Finding(answer="tentative" if said.hedged else "accepted" if turned > 0 else "declined")


def _instead(said: Said) -> Finding | None:
    """«Deltar på et kurs», «er med mor på sykehuset», «tar turen til Spania»: she comes, but somewhere else."""
    mine = [m for m, subject in said.coming if subject == "me"]
    after = min(m.end() for m in mine)
    if re.search(r"\b(?:fra|from|etter|after)\b", said.text[after:]):
        return None
    event = _OTHER_EVENT.search(said.text, min(m.start() for m in mine)) or _WITH_KIN.match(said.text, after)
    if event or any(_set_aside(said.text, m) for m in mine):
        return Finding(answer="declined", strong=False)
    elsewhere = (
        _OTHER_PLACE.search(said.text, after)
        or _ONLY_IN_MIND.match(said.text, after)
        or any(_AT_ANOTHER.match(said.text, m.end()) for m in mine)
        or (mine[0][0].endswith("med") and _IN_COMPANY.match(said.text, mine[0].end()))
    )
    return SILENT if elsewhere else None


def _set_aside(text: str, m: re.Match[str]) -> bool:
    """«Satt av dagen til budsjett»: kept for something that is not the meeting."""
    to_what = _TO_WHAT.match(text, m.end()) and not _TO_DO.match(text, m.end())
    return bool(_SET_ASIDE.search(m[0]) and to_what)


def _sure(said: Said) -> Finding | None:
    m = _SURE.search(said.text)
    if not m or said.subject(m, impersonal=m[0].startswith(("er ", "yes "))) != "me" or negated(said.text):
        return None
    if _says_itself(said.text, m):
        return SILENT
    if _to_another(said.text, m):
        return Finding(answer="declined", strong=False) if _ANOTHER.match(said.text, m.end()) else SILENT
    return Finding(answer="tentative" if said.hedged else "accepted")


def _hints(said: Said) -> Finding | None:
    m = _HINTS.search(said.text)
    given = (
        m
        and not negated(said.text)
        and not _OTHER_PLACE.search(said.text, m.end())
        and not _OF_OTHERS.search(said.text, 0, m.start())
        and not _AFTERWARDS.match(said.text, m.start())
    )
    return Finding(answer="accepted", strong=False) if given else None


def _later(said: Said) -> Finding | None:
    m = _LATER.search(said.text)
    mine = m and said.subject(m, impersonal=_LATER_ITSELF.match(m[0]) is not None) == "me"
    return Finding(answer="tentative", strong=False, dated=False) if mine else None


def _hindered(said: Said) -> Finding | None:
    """Where the writer is instead, or what keeps her; not when it is over or only says when she is back."""
    m = _REASONS.search(said.text) or _at_once(said.text)
    if not m:
        return None
    if (_THERE_IS.search(said.text) and _FAR.search(m[0])) or _TODAY.search(said.text):
        return None
    lasts = _lasts(said.text[m.end() :], said.meeting)
    over = _SAYS_WHEN.search(said.text, m.end()) or _OVER.search(said.text)
    if lasts is False or (over and not lasts):
        return None
    alone = _BY_ITSELF.match(m[0]) or _MIDST.search(said.text) or _at_once(said.text)
    mine = said.subject(m, impersonal=alone is not None) == "me"
    if not mine or count(_RELATIVE.sub("", said.text)) > count(m[0]):
        return None
    return Finding(answer="tentative" if said.hedged else "declined", strong=False, dated=not lasts)


def _at_once(text: str) -> re.Match[str] | None:
    """«Kommunestyret møtes samtidig», or a bare «kurs i Bergen»: something else at the same time."""
    if _SAME_TIME.search(text):
        return _BUSY.search(text)
    bare = _LEAD.sub("", text)
    return _BUSY.match(bare) if len(bare) < _BARE and not _FINITE_VERB.search(bare) else None


READERS: tuple[Callable[[Said], Finding | None], ...] = (
    _whole,
    _past,
    _declines,
    _unsure,
    _comes,
    _sure,
    _hints,
    _later,
    _hindered,
)


def _lasts(text: str, meeting: dt.date | None) -> bool | None:
    """Whether what keeps the writer lasts over the meeting («sykmeldt til august», «ferie uke 25»); None if unsaid."""
    if not meeting:
        return None
    found = find_dates(text, near=meeting)
    if weeks := [week for d in found for week in d.weeks]:
        return min(weeks) <= meeting.isocalendar().week <= max(weeks)
    days = [meeting.replace(month=d.month, day=min(d.day, 28)) for d in found if d.month and d.day]
    days = days or [meeting.replace(month=n, day=28 if _WHOLE_MONTH.search(text) else 1) for n in _months(text)]
    if not days:
        return None
    if len(days) > 1:
        return days[0] <= meeting <= days[-1]
    return days[0] > meeting if _UNTIL.search(text) else days[0] <= meeting if _SINCE.search(text) else None


def _months(text: str) -> Iterator[int]:
    return (n for n, month in enumerate(_MONTHS, 1) if month.search(text))
