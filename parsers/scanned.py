"""Text as it was before a scanner misread it: «l4.O1.2O26» is «14.01.2026», «rnøte» «møte», «N este møte» «Neste møte».

Only what can't be right as it stands is mended: figures among letters, and broken words that a table of the words
of minutes knows.
"""

from __future__ import annotations

import re

from parsers.phrasebook import load

_WORDS = load("minutes")["scanned"]
_KNOWN: tuple[str, ...] = tuple(_WORDS["words"])
_FIGURES = re.compile(
    r"(?<![\w])(?=[OoIl|\d.:/-]*\d)[OoIl|\d]+(?:[.:/-]{1,2}\s?[OoIl|\d]+)*(?:[OoIl|](?=\s|$|[.,;)]))?(?![\w])"
)
_LONE = re.compile(r"(?<!\w)\d[Oo](?=[\s.,:;-]|$)|(?<=\b[Ss]ak )[lI](?=[\s:./]|$)")
_CLEAN = re.compile(r"[\d.:/\s-]+")
_AS_FIGURE = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
_ZERO = re.compile(r"(?<=[A-ZÆØÅ])0(?=[A-ZÆØÅ])|\b0(?=[A-ZÆØÅ]{2})")
_SMALL_ZERO = re.compile(r"(?<=[A-Za-zæøå])0(?=[a-zæøå])")
_ONE = re.compile(r"(?<=[a-zæøå])[1I|](?=[a-zæøå])|(?<=[a-zæøå])[I|](?=\s|$|[.,:;])|(?<=\b[kK])1(?=\.\s)")
_CAPITAL = re.compile(r"\b0(?=[a-zæøå]{2})")
_M = re.compile(r"\b(?:" + "|".join(re.escape(w).replace("m", "(?:m|rn)") for w in _KNOWN if "m" in w) + ")", re.I)
_LOST = re.compile(r"(?<=[A-Za-zæøå])[?\ufffd](?=[a-zæøå])|(?<![\w?])[?\ufffd](?=[a-zæøå]{2})")
_SPLIT = re.compile(
    r"\b(?:"
    + "|".join(" ?".join(map(re.escape, w)) for w in sorted(_KNOWN, key=len, reverse=True) if len(w) > 4)
    + r")\b",
    re.I,
)
_SIGNS = re.compile(
    r"[Ss]ak [lI]|\d[OolI|]|[OolI|][\d/]|[a-zæøå][01|?\ufffd]|[01|?\ufffd][a-zæøå]|rn|RN|[a-zæøå]I|[A-ZÆØÅ]0"
)


def mended(text: str) -> str:
    """The line with its misread figures and words put right; a line without signs of misreading is left alone."""
    if not _SIGNS.search(text):
        return text
    text = _LONE.sub(lambda m: m[0].translate(_AS_FIGURE), _FIGURES.sub(_figures, text))
    text = _ONE.sub("l", _CAPITAL.sub("O", _SMALL_ZERO.sub("ø", _ZERO.sub("Ø", text))))
    text = _LOST.sub("ø", text)
    return _M.sub(lambda m: m[0].replace("rn", "m").replace("RN", "M"), text) if "rn" in text.lower() else text


def _figures(match: re.Match[str]) -> str:
    """A stretch of figures and look-alikes, where it holds two figures or the marks of a date or a clock time."""
    word = match[0]
    if _CLEAN.fullmatch(word) or not (sum(c.isdigit() for c in word) > 1 or re.search(r"[.:/]", word)):
        return word
    return word.translate(_AS_FIGURE)


def joined(text: str) -> str:
    """The words of minutes put together again where a scanner broke them: «For fall», «N este rnøte»."""
    return _SPLIT.sub(lambda m: m[0] if " " not in m[0] else m[0][0] + m[0][1:].replace(" ", ""), text)
