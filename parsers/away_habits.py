"""The usual in an automatic answer: fixed days of work, opening and phone hours, posts that are not full.

«Jeg jobber 60 % og er normalt på jobb mandag og tirsdag» tells of every week and so of no date. Phrases are in
phrases/autoreplies.toml.
"""

from __future__ import annotations

import re

from parsers import away_words as words
from parsers.away_words import PHRASES
from parsers.phrasebook import alternatives

_DAY_NAME = rf"(?:{alternatives(name for names in PHRASES['weekdays'] for name in names)})"
# «mandag», not «mandag 8. juni» or «mandag i uke 24»
_BARE_DAY = re.compile(
    rf"\b{_DAY_NAME}\b(?!\s*,?\s*(?:the\s|den\s|d\.\s?)?\d{{1,2}}(?:[./\s]|st|nd|rd|th)(?!\d\d\b))"
    rf"(?!\s(?:i|in|of)\s(?:{alternatives(PHRASES['weeks'])})\b)",
    re.I,
)
_SEVERAL = re.compile(
    rf"\b{_DAY_NAME}(?:\s?(?:,|og|and|och|til|to|till|through|-|–|—|&)\s?{_DAY_NAME}\b)+(?!\s?\d)", re.I
)


def _any(*names: str) -> str:
    return rf"(?<!\w)(?:{alternatives(word for name in names for word in PHRASES[name])})(?!\w)"


_HABIT = re.compile(rf"{_any('habit')}|\b{_DAY_NAME}(?:er|ar|ene|ane|s)\b", re.I)
_HOURS = rf"(?:{_any('hours')}|(?<!\w)(?:{alternatives(PHRASES['hours_begin'])}))"
_OPEN = re.compile(rf"{_HOURS}(?!\s(?:{alternatives(PHRASES['again'])})\b)", re.I)
_POST = re.compile(rf"{_OPEN.pattern}|{_any('post')}|\d\s?(?:%|prosent\b)", re.I)
_WORKS = re.compile(
    rf"(?<!not )(?<!ikke )(?<!ikkje ){_any('works')}(?!\s(?:{alternatives(PHRASES['no_work'])})\b)", re.I
)
# «sykmeldt 50 %» and «50 % sykmeldt», but not «100 %»
_PARTLY = re.compile(r"(?<!\d)\d\d\s?(?:%|prosent\b)")
_PARTLY_AWAY = re.compile(rf"{_PARTLY.pattern}\s{words.AWAY.pattern}", re.I)
_MAIL_IS_READ = re.compile(_any("mail_is_read"), re.I)
_THIS_WEEK = re.compile(_any("this_week"), re.I)


def without_habits(text: str) -> str:
    """The text without the weekdays that tell of every week; days with a date stay."""
    if not (_HABIT.search(text) or _POST.search(text) or _WORKS.search(text)):
        return text
    usual = bool(_HABIT.search(text) or _POST.search(text))
    return "".join(_kept(sentence, usual) for sentence in words.sentences(text))


def _kept(sentence: str, usual: bool) -> str:
    """`usual`: the text speaks of habits somewhere, so «stengt lørdag og søndag» is one too."""
    if _THIS_WEEK.search(sentence):
        return sentence
    if _HABIT.search(sentence) or (usual and _MAIL_IS_READ.search(sentence)):
        return _BARE_DAY.sub(" ", sentence)
    at_work = _POST.search(sentence) or _WORKS.search(sentence)
    sentence = _SEVERAL.sub(" ", sentence) if usual or at_work else sentence
    return _BARE_DAY.sub(_if_back, sentence) if at_work else sentence


def _if_back(day: re.Match[str]) -> str:
    """«jobber 60 % og er tilbake mandag»"""
    return day[0] if words.BACK.search(words.before(day.string, day.start())) else " "


def is_opening(before: str, after: str) -> bool:
    """«ekspedisjonen er åpen til 14. august», «jobber 40 % til 1. august»: the end of no absence."""
    away = [match.end() for match in words.AWAY.finditer(before)]
    told = before[away[-1] :] if away else before + re.split(r"[.;\n]\s", after, maxsplit=1)[0]
    return any(usual.search(told) for usual in (_OPEN, _WORKS, _PARTLY)) or _PARTLY_AWAY.search(before) is not None
