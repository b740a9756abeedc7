"""Text as it was before a scanner misread it: «l4.O1.2O26» is «14.01.2026», «rnøte» «møte», «N este møte» «Neste møte».

Only what can't be right as it stands is mended: figures among letters, and broken words that a table of the words
of minutes knows.
"""

from __future__ import annotations

import re

from parsers.names import FIRST_NAMES
from parsers.phrasebook import load

_WORDS = load("minutes")["scanned"]
_KNOWN: tuple[str, ...] = tuple(_WORDS["words"])
_FIGURES = re.compile(
    r"(?<![\w])(?=[OoIl|\d.:/-]*\d)[OoIl|\d]+(?:[.:/-]{1,2}\s?[OoIl|\d]+)*(?:[OoIl|](?=\s|$|[.,;)]))?(?![\w])"
)
_LONE = re.compile(r"(?<!\w)\d[Oo](?=[\s.,:;-]|$)|(?<=\b[Ss]ak )[lI](?=[\s:./]|$)")
_SLASH = re.compile(r"(?<=\b[Ss]ak \d) ?/ ?(?=\d{2})|(?<=\b[Ss]ak \d\d) ?/ ?(?=\d{2})|(?<=\b[Ss]ak  \d) / (?=\d{2})")
_CLEAN = re.compile(r"[\d.:/\s-]+")
_AS_FIGURE = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
_ZERO = re.compile(r"(?<=[A-ZÆØÅ])0(?=[A-ZÆØÅ])|\b0(?=[A-ZÆØÅ]{2})")
_SMALL_ZERO = re.compile(r"(?<=[A-Za-zæøå])0(?=[a-zæøå])")
_ONE = re.compile(
    r"(?<=[a-zæøå])[1I|](?=[a-zæøå])|(?<=\b[A-ZÆØÅ])[1|](?=[a-zæøå]{2})|(?<=[a-zæøå])[I|](?=\s|$|[.,:;])|(?<=\b[kK])1(?=\.\s)"
)
_CAPITAL = re.compile(r"\b0(?=[a-zæøå]{2})")
_M = re.compile(r"\b(?:" + "|".join(re.escape(w).replace("m", "(?:m|rn)") for w in _KNOWN if "m" in w) + ")", re.I)
_LOST_WORD = re.compile(
    r"(?:(?P<before>[A-ZÆØÅ][\w?]*)\s)?(?<!\w)(?=[\w?\ufffd]*[?\ufffd][a-zæøå])[\w?\ufffd]*[a-zæøå]"
)
_LOST = re.compile(r"[?\ufffd](?=[a-zæøå])")
_SPLIT = re.compile(
    r"\b(?:"
    + "|".join(" ?".join(map(re.escape, w)) for w in sorted(_KNOWN, key=len, reverse=True) if len(w) > 4)
    + r")\b",
    re.I,
)
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MANGLED = re.compile(rf"[ÂÃÅÄ][\x80-\xbf{_CP1252}]|â[\x80-\xbf{_CP1252}]{{2}}")
_MAYBE = re.compile(r"[\d|?\ufffdI]")
_WORD_SIGNS = ("rn", "RN", "sak l", "Sak l", "sak I", "Sak I")
# Each sign is told by its rarer letter, what stands before it by a look behind: the engine passes all other letters by.
_SIGNS = re.compile(
    r"[0-9/|?\ufffdI](?:(?<=\d)(?: /|[OolI|])|(?<=[OolI|][\d/])|(?<=[01|?\ufffd])[a-zæøå]"
    r"|(?<=[a-zæøå][01|?\ufffdI])|(?<=[A-ZÆØÅ]0))"
)


def mended(text: str) -> str:
    """The line with its misread figures and words put right; a line without signs of misreading is left alone."""
    text = _MANGLED.sub(_unmangled, text) if "Ã" in text or "â€" in text else text
    if not (_MAYBE.search(text) or "rn" in text or "ak l" in text):
        return text
    if not (any(sign in text for sign in _WORD_SIGNS) or _SIGNS.search(text)):
        return text
    text = _SLASH.sub("/", text)
    text = _LONE.sub(lambda m: m[0].translate(_AS_FIGURE), _FIGURES.sub(_figures, text))
    text = _ONE.sub("l", _CAPITAL.sub("O", _SMALL_ZERO.sub("ø", _ZERO.sub("Ø", text))))
    text = _LOST_WORD.sub(_with_letters, text) if "?" in text or "\ufffd" in text else text
    return _M.sub(lambda m: m[0].replace("rn", "m").replace("RN", "M"), text) if "rn" in text.lower() else text


def _unmangled(match: re.Match[str]) -> str:
    """Letters that were UTF-8 and were shown as Windows-1252, as they were meant: «Ã¸» is «ø»."""
    octets = b"".join(c.encode("cp1252") if c in _CP1252 else c.encode("latin-1", "replace") for c in match[0])
    return octets.decode("utf-8", "replace") if "\ufffd" not in octets.decode("utf-8", "replace") else match[0]


def _with_letters(match: re.Match[str]) -> str:
    """Words whose æ, ø and å became question marks: a known name or word where there is one, else with ø."""
    return re.sub(r"\S+", lambda word: _lettered(word[0], match["before"] is not None), match[0])


def _lettered(word: str, named: bool) -> str:
    tries = [_LOST.sub(letter, word) for letter in "øåæ"]
    tries = [t[0].upper() + t[1:] if named and word[0] in "?\ufffd" else t for t in tries]
    known = (t for t in tries if t in FIRST_NAMES or t.lower() in _KNOWN)
    return next(known, tries[0])


def _figures(match: re.Match[str]) -> str:
    """A stretch of figures and look-alikes, where it holds two figures or the marks of a date or a clock time."""
    word = match[0]
    if _CLEAN.fullmatch(word) or not (sum(c.isdigit() for c in word) > 1 or re.search(r"[.:/]", word)):
        return word
    return word.translate(_AS_FIGURE)


def joined(text: str) -> str:
    """The words of minutes put together again where a scanner broke them: «For fall», «N este rnøte»."""
    return _SPLIT.sub(lambda m: m[0] if " " not in m[0] else m[0][0] + m[0][1:].replace(" ", ""), text)
