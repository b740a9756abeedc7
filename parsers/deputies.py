"""Who comes instead of the writer: «Siv Moe (siv.moe@…) stiller for meg», in any order of words.

The people of the text are masked (`mentions`), and phrases say what it means that one comes: some name a deputy by
themselves, others only beside the writer's own no. A negation, a «kanskje», a condition or a question in the same
stretch names nobody. Language: phrases/deputies.toml, where «<word>» stands for a list of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.clauses import Clause
from parsers.facts import Named
from parsers.mentions import EMAIL, PERSON, Masked, masked
from parsers.phrasebook import load
from parsers.templates import Templates, one_of

_DATA = load("deputies")
_SAYS = _DATA["says"]
_phrase = Templates(_DATA["words"], P=PERSON[1:-1], person=PERSON).phrase

_STRONG, _CONTRAST, _WEAK = ([_phrase(p) for p in _SAYS[key]] for key in ("strong", "contrast", "weak"))
_LOOSE = [_phrase(p) for p in _SAYS["loose"]]
_HEDGED, _DENIED, _CONDITION = (_phrase(_SAYS[key]) for key in ("hedged", "denied", "condition"))
_TOO, _COURTESY, _REQUEST = (_phrase(_SAYS[key]) for key in ("too", "courtesy", "request"))
_FOR_ANOTHER, _FOR_ME, _AWAY = (_phrase(_SAYS[key]) for key in ("for_another", "for_me", "away"))
_OWN_NO, _OWN_YES, _AFTER_ALL = (_phrase(_SAYS[key]) for key in ("own_no", "own_yes", "comes_after_all"))
_ASKS_IF, _AT_WORK, _DENIED_FIRST = (_phrase(_SAYS[key]) for key in ("asks_if", "at_work", "denied_first"))
_TAG, _ASKS_WHETHER = (
    re.compile(rf"{_SAYS['tag']} ?[?]+\W*$"),
    _phrase("(?:kan|kunne|skal|vil|får|can|could|may) <person>"),
)
_SENDS, _ANNOUNCES, _ALONE = (_phrase(_SAYS[key]) for key in ("sends_unnamed", "announces", "alone"))
_QUESTION = re.compile(_SAYS["question"])
_BOUNDARY = re.compile(rf"[,;:]|[-–](?= )|{_phrase(_SAYS['boundary']).pattern}")
_WITH_ME = re.compile(rf" (?:og|and) (?:{one_of(_DATA['words']['me'])}|i)(?!\w)")
_HUNG, _GOES_ON = re.compile(rf"(?<!,)(?:^| )(?:{one_of(_SAYS['hung'])}) $"), re.compile(_SAYS["hung_but"])
_ONE = re.compile(PERSON)
# «…, som dere traff i fjor, møter for meg»: what is told of her in passing.
_RELATIVE = re.compile(r", (?:som|who) [^,;:]{2,80},")
# «Bente og Stein stiller», «bare Ove fra oss kommer»: colleagues who were coming anyway.
_AMONG = re.compile(rf"(?:({PERSON}) (?:og|and)|\b(?:bare|kun|only)) $")
_SHARED = re.compile(r"^(?:post|postmottak|firmapost|info|kontakt|resepsjon)")


@dataclass(frozen=True, kw_only=True)
class _Named:
    """One phrase that names a deputy: her letter, the sentence it stands in, and whether it does so by itself."""

    letter: str
    sentence: int
    strong: bool
    loose: bool = False


def sends_deputy(parts: Sequence[Clause]) -> bool:
    """«Jeg sender stedfortreder»: someone comes instead, unnamed."""
    unsure = (_DENIED, _HEDGED, _ASKS_IF)
    return any(_SENDS.search(c.text) and not c.question and not any(p.search(c.text) for p in unsure) for c in parts)


def find_deputy(text: str, *, declined: bool = False, beside: str = "") -> Named | None:
    """The person who comes instead of the writer, with the address the text gives; None when none is named surely.

    `beside` is the whole body, where an address like her name may stand under the signature.
    `declined` is whether the writer is known to say no: then less is needed to tell that the other comes instead.
    """
    people, sentences = masked(text)
    if not people.names:
        return None
    plain = [_stated(s) for s in sentences]
    whole = ". ".join(plain)
    found = [*(one for n, s in enumerate(plain) for one in _named(s, n)), *_alone(plain, sentences)]
    away = {letter for m in _AWAY.finditer(whole) for letter in _ONE.findall(m[0])}
    standing = [one for one in found if one.letter not in away and (not one.loose or people.is_known(one.letter))]
    if _says(_AFTER_ALL, plain):
        return None
    declined = declined or (_OWN_NO.search(whole) is not None and not _says(_OWN_YES, plain))
    sure = [one for one in standing if one.strong] or [
        one for one in standing if declined and not _side_by_side(standing)
    ]
    if not sure:
        return None
    first = min(sure, key=lambda one: not people.is_known(one.letter))
    name = people.name(first.letter)
    near = _email(name, people.names, sentences, first.sentence)
    return Named(name=name, email=near or next((e for e in _addresses(beside) if _alike(name, e)), None))


def _side_by_side(found: Sequence[_Named]) -> bool:
    """«Trude kommer, Knut-Erik kommer»: colleagues who were coming anyway."""
    return any(a.sentence == b.sentence and a.letter != b.letter for a in found for b in found)


def _addresses(text: str) -> list[str]:
    return [e.lower().rstrip(".") for e in EMAIL.findall(text)]


def _stated(sentence: Masked) -> str:
    """What a sentence states: of a question what stands ahead of it, or what it asks the secretary to do."""
    text = _COURTESY.sub(" ", sentence.text)
    if _TAG.search(text) and not _ASKS_WHETHER.search(text):
        return _TAG.sub("", text)
    if not sentence.asks or _REQUEST.match(text):
        return text
    asked = _QUESTION.search(text)
    return text[: asked.start()] if asked else ""


def _named(text: str, number: int) -> Iterator[_Named]:
    """What one sentence says of deputies, in order of place, the sure ones first."""
    if _CONDITION.search(text):
        return
    for patterns, strong, denied in (
        (_STRONG, True, _DENIED),
        (_CONTRAST, True, None),
        (_WEAK, False, _DENIED),
        (_LOOSE, False, _DENIED),
    ):
        for m in sorted((m for p in patterns for m in p.finditer(text)), key=lambda m: m.start()):
            letter = _ONE.findall(m[0])[0 if denied else -1]
            among = None if strong and denied else _AMONG.search(text[: m.start()])
            alone = among is None or among[1] == letter
            if alone and _holds(text, m, denied) and (strong or not _TOO.search(_stretch(text, m))):
                yield _Named(letter=letter, sentence=number, strong=strong, loose=patterns is _LOOSE)


def _alone(plain: Sequence[str], sentences: Sequence[Masked]) -> Iterator[_Named]:
    """«Må sende vara. Det er Siv Moe.»: a sentence that only names her after one that announces her.

    A name without an address and a verb is more likely who writes.
    """
    for n, (before, sentence) in enumerate(pairwise(plain), start=1):
        words = sentence.strip(" .,–-!")
        named = _ALONE.fullmatch(words) or (_ONE.fullmatch(words) and EMAIL.search(sentences[n].original))
        if named and _ANNOUNCES.search(before) and not _CONDITION.search(before):
            yield _Named(letter=_ONE.findall(words)[0], sentence=n, strong=False)


def _holds(text: str, m: re.Match[str], denied: re.Pattern[str] | None) -> bool:
    """Whether the phrase stands unhedged, undenied (a denial further ahead is another's), and for the writer."""
    stretch = _stretch(text, m)
    around = stretch if denied else stretch.replace(m[0], "")
    ahead = " ".join(stretch[: stretch.index(m[0])].split()[-1:])
    around, said = _RELATIVE.sub(" ", around), _RELATIVE.sub(" ", _DENIED_FIRST.sub(" ", f"{ahead} {_after(text, m)}"))
    if _HEDGED.search(around) or _AT_WORK.search(around) or (denied and denied.search(said)):
        return False
    if _FOR_ANOTHER.search(_after(text, m)) and not _FOR_ME.search(stretch):
        return False
    if _ONE.match(m[0]) and _HUNG.search(text[: m.start()]) and not _GOES_ON.match(text, m.start() + 1):
        return False
    place = m.start() + _ONE.search(m[0]).start()  # type: ignore[union-attr]
    return not _WITH_ME.match(text, place + 1)


def _after(text: str, m: re.Match[str]) -> str:
    """The phrase and what follows it, as far as its stretch goes."""
    end = next((b.start() for b in _BOUNDARY.finditer(text, m.end())), len(text))
    return text[m.start() : end]


def _stretch(text: str, m: re.Match[str]) -> str:
    """What stands around the phrase between commas, «men», «så» and their like."""
    start = max((b.end() for b in _BOUNDARY.finditer(text) if b.end() <= m.start()), default=0)
    return text[start : m.start()] + _after(text, m)


def _says(pattern: re.Pattern[str], plain: Sequence[str]) -> bool:
    """Whether the writer says it of herself, undenied and without a condition."""
    return any(
        not _CONDITION.search(s) and not _DENIED.search(_stretch(s, m)) for s in plain for m in pattern.finditer(s)
    )


def _email(name: str, people: Sequence[str], sentences: Sequence[Masked], near: int) -> str | None:
    """The address that is alike the name, wherever it stands; else the only one that may be hers."""
    written = [(abs(n - near), e) for n, s in enumerate(sentences) for e in _addresses(s.original)]
    found: list[str] = list(dict.fromkeys(e for _, e in sorted(written)))
    alike = [e for e in found if _alike(name, e)]
    if alike:
        return alike[0]
    free = [e for e in found if not any(_alike(other, e) for other in people) and not _SHARED.match(e)]
    return free[0] if len(free) == 1 else None


def _alike(name: str, email: str) -> bool:
    parts = [_plain(w.lower()) for w in re.findall(r"\w+", name)]
    local = _plain(email.split("@")[0])
    initials = "".join(p[0] for p in parts)
    return any(p[:4] in local for p in parts if len(p) > 2) or (len(initials) > 1 and local == initials)


def _plain(word: str) -> str:
    return word.translate(str.maketrans("øåéöäášŋ", "oaeoaasn")).replace("æ", "ae")
