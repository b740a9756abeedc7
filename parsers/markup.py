"""HTML mail as readable text: rows as tab-separated lines, list items as lines, quotes behind «> ».

One walk without recursion over lxml's forgiving tree. Hidden text and scripts are left out; a person's address behind
a link is kept: «Kari Nes <kari@example.no>». (html.py reads whole documents into blocks; this reads letters.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import etree

from parsers.html import LONGEST, PICTURE

MAX_HTML = 2_000_000
MAX_ELEMENTS = 30_000
MAX_NESTING = 24
MAX_CELL_LINES = 40

SILENT = frozenset({"head", "script", "style", "title", "template", "object", "noscript", "svg", "select", "textarea"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "hr", "pre", "blockquote"})
BLOCKS = PARAGRAPHS | {"div", "section", "article", "header", "footer", "li", "tr", "dt", "dd", "address", "center"}
CELLS = frozenset({"td", "th"})
FRAMED = CELLS | {"tr", "blockquote"}
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u200b\u200c\ufeff\u034f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


@dataclass
class _Frame:
    """What is being gathered: text of the page, a quote or a cell; or the cells of a row."""

    tag: str
    pieces: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


@dataclass
class _Page:
    """The open frames, outermost first, and the counters of the open lists (empty for a bulleted one)."""

    frames: list[_Frame] = field(default_factory=lambda: [_Frame("page")])
    lists: list[list[int]] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.frames[-1].pieces.append(text)

    def gap(self, tag: str) -> None:
        pieces, wanted = self.frames[-1].pieces, "\n\n" if tag in PARAGRAPHS else "\n"
        if tag in BLOCKS and pieces and not pieces[-1].endswith(wanted):
            pieces.append(wanted)


@lru_cache(2)
def html_text(html: str) -> str:
    """The words a reader sees, line by line; "" when nothing can be read. Cells holding lines join them by «; ».

    Kept for the mail at hand, which asks twice. Pictures written out in the page are left out before it is cut.
    """
    root = _tree(_DECLARED.sub("", PICTURE.sub("", html[:LONGEST])[:MAX_HTML]))
    return "" if root is None else tidy("".join(_walk(root)))


def _tree(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except Exception:  # lxml has no one error for "no document here"
        return None


def tidy(text: str) -> str:
    """Lines without blanks around them, and never more than one empty line in a row; tabs inside rows stay."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.strip(" ").rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def _walk(root: etree._Element) -> list[str]:
    page, silent = _Page(), 0
    for event, element in islice(etree.iterwalk(root, events=("start", "end")), 2 * MAX_ELEMENTS):
        quiet = element.tag in SILENT or _is_hidden(element)
        if event == "start":
            silent += quiet
            if not silent:
                _enter(page, element)
        else:
            if not silent:
                _leave(page, element)
            silent -= quiet
            if not silent and element.tail and element is not root:
                page.say(_words(element.tail, element.getparent()))
    while len(page.frames) > 1:
        _close(page)
    return page.frames[0].pieces


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return bool(style and _HIDDEN.search(style[:2000]))


def _words(text: str, inside: etree._Element | None) -> str:
    return text.replace("\r\n", "\n") if inside is not None and inside.tag == "pre" else _SPACE.sub(" ", text)


def _enter(page: _Page, element: etree._Element) -> None:
    tag = str(element.tag)
    page.gap(tag)
    if tag == "br":
        page.say("\n")
    elif tag in ("ol", "ul"):
        page.lists.append([_start(element)] if tag == "ol" else [])
    elif tag == "li":
        page.say(_bullet(page.lists))
    elif tag in FRAMED:
        page.frames.append(_Frame(tag))
    if element.text:
        page.say(_words(element.text, element))


def _leave(page: _Page, element: etree._Element) -> None:
    tag = str(element.tag)
    if tag in ("ol", "ul") and page.lists:
        page.lists.pop()
    elif tag == "a":
        page.say(_address_behind(element))
    elif tag in FRAMED and len(page.frames) > 1:
        _close(page)
    page.gap(tag)


def _start(element: etree._Element) -> int:
    start = element.get("start") or "1"
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _bullet(lists: list[list[int]]) -> str:
    if not lists or not lists[-1]:
        return "- "
    lists[-1][0] += 1
    return f"{lists[-1][0] - 1}. "


def _address_behind(link: etree._Element) -> str:
    href = link.get("href") or ""
    if not href.lower().startswith("mailto:"):
        return ""
    address = href[7:].split("?", 1)[0].strip()
    shown = "".join([link.text or "", *(child.text or "" for child in list(link)[:20])])[:500]
    return f" <{address}>" if "@" in address and len(address) < 255 and "@" not in shown and shown.strip() else ""


def _close(page: _Page) -> None:
    frame = page.frames.pop()
    outer, text = page.frames[-1], tidy("".join(frame.pieces))
    if frame.tag in CELLS and outer.tag == "tr":
        outer.cells.append(text)
    elif frame.tag == "tr":
        outer.pieces.append(_row(frame.cells, text))
    elif frame.tag == "blockquote" and len(page.frames) < MAX_NESTING:
        outer.pieces.append("\n".join(f"> {line}" if line else ">" for line in text.split("\n")))
    else:
        outer.pieces.append(text)


def _row(cells: list[str], stray: str) -> str:
    told = [cell for cell in (stray, *cells) if cell]
    if len(told) < 2 or any("\t" in cell or cell.count("\n") > MAX_CELL_LINES for cell in told):
        return "\n".join(told)
    return "\t".join(_SPACE.sub(" ", "; ".join(line for line in cell.split("\n") if line)) for cell in cells)
