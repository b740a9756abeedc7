"""Who was, and who was not, at a meeting that is over, told in the past tense by a person: «Ola Lie var til stede»."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.clauses import sentences
from parsers.dates import find_dates
from parsers.deputies import names_in
from parsers.facts import AttendanceCorrection
from parsers.lexicon import any_of
from parsers.phrasebook import alternatives, load
from parsers.quotes import visible

_WORDS: dict[str, list[str]] = load("commands")["attendance"]
_LONG = 200
_NAME = r"(?<![\w'’-])[A-ZÆØÅÉÖÄ][\w'’-]*+(?:[ \t]++[A-ZÆØÅÉÖÄ][\w'’.-]*+){0,4}"
_PRESENT, _ABSENT = any_of(_WORDS["present"]), any_of(_WORDS["absent"])
_NOTIFIED, _UNNOTIFIED = any_of(_WORDS["notified"]), any_of(_WORDS["unnotified"])
_EXCEPT = any_of(_WORDS["except"])
_NEGATION = re.compile(r"\b(?:ikke|ikkje|itj|inte|not|aldri)\b", re.I)
_FOR = re.compile(
    rf"(?P<deputy>{_NAME})\s+(?:(?:møtte|stilte|deltok|kom|var|satt|var til stede|var med|var der|var tilstede"
    rf"|var vara|var stedfortreder|var stadfortredar|vikarierte|var som vara)\s+)+(?:opp\s+|som vara\s+|som"
    rf" stedfortreder\s+)?"
    rf"(?:for|i stedet for|i staden for|istedenfor|istedet for|på vegne av)\s+(?P<name>{_NAME}|ham|henne|han|ho)"
)
_LABEL = re.compile(
    rf"^\W*(?P<label>(?i:{alternatives([*_WORDS['absent_labels'], *_WORDS['present_labels']])}))\s*:\s*(?P<rest>.+)$"
)
_VARA = re.compile(
    rf"^\W*(?i:vara|stedfortreder|stadfortredar)\s*:\s*(?P<deputy>{_NAME})\s*\(?\s*(?i:for)\s+(?P<name>{_NAME})"
)
_ME = re.compile(r"(?<!\w)(?i:jeg|eg|æ)(?!\w)")
_ONLY_NAMES = re.compile(
    rf"\W*(?:(?i:hei|takk|disse|desse|det var|bare|berre|kun|manglet|mangla|mangler|borte|var|forfall|fravær"
    rf"|ikke|ikkje|møtt|møtte|til stede|og|samt|svar|fra|fråvær|ja)\W+)*{_NAME}(?:\s*(?:,|;|\n|&|\bog\b"
    rf"|\bsamt\b|•|-|\d+[.)])\s*(?:\bog\s+)?{_NAME})*"
    r"(?:\W+(?i:manglet|mangla|var borte|mangler|hadde forfall|møtte ikke|møtte ikkje|var ikke til stede|var"
    r" ikkje til stades))?\W*"
)


def find_corrections(
    text: str, *, near: dt.date | None = None, me: str | None = None
) -> tuple[AttendanceCorrection, ...]:
    """Each person said to have been present or away, in order, the last word about a person and a day counting.

    `near` is the day of the mail: a date without a year is the last such day before it. `me` is the writer's name,
    for «Jeg var til stede». Never raises.
    """
    own = visible(text)
    if len(own) > _LONG * 20 or len(own.split()) > _LONG:
        return ()
    found: dict[tuple[str, dt.date | None], AttendanceCorrection] = {}
    before: list[str] = []
    for line in _lines(own):
        named = _ME.sub(me, line) if me else line
        for said in _in_line(named, near, before):
            one = replace(said, name=said.name.strip(" ."), deputy=said.deputy.strip(" .") if said.deputy else None)
            found.pop((one.name, one.on), None)
            found[(one.name, one.on)] = one
        before = list(names_in(named)) or before
    return tuple(found.values())


def correction_names(text: str) -> tuple[str, ...]:
    """The names in a text that is nothing but a list of names: an answer to «who was away?»."""
    own = visible(text)
    if len(own) > 2_000 or find_corrections(text) or not _ONLY_NAMES.fullmatch(own):
        return ()
    return tuple(dict.fromkeys(names_in(re.sub(r"\n", ", ", own))))


def _lines(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        if not sentence.rstrip().endswith("?"):
            yield sentence


def _in_line(line: str, near: dt.date | None, before: list[str]) -> Iterator[AttendanceCorrection]:
    said = tuple(_on_no_day(line, before))
    days = find_dates(line, near=near, past=True) if said else ()
    on = days[0].date if days else None
    yield from (replace(one, on=on) for one in said)


def _on_no_day(line: str, before: list[str]) -> Iterator[AttendanceCorrection]:
    if m := _VARA.match(line):
        yield AttendanceCorrection(name=m["name"], present=False, deputy=m["deputy"])
    elif m := _LABEL.match(line):
        yield from _labelled(m)
    elif m := _EXCEPT.search(line):
        yield from (AttendanceCorrection(name=n, present=False) for n in names_in(line[m.end() :]))
    else:
        yield from _told(line, before)


def _labelled(m: re.Match[str]) -> Iterator[AttendanceCorrection]:
    label = m["label"].lower()
    present = label in _WORDS["present_labels"]
    notified = None if present else False if "møtt" in label else True if "forfall" in label else None
    for part in re.split(r"[,;&]|\bog\b", m["rest"]):
        for name in names_in(part):
            yield AttendanceCorrection(name=name, present=present, notified=notified)
            break


def _told(line: str, before: list[str]) -> Iterator[AttendanceCorrection]:
    heard = before
    for stretch in re.split(
        r"(?:,?\s+(?:men|mens|medan|så)\s+|;\s*|,\s+(?=[^,]*\b(?:var|hadde|møtte|deltok|mangla|manglet|meldte|kom)\b))",
        line,
    ):
        named = list(names_in(stretch))
        for other in _FOR.finditer(stretch):
            who = other["name"] if other["name"][:1].isupper() else (heard[-1] if heard else "")
            if who:
                yield AttendanceCorrection(name=who, present=False, deputy=other["deputy"])
        if not _FOR.search(stretch):
            yield from _one_told(stretch)
        heard = named or heard


def _one_told(stretch: str) -> Iterator[AttendanceCorrection]:
    parts = _conjuncts(stretch)
    for part in parts:
        plain = " ".join(_NEGATION.sub(" ", part).split())
        away = _ABSENT.search(plain)
        verb = away or _PRESENT.search(plain)
        if verb is None:
            continue
        negated = _NEGATION.search(_UNNOTIFIED.sub("", part)) is not None
        present = negated if away else not negated
        notified = None if present else False if _UNNOTIFIED.search(part) else True if _NOTIFIED.search(part) else None
        for name in names_in(plain[: verb.start()]):
            yield AttendanceCorrection(name=name, present=present, notified=notified)


def _conjuncts(stretch: str) -> list[str]:
    """«Ola var syk og Kari hadde meldt forfall» is two; «Ola og Kari var borte» is one."""
    return (
        re.split(rf"\s+og\s+(?={_NAME}\s+(?:var|hadde|møtte|deltok|mangla|manglet|meldte|kom)\b)(?<=\s)", stretch)
        if re.search(
            rf"\b(?:var|hadde|møtte|deltok|mangla|manglet|meldte|kom)\b.*\s+og\s+{_NAME}\s+(?:var|hadde|møtte"
            rf"|deltok|mangla|manglet|meldte|kom)\b",
            stretch,
        )
        else [stretch]
    )
