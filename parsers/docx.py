"""Word documents (ECMA-376) by an XML walk: content controls, text boxes and tracked insertions are kept,
deletions, hidden text, tables of contents and unfilled placeholders are not; automatic numbers are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from parsers.blocks import Block, Document, Heading, Paragraph, tidy
from parsers.cells import Budget, Cell, laid, spread
from parsers.docx_styles import OFF, VAL, Stylesheet, W, child, integer, number, numbering, styles, value
from parsers.numbering import Numbering
from parsers.packed import tree
from parsers.word_parts import Parts, word_parts

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
P, T, R, TAB, TBL, SYMBOL, CHECK, CHOICE = (
    W + tag for tag in ("p", "t", "r", "tab", "tbl", "sym", "checkBox", "ddList")
)
GONE = (W + "del", W + "moveFrom", W + "delText", W + "instrText", W + "rt", FALLBACK)
HIDING = (W + "vanish", W + "showingPlcHdr")
SETTINGS = frozenset(W + tag for tag in ("pPr", "rPr", "sectPr", "sdtPr", "tblPr", "tcPr", "trPr", "tblGrid"))
SIGNS = {TAB: "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
MOST_BOXES = 1_000
PAGE_MARK = re.compile(r"(?:side|page)?\s*\d{0,3}\s*(?:(?:av|of|/)\s*\d{0,3})?", re.I)


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """What the walk needs to know beside the tree."""

    styles: Stylesheet
    numbering: Numbering
    budget: Budget


def read(content: bytes) -> Document:
    """Headers, body and footers as blocks."""
    found = word_parts(content)
    sheet = styles(found.styles)
    paper = _Paper(styles=sheet, numbering=numbering(found.numbering, sheet), budget=Budget())
    edges = [tuple(dict.fromkeys(_edge(found, names, paper))) for names in (found.headers, found.footers)]
    body = _blocks(_shown(tree(found.body)), paper)
    return Document(blocks=(*edges[0], *body, *edges[1]))


def _edge(found: Parts, names: tuple[bytes, ...], paper: _Paper) -> Iterator[Block]:
    """What stands in page headers or footers, page numbers left out."""
    for xml in names:
        for block in _blocks(_shown(tree(xml)), paper):
            if not isinstance(block, Paragraph | Heading) or not PAGE_MARK.fullmatch(block.text):
                yield block


def _shown(root: etree._Element) -> etree._Element:
    """The tree a reader sees: without deletions, hidden runs, field codes and unfilled placeholders.

    Text boxes are moved behind the paragraph they hang on.
    """
    for mark in list(root.iter(*HIDING)):
        holder = mark.getparent()
        if holder is not None and mark.get(VAL, "1") not in OFF:
            _drop(holder.getparent())
    for gone in list(root.iter(*GONE)):
        row = gone.getparent()
        _drop(row.getparent() if row is not None and row.tag == W + "trPr" else gone)
    for box in list(islice(root.iter(W + "txbxContent"), MOST_BOXES)):
        paragraph = next(box.iterancestors(P), None)
        for element in reversed(list(box)) if paragraph is not None else ():
            paragraph.addnext(element)  # type: ignore[union-attr]
        _drop(box)
    return root


_KEPT = frozenset({P, W + "pPr", W + "style"})


def _drop(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None and element.tag not in _KEPT:
        parent.remove(element)


def _blocks(root: etree._Element, paper: _Paper) -> Iterator[Block]:
    for element in root:
        if paper.budget.spent():
            return
        if element.tag == P:
            yield from _paragraph(element, paper)
        elif element.tag == TBL:
            yield from laid(_rows(element, paper))
        elif element.tag not in SETTINGS:
            yield from _blocks(element, paper)


def _paragraph(p: etree._Element, paper: _Paper) -> Iterator[Block]:
    """The paragraph as a block; an empty one of a list still counts, one of a table of contents is left out."""
    text = tidy("".join(_text(p)))
    set_up = child(p, "pPr")
    style = paper.styles.of(value(set_up, "pStyle") if set_up is not None else "")
    label = _label(set_up, style.numbered, paper)
    if not text or style.contents:
        return
    if style.level:
        yield Heading(text=label + text, level=style.level)
    elif len(text) < 100 and _bold(p, style.bold):
        yield Heading(text=label + text, level=9)
    else:
        yield Paragraph(text=label + text)


def _bold(p: etree._Element, by_style: bool) -> bool:
    """Whether every run with words is set in bold."""
    if not by_style and next(p.iter(W + "b"), None) is None:
        return False
    runs = [r for r in p.iter(R) if any((t.text or "").strip() for t in r.iter(T))]
    marks = [r.find(f"{W}rPr/{W}b") for r in runs]
    return bool(runs) and all(by_style if mark is None else mark.get(VAL, "1") not in OFF for mark in marks)


def _label(set_up: etree._Element | None, by_style: tuple[str, int] | None, paper: _Paper) -> str:
    own = child(set_up, "numPr") if set_up is not None else None
    if own is None:
        return paper.numbering.label(*by_style) if by_style else ""
    key, level = value(own, "numId"), integer(value(own, "ilvl"))
    if not key and by_style:
        key = by_style[0]
    return paper.numbering.label(key, level) if key not in ("", "0") else ""


def _text(p: etree._Element) -> Iterator[str]:
    for element in p.iter():  # all of them: to let lxml pick by nine names takes three times as long
        tag = str(element.tag)
        if tag == T:
            yield element.text or ""
        elif tag in _READ:
            yield _READ[tag](element)
        elif tag in SIGNS and (tag != TAB or element.get(VAL) is None):
            yield SIGNS[tag]


def _symbol(sign: etree._Element) -> str:
    """A sign of a symbol font as the tick, box or bullet it shows; nothing for one that is unknown."""
    code = sign.get(W + "char", "")[-2:]
    shown = tidy(chr(0xF000 + int(code, 16))) if re.fullmatch("[0-9A-Fa-f]{2}", code) else ""
    return shown if shown < "\ue000" else ""


def _on_box(box: etree._Element) -> str:
    mark = box.find(W + "checked")
    mark = box.find(W + "default") if mark is None else mark
    return "x" if mark is not None and mark.get(VAL, "1") not in OFF else ""


def _chosen(choices: etree._Element) -> str:
    entries = [entry.get(VAL, "") for entry in choices.iterchildren(W + "listEntry")]
    place = number(choices, "result", number(choices, "default"))
    return entries[place] if place < len(entries) else ""


_READ = {SYMBOL: _symbol, CHECK: _on_box, CHOICE: _chosen}


def _rows(table: etree._Element, paper: _Paper) -> Iterator[tuple[Cell, ...]]:
    for element in table:
        if paper.budget.left < 0:
            return
        if element.tag == W + "tr":
            yield tuple(_row(element, paper))
        elif element.tag not in SETTINGS:
            yield from _rows(element, paper)


def _row(row: etree._Element, paper: _Paper) -> Iterator[Cell]:
    before = row.find(f"{W}trPr/{W}gridBefore")
    for _ in range(min(integer(before.get(VAL)), 30) if before is not None else 0):
        yield ()
    for cell in _cells(row):
        set_up = child(cell, "tcPr")
        blocks = () if set_up is not None and _goes_on(set_up) else tuple(_blocks(cell, paper))
        yield from spread(blocks, number(set_up, "gridSpan", 1) if set_up is not None else 1)


def _goes_on(set_up: etree._Element) -> bool:
    """Whether the cell is the further part of one merged downwards or sidewards."""
    marks = (child(set_up, tag) for tag in ("vMerge", "hMerge"))
    return any(mark is not None and mark.get(VAL, "continue") == "continue" for mark in marks)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if element.tag == W + "tc":
            yield element
        elif element.tag not in SETTINGS:
            yield from _cells(element)
