"""A list of people as minutes write it: «Kari Nes, Askøy, Ola Lie (for Siv Moe) og ordfører Per Dal (H)».

Pieces between commas are people, or say something of the person before them: organisation, role, part of the meeting,
absence, or whom they met for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from parsers.names import FIRST_NAMES, LOW, MUNICIPALITIES, PARTIES, UP, is_org, is_role, name_at_start, without_titles
from parsers.phrasebook import load

_WORDS = load("minutes")
_ABSENT = re.compile(_WORDS["person"]["away"], re.I)
_UNNOTIFIED = re.compile(_WORDS["person"]["away_unnotified"], re.I)
_PRESENT = re.compile(_WORDS["person"]["present"], re.I)
_REASON = re.compile(_WORDS["person"]["reason"])
_PARTIAL = re.compile(_WORDS["person"]["partial"], re.I)
_FOR = re.compile(_WORDS["person"]["deputy_for"] + rf"\s+(?=(?:[{LOW}.]+\s)?[{UP}])", re.I)
_SECRETARY = re.compile(_WORDS["person"]["secretary"], re.I)
_CHAIR = re.compile(_WORDS["person"]["chair"], re.I)
_FOOTNOTE = re.compile(r"(?<=[a-zæøå])(?:[\d¹²³]{1,2}\)?|[*†]{1,3})(?=\s*(?:$|[,;(\n]))")
_ROLE_WORD = re.compile(
    r"(?<=[a-zæøå])\s+((?:Nest)?(?:[Ll]eder|[Ll]eiar)|Medlem|Varamedlem|Observatør|Sekretær|Rådgiver|Rådgjevar|Styremedlem|Styreleder|Styreleiar)(?=\s+[A-ZÆØÅ(]|\s*$)"
)
_HEADS = re.compile(r"^\s*(?:Navn|Namn)(?:\s+(?:Funksjon|Stilling|Rolle|Representerer|Møtte for|Kommune))+\s+")

EMAIL = re.compile(r"(?:<?mailto:)?<?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})>?")
_NOTE = re.compile(r"[(\[]\s*([^()\[\]]{0,200})[)\]]?")
_MARK = re.compile(r"^\s*(?:[-•*·–>o☐☒☑]\s+|\d{1,3}[.)]\s*|[xX]\s{2,})+")
_MAJOR = re.compile(r"[;\n•|]")
_MINOR = re.compile(r",(?!\d)|(?<!-)\s(?:og|samt|and|&|/)\s|(?<=[\w)]{2})\.\s+(?=[A-ZÆØÅ(]|og\s)|\t|\s{3,}")
_AFTER_NOTE = re.compile(rf"(\))\s+(?=[{UP}][{LOW}]+ [{UP}])")
_DASH = re.compile(r"\s*(?:\s[-–—]+\s|[-–—]\s|\s[-–—]|[-–](?=[\da-zæøå])|:\s)\s*")
_DASHES = frozenset("-–—:")
_BY = ("v/", "ved", "representert")
_VIA = re.compile(r"^(.{2,80}?)(?:,\s*|\s+)?(?:\bv/|\bved\b|\brepresentert ved\b|\brepresentert av\b)\s*", re.I)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One entry of a list. `away` and `present` are what its own words say, against the list's label if need be."""

    name: str
    org: str | None = None
    email: str | None = None
    partial: str | None = None
    away: bool = False
    present: bool = False
    notified: bool | None = None
    reason: str | None = None
    met_for: str | None = None
    office: Literal["chair", "secretary"] | None = None


_DEPUTY_NOTED = re.compile(
    rf"(?P<who>[{UP}][\w-]+(?:\s[{UP}][\w-]+){{1,3}})\s\((?:vara|stedfortreder|stadfortredar):?\s"
    rf"(?P<deputy>[{UP}][\w-]+(?:\s[{UP}][\w-]+){{1,3}})\s(?:møtte|deltok|stilte|var med)\)",
)


def people(text: str, *, org: str | None = None, single: bool = False) -> tuple[Person, ...]:
    """The people in a list, in order; `org` is the group's organisation. Text that holds no list gives nobody."""
    found: list[Person] = []
    text = _AFTER_NOTE.sub(r"\1, ", _FOOTNOTE.sub("", mended(text[:40_000])))
    text = _DEPUTY_NOTED.sub(r"\g<who>, \g<deputy> (møtte) (for \g<who>)", _with_roles_apart(text))
    for major in _MAJOR.split(text):
        found += _one_major(_RUN.sub(_parted, first_name_first(major)), org, single)
    return tuple(found)


_ME = re.compile(
    r"(?:^|[,;]|\bog|&)\s*(?:jeg|eg|meg|undertegne(?:de|t)|underteikna)\b(?=\s*(?:$|[.,;(]|og\b|selv|sjølv))", re.I
)


