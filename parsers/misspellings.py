"""Addresses that are probably misspelled («komune.no»): asked about, never changed (K2)."""

from __future__ import annotations

from parsers.phrasebook import load

_DOMAINS = load("memberlists")["domains"]
_RIGHT: tuple[str, ...] = tuple(_DOMAINS["right"])
_KNOWN = frozenset((*_RIGHT, *_DOMAINS["also_right"]))


def probably_meant(email: str) -> str | None:
    """The address probably meant, where the end of the domain is one slip away from a known one; else None."""
    local, at, domain = email.rpartition("@")
    labels = domain.lower().split(".")
    if not local or len(labels) < 2 or len(domain) > 253:
        return None
    front, end = labels[:-2], ".".join(labels[-2:])
    meant = next((right for right in _RIGHT if _one_slip(end, right)), None) if end not in _KNOWN else None
    return f"{local}{at}{'.'.join((*front, meant))}" if meant else None


def _one_slip(word: str, right: str) -> bool:
    """Whether one letter is missing, added, wrong or swapped with the next."""
    if word == right or abs(len(word) - len(right)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(word, right, strict=False)) if a != b), min(len(word), len(right)))
    rest, goal = word[start:], right[start:]
    swapped = len(rest) > 1 and rest[1] + rest[0] + rest[2:] == goal
    return swapped or rest[1:] == goal[1:] or rest[1:] == goal or rest == goal[1:]
