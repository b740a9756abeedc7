"""Negation: the one rule for whether a clause is turned round. Words: phrases/answers.toml, [scope]."""

from __future__ import annotations

import re

from parsers.lexicon import DATA, Phrases

_SCOPE = DATA["scope"]
NEGATIONS = frozenset(_SCOPE["negations"])
_NOT_BEFORE = re.compile(r"\bikke\b(?: \w+){0,4} før (?=kl|\d|halv|kvart|ett|to|tre|ti|elleve|tolv|etter|lunsj)")
_TURNING, _NOTHING = re.compile(_SCOPE["turning"]), re.compile(_SCOPE["nothing"])
_IN_THE_ROOM = frozenset(
    {"fysisk", "i salen", "i rommet", "på stedet", "på huset", "in the room", "in person", "i person"}
)
_HARMLESS, _MANNER = Phrases(_SCOPE["harmless"]), Phrases(_SCOPE["manner"])


def polarity(text: str) -> int:
    """1 where the clause holds, -1 where an odd number of negations turns it, 0 where only its manner is denied.

    Harmless negations («ikke noe problem») are not counted; «ikke fysisk» says nothing about coming.
    """
    left = without_harmless(text)
    turned = count(left) + _turnings(left)
    manners = {m[0] in _IN_THE_ROOM for m in _MANNER.finditer(left)}
    if turned and manners and "verken" not in left:
        return 0 if len(manners) == 1 else -1 if " eller " in left else 1
    return -1 if turned % 2 else 1


def _turnings(text: str) -> int:
    """«For mye til at jeg kan komme», «hindrer meg i å komme» deny; «ingenting hindrer meg i å komme» does not."""
    turning = _TURNING.search(text)
    return 1 + bool(_NOTHING.search(text, 0, turning.start()) and not count(text[: turning.start()])) if turning else 0


def negated(text: str) -> bool:
    return polarity(text) < 0


def without_harmless(text: str) -> str:
    return _HARMLESS.without(_NOT_BEFORE.sub(" ", text))


def count(text: str) -> int:
    """How many words of the text deny."""
    return sum(word in NEGATIONS for word in re.findall(r"[\w']+", text))
