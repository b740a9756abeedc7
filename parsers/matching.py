"""Whom of a list a written name means: by address, name, initials and organisation, with a figure for how sure.

No nicknames and no guesses: near-twins stay two, and a name that fits several fits nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.names import without_titles

SURE = 0.8
CERTAIN = 0.95


@dataclass(frozen=True, kw_only=True)
class Written:
    """A person as a text names her: perhaps with an address, perhaps with an organisation."""

    name: str
    email: str | None = None
    org: str | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Someone on the list; `emails` are all addresses known to be hers, in lower case."""

    id: str
    name: str
    emails: tuple[str, ...] = ()
    org: str | None = None


@dataclass(frozen=True, kw_only=True)
class Match:
    """Who a name means: the candidate's id, or None when nobody fits or several do.

    `certainty` is 0 to 1: from SURE on it counts, from CERTAIN on nobody need look at it. `why` is in plain bokmål;
    `among` are those it may be, where it is None.
    """

    id: str | None
    certainty: float
    why: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Fit:
    candidate: Candidate
    certainty: float
    why: str


def match(written: Written, candidates: Sequence[Candidate]) -> Match:
    """Who on the list is meant: the one who fits best, unless another fits about as well."""
    clash = _foreign_address(written, candidates)
    if clash:
        return clash
    fits = sorted((f for c in candidates if (f := _fit(written, c))), key=lambda f: -f.certainty)
    if not fits:
        return Match(id=None, certainty=0.0, why="ingen på listen heter dette")
    best = fits[0]
    rivals = [f for f in fits if f.certainty > best.certainty - _NEAR and (best.certainty < 1 or f.certainty == 1)]
    if len(rivals) > 1:
        names = " eller ".join(f.candidate.name for f in rivals[:3])
        among = tuple(f.candidate.id for f in rivals)
        return Match(id=None, certainty=0.5, why=f"kan være {names}", among=among)
    return Match(id=best.candidate.id, certainty=best.certainty, why=best.why)


_NEAR = 0.1
_TOGETHER = {None: 0.0, True: 0.1, False: -0.05}


def _foreign_address(written: Written, candidates: Sequence[Candidate]) -> Match | None:
    """A name with another's address is neither: a shared mailbox, or a slip in the table."""
    for one in candidates:
        if written.email and written.email.lower() in one.emails and not same_person(written.name, one.name):
            return Match(id=None, certainty=0.5, why=f"står med adressen til {one.name}", among=(one.id,))
    return None


def _fit(written: Written, candidate: Candidate) -> _Fit | None:
    alike = same_person(written.name, candidate.name)
    if not alike:
        return None
    if written.email and written.email.lower() in candidate.emails:
        return _Fit(candidate=candidate, certainty=1.0, why="samme adresse")
    together = _same_org(written, candidate)
    if together is False and alike < CERTAIN:
        return None
    certainty = min(1.0, alike + _TOGETHER[together])
    why = HOW[alike] + (", samme arbeidssted" if together else "")
    return _Fit(candidate=candidate, certainty=round(certainty, 2), why=why)


def _same_org(written: Written, candidate: Candidate) -> bool | None:
    """Whether the organisations agree: they share a word that names; None where one is unsaid."""
    said = written.org or " ".join(re.findall(r"\(([^()]*)\)", written.name))
    left, right = _org_words(said), _org_words(candidate.org or "")
    return bool(left & right) if left and right else None


def _org_words(org: str) -> set[str]:
    return {w for w in re.findall(r"\w{2,}", org.lower()) if w not in _ORG_KINDS}


_ORG_KINDS = {"kommune", "herad", "hf", "helse", "sykehus", "sjukehus", "sykehjem", "sjukeheim", "bydel", "og", "for"}

HOW = {
    1.0: "samme navn",
    0.95: "samme fornavn og etternavn",
    0.9: "det ene navnet er en del av det andre",
    0.85: "initialene eller ordene stemmer",
    0.8: "eneste med dette fornavnet, eller én bokstav ulik",
    0.7: "initialene stemmer",
    0.6: "eneste med dette etternavnet",
}


def _folded(name: str) -> list[str]:
    bare = name if name.islower() else without_titles(name) or name
    low = unicodedata.normalize("NFC", bare).lower()
    if "," in low:
        last, _, first = low.partition(",")
        low = f"{first} {last}"
    low = low.translate(str.maketrans("éèêáàóòíüöä", "eeeaaooiuøæ")).replace("aa", "å").replace("th", "t")
    return [w for w in re.split(r"[\s.\-]+", re.sub(r"\([^()]*\)", " ", low)) if w]


def same_person(a: str, b: str) -> float:
    """How surely two written names mean one person, 0 to 1, as if nobody else were known.

    1 the same words; 0.95 first and last; 0.9 the longer contains the shorter; 0.85 initials; 0.8 a first name alone
    or one letter astray in the surname; 0 otherwise. «Anne-Lise» and «Inger-Lise» are two people.
    """
    left, right = sorted((_folded(a), _folded(b)), key=len)
    if not left:
        return 0.0
    if left == right:
        return 1.0
    if len(left) == 1:
        return _one_word(left[0], right)
    if left[0] == right[0]:
        return _same_first(left, right)
    if _initials_fit(left, right) or _initials_fit(right, left):
        return 0.85
    return 0.85 if sorted(left) == sorted(right) else 0.0


def _one_word(word: str, other: list[str]) -> float:
    if word == other[0]:
        return 0.8
    if len(other) > 1 and word == "".join(w[0] for w in other) and len(word) > 1:
        return 0.7
    return 0.6 if len(other) > 1 and word == other[-1] else 0.0


def _same_first(left: list[str], right: list[str]) -> float:
    if left[-1] == right[-1]:
        middle, other = left[1:-1], right[1:-1]
        clash = middle and other and not any(m[0] == o[0] for m in middle for o in other)
        return 0.0 if clash else 0.95
    if all(word in right for word in left):
        return 0.9 if len(left) > 1 else 0.8
    if len(left[-1]) == 1 and right[-1].startswith(left[-1]):
        return 0.85
    return 0.8 if len(left) == len(right) and left[:-1] == right[:-1] and one_letter(left[-1], right[-1]) else 0.0


def _initials_fit(short: list[str], full: list[str]) -> bool:
    """«K. Nes» and «K M Nes» fit «Kari Marie Nes»; the surname must be whole."""
    if short[-1] != full[-1] or len(short) > len(full) or len(short[-1]) == 1:
        return False
    pairs = list(zip(short[:-1], full[:-1], strict=False))
    return len(short[0]) == 1 and all(f.startswith(s) if len(s) == 1 else s == f for s, f in pairs)


def one_letter(a: str, b: str) -> bool:
    """Whether two words of five letters or more differ by one letter added, left out or changed."""
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1:
        return False
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + 1 :] == b[start + 1 :] or a[start:] == b[start + 1 :] or a[start + 1 :] == b[start:]
