"""Sentences of a paper, and the bullets and arrows before them."""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*(?:(?:[-•*·▪➢–o]|[-=–]+>|[→➔⇒☐□])\s+|(?:→|➔|⇒|[-=]>)|\d{1,2}[.)]\s*|\[[ xX]?\]\s*)+")
# Begins with the blank, not with the look behind it: the engine then stops at blanks only, and is five times as fast.
_END = re.compile(r"\s(?<=[\w)%»]{2}[.!?]\s)\s*(?=[A-ZÆØÅ«])")


def sentences(text: str) -> list[str]:
    """The sentences of a line."""
    return [piece.strip() for piece in _END.split(text) if piece.strip()]
