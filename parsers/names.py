"""Names of people in Norwegian text: what is one, what is only a title or an organisation, and who is the same.

Words are data in phrases/names.toml. Nothing here guesses: a word that may be a place as well as a surname is a name
only where it stands behind a first name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.phrasebook import alternatives, load

_WORDS = load("names")
FIRST_NAMES = frozenset(_WORDS["first_names"].split())
MUNICIPALITIES = frozenset(_WORDS["municipalities"].split()) | frozenset(_WORDS["municipalities_of_two"])
PARTIES = frozenset(_WORDS["parties"])
TITLES = frozenset(_WORDS["titles"])
ORG_WORDS = frozenset(_WORDS["org_words"])
ORG_STARTS = frozenset(_WORDS["org_starts"])
NEVER = frozenset(_WORDS["never"])

UP = "A-ZÆØÅÄÖÜÉÈÁÓÍŠČŽĐŊŦ"
LOW = "a-zæøåäöüéèáàóòíêôñçšžčđŋŧ"
_WORD = rf"[{UP}][{LOW}]+(?:[{UP}][{LOW}]+)?(?:['’´][{UP}]?[{LOW}]+)?(?:-[{UP}][{LOW}]+)*"
_CAPS = rf"[{UP}]{{2,}}(?:-[{UP}]{{2,}})*(?![{LOW}])"
_INITIAL = rf"(?:[{UP}]\.?-?){{1,3}}(?![{LOW}{UP}])"
_PARTICLE = rf"(?:(?:{alternatives(_WORDS['particles'])})\s){{0,2}}"
_PART = rf"(?:[{UP}]['’][{UP}][{LOW}]+|{_WORD}|{_CAPS}|{_INITIAL})"
NAME = re.compile(rf"(?<![\w@./-]){_PART}(?:[ ]{_PARTICLE}{_PART}){{0,5}}(?![\w@])")
TITLE = re.compile(
    rf"(?:(?:konst|ass|tidl|tidligere|tidlegare|ny|fung|1|2|3)\.?\s)?(?:{alternatives(TITLES)})(?:en|et|a|ane|ene|ar|er|s)?\b\.?[,:]?\s*(?:i\s)?",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class Match:
    """Who a name means: the candidate's id, or None when nobody fits or several do; `why` in plain Norwegian."""

    id: str | None
    certainty: float
    why: str


def is_role(text: str) -> bool:
    """Whether the text begins with a title or role («Ordfører», «nestleiar i …»)."""
    return TITLE.match(text.strip()) is not None


def is_org(text: str) -> bool:
    """Whether the text names an organisation, a unit or a municipality."""
    bare = text.strip(" .,:;")
    words = re.findall(r"[\w.-]+", bare.lower())
    if not words or len(words) > 14:
        return False
    return (
        bare in MUNICIPALITIES
        or any(w in ORG_WORDS for w in words)
        or (words[0] in ORG_STARTS and bare[:1].isupper())
        or re.fullmatch(
            rf"[{UP}]{{2,6}}|\d{{1,2}}\s?[.-]?\s?(?:kl\.?|klasse\w*)", bare, re.I if bare[:1].isdigit() else 0
        )
        is not None
    )


def without_titles(text: str) -> str:
    """The text without the titles, small words and «v/» in front of a name."""
    rest = text.strip()
    for _ in range(6):
        match = TITLE.match(rest)
        cut = (
            rest[match.end() :] if match else re.sub(rf"^(?:v/|ved\s|og\s|samt\s|[{LOW}][\w.-]*,?\s+(?=\S))", "", rest)
        )
        if cut == rest or not cut:
            break
        rest = cut.strip()
    return rest


def name_at_start(text: str, *, single: bool = False) -> tuple[str, str] | None:
    """The person's name the text begins with and what follows; `single` accepts any one capitalised word."""
    match = NAME.match(text)
    if not match:
        return None
    words = _until_other(match[0].split(" "))
    name = " ".join(words)
    if not words or not _is_person(words, single):
        return None
    return _cased(name), text[len(name) :]


