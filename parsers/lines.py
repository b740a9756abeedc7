"""The lines of a document with their labels: «Til stede: A, B. Forfall: C» becomes two lines with a field each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from parsers.blocks import Table
from parsers.labels import field_of, folded, misread_field
from parsers.names import name_at_start, without_titles
from parsers.plain import RULE

__all__ = ["Item", "Line", "broken", "line"]

_MARK = r"[\s*_•·▪➢#>–-]*(?:\d{1,2}[.)]\s+)?"
_OPEN = re.compile(
    rf"{_MARK}(?P<label>[^:\n\t]{{2,70}}?)[\s*.]*(?P<mark>:\**|;(?=\s)|\t+:?|\s{{3,}}:?|\s[–-]\s)\s*(?P<value>.*)", re.S
)
_A_MARK = re.compile(r"[:;\t–-]")
_COLON = re.compile(r"(?<=[^\W\d])(?:\s?\([^():]{1,30}\))?\s{0,2}[\s.]{0,6}:(?!\d|/)")
_WORD = re.compile(r"(?<![^\s.,;:)\](])[^\W\d]")
FLAT = 300
_TITLE_AHEAD = re.compile(
    r"\s(?=(?:Sak|PS|FS|RS|SAK)\s\d{1,4}(?:[/-]\d{2,4})?[.:]?\s[A-ZÆØÅ«])"
    r"|\s(?=(?:Sak|PS|FS|RS|SAK)\s\d{1,4}[/-]\d{2,4})"
    r"|(?<!ak)(?<!AK)(?<!PS)(?<!RS)(?<!FS)(?<!til)(?<!etter)(?<!øte)(?<!nr)(?<!nr\.)(?<!:)"
    r"\s(?=\d{1,4}/\d{2,4}\s?:?\s?[A-ZÆØÅ])"
    r"|(?<=[.\w])\s(?=(?:Møtet (?:ble|vart|blei|slutt)|Rett utskrift"
    r"|Neste (?:møte|samling|styremøte)\b|Eventuelt(?:$|\s[A-Z])|Med venn?le[gn]|Vennlig hilsen"
    r"|SAK(?:S)?LISTE|Sak(?:s)?liste|Mvh)\b)"
)
_AHEAD = (
    *(
        "Sak ",
        "SAK ",
        "PS ",
        "RS ",
        "FS ",
        "/",
        "Møtet ",
        "Rett ut",
        "Neste ",
        "Eventuelt",
        "Med ven",
        "Vennlig",
        "Mvh",
    ),
    *("akliste", "aksliste", "SAKLISTE", "SAKSLISTE"),
)
_AWAY_AHEAD = re.compile(
    r"(?<=[a-zæøå).,])\s(?=(?:meldt\s|Meldt\s)?(?:[Ff]orfall?|[Ff]rafall|[Ff]råfall|[Aa]vbud)\s*:?\s+[A-ZÆØÅ][a-zæøå]+)"
)
_BREAKING = frozenset({
    "present", "absent", "absent_notified", "absent_unnotified", "group", "chair", "secretary", "date", "time", "place",
    "when_where", "agenda", "decision", "action", "next", "signed", "end", "copy", "body", "title",
})  # fmt: skip
_NUMBER_ALONE = re.compile(r"\W*(?:(?:sak|ps|rs|fs|punkt|pkt)\.?\s*)?\d{1,4}(?:[/-]\d{2,4})?\s?[.:)]?\s*", re.I)
_MIDWAY = re.compile(r"[,;]|\)\s*\w")
_SOFT = frozenset({"body", "title", "copy", "time", "end"})
_NO_COLON = re.compile(
    r"(?P<label>[^\W\d][^\s:,]*(?:\s+[a-zæøå/.&]+){0,4}?)\s+(?:[–-]\s+)?(?P<value>(?:[A-ZÆØÅ\d(«]|[a-zæøå]+dag\s|kl\.?\s?\d).*)",
    re.S,
)
_SHOUTED = re.compile(r"(?P<label>[A-ZÆØÅ]{2,}(?:\s[A-ZÆØÅ]{2,}){0,2})\s+(?P<value>.+)", re.S)
_WAS = re.compile(r"\s(?:var|er|vart|ble|blir)$")
_BY_DASH = frozenset({"present", "absent", "absent_notified", "absent_unnotified", "chair", "secretary", "date"})
_WEAK = frozenset({"leder", "leiar", "styreleder", "styreleiar", "utvalgsleder", "utvalsleiar"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its text, the heading level (0 for running text), and the label it begins with, if any.

    `field` is the label's meaning (see labels.py), `value` what follows it. `copied` is true for labels like
    «Ikkje møtt/Kopi», whose people also get a copy.
    """

    text: str
    level: int = 0
    field: str | None = None
    label: str = ""
    value: str = ""
    copied: bool = False


Item = Line | Table


