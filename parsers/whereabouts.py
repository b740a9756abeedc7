"""What a sentence in the past tense says of people: there, away, excused or not; names, «ikke» and verbs in any order.

Names become one letter each, so that «var dessverre Ola Lie ikke til stede» is read like «Ola Lie var ikke til stede».
Words: phrases/commands.toml, [attendance]. Doubt («jeg tror …») and parts of a meeting say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from parsers.mentions import names_in
from parsers.names import FIRST_NAMES
from parsers.phrasebook import load

_WORDS: dict[str, Any] = load("commands")["attendance"]
_BASE = 0xE000
_N = f"[{chr(_BASE)}-{chr(_BASE + 999)}]"
_GAP = rf"(?:\s+(?:{_N}[,.]?|{_WORDS['filler']}(?![\w])))*?\s+"
_ADVERBS = rf"(?:\s+(?!og\b|eller\b){_WORDS['filler']}(?!\w))*"
_TRAILING = re.compile(rf"\s+{_N}(?:(?:,|\s+og)\s+{_N})*{_ADVERBS}(?=\W|$)", re.I)


def _phrases(key: str) -> str:
    joined = "|".join(f"(?:{p})" for p in _WORDS[key])
    return re.sub(r"(?<!\\)~", lambda _: _GAP, joined.replace("BE~", _WORDS["be"] + "~"))


Sense = Literal["present", "could", "away", "reason", "forfall", "notice", "unnotified"]
_KINDS: tuple[Sense, ...] = ("unnotified", "could", "reason", "away", "notice", "forfall", "present")


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(f'(?P<{kind}>{_phrases(kind)})' for kind in _KINDS)})(?P<tail>{_ADVERBS})", re.I
    )


_NOT = re.compile(rf"(?<!\w){_WORDS['not']}(?!\w)", re.I)
_UNSURE = re.compile(rf"(?<!\w){_WORDS['unsure']}(?!\w)", re.I)
_DENIED = re.compile(rf"(?<!\w){_WORDS['denied']}(?!\w)", re.I)
_PARTLY = re.compile(rf"\s*(?:møtet\s+)?{_WORDS['partly']}", re.I)
_OTHER = re.compile(rf"\s*{_WORDS['other_matter']}", re.I)
_LINK = re.compile(rf"(?:{_WORDS['link']}|{_WORDS['filler']}|{_WORDS['not']})", re.I)
_BOUNDARY = re.compile(r"(?<!\w)(?:at|om|fordi|siden|sidan|men|mens|medan|selv om|sjølv om|når)(?!\w)|;|(?<=\w):", re.I)
_REPORTS = re.compile(rf"\s*(?:om\s+)?(?:at|for|på vegne? av|om|fr[aå]|av)\s+(?=(?:\w+\s+)?{_N})", re.I)
_WITHOUT = re.compile(r"\s*(?:uten|utan)\b", re.I)
_INFINITIVE = re.compile(rf"(?<!\w){_WORDS['infinitive']}(?:\s+(?:{_N}|{_WORDS['filler']}(?!\w)))*\s+$", re.I)
_OWNS = re.compile(r"\s+(?:sin|si|sitt|sine)\b", re.I)
_BARE = re.compile(
    rf"(?P<present>{_WORDS['bare_present']})|(?P<notified>{_WORDS['bare_notified']})|(?P<absent>{_WORDS['bare_absent']})",
    re.I,
)


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){_WORDS['listed']}(?!\w)[^,.;:]{{0,40}}?\b(?:som|under|med|blant|på|til|fr[aå])\s+(?:listen?\s+|lista\s+)?(?:over\s+)?"
        rf"(?:dem?\s+som\s+\w+\s+)?(?P<status>{_WORDS['bare_present']}|{_WORDS['bare_notified']}|{_WORDS['bare_absent']})(?!\w)",
        re.I,
    )


_OUGHT = re.compile(rf"(?<!\w){_WORDS['ought']}(?!\w)", re.I)
_WRONG = re.compile(rf"(?<!\w){_WORDS['wrong']}(?!\w)", re.I)


@cache
def _entry() -> re.Pattern[str]:
    return re.compile(
        rf"^\W*(?P<names>{_N}(?:\s*(?:,|og|&)\s*{_N})*)\s*(?:[:(]|[–—-]\s|\s=)\s*(?P<not>(?:{_WORDS['not']}\s+)?)"
        rf"(?P<status>{_WORDS['bare_present']}|{_WORDS['bare_notified']}|{_WORDS['bare_absent']}|ja|nei)(?!\w)",
        re.I,
    )


_JOINED = re.compile(r"[\w-]")
_FIRST_WORD = re.compile(rf"(?<!\w)(?:{_WORDS['first_words']})(?=\s)")


@dataclass(frozen=True, kw_only=True)
class Said:
    """Where one person was: `notified` is None where the words don't say whether absence was."""

    name: str
    present: bool
    notified: bool | None = None


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One thing said of one person: `negated` is whether the words were turned round."""

    name: str
    sense: Sense
    negated: bool


def whereabouts(sentence: str, before: Sequence[str] = ()) -> tuple[Said, ...]:
    """Who is said to have been there or away, each person once, in order of first mention.

    `before` are the people of the sentence ahead, for «Han møtte ikke.». Never raises.
    """
    sentence = _FIRST_WORD.sub(lambda m: m[0].lower(), sentence)
    names = [n for n in dict.fromkeys(names_in(sentence, hung=True)) if not _thing(n, sentence)][:900]
    masked = _masked(sentence, names)
    if entry := _entry().match(masked):
        return _entered(entry, names)
    told = [*_told(masked, names, list(before)), *_as_listed(masked, names)]
    return tuple(said for name in dict.fromkeys(t.name for t in told) if (said := _summed(name, told)))


def _thing(word: str, sentence: str) -> bool:
    """Whether a sentence's first word is a thing and no person: «Lista var ikke med»."""
    first = " " not in word and sentence.lstrip(' -–"«').startswith(word) and word not in FIRST_NAMES
    return first and re.search(r"(?:a|en|et|ene|ane)$", word) is not None


