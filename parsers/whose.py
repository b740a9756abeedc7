"""Whom a clause is about: the writer, or another. Words: phrases/answers.toml, [who]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import dropwhile
from typing import Literal

from parsers.clauses import Clause
from parsers.lexicon import DATA, words_of
from parsers.names import FIRST_NAMES
from parsers.phrasebook import load

Subject = Literal["me", "other"]


def _phrases(room: dict[str, list[str] | str]) -> Iterator[str]:
    return (phrase for phrases in room.values() if isinstance(phrases, list) for phrase in phrases)


_WHO, _ATTEND, _UNSURE = DATA["who"], DATA["attend"], DATA["unsure"]
_ME, _OTHERS = set(_WHO["me"]), set(_WHO["others"])
HEDGING = words_of(_UNSURE["hedges"]) - _ME - {"som"}
BETWEEN = set(_WHO["between"]) | HEDGING | (words_of(_ATTEND["governors"]) - _ME)
_PREPOSITIONS = set(_WHO["before_the_verb"])
_IMPERSONAL_SUBJECTS = set(_WHO["things"])
_ORGS = set(load("names")["org_words"]) | set(_WHO["organisations"])
_NEVER_NAMES = (set(load("names")["never"]) | set(_WHO["no_names"])) - set(_WHO["names_like_words"])
_NO_NAMES = _NEVER_NAMES | BETWEEN | _ME | _OTHERS | _IMPERSONAL_SUBJECTS | _PREPOSITIONS
_VOCABULARY = words_of(p for room in DATA.values() for p in _phrases(room))
_SHAPED = re.compile(r"\w{3}(?:er|et|en|ene|ende|te|ing|inga|ingen|else|elsen|ar|dager|vis)$")
_ADVERB = re.compile(r"\w{3,}(?:lig|leg|vis|lly|tely)$")
_CAPITAL = re.compile(r"(?<!\w)[A-ZÆØÅÉÖÄ][\w'’-]*(?!\w)(?!\s+(?:jeg|æ|vi|i|i'll|i'm|we)(?![\w']))")
# «Det blir meg som kommer».
_CLEFT = re.compile(r"\b(?:jeg|meg|oss|vi)\s+som\b")
_ROLE = re.compile(
    r"(?:min|vår|mi|my|our|deputy|colleague|boss|manager|registrar|kollega\w*|\w*(?:leder|lederen|pleier|pleieren|sjef|sjefen|terapeut|legen?|konsulent|rådgiver))$"
)
_BEFORE_PLACE, _EDGE = re.compile(r"\b(?:i|på|fra|frå|til|ved|hos)\s+"), re.compile(r"\b")
_TAKES_OBJECT = {"join", "joining", "se", "see", "treffe", "representerer"}
_SPOKEN_OF = {"he", "she", "they", "hun", "han", "folk"}
# «Er flere på ferie», «har du ferie»: the subject stands inside the phrase.
_SECOND_IS_OTHER = re.compile(r"[\w']+ (?:du|dere|han|hun|de|flere|fleire|mange|he|she|they)\b")
_MANY = {"alle", "mange", "flere", "fleire", "folk"}
_OURS = {"oss", "tre", "fire", "fem", "to", "both", "us", "av"}
_PLURAL, _OUR_ROLE = re.compile(r"\w{4,}(?:ene|ane)$"), {"vår", "min", "mi", "our", "my"}
_AT = {"i", "fra", "frå", "på", "ved", "hos"}


def subject_at(
    clause: Clause, start: int, end: int, inherited: Subject, *, impersonal: bool = False, text: str | None = None
) -> Subject:
    """Who does what stands at this place: the person right after it, else the one right before, else whoever it was."""
    whole = clause.text if text is None else text
    inside = set(re.findall(r"[\w']+", whole[start:end]))
    before, after = _words(whole[:start])[::-1], _words(whole[end:])
    none = re.search(r"\b(?:ingen|verken|noen) (?:av|fra)\b( (?:oss|dagene|datoene|tidene))?", whole)
    if none and (none[1] or not impersonal) and not _named_before(clause, start):
        return "me"
    if re.search(r"\b(?:both|two|all|some) of us\b|\bbegge to\b", whole[:start]):
        return "me"
    if none and none.end() <= start:
        return "other"
    if inside & {"meg", "oss", "jeg", "eg", "me", "i'm", "we're", "i've", "we've"} and not _named_before(clause, start):
        return "me"
    if _SECOND_IS_OTHER.match(whole, start) or (not impersonal and _of_many(clause, before)):
        return "other"
    concerns = re.search(r"\bfor (?:meg|oss|min del|vår del)\b", whole)
    if concerns and (impersonal or before[-1:] == ["det"]) and not _named_before(clause, start):
        return "me"
    if next((w for w in before if w not in BETWEEN - {"som"}), "") == "som":
        return "me" if _CLEFT.search(whole[:start]) else "other"
    follows = next((w for w in after if w not in BETWEEN), "")
    if (follows in _ME and follows not in ("i", "e", "me")) or (
        follows in ("me", "i", "e") and after[0] == follows and follows == "me"
    ):
        return "me"
    if (
        not impersonal
        and not inside & _TAKES_OBJECT
        and (follows in _OTHERS - {"det", "som"} or _is_name(clause, follows))
        and _right_after(after, follows)
        and not _to_whom(after, follows)
    ):
        return "me" if any(w in _ME - {"i", "e", "me"} for w in before[:4]) else "other"
    return _subject_before(clause, before, inherited, impersonal)


def _subject_before(clause: Clause, before: list[str], inherited: Subject, impersonal: bool) -> Subject:
    meaningful = [w for w in _without_places(clause, before) if w not in BETWEEN or w in _ME or _named(clause, w)]
    if not meaningful:
        return inherited if clause.joint in ("and", "comma") and not impersonal else "me"
    if "verken" in before and _ME.intersection(before) - {"i", "e"}:
        return "me"
    if meaningful[0] in _SPOKEN_OF:
        return "other"
    if any(w in _ME - {"i", "e"} for w in meaningful[:3]) or (
        meaningful[0] in ("i", "e", "æ") and len(meaningful) == 1
    ):
        return "me" if not _is_name(clause, meaningful[0]) or {"og", "eller", "and"} & set(before) else "other"
    if impersonal:
        return "other" if _is_name(clause, meaningful[0]) or meaningful[0] in _OTHERS - {"det"} else "me"
    if (
        set(meaningful) & {"får", "fikk"}
        or meaningful[-1] in _PREPOSITIONS
        or meaningful[0] in _IMPERSONAL_SUBJECTS - {"møtet", "ungen"}
    ):
        return "me" if not _is_name(clause, meaningful[0]) and meaningful[0] not in _OTHERS else "other"
    return "me" if _dropped(clause, before, meaningful) else "other"


def _dropped(clause: Clause, before: list[str], meaningful: list[str]) -> bool:
    """«Har rukket å si ja …», «trist å gå glipp»: a clause without its subject is the writer's."""
    if {"at", "som", "om"} & set(before) or any(w in _OTHERS or _is_name(clause, w) for w in meaningful):
        return False
    return before[0] == "å" or before[-1] in _WHO["drops_subject"]


