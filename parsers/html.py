"""HTML, and plain text that holds HTML tags, as blocks. Tables that only lay the page out are read as running text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from parsers.blocks import Block, Document, Heading, Paragraph, Table, tidy

SKIPPED = frozenset({"script", "style", "head", "title", "noscript", "template", "object", "svg"})
BREAKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "blockquote", "pre", "tr"}
) | {"address", "dd", "dt", "dl", "form", "fieldset", "center"}
HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = frozenset({"ul", "ol"})
DEEP = 200
LARGEST = 4_000_000
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|ul|ol|li|strong|em|div|span|h[1-6]|font|table|tr|td|th|tbody)\b[^<>]{0,500}>", re.I
)
BREAKING = re.compile(r"<(?:br|/p|/li|/h[1-6]|/div|/ul|/ol|/tr)\b[^<>]{0,500}>", re.I)


def read(text: str) -> Document:
    """The page's blocks; the text's own encoding declaration is ignored, it is already decoded."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", text[:LARGEST]).replace("\0", "")
    if not page.strip():
        return Document()
    parser = etree.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
    root = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    return Document(blocks=tuple(_gather(root)))


def untagged(text: str) -> str:
    """Plain text without the HTML tags and markdown stars some clients leave in it; ends of blocks become newlines."""
    if not TAG.search(text):
        return text
    return html.unescape(TAG.sub("", BREAKING.sub("\n", text)))


def _gather(root: HtmlElement) -> Iterator[Block]:
    line: list[str] = []
    for piece in _pieces(root, 0):
        if isinstance(piece, str):
            line.append(piece)
            continue
        yield from _close(line)
        if piece is not None:
            yield piece
    yield from _close(line)


def _close(line: list[str]) -> Iterator[Block]:
    text = "\n".join(tidy(part) for part in "".join(line).split("\n")).strip()
    line.clear()
    if text:
        yield Paragraph(text=text)


def _pieces(element: HtmlElement, depth: int) -> Iterator[str | Block | None]:
    """Text, finished blocks, and None where a line of text ends."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in SKIPPED or depth > DEEP or HIDDEN.search(element.get("style") or ""):
        return
    if tag == "br":
        yield "\n"
    elif tag in HEADINGS:
        yield None
        if text := tidy(_squeezed("".join(element.itertext()))):
            yield Heading(text=text, level=HEADINGS[tag])
    elif tag == "table" and (rows := _rows(element)):
        yield Table(rows=rows)
    elif tag in LISTS:
        yield from _list(element, depth)
    else:
        ends = tag in BREAKS or tag in ("td", "th", "table")
        yield from ((None,) if ends else ())
        yield from _inside(element, depth, raw=tag == "pre")
        yield from ((None,) if ends else ())


def _inside(element: HtmlElement, depth: int, raw: bool = False) -> Iterator[str | Block | None]:
    clean = str if raw else _squeezed
    yield clean(element.text or "")
    for child in element:
        yield from _pieces(child, depth + 1)
        yield clean(child.tail or "")


def _list(element: HtmlElement, depth: int) -> Iterator[str | Block | None]:
    start = element.get("start") or "1"
    number = int(start) if start.isdecimal() and len(start) < 5 else 1
    for item in element:
        yield None
        if item.tag == "li":
            yield f"{number}. " if element.tag == "ol" else "• "
            number += 1
            yield from _inside(item, depth + 1)
        else:
            yield from _pieces(item, depth + 1)
    yield None


def _squeezed(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _rows(table: HtmlElement) -> tuple[tuple[str, ...], ...]:
    """The table's rows where it holds data; nothing where it only lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return ()
    rows = tuple(
        tuple(cell for c in row.iterchildren("td", "th") for cell in _cell(c)) for row in table.iterdescendants("tr")
    )
    wide = sum(len([cell for cell in row if cell]) > 1 for row in rows)
    return rows if wide and max(map(len, rows), default=0) > 1 else ()


def _cell(cell: HtmlElement) -> tuple[str, ...]:
    text = "\n".join(b.text for b in _gather_in(cell) if not isinstance(b, Table))
    span = cell.get("colspan") or "1"
    width = min(int(span), 30) if span.isdecimal() and len(span) < 4 else 1
    return (text, *("",) * (max(width, 1) - 1))


def _gather_in(cell: HtmlElement) -> Iterator[Block]:
    line: list[str] = []
    for piece in _inside(cell, 1):
        if isinstance(piece, str):
            line.append(piece)
            continue
        yield from _close(line)
        if piece is not None:
            yield piece
    yield from _close(line)
