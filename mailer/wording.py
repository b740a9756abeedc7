"""Dates, numbers and lists as people write them in bokmål, nynorsk and English: the filters templates use.

Input is what letters carry: ISO 8601 dates, and instants that are shown in Norwegian time. A value that is no date is
shown as it stands: a letter is better odd than unsent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import pass_context
from jinja2.runtime import Context

OSLO = ZoneInfo("Europe/Oslo")

_LOCALES = {"nb": "nb", "nn": "nn", "en": "en_GB"}
_MONTHS = ("jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "des.")
_COUNTS = {
    "nb": ("ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    "nn": ("ingen", "éin", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
_ONE = {
    ("nb", "m"): "én", ("nb", "f"): "én", ("nb", "n"): "ett",
    ("nn", "m"): "éin", ("nn", "f"): "ei", ("nn", "n"): "eitt",
}  # fmt: skip
_ORDINALS = {
    "nb": ("første", "andre", "tredje", "fjerde", "femte", "sjette", "sjuende", "åttende", "niende", "tiende",
           "ellevte", "tolvte"),
    "nn": ("første", "andre", "tredje", "fjerde", "femte", "sjette", "sjuande", "åttande", "niande", "tiande",
           "ellevte", "tolvte"),
}  # fmt: skip
_AND = {"nb": "og", "nn": "og", "en": "and"}
_OR = {"nb": "eller", "nn": "eller", "en": "or"}
_WEEK = {"nb": "uke", "nn": "veke", "en": "week"}


def _date(value: str) -> dt.date | None:
    moment = _instant(value)
    if moment is not None:
        return moment.date()
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _instant(value: str) -> dt.datetime | None:
    """The instant in Norwegian time; None for a bare date or no date at all. Without an offset it is Norwegian."""
    try:
        moment = dt.datetime.fromisoformat(value) if len(value) > len("2026-06-16") else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=OSLO) if moment.tzinfo is None else moment.astimezone(OSLO)


def _written(value: str, lang: str, norwegian: str, english: str) -> str:
    date = _date(value)
    if date is None:
        return value
    text = format_date(date, english if lang == "en" else norwegian, locale=_LOCALES[lang])
    return text.replace("søndag", "sundag") if lang == "nn" else text


def day(value: str, lang: str) -> str:
    """«tirsdag 16. juni»."""
    return _written(value, lang, "EEEE d. MMMM", "EEEE d MMMM")


def long_day(value: str, lang: str) -> str:
    """«tirsdag 16. juni 2026»."""
    return _written(value, lang, "EEEE d. MMMM y", "EEEE d MMMM y")


def day_only(value: str, lang: str) -> str:
    """«16. juni»."""
    return _written(value, lang, "d. MMMM", "d MMMM")


def short_day(value: str, lang: str) -> str:
    """«16. sept. 2025»."""
    date = _date(value)
    if date is None or lang == "en":
        return _written(value, lang, "", "d MMM y")
    return f"{date.day}. {_MONTHS[date.month - 1]} {date.year}"


def clock(value: str, lang: str) -> str:
    """«10.00», from an instant or from HH:MM."""
    moment = _instant(value)
    text = moment.strftime("%H:%M") if moment else value
    return text if lang == "en" else text.replace(":", ".")


def moment(value: str, lang: str) -> str:
    """«tirsdag 16. juni kl. 10.00»; a bare date is a day, other text is shown as it stands."""
    if _instant(value) is None:
        return day(value, lang)
    return f"{day(value, lang)}{_at(lang)}{clock(value, lang)}"


def _at(lang: str) -> str:
    return " at " if lang == "en" else " kl. "


def span(meeting: Mapping[str, Any], lang: str) -> str:
    """«tirsdag 16. juni 2026 kl. 10.00–14.00», over midnight both days with their times."""
    starts, ends = str(meeting["starts"]), str(meeting["ends"])
    first = f"{long_day(starts, lang)}{_at(lang)}{clock(starts, lang)}"
    if _date(starts) == _date(ends):
        return f"{first}–{clock(ends, lang)}"
    return f"{first} – {moment(ends, lang)}"


def joined(names: Iterable[str], lang: str, last: str = "and") -> str:
    """«Anne, Berit og Kari»."""
    listed = [str(name) for name in names]
    word = (_OR if last == "or" else _AND)[lang]
    return f" {word} ".join(part for part in (", ".join(listed[:-1]), *listed[-1:]) if part)


def weeks(numbers: Sequence[int], lang: str) -> str:
    """«uke 39 eller 40», in nynorsk «veke»."""
    return f"{_WEEK[lang]} {joined(map(str, numbers), lang, 'or')}" if numbers else ""


def number(count: int, lang: str, gender: str = "m") -> str:
    """A whole number in words up to twelve; «gender» m, f or n chooses the word for one."""
    if count == 1:
        return _ONE.get((lang, gender), "one")
    return _COUNTS[lang][count] if 0 <= count <= 12 else f"{count:,}".replace(",", "\u00a0")


def of(count: int, lang: str, one: str, many: str, gender: str = "m") -> str:
    """«ett møte», «tre møter», «14 møter»."""
    return f"{number(count, lang, gender)} {one if count == 1 else many}"


def ordinal(count: int, lang: str) -> str:
    """«tredje», from the thirteenth «13.»."""
    words = _ORDINALS[lang]
    return words[count - 1] if 1 <= count <= len(words) else f"{count}."


def copies(people: Iterable[Mapping[str, Any]], lang: str) -> str:
    """Those who get a copy, by role or name, each once."""
    return joined(dict.fromkeys(str(one["role"] or one["name"] or "") for one in people), lang)


def sentence(text: str) -> str:
    """The text with a capital first letter, and nothing else changed."""
    return text[:1].upper() + text[1:]


def link(text: object) -> str | None:
    """The text if it is a web address that may stand in an href, else None."""
    address = str(text or "").strip()
    return address if address.lower().startswith(("https://", "http://")) and " " not in address else None


def _in_language(filter_: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def translated(context: Context, value: Any, *rest: Any) -> str:
        return filter_(value, context["lang"], *rest)

    return translated


FILTERS: Mapping[str, Callable[..., Any]] = {
    **{each.__name__: _in_language(each) for each in (
        day, long_day, day_only, short_day, clock, moment, span, joined, weeks, number, of, ordinal, copies,
    )},
    "sentence": sentence,
    "link": link,
}  # fmt: skip