def _masked(sentence: str, names: Sequence[str]) -> str:
    order = sorted(range(len(names)), key=lambda n: -len(names[n]))
    for place in order:
        sentence = _with_sign(sentence, names[place], chr(_BASE + place))
    return sentence


def _with_sign(sentence: str, name: str, sign: str) -> str:
    """The sentence with a sign wherever the name stands whole; an expression a name would cost more to build."""
    start = sentence.find(name)
    while start >= 0:
        end = start + len(name)
        if not _JOINED.match(sentence[max(0, start - 1) : start]) and not _JOINED.match(sentence, end):
            sentence = f"{sentence[:start]}{sign}{sentence[end:]}"
        start = sentence.find(name, start + 1)
    return sentence


def _named(text: str, names: Sequence[str]) -> list[str]:
    """The people a stretch is about: no owner («Ola sin vara») and none after «for», «fra» or «til»."""
    found = []
    for m in re.finditer(_N, text):
        place = ord(m[0]) - _BASE
        ahead = re.search(r"(\w+)\s+$", text[: m.start()][-20:])
        hung = ahead and ahead[1].lower() in ("for", "fra", "frå", "til", "ved", "med", "av", "hos")
        if place < len(names) and not _OWNS.match(text, m.end()) and not hung:
            found.append(names[place])
    return found