def myself(text: str, writer: str | None) -> tuple[Person, ...]:
    """The writer, where a list counts her: «Ida, Bente og jeg»."""
    return (Person(name=writer),) if writer and _ME.search(text) else ()


_PAIR = re.compile(rf"([{UP}]\S+ [{UP}]\S+) ([{UP}]\S+ [{UP}]\S+)(?: [{UP}]\S+)?\s*")


def _with_roles_apart(text: str) -> str:
    """A table that became one run of words, «Kari Nes Leder Ola Lie Medlem», with the roles between commas."""
    met_for = "Møtte for" in text[:60]
    text = _HEADS.sub("", text)
    pair = _PAIR.fullmatch(text) if met_for else None
    if pair and pair[2].split(" ")[0] in FIRST_NAMES:
        return f"{pair[1]} (for {pair[2]})"
    return _ROLE_WORD.sub(r", \1,", text) if "," not in text and len(_ROLE_WORD.findall(text)) > 1 else text


def mended(text: str) -> str:
    """Names as they were before a scanner misread them: «DaI», «0le», «E1in»."""
    return _MISREAD.sub(lambda m: {"I": "l", "0": "O", "1": "l"}[m[0]], text)


_MISREAD = re.compile(r"(?<=[a-zæøå])I(?=[a-zæøå]|\b)|\b0(?=[a-zæøå]{2})|(?<=[A-ZÆØÅa-zæøå])1(?=[a-zæøå])")


def first_name_first(text: str) -> str:
    """«Nes, Kari» as «Kari Nes», where the second is a known first name and the first is none."""
    match = _SWAPPED.fullmatch(text)
    if match and match["first"].split()[0] in FIRST_NAMES and match["last"] not in FIRST_NAMES:
        return f"{match['first']} {match['last']}{match['rest'] or ''}"
    return text


_SWAPPED = re.compile(rf"\s*(?P<last>[{UP}][\w-]+),\s(?P<first>[{UP}][\w-]+(?:\s[{UP}][\w.-]*)?)(?P<rest>\s*\(.*)?\s*")
_RUN = re.compile(rf"[{UP}][{LOW}]+(?:-[{UP}][{LOW}]+)?(?: [{UP}][{LOW}.]*(?:-[{UP}][{LOW}]+)?){{3,}}")


def _parted(run: re.Match[str]) -> str:
    """Names that lost the commas between them: parted before a first name that follows a surname."""
    words = run[0].split(" ")
    out = words[:2]
    for place in range(2, len(words)):
        begins = words[place] in FIRST_NAMES and words[place - 1] not in FIRST_NAMES and place + 1 < len(words)
        out.append(f", {words[place]}" if begins else words[place])
    return " ".join(out)


def _one_major(text: str, org: str | None, single: bool) -> list[Person]:
    found: list[Person] = []
    waiting = None
    for piece in _pieces(text):
        person = None if found and _FOR.match(piece.strip()) else entry(piece, single=single)
        if person:
            found.append(replace(person, org=person.org or waiting or org))
            waiting = None
        elif found:
            found[-1] = told(found[-1], piece, org)
        elif is_org(piece):
            waiting = (_organisation(piece) if is_role(piece) else None) or piece.strip(" .:")
    return found


def _pieces(text: str) -> Iterator[str]:
    """The text split at commas, «og» and wide gaps, but not inside parentheses."""
    notes = list(re.finditer(r"\([^()]{0,300}\)", text))
    held = 0
    for match in _MINOR.finditer(text):
        if any(n.start() < match.start() < n.end() for n in notes):
            continue
        yield text[held : match.start()]
        held = match.end()
    yield text[held:]


@lru_cache(512)  # a line is first asked whether it names people, and then for them
def entry(piece: str, *, single: bool = False) -> Person | None:
    """The person a piece of a list names, with all that the piece says of them; None when it names nobody."""
    email = EMAIL.search(piece) if "@" in piece else None
    bare = EMAIL.sub(" ", piece) if email else piece
    notes = _NOTE.findall(bare)
    bare = _MARK.sub("", re.sub(r"[ \t]+", " ", _NOTE.sub(" ", bare)).strip()).strip(" .,:")
    if _only_met_for(bare):
        return None
    org, bare = _led_by_org(bare)
    before = _BEFORE_NAME.match(bare)
    if before and before[2] in FIRST_NAMES and (before[1].isupper() or before[1] in _PLACES):
        bare = bare[before.end() :]
    got = name_at_start(without_titles(bare), single=single) or name_at_start(bare, single=single)
    if not got:
        return None
    name, tail = got
    broken = _FRAGMENT.fullmatch(tail)
    if broken and not is_role(broken[1]):
        name, bare, tail = name + broken[1], bare.replace(f"{name} {broken[1]}", name + broken[1]), ""
    person = Person(name=name, org=org, email=email[1].lower() if email else None)
    for note in (bare[: bare.find(name)] if name in bare else "", tail, *notes):
        person = told(person, note)
    return person


