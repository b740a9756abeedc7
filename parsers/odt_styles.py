"""What an OpenDocument text's styles and lists say (ISO 26300, 16 and 19.880): headings, bold, and how lists count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from parsers.docx_styles import TITLES, integer
from parsers.numbering import Level, Numbering
from parsers.packed import local

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
OUTLINE = "\0outline"
FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_DEEPEST = 12


@dataclass(frozen=True, kw_only=True)
class Style:
    """A style: heading level (0 for none) and whether it is bold; None where it does not say."""

    level: int = 0
    weight: bool | None = None

    @property
    def bold(self) -> bool:
        """Whether words in this style are bold."""
        return self.weight is True


@dataclass(kw_only=True)
class Sheet:
    """The styles by name, worked out when first asked for."""

    elements: Mapping[str, etree._Element] = field(default_factory=dict)
    known: dict[str, Style] = field(default_factory=dict)

    def of(self, name: str, depth: int = 0) -> Style:
        """The style of this name with what it inherits."""
        if name not in self.known:
            self.known[name] = self._worked_out(name, depth)
        return self.known[name]

    def _worked_out(self, name: str, depth: int) -> Style:
        element = self.elements.get(name)
        title = TITLES.match(name.replace("_20_", " "))
        if element is None:
            return Style(level=int(title[1] or 1) if title else 0)
        parent = element.get(STYLE + "parent-style-name")
        style = self.of(parent, depth + 1) if parent and depth < _DEEPEST else Style()
        weight = next(
            (w for e in element.iterchildren(STYLE + "text-properties") if (w := e.get(FO + "font-weight"))), None
        )
        if weight is not None:
            style = replace(style, weight=weight in ("bold", "600", "700", "800", "900"))
        return replace(style, level=int(title[1] or 1)) if title else style


def sheet(roots: Iterable[etree._Element]) -> Sheet:
    """The styles of these trees, a later tree's before an earlier's."""
    return Sheet(elements={e.get(STYLE + "name", ""): e for root in roots for e in root.iter(STYLE + "style")})


def numbering(roots: Iterable[etree._Element]) -> Numbering:
    """The lists by style name, and the outline that numbers headings."""
    lists: dict[str, Mapping[int, Level]] = {}
    for root in roots:
        for style in root.iter(TEXT + "list-style", TEXT + "outline-style"):
            key = OUTLINE if style.tag == TEXT + "outline-style" else style.get(STYLE + "name", "")
            lists[key] = {integer(one.get(TEXT + "level"), 1) - 1: _level(one) for one in style}
    return Numbering(lists=lists)


def _level(one: etree._Element) -> Level:
    if local(one) == "list-level-style-bullet":
        return Level(form="bullet")
    level, shown = integer(one.get(TEXT + "level"), 1), integer(one.get(TEXT + "display-levels"), 1)
    form = FORMS.get(one.get(STYLE + "num-format", "1"), "decimal")
    counts = ".".join(f"%{n}" for n in range(max(level - shown, 0) + 1, level + 1))
    pattern = f"{one.get(STYLE + 'num-prefix', '')}{counts}{one.get(STYLE + 'num-suffix', '' if shown > 1 else '.')}"
    told = one.get(LOEXT + "num-list-format")
    if told is not None:
        pattern = re.sub(r"%(\d)\d?%", r"%\1", told)
    return Level(form=form, pattern="" if form == "none" else pattern, start=integer(one.get(TEXT + "start-value"), 1))