def _told(text: str, names: Sequence[str], before: list[str]) -> Iterator[_Told]:
    heard, end, last = before, 0, None
    for m in _predicate().finditer(text):
        ahead = text[end : m.start()]
        about = _subjects(ahead, m, names, heard, first=end == 0)
        trailing = None if about and about is not heard else _TRAILING.match(text, m.end())
        about = _named(trailing[0], names) or about if trailing else about
        sense = next(kind for kind in _KINDS if m[kind])
        after = _REPORTS.match(text, m.end()) if sense == "notice" else None
        if after:
            about = _named(re.split(r"[,.;]", text[after.end() :])[0], names)[:1] or about
        if _vetoed(text, m, sense) or not about:
            end, heard = m.end(), about or heard
            continue
        negated = sense == "unnotified" or _negated(ahead, m) or bool(trailing and _NOT.search(trailing[0]))
        unless = _excepted(ahead, names) if len(about) > 1 else []
        negated = negated if not unless else _NOT.search(m[0]) is not None
        away = sense in ("away", "reason") and negated and _WITHOUT.match(text, m.end()) is not None
        yield from _turned(text, m, [_Told(name=n, sense=sense, negated=negated != (n in unless)) for n in about], away)
        heard, end, last = about, trailing.end() if trailing else m.end(), (sense, negated)
    if last:
        yield from _left_over(text[end:], names, *last)


def _turned(text: str, m: re.Match[str], told: list[_Told], away: bool) -> Iterator[_Told]:
    """What «det stemmer ikke at …» turns round; «ikke borte uten å si fra» was away, and said so."""
    denied = next((d for d in _DENIED.finditer(text, 0, m.start())), None)
    scope = denied is not None and not re.search(
        r";|\bmen\b|,\s*(?:han|hun|ho|de|dei)\b", text[denied.end() : m.start()]
    )
    for one in told:
        if away:
            yield _Told(name=one.name, sense="notice", negated=False)
        elif not scope:
            yield one
        elif one.sense in ("present", "away") or one.negated:
            yield _Told(name=one.name, sense=one.sense, negated=not one.negated)


def _subjects(ahead: str, m: re.Match[str], names: Sequence[str], heard: list[str], *, first: bool) -> list[str]:
    """Whom a predicate is about: the names ahead of it in its clause, or inside it, or those just heard."""
    clause = ahead[max((b.end() for b in _BOUNDARY.finditer(ahead)), default=0) :]
    inside = _named(m[0][: len(m[0]) - len(m["tail"])], names)
    if found := inside or _named(clause, names):
        return found
    pronoun = re.search(r"(?<!\w)(?:han|hun|ho|hen|de|dei|begge|vedkommende|vedkomande)(?!\w)", clause + m[0], re.I)
    if pronoun:
        earlier = _named(ahead, names) or heard
        return earlier if pronoun[0].lower() in ("de", "dei", "begge") else earlier[-1:]
    linked = all(_LINK.fullmatch(word) for word in re.findall(r"[\w'’]+", clause))
    if not linked or (first and clause == ahead and clause.strip(" \n\t-–•*")):
        return []
    return _named(ahead, names) or heard


def _negated(ahead: str, m: re.Match[str]) -> bool:
    clause = ahead[max((b.end() for b in _BOUNDARY.finditer(ahead)), default=0) :]
    clause = re.split(rf",\s*(?={_N}\s|(?:han|hun|ho|de|dei)\b)", clause)[-1] if not _excepted(ahead, []) else clause
    return _NOT.search(clause) is not None or _NOT.search(m[0]) is not None


def _excepted(ahead: str, names: Sequence[str]) -> list[str]:
    """«Ola, ikke Kari, var borte»: those right after «ikke»."""
    found = re.findall(rf"(?:^|[\s,])(?:ikke|ikkje)\s+({_N})", ahead)
    return [names[ord(c) - _BASE] for c in found if ord(c) - _BASE < len(names)]