def _without_places(clause: Clause, before: list[str]) -> list[str]:
    """«vi i Nordvik stiller», «Fjordvik kommune stiller»: a place is nobody, and a house is spoken for by the writer.

    `before` runs backwards.
    """
    kept = list(before)
    while True:
        subject = list(dropwhile(BETWEEN.__contains__, kept))
        if subject[:1] and subject[0] in _ORGS and not _surname(subject):
            kept = list(dropwhile(lambda w: _is_name(clause, w) or w in _ORGS, subject))
        elif len(kept) > 1 and _is_name(clause, kept[0]) and kept[1] in _AT:
            kept = kept[1:]
        else:
            return kept
        kept = kept[1:] if kept[:1] and kept[0] in _AT else kept


def _surname(subject: list[str]) -> bool:
    """«Turid Heim» is a person, though «heim» is a house too."""
    return len(subject) > 1 and subject[1].capitalize() in FIRST_NAMES


def _named_before(clause: Clause, start: int) -> bool:
    """Whether a person is named before this place; «ingen fra Fjordvik» names a place."""
    words = _words(clause.text[:start])
    return any(_is_name(clause, w) and not (at and words[at - 1] in _AT) for at, w in enumerate(words))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text)


def _right_after(after: list[str], word: str) -> bool:
    return word in after[:3]


