"""The words before and after a day that say what it is in an automatic answer: the way out, the last day, the way back.

Phrases are in phrases/autoreplies.toml. Every pattern ends where the day begins.
"""

from __future__ import annotations

import re
from itertools import pairwise

from parsers.phrasebook import alternatives, load

PHRASES = load("autoreplies")
REACH = 80

_DAYPART = rf"(?:(?:{alternatives(PHRASES['dayparts'])}|kl\.?\s?\d{{1,2}}(?:[.:]\d\d)?)[\s,]{{1,3}})?"
_ARTICLE = rf"(?:(?:{alternatives(PHRASES['articles'])})\s{{0,2}})?"
_NAMES = (*PHRASES["short_weekdays"], *(name for names in PHRASES["weekdays"] for name in names))
_WEEKDAY = rf"{_ARTICLE}(?:(?:{alternatives(_NAMES)})[.,]?\s)?{_ARTICLE}"
# «tilbake på kontoret etter sommerferien, mandag …»
_AFTER = rf"(?:\s+(?:{alternatives(PHRASES['after'])})\s[^\W\d][^\d.!?\n:;]{{1,30}})?"


# «tilbake på jobb igjen fra og med …», «back in Oslo …»
_FILLED = rf"(?:\s+(?:{alternatives(PHRASES['fillers'])}|(?:i|in|to|til)\s(?-i:[A-ZÆØÅ])\w{{1,20}})(?!\w)){{0,6}}"


def _ending(name: str, also: str = "", filled: str = "") -> re.Pattern[str]:
    words = rf"(?<!\w)(?:{alternatives(PHRASES[name])}){filled}\.?[\s,:(]{{0,4}}"
    return re.compile(rf"(?:{words}{also}){_DAYPART}{_WEEKDAY}\Z", re.I)


# «ikke tilbake før 10. august» is the day back; «må være inne før 10. august» is somebody else's deadline.
_NOT_BEFORE = (
    rf"|(?<!\w)(?:{alternatives(PHRASES['negations'])})\b[^.!?\n]{{0,50}}"
    rf"(?<!\w)(?:{alternatives(PHRASES['before'])})\s{{1,3}}"
)
_AWAY_WORDS = (
    rf"(?<!\w)(?:[^\W\d]{{2,20}}(?={alternatives(PHRASES['away_compounds'])}))?"
    rf"(?:{alternatives(PHRASES['away'])}|(?:{alternatives(PHRASES['away_whole'])})(?!\w))"
)
_SAME_BREATH = rf"(?:(?!(?<!\w)(?:{alternatives(PHRASES['not_away'])}))[^.,;:!?\n\d]){{0,40}}"
# «fra 8. juni til og med 19. juni er jeg på ferie»
_TO_A_DAY = (
    rf"(?:[ ]?(?:{alternatives((*PHRASES['until_before'], *PHRASES['joined_before'], *PHRASES['through_before']))})"
    r"[ ]?(?:[^\W\d]{5,9}[ ])?\d{1,2}\.?[ ][^\W\d]{3,9}(?:[ ]20\d\d)?)?"
)
BACK = _ending("back_before", _NOT_BEFORE, _FILLED + _AFTER)
OPENS = _ending("opens_before")
THROUGH, UNTIL, JOINED, FROM, PLAINLY_FROM = (
    _ending(name) for name in ("through_before", "until_before", "joined_before", "from_before", "from_only")
)
IN_THE_MORNING = re.compile(r"\W{0,3}(?:kl|klokka)\.?\s{0,2}0?[6-9](?:[.:]\d\d)?\b", re.I)
BACK_AFTER = re.compile(rf"[ ,]{{0,2}}\n?(?:{alternatives(PHRASES['back_after'])})", re.I)
AWAY = re.compile(_AWAY_WORDS, re.I)
# «siste dag på jobb før ferien er 3. juli»
AT_WORK = re.compile(rf"(?<!\w)(?:{alternatives(PHRASES['last_at_work'])})(?!\w)", re.I)
PERSON_IS = re.compile(rf"(?<!\w)(?:{alternatives(PHRASES['person_is'])})(?!\w)", re.I)
# «på ferie og svarer på e-post i uke 29»
ELSE = re.compile(
    rf"(?<!\w)(?:{alternatives(PHRASES['not_away'])})\w*(?!\s(?:{alternatives(PHRASES['negations'])}))\b", re.I
)
# An absence of many months, of which a past day may be one of next year.
LONG = re.compile(rf"(?<!\w)(?:{alternatives(PHRASES['long'])})|{alternatives(PHRASES['long_compounds'])}", re.I)
BETWEEN = re.compile(rf"(?<!\w)(?:{alternatives(PHRASES['between'])})\s{_WEEKDAY}\Z", re.I)
# «på messe i Oslo 9. juni»: the day follows in the same breath; «9. juni er jeg på messe»: it goes before
ON_A_DAY = re.compile(rf"{_AWAY_WORDS}{_SAME_BREATH}\Z", re.I)
AWAY_AFTER = re.compile(rf"{_TO_A_DAY}[ ]{_SAME_BREATH}{_AWAY_WORDS}", re.I)
_SENTENCE = re.compile(r"[.!?](?=\s+[^\W\d_a-zæøå])|\n\s*\n")


def before(text: str, at: int) -> str:
    """The words a role is looked for in."""
    return text[max(0, at - REACH) : at]


def sentences(text: str) -> list[str]:
    """The text cut at the end of each sentence; joined it is the text again."""
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def sentence(text: str, at: int) -> str:
    """The sentence as far as the day."""
    told = text[max(0, at - 300) : at]
    ends = [match.end() for match in _SENTENCE.finditer(told)]
    return told[ends[-1] :] if ends else told
