"""Who was there and who was not, told in sentences: «Kari Nes var til stede», «Per Dal hadde meldt forfall»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.names import LOW, UP, is_org, names_in
from parsers.people import Person, myself, people
from parsers.phrasebook import load
from parsers.roll import Kind

__all__ = ["told_in"]

_WORDS = load("minutes")["prose"]
_KINDS: tuple[Kind, ...] = ("present", "absent_notified", "absent_unnotified", "absent")
_PROSE = {kind: tuple(re.compile(p.replace(" ", r"\s+"), re.I) for p in _WORDS[kind]) for kind in _KINDS}
_ABOUT = (
    *("til sted", "tilsted", "til stad", "tilstad", "møtt", "deltok", "deltak", "forfall", "avbud", "fravær", "fråv"),
    *("frafall", "fråfall", "forhindr", "kunne ik", "permisjon", "kom ik", "med på", "frammøt", "fremmøt", "på plass"),
    *("vi var", "me var", "rundt bordet", "sakna", "savnet", "var syk", "var sjuk", "uteble", "seg på", "hadde ik"),
    *("ikke med", "ikkje med", "dukk", "unntatt", "bortsett"),
)
_CONTRAST = re.compile(
    r",?\s(?:mens|medan|men)\s+(?=[A-ZÆØÅ])"
    r"|,\sog\s(?=(?:[A-ZÆØÅ][\w-]+\s){1,3}(?:dukk|kom|var|hadde|meldte|melde|møtte|uteble|måtte|kunne))"
)
_NOT = re.compile(r"\b(?:ikke|ikkje|verken|korkje)\b", re.I)
_SENTENCE = re.compile(r"(?<=[\wæøå)]{3}[.!])\s+(?=[A-ZÆØÅ]|\d{1,3}\s[a-zæøå]{4})|(?<=\d\.)\s+(?=[A-ZÆØÅ][a-zæøå]+\s)")
_BESIDES = re.compile(r"i tillegg til (?:disse|desse|dem|dei)\b", re.I)
_ASIDE = re.compile(r"\([^()]*\)|,?\ssom\s[^,]*")
_SERVED = re.compile(rf"\b(?:{_WORDS['served']})\b", re.I)
_CAPITAL = re.compile(rf"[{UP}{LOW}][\w-]*")


def told_in(text: str, writer: str | None = None) -> Iterator[tuple[Kind, tuple[Person, ...]]]:
    """What each sentence of a line says of whom; `writer` is its «jeg»."""
    low = text.lower()
    if not any(words in low for words in _ABOUT):
        return
    before = ""
    told: list[tuple[Kind, tuple[Person, ...]]] = []
    for sentence in (part for s in _SENTENCE.split(text[:5_000]) for part in _CONTRAST.split(s)):
        for kind, expressions in _PROSE.items():
            match = next((m for e in expressions if (m := e.search(sentence.strip(" .")))), None)
            if match and not (kind == "present" and _NOT.search(sentence[: match.end()])):
                if found := _mostly_people(match["list"]):
                    me = myself(match["list"], writer) if kind == "present" else ()
                    told.append((kind, (*_besides(sentence, before), *found, *me)))
                break
        before = f"{before} {sentence}"
    yield from told
    if any(kind == "present" for kind, _ in told) and (served := _served(before)):
        yield "present", served


def _besides(sentence: str, before: str) -> tuple[Person, ...]:
    """Those named before «I tillegg til disse»."""
    return people(", ".join(names_in(before))) if _BESIDES.match(sentence) else ()


def _served(text: str) -> tuple[Person, ...]:
    """Those who led and wrote, in a text that tells who met: «Kari Nes ledet møtet. Ellers deltok …»"""
    parts = (part for part in re.split(r"[.;]\s|,?\sog\s(?=[A-ZÆØÅ])", text) if _SERVED.search(part))
    return tuple(Person(name=name, org=_from(name, part)) for part in parts for name in names_in(part)[:1])


def _from(name: str, text: str) -> str | None:
    """The place «Kari Nes fra Askøy» comes from."""
    got = re.search(re.escape(name) + rf"\s(?:fra|frå)\s([{UP}][\w-]+)", text)
    return got[1] if got and is_org(got[1]) else None


def _mostly_people(text: str) -> tuple[Person, ...]:
    """The people of a sentence's subject, where names make up a good part of it."""
    found = people(text)
    words = _CAPITAL.findall(_ASIDE.sub("", text))
    named = sum(len(p.name.split()) for p in found)
    return found if found and named >= 0.3 * len(words) else ()
