"""HTML, and plain text that holds HTML tags, as blocks. Tables that only lay the page out are read as running text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from parsers.blocks import Block, Document, Heading, Paragraph, tidy
from parsers.cells import MOST_ROWS, WIDEST, Cell, laid
from parsers.numbering import printed, written

SKIPPED = frozenset({"script", "style", "head", "title", "noscript", "template", "object", "svg", "select", "del"})
BREAKS = (
    frozenset({"p", "div", "section", "article", "header", "footer", "main", "aside", "blockquote", "pre", "hr"})
    | frozenset({"address", "dd", "dt", "dl", "form", "fieldset", "center", "figure", "figcaption", "caption"})
    | frozenset({"td", "th", "tr", "table", "tbody", "li", "body", "html"})
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = {"ol": "decimal", "ul": "bullet"}
FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
STYLED = {"lower-alpha": "lowerLetter", "upper-alpha": "upperLetter", "lower-roman": "lowerRoman", "none": "none"} | {
    "upper-roman": "upperRoman",
    "decimal": "decimal",
    "disc": "bullet",
}
BOLD, PLAIN = frozenset({"b", "strong", "th"}), re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.I)
HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
LISTED = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
BLANKS, SPACE = re.compile(" {2,}"), re.compile(r"[ \t\r\n\f]+")
DEEP = 200
LARGEST, LONGEST = 2_000_000, 20_000_000
PICTURE = re.compile(r"data:[a-z]{1,20}/[\w.+-]{1,40};base64,[A-Za-z0-9+/=\s]+", re.I)
DECLARED = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
MOST = 30_000
LONGEST_STYLE = 2_000
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*comment|max-height\s*:\s*0(?:px)?\s*(?:;|$)",
    re.I,
)
LABEL = re.compile(r"mso-list\s*:\s*ignore", re.I)
TABBED = re.compile(r"mso-tab-count", re.I)
PAGE_MARK = re.compile(r"(?:side|page) \d{1,3}(?: (?:av|of) \d{1,3})?", re.I)
TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|ul|ol|li|strong|em|div|span|h[1-6]|font|table|tr|td|th|tbody)\b[^<>]{0,500}>", re.I
)
BREAKING = re.compile(r"<(?:br|/p|/li|/h[1-6]|/div|/ul|/ol|/tr)\b[^<>]{0,500}>", re.I)


def read(text: str) -> Document:
    """The page's blocks; the text's own encoding declaration is ignored, it is already decoded."""
    page = DECLARED.sub("", PICTURE.sub("", text[:LONGEST])[:LARGEST]).replace("\0", "")
    if not page.strip():
        return Document()
    parser = etree.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but comments
        return Document()
    if root is None:
        return Document()
    walk = _Walk()
    walk.visit(root, 0, bold=False)
    walk.gather.close()
    return Document(blocks=tuple(walk.gather.blocks))


def untagged(text: str) -> str:
    """Plain text without the HTML tags and markdown stars some clients leave in it; ends of blocks become newlines."""
    if "<" not in text or not TAG.search(text):
        return text
    return html.unescape(TAG.sub("", BREAKING.sub("\n", text)))


@dataclass
class _Gather:
    """The blocks so far, and the paragraph that is being told: its words, each bold or not, its label and level."""

    blocks: list[Block] = field(default_factory=list)
    words: list[tuple[str, bool]] = field(default_factory=list)
    label: str = ""
    level: int = 0

    def close(self) -> None:
        """The paragraph ends; a label waits for the words it stands before."""
        told = "".join(words for words, _ in self.words).strip()
        text = told and "\n".join(tidy(BLANKS.sub(" ", part)) for part in told.split("\n")).strip()
        if text and not PAGE_MARK.fullmatch(text):
            heavy = all(bold for words, bold in self.words if words.strip()) and len(text) < 100
            level = self.level or (9 if heavy else 0)
            text, self.label = self.label + text, ""
            self.blocks.append(Heading(text=text, level=level) if level else Paragraph(text=text))
        self.words = []


@dataclass
class _Walk:
    """What is gathered, and how many elements may still be read."""

    gather: _Gather = field(default_factory=_Gather)
    left: int = MOST

    def inside(self, element: etree._Element, depth: int, bold: bool = False, raw: bool = False) -> None:
        """The words and children of an element."""
        clean = str if raw else _squeezed
        self.gather.words.append((clean(element.text or ""), bold))
        for child in element:
            if self.left < 0:
                return
            self.visit(child, depth + 1, bold)
            if child.tail:
                self.gather.words.append((clean(child.tail), bold))

    def visit(self, element: etree._Element, depth: int, bold: bool) -> None:
        """One element, unless it is hidden or past the limits."""
        tag, style = element.tag, (element.get("style") or "")[:LONGEST_STYLE]
        self.left -= 1
        if not isinstance(tag, str) or tag in SKIPPED or depth > DEEP or self.left < 0 or _hidden(element, style):
            return
        if style or tag in BOLD:
            bold = (bold or tag in BOLD or HEAVY.search(style) is not None) and PLAIN.search(style) is None
        special = _SPECIAL.get(tag)
        if special:
            special(self, element, depth, bold)
        elif style and LABEL.search(style):
            self.gather.label = printed("".join(map(str, element.itertext())))
        elif style and TABBED.search(style):
            self.gather.words.append(("\t", bold))
        else:
            self.block(element, depth, bold)

    def block(self, element: etree._Element, depth: int, bold: bool) -> None:
        """A paragraph, or something inside one."""
        ends, level = element.tag in BREAKS or element.tag in HEADINGS, _level(element)
        if not ends:
            self.inside(element, depth, bold)
            return
        self.gather.close()
        kept, self.gather.level = self.gather.level, level or self.gather.level
        self.inside(element, depth, bold, raw=element.tag == "pre")
        self.gather.close()
        self.gather.level = kept

    def line(self, element: etree._Element, depth: int, bold: bool) -> None:
        """A line break."""
        self.gather.words.append(("\n", bold))

    def list(self, element: etree._Element, depth: int, bold: bool) -> None:
        """A list: each item's mark stands before its first words."""
        self.gather.close()
        form, number = _form(element), _small(element.get("start"), 1)
        for item in element:
            if self.left < 0:
                break
            if item.tag == "li":
                number = _small(item.get("value"), number)
                self.gather.label = "• " if form == "bullet" else f"{mark}. " if (mark := written(number, form)) else ""
                number += 1
            self.visit(item, depth + 1, bold)
            self.gather.close()
        self.gather.label = ""

    def table(self, element: etree._Element, depth: int, bold: bool) -> None:
        """A table, or the page it lays out."""
        self.gather.close()
        outer = self.gather
        rows = [[self.cell(cell, depth, bold) for cell in row] for row in _grid(element)]
        self.gather = outer
        if element.get("role") == "presentation":
            outer.blocks += [block for row in rows for cell in row for block in cell]
        else:
            outer.blocks += laid(rows)

    def cell(self, element: etree._Element | None, depth: int, bold: bool) -> Cell:
        """What stands in a cell; nothing where a merged cell reaches."""
        if element is None:
            return ()
        self.gather = _Gather()
        self.visit(element, depth + 1, bold)
        self.gather.close()
        return tuple(self.gather.blocks)

    def box(self, element: etree._Element, depth: int, bold: bool) -> None:
        """A check box of a form."""
        if (element.get("type") or "").lower() in ("checkbox", "radio"):
            self.gather.words.append(("☐" if element.get("checked") is None else "☒", bold))


