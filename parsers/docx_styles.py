"""What a Word document's styles and lists say (ECMA-376 part 1, 17.7 and 17.9): which style is a heading, bold,
numbered or a line of a table of contents, and how each list counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from parsers.numbering import Level, Numbering
from parsers.packed import tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
OFF = frozenset({"0", "false", "off", "none"})
TITLES = re.compile(r"(?:heading|overskrift|tittel|title)\D{0,3}(\d)?", re.I)
CONTENTS = re.compile(r"(?:toc|innh|inn?hald)\S{0,20}\s?\d", re.I)
_DEEPEST = 12


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style: heading level (0 for none), bold, its list and level, and whether a contents line."""

    level: int = 0
    bold: bool = False
    numbered: tuple[str, int] | None = None
    contents: bool = False


@dataclass(kw_only=True)
class Stylesheet:
    """The styles by id, worked out when first asked for; an unknown style is judged by its id alone."""

    elements: Mapping[str, etree._Element] = field(default_factory=dict)
    known: dict[str, Style] = field(default_factory=dict)

    def of(self, key: str, depth: int = 0) -> Style:
        """The style of this id with what it inherits."""
        if key not in self.known:
            self.known[key] = self._worked_out(key, depth)
        return self.known[key]

    def _worked_out(self, key: str, depth: int) -> Style:
        element = self.elements.get(key)
        if element is None:
            return _named(Style(), key)
        parent = value(element, "basedOn")
        style = self.of(parent, depth + 1) if parent and depth < _DEEPEST else Style()
        bold = element.find(f"{W}rPr/{W}b")
        if bold is not None:
            style = replace(style, bold=bold.get(VAL, "1") not in OFF)
        return _named(_listed(style, element), f"{value(element, 'name')}|{key}")


def _named(style: Style, name: str) -> Style:
    titles = [match for part in name.split("|") if (match := TITLES.match(part))]
    level = int(titles[0][1] or 1) if titles else style.level
    return replace(style, level=level, contents=style.contents or CONTENTS.match(name) is not None)


def _listed(style: Style, element: etree._Element) -> Style:
    own = element.find(f"{W}pPr/{W}numPr")
    if own is None:
        return style
    key = value(own, "numId") or (style.numbered or ("", 0))[0]
    return replace(style, numbered=(key, integer(value(own, "ilvl"))) if key not in ("", "0") else None)


def styles(xml: bytes | None) -> Stylesheet:
    """The stylesheet of word/styles.xml."""
    if xml is None:
        return Stylesheet()
    found = tree(xml).iterchildren(W + "style")
    return Stylesheet(elements={e.get(W + "styleId", ""): e for e in found if e.get(W + "type") != "character"})


def numbering(xml: bytes | None, sheet: Stylesheet) -> Numbering:
    """The lists of word/numbering.xml. Lists of one abstract definition share their count, unless one restarts."""
    if xml is None:
        return Numbering()
    root = tree(xml)
    abstract = {e.get(W + "abstractNumId", ""): e for e in root.iterchildren(W + "abstractNum")}
    found = Numbering(lists={}, counters={})
    lists: dict[str, Mapping[int, Level]] = {}
    counters: dict[str, str] = {}
    for num in root.iterchildren(W + "num"):
        key, base = num.get(W + "numId", ""), value(num, "abstractNumId")
        levels = _levels(abstract.get(_linked(base, abstract, root, sheet)))
        starts = {}
        for change in num.iterchildren(W + "lvlOverride"):
            at = integer(change.get(W + "ilvl"))
            levels |= _levels(change)
            if change.find(W + "startOverride") is not None:
                starts[at] = number(change, "startOverride", 1)
        lists[key], counters[key] = levels, base
        if starts:
            found.restarts[key] = starts
    found.lists, found.counters = lists, counters
    return found


def _linked(base: str, abstract: Mapping[str, etree._Element], root: etree._Element, sheet: Stylesheet) -> str:
    """The abstract list that holds the levels, where this one only names a list style."""
    element = abstract.get(base)
    link = value(element, "numStyleLink") if element is not None else ""
    numbered = sheet.of(link).numbered if link else None
    if numbered is None:
        return base
    nums = (num for num in root.iterchildren(W + "num") if num.get(W + "numId") == numbered[0])
    return next((value(num, "abstractNumId") for num in nums), base)


def _levels(holder: etree._Element | None) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for level in holder.iterchildren(W + "lvl") if holder is not None else ():
        form, text = value(level, "numFmt"), value(level, "lvlText")
        legal = level.find(W + "isLgl") is not None
        levels[integer(level.get(W + "ilvl"))] = Level(
            form=form or "decimal",
            pattern=text,
            start=number(level, "start", 0 if form == "bullet" else 1),
            legal=legal,
        )
    return levels


def child(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child of this name: half the time of `find`, which reads a path."""
    return next(element.iterchildren(W + tag), None)


def value(element: etree._Element, tag: str) -> str:
    """The w:val of a child; "" where there is none."""
    found = child(element, tag)
    return "" if found is None else found.get(VAL, "")


def number(element: etree._Element, tag: str, default: int = 0) -> int:
    """The w:val of a child as a small whole number."""
    return integer(value(element, tag), default)


def integer(text: str | None, default: int = 0) -> int:
    """A small whole number as XML writes it."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
