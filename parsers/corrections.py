"""Who was, and who was not, at a meeting that is over, told in the past tense by a person: «Ola Lie var til stede»."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parsers.clauses import sentences
from parsers.dates import find_dates
from parsers.facts import AttendanceCorrection
from parsers.mentions import names_in
from parsers.phrasebook import alternatives, load
from parsers.quotes import visible
from parsers.whereabouts import whereabouts

_WORDS: dict[str, Any] = load("commands")["attendance"]
_LONG = 200
_MOST = 20
_NAME = r"(?<![\w'’-])[A-ZÆØÅÉÖÄ][\w'’-]*+(?:[ \t]++[A-ZÆØÅÉÖÄ][\w'’.-]*+){0,4}"
_NOT = re.compile(rf"(?<!\w){_WORDS['not']}(?!\w)", re.I)
_NOT_TOLD = re.compile("|".join(_WORDS["unnotified"]), re.I)
_UNSURE = re.compile(rf"(?<!\w){_WORDS['unsure']}(?!\w)", re.I)
_EXCEPT = re.compile(
    rf"(?<!\w){_WORDS['everyone']}(?!\w)[^.;:?]{{0,80}}?(?<!\w)(?:{alternatives(_WORDS['except'])})\s", re.I
)
_INSTEAD = r"(?:for|i stedet for|i staden for|istedenfor|istedet for|på vegne? av)"
_WHO = rf"(?P<name>{_NAME}|ham|han|henne|ho|seg)"
_FOR = tuple(
    re.compile(words)
    for words in (
        rf"(?P<deputy>{_NAME})\s+(?:(?:møtte|stilte|deltok|kom|var|satt|sat|var til stede|var med|var der|var tilstede"
        rf"|var til stades|var vara|var stedfortreder|var stadfortredar|vikarierte|vikarte|var som vara)\s+)+"
        rf"(?:opp\s+|som vara\s+|som\s+stedfortreder\s+|som stadfortredar\s+)?{_INSTEAD}\s+{_WHO}",
        rf"(?i:i stedet for|i staden for|istedenfor|for)\s+(?P<name>{_NAME})\s+(?:møtte|stilte|kom|deltok|var|satt)\s+"
        rf"(?P<deputy>{_NAME})",
        rf"(?P<name>{_NAME})\s+(?:var|ble|vart|blei)\s+representer[td]\w*\s+(?:ved|av|med)\s+(?P<deputy>{_NAME})",
    )
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
        named = _ME.sub(me.replace("\\", ""), line) if me else line
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
        name = next(names_in(part), None)
        if name and _NOT_TOLD.search(part):
            yield AttendanceCorrection(name=name, present=False, notified=False)
        elif name:
            turned = _NOT.search(part) is not None
            yield AttendanceCorrection(name=name, present=present != turned, notified=None if turned else notified)


def _told(line: str, before: list[str]) -> Iterator[AttendanceCorrection]:
    """What a sentence says of people; who met for whom is read first, and leaves «Ola Lie møtte ikke» in its place."""
    deputies: dict[str, str] = {}
    for meeting in _FOR if not _UNSURE.search(line) else ():
        while m := meeting.search(line):
            named = list(names_in(line[: m.start()])) or before
            who = m["name"].strip(" .") if m["name"][:1].isupper() else (named[-1] if named else "")
            if not who or who == m["deputy"] or len(deputies) > _MOST:
                break
            deputies[who] = m["deputy"]
            line = f"{line[: m.start()]}{who} møtte ikke{line[m.end() :]}"
    for said in whereabouts(line, before):
        yield AttendanceCorrection(
            name=said.name, present=said.present, notified=said.notified, deputy=deputies.get(said.name)
        )