def _until_other(words: list[str]) -> list[str]:
    """The words up to the first that belongs to no name: a role, an organisation word or a label."""
    for place, word in enumerate(words):
        low = word.lower().rstrip(".")
        if low in NEVER or (low in ORG_WORDS and place) or (low in TITLES and place):
            return words[:place]
    return words


def _is_person(words: list[str], single: bool) -> bool:
    name, first = " ".join(words), words[0]
    if name in MUNICIPALITIES or first.lower() in NEVER or not any(len(w.strip(".")) > 1 for w in words):
        return False
    if first.lower() in ORG_STARTS | ORG_WORDS and first not in FIRST_NAMES:
        return False
    if len(words) == 1:
        known = first.title() in FIRST_NAMES or first.split("-")[0] in FIRST_NAMES
        return (
            (known or single) and not (first.isupper() and len(first) < 5) and first.lower() not in TITLES | ORG_WORDS
        )
    if words[-1].isupper() and len(words[-1]) in (2, 3) and not words[0].isupper():
        return False
    return not (all(len(w.strip(".")) <= 2 for w in words))


def _cased(name: str) -> str:
    shouting = name.isupper() and len(name.replace(" ", "")) > 4
    return re.sub(rf"[{UP}]+", lambda m: m[0].capitalize(), name) if shouting else name


def names_in(text: str) -> tuple[str, ...]:
    """The full names (two words or more) in running text, in order, titles and sentence starts left out."""
    found = []
    for match in NAME.finditer(text):
        words = match[0].split(" ")
        while words and (
            words[0].lower() in NEVER | TITLES or (words[0].lower() in ORG_STARTS and words[0] not in FIRST_NAMES)
        ):
            words = words[1:]
        got = name_at_start(" ".join(words)) if words else None
        if got and " " in got[0]:
            found.append(got[0])
    return tuple(found)


def first_name_in(text: str) -> str | None:
    """The person a label's value names: «Kari Nes, leder» → «Kari Nes»; a lone known first name counts."""
    rest = re.sub(r"\([^()]{0,200}\)", " ", text).strip(" \t:-–.,")
    rest = re.sub(r"^.{0,60}?\bv/\s*", "", rest)
    got = name_at_start(without_titles(rest)) or name_at_start(rest)
    if got:
        return got[0]
    return next(iter(names_in(rest)), None)


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


def match_name(name: str, candidates: Sequence[tuple[str, str, str | None]]) -> Match:
    """Who among (id, name, organisation) is meant by `name`; a tie is no match. An org in parentheses breaks ties."""
    scored = sorted(
        ((same_person(name, other), id_, other, org) for id_, other, org in candidates), key=lambda s: -s[0]
    )
    if not scored or scored[0][0] == 0:
        return Match(id=None, certainty=0.0, why="ingen på lista heter dette")
    best = [s for s in scored if s[0] == scored[0][0]]
    rivals = [s for s in scored if s[0] >= 0.8] if scored[0][0] < 0.9 else best
    if len(rivals) > 1:
        best = [s for s in rivals if s[3] and s[3].lower() in name.lower()]
        if len(best) != 1:
            return Match(id=None, certainty=0.5, why=f"flere på lista kan hete dette: {rivals[0][2]} og {rivals[1][2]}")
    score, id_, other, _ = best[0]
    return Match(id=id_, certainty=score, why=HOW.get(score, "navnet ligner") + f" ({other})")


HOW = {
    1.0: "samme navn",
    0.95: "samme fornavn og etternavn",
    0.9: "det ene navnet er en del av det andre",
    0.85: "initialene stemmer",
    0.8: "eneste med dette fornavnet, eller én bokstav ulik",
    0.7: "initialene stemmer",
    0.6: "eneste med dette etternavnet",
}