def _of_many(clause: Clause, before: list[str]) -> bool:
    """«Alle kan komme», «ergoterapeutene hos oss kommer ikke til å delta»: many who are not the writer's."""
    if not before or _ME.intersection(before):
        return False
    nearest = next((w for w in before if w not in BETWEEN - {"alle"}), "")
    plural = _PLURAL.match(before[-1]) is not None and before[-1] not in _IMPERSONAL_SUBJECTS
    return plural or (nearest in _MANY and not _OURS.intersection(clause.words))


def _to_whom(after: list[str], word: str) -> bool:
    """«Kommer til dere»: whom one comes to is not who comes."""
    return after.index(word) > 0 and after[after.index(word) - 1] in ("til", "med", "hos")


def _is_name(clause: Clause, word: str) -> bool:
    """Whether the word stands in the clause with a capital, and is no word of the language known here."""
    return _named(clause, word) or word in _names_of(clause.original)


@lru_cache(256)
def _names_of(original: str) -> frozenset[str]:
    spelled = (m[0] for m in _CAPITAL.finditer(original))
    first = next(iter(_words(original)), "")
    return frozenset(
        word.lower()
        for word in spelled
        if word.lower() not in _NO_NAMES
        and not _ADVERB.match(word.lower())
        and not (word == first and word not in FIRST_NAMES and _no_name(word.lower()))
    )


def _no_name(word: str) -> bool:
    """Whether a word that begins a clause has its capital from that: a known word, or shaped like one."""
    return word in _VOCABULARY or _SHAPED.search(word) is not None


def _named(clause: Clause, word: str) -> bool:
    """«Dag kommer ikke»: a word that is a name too, where it begins the clause with a capital."""
    return word in _WHO["names_like_words"] and clause.original.startswith(f"{word.capitalize()} ")


def _placed(word: str, text: str) -> bool:
    """Whether the word stands behind a preposition of place."""
    ends = (m.end() for m in _BEFORE_PLACE.finditer(text))
    return any(text.startswith(word, end) and _EDGE.match(text, end + len(word)) for end in ends)


def clause_subject(clause: Clause, inherited: Subject) -> Subject:
    """Whom the clause is about, for the next one that names nobody: «Kari er syk og kommer ikke»."""
    rest = [w for w in clause.words if w not in BETWEEN or w in _ME - {"i", "e"}]
    rest = list(dropwhile(_ROLE.match, rest)) or rest
    if rest[:1] == ["det"] and len(rest) > 1 and _is_name(clause, rest[1]):
        return "other"
    if any(w in _ME - {"i", "e"} for w in rest[:3]):
        return "me"
    if clause.words[:1] and clause.words[0] in _OUR_ROLE and any(map(_ROLE.match, clause.words[1:3])):
        return "other"
    at = rest.index("at") + 1 if "at" in rest[:-1] else 0
    if at and _is_name(clause, rest[at]):
        return "other"  # «Så hyggelig at Mette er tilbake»
    named = rest and (_is_name(clause, rest[0]) or rest[0] in ("han", "hun", "ho", "de", "dei", "dere", "du"))
    if named and not _placed(rest[0], clause.text):
        return "other" if len(rest) > 1 or len(clause.words) > 1 else inherited
    return inherited
