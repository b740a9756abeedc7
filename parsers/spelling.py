"""One written form for words with many, so that the tables of answers need hold each word once.

A reply in nynorsk, in written speech, in Danish or Swedish, or typed in a hurry is read as if it were bokmål. Only
whole words of the table change; names, addresses and words nobody knows stay. Language: phrases/spellings.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.names import FIRST_NAMES
from parsers.phrasebook import alternatives, load

_DATA = load("spellings")


def _turned(table: dict[str, list[str]]) -> dict[str, str]:
    return {form: word for word, forms in table.items() for form in forms}


def _slips(word: str) -> Iterator[str]:
    """What a hurried hand makes of a word: two letters swapped, one doubled, one of two equal ones left out."""
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at, letter in enumerate(word):
        yield word[:at] + letter + word[at:]
        if word[at + 1 : at + 2] == letter:
            yield word[:at] + word[at + 1 :]


_CORE = _DATA["core"]
_TYPED = {
    slip: word for word in _CORE["words"] for slip in _slips(word) if slip not in (*_CORE["words"], *_CORE["never"])
}
# Nynorsk verbs in -ar and words in -leg, where the tables have the same in -er and -lig.
_KNOWN = {w for name in ("answers", "deputies") for w in re.findall(r"[a-zæøå]{4,}", str(load(name)).lower())}
_ENDINGS = {w[:-2] + "ar": w for w in _KNOWN if w.endswith("er")} | {
    w[:-3] + "leg": w for w in _KNOWN if w.endswith("lig")
}
_FORMS = {**_ENDINGS, **_TYPED, **_turned(_DATA["words"])}
FORMS = frozenset(form for forms in _DATA["words"].values() for form in forms)
_SMALL = _turned(_DATA["small"])
_PHRASES = _turned(_DATA["phrases"])
_LONGER = re.compile(rf"(?<!\w)(?:{alternatives(_PHRASES)})(?!\w)", re.I)
_WORD = re.compile(r"(?<![\w@./'’-])[^\W\d_]+(?![\w@]|[.-]\w|['’]\w)")
_AFTER_CAPITAL = re.compile(r"[A-ZÆØÅ][\w'’-]+[ \t]$")
_BEGINS = re.compile(r"(?:^|[.!?:\n])\s*$")
_GOES_ON = re.compile(r"\s(?:[A-ZÆØÅ]|og\b|kan\b|vil\b|skal\b|må\b|får\b|kjem\b|møter\b|\w+er\b(?<!eller))")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}", re.I)


def canonical(text: str) -> str:
    """The text with every known form in its one spelling; a capital first letter stays one."""
    text = _DRAWN_OUT.sub(r"\1\1", text)
    text = _WORD.sub(lambda m: m[0] if _name(m) else _written(m[0]), text)
    return _LONGER.sub(lambda m: _like(_PHRASES[" ".join(m[0].lower().split())], m[0]), text)


def _name(m: re.Match[str]) -> bool:
    """Whether the word is someone's name: a capital right after another («Kari Heim»), or a first name known here.

    One that begins a sentence is a name only where a verb or another name follows: «Inga kjem», not «Inga endring».
    """
    if not m[0][0].isupper() or m[0].isupper():
        return False
    if _AFTER_CAPITAL.search(m.string[max(0, m.start() - 30) : m.start()]):
        return True
    begins = _BEGINS.search(m.string[max(0, m.start() - 5) : m.start()]) is not None
    return m[0] in FIRST_NAMES and (not begins or _GOES_ON.match(m.string, m.end()) is not None)


def _written(word: str) -> str:
    if form := _SMALL.get(word):
        return form
    form = _FORMS.get(word.lower())
    return _like(form, word) if form else word


def _like(form: str, word: str) -> str:
    if len(word) > 1 and word.isupper():
        return form.upper()
    return form.capitalize() if word[:1].isupper() else form