def _only_met_for(text: str) -> bool:
    """Whether a piece names nobody but the one someone met for: «Haram kommune – vara for Kari Nes»."""
    met_for = _FOR.search(text)
    before = text[: met_for.start()] if met_for else ""
    return met_for is not None and name_at_start(without_titles(before)) is None and not _led_by_org(before)[0]


_PLACES = MUNICIPALITIES - FIRST_NAMES
_BEFORE_NAME = re.compile(rf"([{UP}]{{2,5}}|[{UP}][{LOW}]+)\s(?=([{UP}][{LOW}]+)(?:-[{UP}][{LOW}]+)?\s[{UP}])")
_FRAGMENT = re.compile(
    r"\s(?!(?:og|ref|vara|sy[kn]?|sjuk|nav|for|fra|frå|til|av|pva|via|med|kl|nr|møtt|ikke)$)([a-zæøå]{1,4})"
)


def _led_by_org(text: str) -> tuple[str | None, str]:
    small = text.lower()
    via = _VIA.match(text) if any(word in small for word in _BY) else None
    if via and is_org(via[1]):
        return via[1].strip(" ,-–"), text[via.end() :]
    left, dash, right = (*_DASH.split(text, maxsplit=1), "", "")[:3] if _DASHES & set(text) else (text, "", "")
    rest = right or dash
    if rest and is_org(left) and not name_at_start(left) and name_at_start(without_titles(rest)):
        return left.strip(), rest
    return None, text


def told(person: Person, words: str, org: str | None = None) -> Person:
    """The person with what a note says of them added; words that say nothing known are left out."""
    for note in (_NOTE.sub(" ", words), *_NOTE.findall(words)) if "(" in words or "[" in words else (words,):
        person = _told(person, note, org)
    return person


def _told(person: Person, words: str, org: str | None) -> Person:
    note = words.strip(" \t.,:;()[]–-/").removeprefix("som ")
    if not note or note in PARTIES:
        return person
    met_for = _FOR.search(note)
    if met_for:
        return _stands_in(person, note[met_for.end() :])
    if _PRESENT.search(note) and not _ABSENT.search(note):
        there = replace(person, present=True)
        return _in_part(there, note) if _PARTIAL.search(note) else there
    if _ABSENT.search(note):
        unnotified = _UNNOTIFIED.search(note) is not None
        reason = note if _REASON.fullmatch(note) else _ABSENT.sub("", note).strip(" .,:;-–()") or None
        return replace(person, away=True, notified=not unnotified, reason=reason)
    if _PARTIAL.search(note):
        return _in_part(person, note)
    if _REASON.fullmatch(note):
        return replace(person, reason=note)
    parts = [part.strip(" .") for part in re.split(r",|/|\sog\s", note)]
    office = next((office for office, words in _OFFICES if any(words.fullmatch(part) for part in parts)), None)
    if office:
        person = replace(person, office=office)
        note = ", ".join(part for part in parts if not any(words.fullmatch(part) for _, words in _OFFICES))
    return replace(person, org=_organisation(note) or person.org or org) if note else person


def _in_part(person: Person, note: str) -> Person:
    """«Lund kommune, til kl. 10.30»: where the person is from stands ahead of when."""
    ahead, comma, rest = note.partition(", ")
    if comma and not _PARTIAL.search(ahead) and (is_org(ahead) or ahead in MUNICIPALITIES):
        return replace(person, org=_organisation(ahead) or person.org, partial=rest)
    return replace(person, partial=note)


_OFFICES: tuple[tuple[Literal["chair", "secretary"], re.Pattern[str]], ...] = (
    ("secretary", _SECRETARY),
    ("chair", _CHAIR),
)


def _stands_in(person: Person, rest: str) -> Person:
    got = name_at_start(without_titles(rest))
    if not got:
        return person
    tail = got[1].strip(" ,.-–()")
    return replace(person, met_for=got[0], org=(tail if tail and is_org(tail) else None) or person.org)


@lru_cache(1_024)  # the same few stand all down a list
def _organisation(note: str) -> str | None:
    """The organisation in a note like «leder, Askøy kommune» or «NUI»; roles and unknown words give None."""
    for part in reversed(re.split(r",|\si\s|\sved\s|\s[-–]\s|\s{2,}", note)):
        part = part.strip(" .")
        if part in MUNICIPALITIES or (is_org(part) and not name_at_start(part)):
            return re.sub(r"^(?:fra|frå|for)\s+", "", re.sub(r"^[a-zæøå.]+\s+(?=[A-ZÆØÅ])", "", part), flags=re.I)
    plain = note if note[:1].isupper() and not is_role(note) and len(note) < 50 and "  " not in note else None
    return plain if plain and not re.search(r"[.:?!]|\d{3}", plain) and len(plain.split()) < 5 else None
