"""The addresses in a paper that are probably misspelled (K2): «…@askoy.komune.no». They are told of, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.facts import Misspelling
from parsers.matching import one_letter
from parsers.misspellings import probably_meant

COMMON = 3
LONG = 9


def misspelled(addresses: Sequence[str]) -> tuple[Misspelling, ...]:
    """The addresses one slip from a known domain, or from one that several others in the paper share; in order."""
    shared = Counter(address.rpartition("@")[2].lower() for address in set(addresses))
    common = [domain for domain, count in shared.items() if count >= COMMON]
    found = (
        (address, probably_meant(address) or _like(address, common, shared)) for address in dict.fromkeys(addresses)
    )
    return tuple(Misspelling(email=address, suggestion=meant) for address, meant in found if meant)


def _like(address: str, common: Sequence[str], shared: Counter[str]) -> str | None:
    local, _, domain = address.lower().rpartition("@")
    if shared[domain] > 1 or len(domain) < LONG:
        return None
    return next((f"{local}@{other}" for other in common if one_letter(domain, other)), None)
