"""One matter of a meeting as its line tells it: «Sak 14/26 Turnus v/ Kari Nes» is a number, a title, a presenter."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parsers.facts import AgendaItem
from parsers.names import FIRST_NAMES, UP, first_name_in, name_at_start, without_titles
from parsers.phrasebook import load

__all__ = ["BULLET", "SENTENCE", "Matter", "is_break", "matter", "number_in", "presented", "retitled"]

_LONGEST = 2_000
SENTENCE = re.compile(rf"\b(?:{load('minutes')['prose']['tells']})\b")
BULLET = re.compile(r"^\s*(?:[-•*·▪➢–]|[a-h]\))\s*")
_NUMBERED = re.compile(
    r"(?:(?:(?P<word>sak(?:\s*nr\.?)?|PS|FS|RS|REF|OS|punkt|pkt\.?|tema"
    r"|agendapunkt)\s*)(?P<a>20\d\d/\d{1,3}\b|\d{1,4}(?:[/-]\d{2,4})?|\d{1,2}\.\d)|(?P<b>\d{1,4}/\d{2,4}"
    r"|\d{1,2})(?=\s*[.:)–\t-]|\s{1,3}[A-ZÆØÅ«]))"
    r"\s*[.:)–\t-]{0,2}\s*(?P<title>.*)",
    re.I | re.S,
)
_BREAK = re.compile(r"(?:lunsj\w*|pause|lunch|kaff[ei]\w*|mat|middag|be(?:n|in)strekk)\b", re.I)
_PAUSE = re.compile(r"(?:pause|be(?:n|in)strekk)\b|(?:møte)?slutt$", re.I)
_BODY = re.compile(r"(?!(?:PS|FS|RS|OS|REF|SAK)\b)[A-ZÆØÅ]{2,5}[- ](?:sak )?(?=\d{1,3}/\d{2,4}\b)")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}\b")
_SUB = re.compile(r"\d{1,2}\.\d")
_DATE = re.compile(r"\d{1,2}(?!\d)\.?\s?(?:\d{1,2}\.|jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)", re.I)
_BY = re.compile(
    r"[\s,–(-]*(?:\bv/|\binnlei(?:ar|er)\b:?|\binnleder\b:?|\bpresentert av\b|\bpresenteres av\b"
    r"|\bansvarl[ei]g\b:?)\s*(?P<who>.+)$",
    re.I | re.S,
)
_WITH = re.compile(rf"[\s,–(-]*\bved\s+(?P<who>(?:[a-zæøå]+\s)?[{UP}].+)$", re.S)
_NAMED_END = re.compile(rf"\s*(?:[–-]\s+|\()(?P<who>[{UP}][^()]{{2,60}}?)\)?\s*$")
_CALLED = re.compile(rf"\s*\((?P<who>[{UP}][\w-]+(?:(?:,|\sog|\s&)\s[{UP}][\w-]+){{0,3}})\)$")
_ANY_OTHER = re.compile(r"^(Eventuelt|Ymse|Evt\.?)\s+[A-ZÆØÅ].*", re.S)
_NOTE = re.compile(r"\s*\([^()]*(?:ettersend|vedlegg|vedlagt|min\.?|minutt)[^()]*\)\s*$")
_END = re.compile(r"[:.?–]\s+(?=[A-ZÆØÅ])")
_SHORTENED = (" nr", " v", "jf", " St", " f", "bl")
_LETTER = re.compile(r"\b[A-ZÆØÅ]$")
_RUN_ON = re.compile(
    r"(?<=[a-zæøå]) (?=[A-ZÆØÅ][a-zæøå]+ [^.]{0,60}\b(?:godkjen|ble|vart|vedtas|orienterte|informerte))"
)
_SAID = re.compile(rf"(?<=[a-zæøå]) (?=[A-ZÆØÅ][a-zæøå]+ (?:[A-ZÆØÅ]?[\w-]+ ){{0,3}}{SENTENCE.pattern})")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One matter, and the place of the item it stands in."""

    item: AgendaItem
    start: int


def is_break(one: Matter, *, programme: bool = False) -> bool:
    """Whether an unnumbered matter is lunch or a pause; lunch is a point of a programme, a pause is none."""
    rest = _PAUSE if programme else _BREAK
    return not one.item.number and rest.match(one.item.title or "") is not None


def matter(text: str, place: int) -> Matter:
    """The matter a line names."""
    text = re.sub(r"\s+", " ", text[:_LONGEST].split("\n")[0]).strip()
    match = number_in(text)
    number = (match["a"] or match["b"]) if match else None
    title, presenter = _titled(match["title"] if match else text)
    return Matter(item=AgendaItem(number=number, title=title or None, presenter=presenter), start=place)


def number_in(text: str) -> re.Match[str] | None:
    """The number a matter's line begins with; dates, clock times and parts of matters («2.1») are none."""
    text = text.strip()
    body = _BODY.match(text)
    match = _NUMBERED.match(text[body.end() :] if body else text)
    if match is None or _SUB.match(text) or _CLOCK.match(text):
        return None
    return None if _DATE.match(text) and not match["word"] else match


def presented(one: Matter, presenter: str) -> Matter:
    """The matter with who presents it, as a cell of its own tells."""
    who = first_name_in(presenter) or presenter.strip() or None
    return replace(one, item=replace(one.item, presenter=who)) if who else one


def retitled(one: Matter, title: str) -> Matter:
    """A matter's number with a title that stood elsewhere."""
    read = matter(title, one.start).item
    return replace(one, item=AgendaItem(number=one.item.number, title=title, presenter=read.presenter))


def _titled(text: str) -> tuple[str, str | None]:
    """The title without what is said about the matter, and who presents it."""
    title = _ANY_OTHER.sub(r"\1", _cut(BULLET.sub("", text).strip(" \t:")))
    by = _BY.search(title) or _with(title)
    if by:
        return title[: by.start()].strip(" ,.:–-("), first_name_in(by["who"]) or by["who"].strip(" .)")[:80]
    ended, called = _NAMED_END.search(title), _CALLED.search(title)
    if ended and (who := first_name_in(ended["who"])) and " " in who and ended["who"].startswith(who):
        return title[: ended.start()].strip(" ,.:–-"), who
    if called and all(word in FIRST_NAMES for word in re.split(r",\s|\s(?:og|&)\s", called["who"])):
        return title[: called.start()].strip(" ,.:–-"), called["who"]
    return _NOTE.sub("", title).strip(" .:"), None


def _with(title: str) -> re.Match[str] | None:
    """«… ved Kari Nes», but not «Startkurs ved Haukeland» or «ved demens»."""
    match = _WITH.search(title)
    got = name_at_start(without_titles(match["who"])) if match else None
    return match if got and (" " in got[0] or got[0] in FIRST_NAMES) else None


def _cut(text: str) -> str:
    """The title up to the sentence that tells of the matter."""
    for mark in _END.finditer(text):
        head, rest = text[: mark.start()], text[mark.end() :]
        if head.endswith(_SHORTENED) or _LETTER.search(head) or _BY.match(text[mark.start() :]):
            continue
        if text[mark.start()] in ".?" or rest.endswith(".") or (SENTENCE.search(rest) and len(rest) > 25):
            return text[: mark.start() + (text[mark.start()] == "?")]
    run_on = (_RUN_ON.search(text) if len(text) > 25 else None) or (_SAID.search(text) if text.endswith(".") else None)
    return text[: run_on.start()] if run_on else text
