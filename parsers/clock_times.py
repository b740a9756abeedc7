"""Clock times in Norwegian prose: «kl 10-14», «09.00 til 15.30», «kl 0900», «halv ti». Local Norwegian time.

A figure alone is no time: it needs «kl», a colon, or to be a stretch of two. Figures 1 to 6 and words without
minutes are afternoon («klokka to» is 14:00): no network meets at two in the night.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.phrasebook import alternatives, load

_CLOCK = load("dates")["clock"]
_PLAIN_HOURS: dict[str, int] = _CLOCK["hours"]
_HOURS: dict[str, int] = _PLAIN_HOURS | _CLOCK["hours_in_english"]
_PARTS: dict[str, int] = _CLOCK["parts"]

_AT = rf"(?<!\w)(?:{alternatives(_CLOCK['at'])})\.?:?\s{{0,2}}(?:(?:{alternatives(_CLOCK['about'])})\s{{0,2}})?"
_TIME = r"(?:[01]?\d|2[0-3])(?:[.:][0-5]\d|[0-5]\d)?(?![\d%]|[.:/]\d)(?:\s?[ap]\.?m\b\.?)?"
_EXACT = r"(?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d%]|[.:/]\d)(?:\s?[ap]\.?m\b\.?)?"
_FREE = r"(?<![\w@])(?<!\d[.,/:–-])"
_ISH = r"(?:-?(?:tiden|tida|tia))?"
_HOUR = rf"(?P<hour>{alternatives(_HOURS)}|1?\d(?!\d|[.:]\d))"
_WORD = rf"(?:(?P<part>{alternatives(_PARTS)})\s{{0,2}}{_HOUR}|(?P<named>{alternatives(_PLAIN_HOURS)})){_ISH}(?!\w)"
_UNTIL = rf"(?:-|–|—|(?:{alternatives(_CLOCK['until'])})(?=\s|\d))"
_DASH = rf"\s{{0,3}}{_UNTIL}\s{{0,3}}(?:(?:kl|klokka|klokken|ca)\b\.?\s{{0,2}}){{0,2}}"

_AFTER_AT = re.compile(rf"{_AT}(?:(?P<start>{_TIME})(?:{_DASH}(?P<end>{_TIME}))?|{_WORD})", re.I)
_STRETCH = re.compile(rf"{_FREE}(?P<start>{_EXACT}){_DASH}(?P<end>{_EXACT}|{_TIME})", re.I)
_FROM_TO = re.compile(
    rf"(?<!\w)(?:fra|frå|mellom|from)\s{{1,2}}(?P<start>{_TIME})\s{{0,2}}(?:til|og|to|-"
    rf"|–)\s{{0,2}}(?P<end>{_TIME})(?!\s?[.\w/])",
    re.I,
)
_COLON = re.compile(r"(?<![\w@:.,/-])(?P<start>(?:[01]?\d|2[0-3]):[0-5]\d)(?![\d%]|[.:/]\d)(?:\s?[ap]\.?m\b\.?)?", re.I)
_HALF = re.compile(rf"(?<!\w)(?P<part>{alternatives(_PARTS)})\s{{0,2}}{_HOUR}{_ISH}(?!\w)", re.I)
_ENGLISH = re.compile(rf"{_FREE}(?P<start>(?:1[0-2]|[1-9])(?:[.:][0-5]\d)?\s?[ap]\.?m)\b", re.I)
_AROUND = re.compile(rf"(?<![\w-])(?P<named>{alternatives(_PLAIN_HOURS)}|1?\d)[ -]?(?:tiden|tida|tia|ish)\b", re.I)
# Each form stands behind a quick look, in small letters, for something it can't do without.
_FORMS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(rf"(?:{alternatives(_CLOCK['at'])})"), _AFTER_AT),
    (re.compile(r"\d[.:]\d"), _STRETCH),
    (re.compile(r"(?:fra|frå|mellom|from)\s{1,2}\d"), _FROM_TO),
    (re.compile(r"\d:\d"), _COLON),
    (re.compile(rf"(?:{alternatives(_PARTS)})"), _HALF),
    (re.compile(r"\d\s?[ap]\.?m"), _ENGLISH),
    (re.compile(r"(?:tiden|tida|tia|ish)"), _AROUND),
)

_RIGHT_AFTER = re.compile(r"[\s,;:(–-]{0,4}(?:(?:fra|frå|from|,|klokkeslett:|tid:|tidspunkt:)\s{1,2})?", re.I)
_PLAIN = re.compile(rf"(?P<start>{_EXACT}|\d\d?(?=\s?[-–]\s?\d))(?:{_DASH}(?P<end>{_TIME}))?", re.I)
_RIGHT_BEFORE = re.compile(r"\s{0,2},?\s{0,2}(?:den\s|på\s|the\s)?\s{0,2}", re.I)


@dataclass(frozen=True, kw_only=True)
class FoundTime:
    """A clock time, or a stretch of time, in local Norwegian time."""

    start: dt.time
    end: dt.time | None = None
    text: str
    span: tuple[int, int]


def find_times(text: str) -> tuple[FoundTime, ...]:
    """Every clock time in the text, in order, without overlap. Never raises."""
    small = text.lower()
    forms = (form for signs, form in _FORMS if signs.search(small))
    hits = sorted((f for form in forms for f in _read_all(form, text)), key=lambda f: (f.span[0], -f.span[1]))
    kept: list[FoundTime] = []
    for one in hits:
        if not kept or one.span[0] >= kept[-1].span[1]:
            kept.append(one)
    return tuple(kept)


def time_after(text: str, place: int, times: tuple[FoundTime, ...]) -> FoundTime | None:
    """The time written right after a date that ends at `place`; here a bare «10.00» or «10-14» counts too."""
    gap = _RIGHT_AFTER.match(text, place)
    near = gap.end() if gap else place
    for one in times:
        if place <= one.span[0] <= near:
            return one
    plain = _PLAIN.match(text, near) if near > place else None
    return next(_read_match(plain), None) if plain else None


def time_before(text: str, place: int, times: tuple[FoundTime, ...]) -> FoundTime | None:
    """The time written right before a date that starts at `place`: «kl. 10 tirsdag 16. juni»."""
    return next((t for t in times if t.span[1] <= place and _RIGHT_BEFORE.fullmatch(text[t.span[1] : place])), None)


def _read_all(pattern: re.Pattern[str], text: str) -> Iterator[FoundTime]:
    for m in pattern.finditer(text):
        yield from _read_match(m)


def _read_match(m: re.Match[str]) -> Iterator[FoundTime]:
    groups = m.groupdict()
    start = (
        _figure(groups["start"])
        if groups.get("start")
        else _spoken(groups.get("part"), groups.get("hour") or groups.get("named"))
    )
    end = _figure(groups["end"]) if groups.get("end") else None
    if start is not None:
        yield FoundTime(start=start, end=end if end and end > start else None, text=m[0], span=m.span())


def _figure(word: str) -> dt.time | None:
    m = re.match(r"(\d{1,2}?)[.:]?([0-5]\d)?\s?([ap])?\.?m?\.?$", word.strip(), re.I)
    if not m:
        return None
    hour, minute = int(m[1]), int(m[2] or 0)
    if ((m[3] or "").lower() == "p" and hour < 12) or (m[2] is None and not m[3] and len(m[1]) == 1 and 1 <= hour <= 6):
        hour += 12
    return dt.time(hour, minute) if hour < 24 else None


def named_hour(word: str) -> dt.time | None:
    """The hour a word alone names: «elleve» is 11:00, «one» 13:00."""
    return _spoken(None, word) if word.lower() in _HOURS else None


def _spoken(part: str | None, hour: str | None) -> dt.time | None:
    if hour is None:
        return None
    named = int(hour) if hour.isdecimal() else _HOURS[hour.lower()]
    minutes = (named + 12 if named <= 6 else named) * 60
    minutes += _PARTS[" ".join(part.lower().split())] if part else 0
    return dt.time(minutes // 60, minutes % 60) if 0 <= minutes < 24 * 60 else None
