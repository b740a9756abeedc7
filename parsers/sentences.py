"""Sentences of a paper, and the bullets and arrows before them."""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*(?:(?:[-•*·▪➢–o]|[-=–]+>|[→➔⇒☐□])\s+|(?:→|➔|⇒|[-=]>)|\d{1,2}[.)]\s*|\[[ xX]?\]\s*)+")
_END = re.compile(r"(?<=[\wæøå)%»]{2}[.!?])\s+(?=[A-ZÆØÅ«])|(?<=\b[A-ZÆØÅ]{2}[.!?])\s+(?=[A-ZÆØÅ«])")


def sentences(text: str) -> list[str]:
    """The sentences of a line."""
    return [piece.strip() for piece in _END.split(text) if piece.strip()]