def _vetoed(text: str, m: re.Match[str], sense: Sense) -> bool:
    """Doubt, a part of the meeting, another matter («var ikke med på lista»), and a polite «kunne møte»."""
    after = text[m.end() :]
    if _UNSURE.search(re.split(r";|\bmen\b", text[: m.start()])[-1]) or re.match(
        r"\s*(?:kanskje|tror jeg|trur eg)", after, re.I
    ):
        return True
    if sense == "notice" and m[0].lower().startswith("melde ") and _INFINITIVE.search(text[: m.start()]):
        return True
    negated = _NOT.search(m[0]) is not None or _NOT.search(text[: m.start()]) is not None
    if _OTHER.match(after) or (negated and sense == "present" and _PARTLY.match(after)):
        return True
    if sense == "present" and re.match(rf"\s+(?:for|i stede[tn] for|i staden for)\s+{_N}", after) and negated:
        return True
    return sense == "could" and not negated


def _left_over(tail: str, names: Sequence[str], sense: Sense, negated: bool) -> Iterator[_Told]:
    """«…, ikke Kari», «…, men Kari», «…, Kari også», «Kari ikke»: people who share a verb, turned round or not."""
    for part in re.split(r"[,;.]|\bog\b", tail):
        named = _named(part, names)
        plain = re.sub(
            rf"{_N}|{_WORDS['filler']}|\b(?:men|samt|det|gjorde|var|hadde|gjaldt|samme|likeså|som)\b|\W",
            "",
            part,
            flags=re.I,
        )
        if named and not plain:
            turned = _NOT.search(part) is not None
            contrast = re.search(r"\bmen\b", part) is not None
            if turned or contrast or re.search(r"\b(?:også|òg|heller|likeså|samme|samt)\b", part):
                to = turned and not (negated and re.search(r"\bheller\b", part)) if turned or contrast else negated
                to = True if re.search(r"\bheller\b", part) and negated else to
                yield from (_Told(name=n, sense=sense, negated=to) for n in named)


def _as_listed(text: str, names: Sequence[str]) -> Iterator[_Told]:
    """«Ola skal stå som fraværende», «Kari er feilaktig ført opp som borte»; what a list merely says gives nothing."""
    for m in _listed().finditer(text):
        around = text[: m.end()]
        about = _named(around, names) or _named(m[0], names)
        status = _BARE.fullmatch(m["status"])
        ought, wrong = _OUGHT.search(around), _WRONG.search(text)
        if not about or status is None or not (ought or wrong) or _UNSURE.search(around):
            continue
        out = re.search(r"\bfr[aå]\s+\S*\s*$", around[: m.start("status") - m.start() + m.start()]) is not None
        turn = (_NOT.search(around) is not None) ^ (wrong is not None and not ought) ^ out
        present = status["present"] is not None
        if status["notified"] and not turn:
            yield from (_Told(name=n, sense="notice", negated=False) for n in about)
        else:
            yield from (_Told(name=n, sense="present", negated=present == turn) for n in about)


def _entered(m: re.Match[str], names: Sequence[str]) -> tuple[Said, ...]:
    """«Ola Lie: til stede», «Kari Nes – ikke møtt»."""
    word, negated = m["status"].lower(), bool(m["not"])
    status = _BARE.fullmatch(word)
    if status is None:
        return ()
    present = (status["present"] is not None) != negated
    notified = (
        None
        if present
        else False
        if negated and word != "borte" and "møtt" in word
        else True
        if status["notified"]
        else None
    )
    return tuple(Said(name=n, present=present, notified=notified) for n in _named(m["names"], names))


def _summed(name: str, told: Sequence[_Told]) -> Said | None:
    """All that was said of one person: words of presence beat words of notice, and the last of each counts."""
    own = [t for t in told if t.name == name]
    where = [(t.sense in ("present", "could")) != t.negated for t in own if t.sense in ("present", "could", "away")]
    where = where or [False for t in own if t.sense == "reason" and not t.negated]
    heard = [not t.negated for t in own if t.sense in ("notice", "unnotified")]
    excused = [not t.negated for t in own if t.sense == "forfall"]
    present = where[-1] if where else False if heard else not excused[-1] if excused else None
    if present is None:
        return None
    notified = None if present else heard[-1] if heard else excused[-1] if excused else None
    return Said(name=name, present=present, notified=notified)