_SPECIAL: dict[str, Callable[[_Walk, etree._Element, int, bool], None]] = {
    "br": _Walk.line,
    "ol": _Walk.list,
    "ul": _Walk.list,
    "table": _Walk.table,
    "input": _Walk.box,
}


def _hidden(element: etree._Element, style: str) -> bool:
    contents = (element.get("class") or "")[:6] == "MsoToc"
    return contents or element.get("hidden") is not None or bool(style and HIDDEN.search(style))


def _level(element: etree._Element) -> int:
    titled = element.get("class") == "MsoTitle"
    return HEADINGS.get(str(element.tag), 1 if titled else 0)


def _form(element: etree._Element) -> str:
    styled = LISTED.search((element.get("style") or "")[:LONGEST_STYLE])
    told = FORMS.get(element.get("type") or "", LISTS[str(element.tag)])
    return STYLED.get(styled[1].lower(), told) if styled else told


def _small(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else default


def _squeezed(text: str) -> str:
    return SPACE.sub(" ", text)


def _grid(table: etree._Element) -> Iterator[list[etree._Element | None]]:
    """The table's rows with each cell in its column; None where a cell merged across or downwards reaches."""
    reaching: dict[int, int] = {}
    for row in islice(_own_rows(table), MOST_ROWS):
        line: list[etree._Element | None] = []
        for cell in row.iterchildren("td", "th"):
            _past(line, reaching)
            if len(line) >= WIDEST:
                break
            down, across = _small(cell.get("rowspan"), 1), min(max(_small(cell.get("colspan"), 1), 1), 30)
            if down > 1:
                reaching |= dict.fromkeys(range(len(line), len(line) + across), min(down, MOST_ROWS) - 1)
            line += [cell, *[None] * (across - 1)]
        _past(line, reaching)
        yield line


def _past(line: list[etree._Element | None], reaching: dict[int, int]) -> None:
    """Leave the places open that cells from rows above reach down to."""
    while len(line) < WIDEST and reaching.get(len(line), 0) > 0:
        reaching[len(line)] -= 1
        line.append(None)


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from child.iterchildren("tr")
