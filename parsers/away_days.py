"""Days as automatic answers write them, written over as dates.py reads them: «uke 28–30», «tilbake torsdag», «12/8»,
«8. og 9. juni», «July 6th», «the 15th».

Only what stands in the way of reading is touched; every rewriting keeps the words around it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from itertools import count

from parsers import away_words as words
from parsers.away_words import PHRASES
from parsers.dates import find_dates
from parsers.phrasebook import alternatives

MONTHS: tuple[str, ...] = tuple(PHRASES["months"])
WEEKDAYS: Mapping[str, int] = {name: number for number, names in enumerate(PHRASES["weekdays"]) for name in names}
HALF_A_YEAR = dt.timedelta(days=183)
OUT, BACK = "fra", "til og med"

_DAY_NAME = rf"(?:{alternatives(WEEKDAYS)})"
_MONTH_NAME = (
    r"(?:jan(?:uary?|uar)?|feb(?:ruary?|ruar)?|mar(?:s|ch)|apr(?:il)?|ma[iy]|jun[ei]|jul[iy]|aug(?:ust[i]?)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cs](?:ember)?)"
)
_ENGLISH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_MONTH_FIRST = re.compile(rf"\b{_ENGLISH}\s{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s{{1,2}}(20\d\d))?", re.I)
_MONTH_DAYS = re.compile(rf"\b{_ENGLISH} (\d{{1,2}})\s?[-–]\s?(\d{{1,2}})\b", re.I)
_AMERICAN = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?:/(?:20)?(\d\d))?\b(?!/|\.\d)")
# «Fri 5 June» is a Friday, «fri 5. juni» a day off.
_DAY_OFF = re.compile(r"\b(?:fri (?=\d)|[Ff]ri (?=\d{1,2}\.))")
_SHORT_YEAR = re.compile(r"\b(\d{1,2})/(\d{1,2})\s?[-/.]\s?(20)?(\d\d)\b(?!/|\.\d)")
_FIGURES = re.compile(
    r"(?<![\d./])(\d{1,2})(?:/|\.\s?)(1[0-2]|0?[1-9])(?:\.(?!\s?\d|\s+[A-ZÆØÅ])|(?![\d/:]|\.(?!\s+[A-ZÆØÅ])))(?!\s?%)"
)
_LINK = re.compile(r"(?:https?://|www\.|[\w.-]{1,80}\.[a-z]{2,3}/)\S{1,300}", re.I)
_DASH = re.compile(r"(?<=\d)[–—](?=\d)|(?<=20\d\d)-(?=\d{1,2}\.)")
_FULL_STOP = re.compile(r"(?<=\d)\.(?=[ \t]{0,5}(?:\n|\Z))")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?:\s+of\b)?", re.I)
_CLOCKS = re.compile(
    r"\bkl\.?\s?(?P<hour>\d{1,2})[.:]\d\d"
    r"|(?<![\d.])\d{1,2}\.(?:\d\d\s?(?:og|-|–|til|and|to)\s?\d{1,2}\.)?(?:00|1[3-9]|[2-5]\d)(?![\d.])"
)
_JOIN = r"\s?(?:,|og|and|och|&|-|–|—|til|to)\s?"
_SHARED_MONTH = re.compile(
    rf"(?<![\d./])(?P<days>(?:(?:{_DAY_NAME}\s)?\d{{1,2}}\.?{_JOIN}){{1,6}})"
    rf"(?=(?:{_DAY_NAME}\s)?\d{{1,2}}\.?\s(?P<month>{_MONTH_NAME})\b)",
    re.I,
)
_NUMBER = re.compile(r"(\d{1,2})\.?")
_DAY_ALONE = re.compile(
    rf"(?:(?P<name>{_DAY_NAME})\s(?:den\s|the\s|d\.\s)?|(?P<the>den\s|the\s))(?P<day>\d{{1,2}})\.?+(?![\w/:%]|[.,]\d|\s?{_MONTH_NAME})",
    re.I,
)
_WEEK_WORD = rf"(?:{alternatives(PHRASES['weeks'])})"
_WEEK = re.compile(
    rf"\b{_WEEK_WORD}\.?\s{{0,2}}(?P<first>\d{{1,2}})(?![\d.:]\d)(?:\s?,\s?\d{{1,2}}(?!\d))*"
    rf"(?:\s{{0,2}}(?:(?P<range>{alternatives(PHRASES['week_ranges'])})|{alternatives(PHRASES['week_joins'])})\s{{0,2}}(?:{_WEEK_WORD}\s)?(?P<last>\d{{1,2}})(?![\d:]|\.\d))?",
    re.I,
)
_WEEK_OF_DAY = re.compile(
    rf"\b{_WEEK_WORD}\s\d{{1,2}}[\s,(:–-]{{1,4}}(?:(?:{alternatives(PHRASES['more_exactly'])})\s)?(?={_DAY_NAME}\s)",
    re.I,
)
_DAY_IN_WEEK = re.compile(rf"\b(?P<name>{_DAY_NAME})\s(?:i|in|of)\s{_WEEK_WORD}\s(?P<week>\d{{1,2}})\b", re.I)
_NOT_ALONE = rf"\s*,?\s*(?:the\s|den\s|d\.\s?)?(?:\d|\w+ \d)|\s(?:{alternatives(PHRASES['after'])})\s"
_DAY_TO_DAY = re.compile(
    rf"\b(?P<first>{_DAY_NAME})\s?(?:til|-|–|to|through|till|(?P<list>og|och|and|&))\s?(?P<last>{_DAY_NAME})\b"
    rf"(?!{_NOT_ALONE})",
    re.I,
)
_FROM_DAY = re.compile(rf"{_DAY_NAME}\s?(?:til|-|–|to|through|till)\s?\Z", re.I)
_WEEKDAY = re.compile(rf"\b(?P<name>{_DAY_NAME})\b(?!{_NOT_ALONE})", re.I)


def written_out(text: str, near: dt.date | None) -> str:
    """The text with its days written «6. juli 2026» or «6. juli». `near` is the day the mail was sent, if known."""
    text = _figures(_DAY_OFF.sub("fri på ", _LINK.sub(" ", text)))
    if near is None:
        return text
    text = _WEEK_OF_DAY.sub(lambda m: "" if words.BACK.search(words.before(m.string, m.start())) else m[0], text)
    text = _DAY_IN_WEEK.sub(lambda match: _in_week(match, near), text)
    text = _WEEK.sub(lambda match: _week(match, near), text)
    text = _DAY_TO_DAY.sub(lambda match: _weekdays(match, near), text)
    text = _WEEKDAY.sub(lambda match: _weekday(match, near), text)
    return _DAY_ALONE.sub(lambda match: _alone(match, near), text)


def _figures(text: str) -> str:
    """Dates in English order, in bare figures and in lists that share a month."""
    text = _CLOCKS.sub(lambda m: f"kl. {m['hour']}" if m["hour"] else " ", _european(_DASH.sub(" – ", text)))
    text = _SHORT_YEAR.sub(lambda m: _named(m[1], m[2], f" 20{m[4]}") or m[0], text)
    days = _MONTH_DAYS.sub(r"\2 \1 - \3 \1", _FULL_STOP.sub(" ", text))
    swapped = _MONTH_FIRST.sub(lambda m: f"{m[2]} {m[1]}" + (f" {m[3]}" if m[3] else ""), days)
    plain = _FIGURES.sub(lambda m: f" {_named(m[1], m[2])} ", _ORDINAL.sub(r"\1", swapped))
    return _SHARED_MONTH.sub(lambda m: _NUMBER.sub(rf"\1. {m['month']}", m["days"]), plain)


def _european(text: str) -> str:
    """«06/15/2026» and «6/15» can only be American; then all dates with slashes in the mail are."""
    days = [(int(m[1]), int(m[2])) for m in _AMERICAN.finditer(text)]
    american = any(second > 12 for _, second in days) and all(first <= 12 for first, _ in days)
    return _AMERICAN.sub(lambda m: _named(m[2], m[1], f" 20{m[3]}" if m[3] else "") or m[0], text) if american else text


def _named(day: str, month: str, year: str = "") -> str:
    return f"{int(day)}. {MONTHS[int(month) - 1]}{year}" if 1 <= int(month) <= 12 else ""


def _written(day: dt.date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _week(match: re.Match[str], near: dt.date) -> str:
    """«til uke 26» its Monday, «t.o.m. uke 26» its Sunday; a week somebody is away in, both."""
    first, last = (_monday(number, near) for number in (int(match["first"]), _last_week(match)))
    if first is None or last is None:
        return match[0]
    told = words.before(match.string, match.start())
    sunday = last + dt.timedelta(days=6)
    if match["last"] is None and words.THROUGH.search(told):
        return _written(sunday)
    if match["last"] is None and any(role.search(told) for role in (words.BACK, words.UNTIL, words.PLAINLY_FROM)):
        return _written(first)
    away = _is_away(match)
    return f" {OUT} {_written(first)} {BACK} {_written(sunday)} " if away else match[0]


def _is_away(week: re.Match[str]) -> bool:
    """«ferie i uke 29», «i uke 29 er jeg på kurs», not «jeg har ferie og svarer i uke 29»."""
    told = words.sentence(week.string, week.start())[-words.REACH :]
    said = [word.end() for word in words.AWAY.finditer(told)]
    if said and not words.ELSE.search(told[said[-1] :]):
        return True
    return words.AWAY.search(week.string[week.end() : week.end() + 40]) is not None


def _last_week(match: re.Match[str]) -> int:
    """Of «28–30» and «28, 29 og 30» the last; of «26 og 29», which are apart, the first."""
    first, *more = (int(number) for number in re.findall(r"\d+", match[0]))
    if match["range"]:
        return more[-1]
    return next(week for week in count(first) if week + 1 not in more)


def _in_week(match: re.Match[str], near: dt.date) -> str:
    monday = _monday(int(match["week"]), near)
    return _written(monday + dt.timedelta(days=WEEKDAYS[match["name"].lower()])) if monday else match[0]


def _weekdays(match: re.Match[str], near: dt.date) -> str:
    """«på kurs onsdag til fredag», «torsdag og fredag»: the next such days, both counted, said of being away."""
    first = _next(match["first"], near - dt.timedelta(days=1))
    last = _next(match["last"], first - dt.timedelta(days=1))
    apart = match["list"] and last - first > dt.timedelta(days=1)
    if apart or not words.AWAY.search(words.sentence(match.string, match.start())):
        return match[0]
    return f"{OUT} {_written(first)} {BACK} {_written(last)}"


def _weekday(match: re.Match[str], near: dt.date) -> str:
    """The first such day after the mail was sent, where the words before make it the way out or back."""
    told = words.before(match.string, match.start())
    roles = (words.BACK, words.UNTIL, words.THROUGH, words.PLAINLY_FROM)
    if _FROM_DAY.search(told) or not any(role.search(told) for role in roles):
        return match[0]
    return _written(_next(match["name"], _told_away(match, near) if words.BACK.search(told) else near))


def _told_away(match: re.Match[str], near: dt.date) -> dt.date:
    """«stengt 6.–24. juli, tilbake mandag»: the last day of absence told right before; else `near`."""
    told = match.string[max(0, match.start() - 300) : match.start()]
    days = (one for one in find_dates(told, near=near) if words.AWAY.search(words.sentence(told, one.span[0])))
    return max((one.date for one in days if one.date and one.date < near + HALF_A_YEAR), default=near)


def _next(name: str, after: dt.date) -> dt.date:
    return after + dt.timedelta(days=(WEEKDAYS[name.lower()] - after.weekday() - 1) % 7 + 1)


def _alone(match: re.Match[str], near: dt.date) -> str:
    """«mandag 15.» and «the 15th» by the words before: the next such day, if the weekday agrees."""
    told = words.before(match.string, match.start())
    if not any(role.search(told) for role in (words.BACK, words.UNTIL, words.THROUGH, words.FROM, words.JOINED)):
        return match[0]
    since = _told_away(match, near) if words.BACK.search(told) else near
    days = (since + dt.timedelta(days=ahead) for ahead in range(45))
    found = next((day for day in days if day.day == int(match["day"])), None)
    agrees = found and (not match["name"] or found.weekday() == WEEKDAYS[match["name"].lower()])
    return _written(found) if found and agrees else match[0]


def _monday(week: int, near: dt.date) -> dt.date | None:
    """The Monday of that ISO week nearest to `near`; None where the years about have no such week."""
    mondays = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            mondays.append(dt.date.fromisocalendar(year, week, 1))
        except ValueError:
            continue
    return min(mondays, key=lambda day: abs(day - near), default=None)