def broken(text: str) -> Iterator[str]:
    """The text's lines: broken before each label inside it, and before matters where a page was flattened."""
    text = re.sub(r"\*\*|__", "", text) if "**" in text or "__" in text else text
    starts = _labels_inside(text) if ":" in text else []
    pieces = [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
    flat = len(text) > FLAT or len(pieces) > 2
    for piece in (one for p in pieces for one in (_counted(p) if flat else [p])):
        for part in _TITLE_AHEAD.split(piece) if flat and any(w in piece for w in _AHEAD) else [piece]:
            away = "forfal" in part.lower() or "fall " in part or "vbud" in part
            parts = _AWAY_AHEAD.split(part) if away else [part]
            yield from (p.strip() for p in parts if p.strip() and not RULE.fullmatch(p))


_COUNT = re.compile(r"[0-9](?<=\s[0-9])\d?[.)]\s(?=[A-ZÆØÅ][a-zæøå])|[0-9](?<=^[0-9])\d?[.)]\s(?=[A-ZÆØÅ])")


def _counted(text: str) -> list[str]:
    """A run of text parted before «1. Nytt», «2. Budsjett» and so on, where the numbers follow each other from 1."""
    starts: list[int] = []
    for mark in _COUNT.finditer(text):
        if int(mark[0][:-2]) == len(starts) + 1:
            starts.append(mark.start())
    if len(starts) < 2:
        return [text]
    edges = [0, *(s for s in starts if s), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _labels_inside(text: str) -> list[int]:
    """Where labels begin inside a line: «Dato: 3. mai  Sted: Voss», «… Forfall: Ola Lie»."""
    found: list[int] = []
    hard = len(text) > FLAT
    last = 0
    for colon in _COLON.finditer(text):
        begin = max(last + 1, colon.start() - 60)
        last = colon.end()
        start = _label_start(text, begin, colon.start(), hard=hard or bool(found))
        if start is not None:
            found.append(start)
    return found


def _label_start(text: str, begin: int, end: int, *, hard: bool) -> int | None:
    """Where the longest label that ends at `end` begins, if one does: with a capital, after white space or a stop."""
    inside = text[max(1, begin - 1) : end]
    if inside == inside.lower():  # no capital, no label
        return None
    window = text[begin - 1 : end + 1]
    words = [begin - 1 + m.start() for m in _WORD.finditer(window)][-7:]
    for start in words:
        if start < 1 or not text[start].isupper() or _NUMBER_ALONE.fullmatch(text[:start]):
            continue
        label = text[start : end + 1]
        got = field_of(label) if label.count("(") == label.count(")") and not _MIDWAY.search(label) else None
        if got and got[0] in _BREAKING and (hard or got[0] not in _SOFT or text[:start].rstrip()[-1:] in ".;,|"):
            return start
    return None


def line(text: str, level: int = 0) -> Line:
    """The line with its label, if it begins with one."""
    match = _OPEN.match(text) if _A_MARK.search(text) or "   " in text else None
    if match:
        sure = match["mark"][0] in ":;" or not match["mark"].strip()
        got = field_of(match["label"]) or (misread_field(match["label"]) if match["mark"][0] in ":;" else None)
        if got and (sure or (got[0] in _BY_DASH and _fits(got[0], match["value"]))):
            return _labelled(text, level, got, match["label"], match["value"])
    if len(text) < 70:
        bare = text.strip(" :.*•")
        got = field_of(re.sub(r"^\d{1,2}[.)]\s+", "", bare))
        if (
            got
            and folded(bare) != "referat"
            and not (level == 0 and text[:1].isdigit() and got[0] in ("agenda", "title", "body", "group"))
        ):
            return _labelled(text, level, got, bare, "")
    return _unmarked(text, level)


def _labelled(text: str, level: int, got: tuple[str, bool], label: str, value: str) -> Line:
    return Line(text=text, level=level, field=got[0], label=label.strip(), value=value.strip(), copied=got[1])


_BARE = frozenset(
    {
        "chair",
        "secretary",
        "date",
        "when_where",
        "present",
        "absent_notified",
        "absent",
        "absent_unnotified",
        "next",
        "time",
        "place",
    }
)
_HERE = frozenset({"sted", "stad", "motested", "motestad", "hvor", "kvar"})
_A_PLACE = re.compile(r"[A-ZÆØÅ][^.:!?]{2,70}")


def _unmarked(text: str, level: int) -> Line:
    """A label without a colon counts where its value is plainly of its kind: «Referent Kari Nes», «Dato 3. mai»."""
    for expression in (_NO_COLON, _SHOUTED) if len(text) < 400 else ():
        match = expression.fullmatch(text)
        got = field_of(_WAS.sub("", match["label"])) if match else None
        weak = match is not None and _is_weak(match["label"], got)
        if match and got and not weak and got[0] in _BARE and _fits(got[0], match["value"]):
            return _labelled(text, level, got, match["label"], match["value"])
    return Line(text=text, level=level)


def _is_weak(label: str, got: tuple[str, bool] | None) -> bool:
    """Whether a label says too little without its colon: «leder» of what, «plass» for whom."""
    name = folded(label)
    return name in _WEAK or (got is not None and got[0] == "place" and name not in _HERE)


def _fits(field: str, value: str) -> bool:
    if field in ("date", "when_where", "next", "time"):
        return re.match(r"(?:(?:\w+dag|uke|veke)\w*\s+)?(?:den\s+|kl(?:\.|okka)?\s*)?\d", value, re.I) is not None
    if field == "place":
        return _A_PLACE.fullmatch(value) is not None
    got = name_at_start(without_titles(value))
    if not got or " " not in got[0]:
        return False
    tail = got[1].strip()
    words = value.split()
    if field not in ("chair", "secretary") and len(words) > 5 and all(w[:1].isupper() for w in words):
        return True
    office = field in ("chair", "secretary")
    return not tail or (tail[0] in ",(;-–" and not tail.endswith(".")) or (not office and tail[:3] == "og ")
