"""The verbs of coming in a clause's text, whoever they are about: «kommer», «kan være med», «det passer», a bare «kan».

What follows may make a verb mean something else («kommer tilbake til»), and then it is none. Language:
phrases/answers.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.lexicon import DATA, Phrases, loose
from parsers.phrasebook import alternatives
from parsers.polarity import NEGATIONS
from parsers.whose import BETWEEN

_ATTEND, _SCOPE = DATA["attend"], DATA["scope"]

_FINITE, _IMPERSONAL = Phrases(loose(_ATTEND["finite"])), Phrases(_ATTEND["impersonal"])
_INFINITIVE, _GOVERNOR = Phrases(_ATTEND["infinitive"]), Phrases(_ATTEND["governors"])
_ASKS_OTHERS = re.compile(r"\b(?:be|ber|bedt|spør|spurt|spørre|inviter\w*|få|purre)\b")
_WITH_A_MATTER = re.compile(_SCOPE["with_a_matter"])
_MYSELF = re.compile(r"\b(?:meg|oss|me|us)$|\b(?:meg|oss) ")
_MAY_GO = re.compile(
    r"(?:^|\b(?:det|den|dette|dagen|datoen|tirsdag\w*|juni|møtet|tidspunktet|klokkeslettet|så|da|og|ja|nei"
    r"|dessverre|ikke|16\.?))\W*$"
)
# «Kommer det vafler», «kommer det en ny»: something comes.
_SOMETHING = re.compile(r" det (?!bare|an\b|meg|oss|jeg|vi|ikke|en\b|to\b|tre\b|fire\b|fem\b)(?:\w+)")
_COUNTED = re.compile(r"\b(?:for|gamle|tidligere|to|tre|fire|noen|flere|mange|alle|disse|nye|slike|\d+) $")
_HOW = re.compile(r"\b(?:hvordan|hva|hvorfor)\b")
_ABSOLUTE_CAN = re.compile(
    rf"(?<!\w)(?:kan|can't|cannot|couldn't)(?>[\s,]+(?:{'|'.join(_SCOPE['after_can'])})(?!\w))*+(?:\W*$|\s+(?=(?:{'|'.join(_SCOPE['next_clause'])})\b))"
)
_AFTER_ADVERBS = re.compile(
    r"(?:[\s,]+(?:jeg|æ|vi|me|ikke|nok|gjerne|dessverre|også|kanskje|da|bare|kun"
    r"|helt|mye|litt|veldig|fort|likevel|rett|direkte|nettopp|akkurat|først|nå|no|altså|aldri|selv|alle|begge))*[\s,]*"
)
_BEFORE_INFINITIVE = re.compile(
    r"\b(?:kan|vil|skal|får|få|kunne|må|å|rekker|can|to|will|could|att|klarer|can't|won't|cannot|not|at)\b"
    rf"(?:[\s,]+(?:{alternatives(BETWEEN | NEGATIONS)}|jeg|æ|vi|me|få|be|able|kunne|godt))*\s*$"
)
_TAIL = re.compile(rf"\W*(?>(?:{'|'.join([*_SCOPE['after_impersonal'], *sorted(BETWEEN)])})(?!\w)\W*)*+$")
_AS_FAST = re.compile(r"\bså (?!sant|fremt|framt)\w+ (?:som )?(?:jeg|vi|du|dere) $|\bas (?:i|we) $")
_WORKS = re.compile(r"(?:^|\b(?:that|it|this|which|date|time|day|tuesday|june|\d+(?:th)?|also|still))\W*$")
_GOING = re.compile(r" (?:jeg|vi)\b")
_FROM_US = re.compile(r"\bfra (?:oss|avdelingen|kommunen|enheten)\b|\b(?:både|begge|alle)\b")
_CLOCK_AFTER_FROM = re.compile(r"fra\s+(?:kl|\d|start|begynn|morgen)")
_VETO, _HEDGES = Phrases(_SCOPE["veto"]), Phrases(DATA["unsure"]["hedges"])


def verbs_of_coming(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Every verb of coming in the clause, and whether it is impersonal («det passer»)."""
    yield from ((m, False) for m in _FINITE.finditer(text) if not _vetoed(text, m))
    yield from ((m, True) for m in _IMPERSONAL.finditer(text) if _stands_alone(text, m))
    if _GOVERNOR.search(text) or _HEDGES.search(text):
        yield from ((m, False) for m in _INFINITIVE.finditer(text) if _governed(text, m) and not _vetoed(text, m))
    if (m := _ABSOLUTE_CAN.search(text)) and not _AS_FAST.search(text, 0, m.start()):
        yield m, False


def _vetoed(text: str, m: re.Match[str]) -> bool:
    """Whether what follows makes the verb mean something else: «kommer tilbake til», «stiller spørsmål»."""
    if _MYSELF.search(m[0]):
        return _WITH_A_MATTER.match(text, m.end()) is not None
    if m[0].endswith("samme tid") or (m[0] == "kommer" and _SOMETHING.match(text, m.end())):
        return True
    if m[0] == "møter" and _COUNTED.search(text, 0, m.start()):
        return True
    gap = _AFTER_ADVERBS.match(text, m.end())
    veto = _VETO.match(text, gap.end() if gap else m.end()) or _VETO.match(text, m.end() + 1)
    if veto and veto[0] == "til å":
        return m[0] == "kommer"
    if veto and veto[0] == "fra":
        return (
            m[0] in ("kommer", "komme")
            and not _FROM_US.search(text)
            and not _CLOCK_AFTER_FROM.match(text, veto.start())
        )
    if veto and veto[0] in ("dere", "deg"):
        return not m[0].endswith("med")
    return veto is not None


def _governed(text: str, m: re.Match[str]) -> bool:
    before = text[max(0, m.start() - 120) : m.start()]
    if before.endswith("om å ") and _ASKS_OTHERS.search(before):
        return False
    return not before.endswith((" i ", " et ", " til ")) and _BEFORE_INFINITIVE.search(before) is not None


def _stands_alone(text: str, m: re.Match[str]) -> bool:
    """«Det går fint» and «får ikke til» answer only when nothing else follows («går ikke å åpne»)."""
    before = text[: m.start()]
    if m[0] == "går" and (not _MAY_GO.search(before) or _GOING.match(text, m.end())):
        return False
    if (m[0] == "works" and not _WORKS.search(before)) or _HOW.search(before) or before.endswith(" i "):
        return False
    return _TAIL.match(text, m.end()) is not None
