"""Names of people in Norwegian text: what is one, and what is only a title or an organisation.

Words are data in phrases/names.toml. Nothing here guesses: a word that may be a place as well as a surname is a name
only where it stands behind a first name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.phrasebook import alternatives, load

_WORDS = load("names")
FIRST_NAMES = frozenset(_WORDS["first_names"].split())
MUNICIPALITIES = frozenset(_WORDS["municipalities"].split()) | frozenset(_WORDS["municipalities_of_two"])
PARTIES = frozenset(_WORDS["parties"])
TITLES = frozenset(_WORDS["titles"])
ORG_WORDS = frozenset(_WORDS["org_words"])
ORG_STARTS = frozenset(_WORDS["org_starts"])
ORG_ENDS = tuple(_WORDS["org_ends"])
NEVER = frozenset(_WORDS["never"])
_ORGANISED, _UNNAMED, _BEFORE_NAMES = ORG_STARTS | ORG_WORDS, TITLES | ORG_WORDS, NEVER | TITLES

UP = "A-ZÆØÅÄÖÜÉÈÁÓÍŠČŽĐŊŦ"
LOW = "a-zæøåäöüéèáàóòíêôñçšžčđŋŧ"
_WORD = rf"[{UP}][{LOW}]+(?:[{UP}][{LOW}]+)?(?:['’´][{UP}]?[{LOW}]+)?(?:-[{UP}][{LOW}]+)*"
_CAPS = rf"[{UP}]{{2,}}(?:-[{UP}]{{2,}})*(?![{LOW}])"
_INITIAL = rf"(?:[{UP}]\.?-?){{1,3}}(?![{LOW}{UP}])"
_PARTICLE = rf"(?:(?:{alternatives(_WORDS['particles'])})\s){{0,2}}"
_PART = rf"(?:[{UP}]['’][{UP}][{LOW}]+|(?:al|el|ul|bin|ibn)-{_WORD}|{_WORD}|{_CAPS}|{_INITIAL})"
NAME = re.compile(rf"(?<![\w@./-]){_PART}(?:[ ]{_PARTICLE}{_PART}){{0,5}}(?![\w@])")
# Asked of text in small letters, which is four times as fast as without case.
_TITLE = re.compile(
    rf"(?:(?:konst|ass|tidl|tidligere|tidlegare|ny|fung|1|2|3)\.?\s)?(?:{alternatives(TITLES)})(?:en|et|a|ane|ene|ar|er|s)?\b\.?[,:]?\s*(?:i\s)?"
)


_JOINED_TITLE = re.compile(
    rf"[^\W\d_-]{{2,}}(?:-[^\W\d_]+)?(?:{'|'.join(_WORDS['title_ends'])})(?:en)?[,:]?\s+(?=[{UP}])", re.I
)
_KIND_OF_TITLE = re.compile(rf"[{UP}][{LOW}.]+\s(?:{alternatives(TITLES)})\b[.,:]?\s*")


def is_role(text: str) -> bool:
    """Whether the text begins with a title or role («Ordfører», «nestleiar i …»)."""
    return _TITLE.match(text.strip().lower()) is not None


@lru_cache(4_096)
def is_org(text: str) -> bool:
    """Whether the text names an organisation, a unit or a municipality."""
    bare = text.strip(" .,:;")
    words = re.findall(r"[\w.-]+", bare.lower())
    if not words or len(words) > 14:
        return False
    return (
        bare in MUNICIPALITIES
        or any(w in ORG_WORDS or w.endswith(ORG_ENDS) for w in words)
        or (words[0] in ORG_STARTS and bare[:1].isupper())
        or re.fullmatch(
            rf"[{UP}]{{2,6}}|\d{{1,2}}\s?[.-]?\s?(?:kl\.?|klasse\w*)", bare, re.I if bare[:1].isdigit() else 0
        )
        is not None
    )


@lru_cache(4_096)
def without_titles(text: str) -> str:
    """The text without the titles, small words and «v/» in front of a name."""
    rest = text.strip()
    for _ in range(6):
        match = _TITLE.match(rest.lower()) or _KIND_OF_TITLE.match(rest) or _JOINED_TITLE.match(rest)
        cut = (
            rest[match.end() :] if match else re.sub(rf"^(?:v/|ved\s|og\s|samt\s|[{LOW}][\w.-]*,?\s+(?=\S))", "", rest)
        )
        if cut == rest or not cut:
            break
        rest = cut.strip()
    return rest


@lru_cache(8_192)
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
        if (
            (low in NEVER and not (low == "mai" and 0 < place < len(words) - 1) and not (place == 0 and _mai(words)))
            or (low in ORG_WORDS and place)
            or (low in TITLES and place)
        ):
            return words[:place]
    return words


def _mai(words: list[str]) -> bool:
    """«Mai Britt Skeie»: the month is a first name before another."""
    return words[0] in ("Mai", "MAI") and len(words) > 2 and words[1].title() in FIRST_NAMES


def _is_person(words: list[str], single: bool) -> bool:
    name, first = " ".join(words), words[0]
    if (
        name in MUNICIPALITIES
        or (first.lower() in NEVER and not _mai(words))
        or not any(len(w.strip(".")) > 1 for w in words)
    ):
        return False
    if first.lower() in _ORGANISED and first not in FIRST_NAMES:
        return False
    if len(words) == 1:
        known = first.title() in FIRST_NAMES or first.split("-")[0] in FIRST_NAMES
        return (known or single) and not (first.isupper() and len(first) < 5) and first.lower() not in _UNNAMED
    if words[-1].isupper() and len(words[-1]) in (2, 3) and not words[0].isupper():
        return False
    if (
        first.isupper()
        and 1 < len(first.strip(".")) < 6
        and not words[-1].isupper()
        and first.title() not in FIRST_NAMES
    ):
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
            words[0].lower() in _BEFORE_NAMES or (words[0].lower() in ORG_STARTS and words[0] not in FIRST_NAMES)
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
