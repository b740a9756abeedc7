"""Word documents (ECMA-376) by an XML walk: content controls, text boxes and tracked insertions are kept,
deletions, hidden text and unfilled placeholders are not; automatic numbers are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.blocks import Block, Document, Heading, Paragraph, Table, Unopened, tidy
from parsers.packed import parts, tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
P, T, VAL, SYMBOL, CHECK = W + "p", W + "t", W + "val", W + "sym", W + "checkBox"
STYLE, LISTED = f"{W}pPr/{W}pStyle", f"{W}pPr/{W}numPr"
OFF = frozenset({"0", "false", "off", "none"})
GONE = (W + "del", W + "moveFrom", W + "delText", W + "instrText", FALLBACK)
SETTINGS = frozenset(W + tag for tag in ("pPr", "rPr", "sectPr", "sdtPr", "tblPr", "tcPr", "trPr", "tblGrid"))
SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
WANTED = re.compile(r"word/(document\d*|numbering|header\d*|footer\d*)\.xml", re.I)
TITLES = re.compile(r"(?:heading|overskrift|tittel|title)\D{0,3}(\d)?", re.I)
TICKED = frozenset({"F0FC", "F0FE", "F078", "F0FD", "F052", "F053", "00FC", "00FE"})


@dataclass
class Numbering:
    """Automatic numbers: each list's levels as (format, pattern, start), and how far each has counted."""

    levels: dict[tuple[str, int], tuple[str, str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, number: str, level: int) -> str:
        """The next number of this list at this level as printed («3.», «2.1»), a bullet, or nothing."""
        form, pattern, start = self.levels.get((number, level), ("", "", 1))
        self.counts[number, level] = self.counts.get((number, level), start - 1) + 1
        for deeper in range(level + 1, 9):
            self.counts.pop((number, deeper), None)
        if form == "bullet":
            return "• "
        if form in ("", "none"):
            return ""
        return re.sub(r"%(\d)", lambda m: self._one(number, int(m[1]) - 1), pattern) + " "

    def _one(self, number: str, level: int) -> str:
        form, _, start = self.levels.get((number, level), ("decimal", "", 1))
        return written(self.counts.get((number, level), start), form)


def written(count: int, form: str) -> str:
    """A count as Word prints it in a list of this format."""
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((96 if form == "lowerLetter" else 64) + count)
    if form in ("lowerRoman", "upperRoman") and 1 <= count <= 12:
        roman = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")[count - 1]
        return roman if form == "lowerRoman" else roman.upper()
    return str(count)


def read(content: bytes) -> Document:
    """Headers, body and footers as blocks."""
    found = parts(content, lambda name: WANTED.fullmatch(name) is not None)
    bodies = [name for name in found if name.lower().startswith("word/document")]
    if not bodies:
        raise Unopened("filen er ikke et Word-dokument")
    numbering = _numbering(found.get("word/numbering.xml"))
    tops = sorted(name for name in found if "/header" in name.lower())
    feet = sorted(name for name in found if "/footer" in name.lower())
    blocks = [block for name in (*tops, bodies[0], *feet) for block in _blocks(_shown(tree(found[name])), numbering)]
    return Document(blocks=tuple(blocks))


def _numbering(xml: bytes | None) -> Numbering:
    if xml is None:
        return Numbering()
    root = tree(xml)
    abstract = {e.get(W + "abstractNumId"): e for e in root.iterchildren(W + "abstractNum")}
    levels: dict[tuple[str, int], tuple[str, str, int]] = {}
    for num in root.iterchildren(W + "num"):
        base = abstract.get(_value(num, "abstractNumId"))
        for level in base.iterchildren(W + "lvl") if base is not None else ():
            form, text, start = (_value(level, tag) for tag in ("numFmt", "lvlText", "start"))
            levels[num.get(W + "numId", ""), _number(level.get(W + "ilvl"))] = (form, text, _number(start, 1))
    return Numbering(levels=levels)


def _value(element: etree._Element, tag: str) -> str:
    child = element.find(W + tag)
    return "" if child is None else child.get(W + "val", "")


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default


def _shown(root: etree._Element) -> etree._Element:
    """The tree a reader sees: without deletions, hidden runs, field codes and unfilled placeholders.

    Text boxes are moved behind the paragraph they hang on.
    """
    for mark in list(root.iter(W + "vanish", W + "showingPlcHdr")):
        holder = mark.getparent()
        if holder is not None and mark.get(W + "val", "1") not in OFF:
            _drop(holder.getparent())
    for gone in list(root.iter(*GONE)):
        row = gone.getparent()
        _drop(row.getparent() if row is not None and row.tag == W + "trPr" else gone)
    for box in list(root.iter(W + "txbxContent")):
        paragraph = next(box.iterancestors(W + "p"), None)
        for child in reversed(list(box)) if paragraph is not None else ():
            paragraph.addnext(child)  # type: ignore[union-attr]
        _drop(box)
    return root


def _drop(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None and element.tag != W + "p":
        parent.remove(element)


def _blocks(root: etree._Element, numbering: Numbering) -> Iterator[Block]:
    for child in root:
        if child.tag == P:
            text = tidy("".join(_text(child)))
            if text:
                yield _set(child, _label(child, numbering) + text)
        elif child.tag == W + "tbl":
            yield Table(rows=tuple(_rows(child, numbering)))
        elif child.tag not in SETTINGS:
            yield from _blocks(child, numbering)


def _set(p: etree._Element, text: str) -> Block:
    style = p.find(STYLE)
    title = TITLES.match(style.get(VAL, "")) if style is not None else None
    if title:
        return Heading(text=text, level=int(title[1] or 1))
    return Heading(text=text, level=9) if len(text) < 100 and _bold(p) else Paragraph(text=text)


def _bold(p: etree._Element) -> bool:
    """Whether every run with words is set in bold."""
    if next(p.iter(W + "b"), None) is None:
        return False
    runs = [r for r in p.iter(W + "r") if any((t.text or "").strip() for t in r.iter(T))]
    marks = [r.find(f"{W}rPr/{W}b") for r in runs]
    return bool(runs) and all(mark is not None and mark.get(VAL, "1") not in OFF for mark in marks)


def _label(p: etree._Element, numbering: Numbering) -> str:
    num = p.find(LISTED)
    if num is None:
        return ""
    number = _value(num, "numId")
    return numbering.label(number, min(_number(_value(num, "ilvl")), 8)) if number not in ("", "0") else ""


def _text(element: etree._Element) -> Iterator[str]:
    for child in element.iter(T, *SIGNS, SYMBOL, CHECK):
        if child.tag == T:
            yield child.text or ""
        elif child.tag == SYMBOL:
            yield "x" if child.get(W + "char", "").upper() in TICKED else ""
        elif child.tag == CHECK:
            yield "x" if _on_box(child) else ""
        elif child.tag != W + "tab" or child.get(VAL) is None:
            yield SIGNS[str(child.tag)]


def _on_box(box: etree._Element) -> bool:
    mark = box.find(W + "checked")
    mark = box.find(W + "default") if mark is None else mark
    return mark is not None and mark.get(VAL, "1") not in OFF


def _rows(table: etree._Element, numbering: Numbering) -> Iterator[tuple[str, ...]]:
    for child in table:
        if child.tag == W + "tr":
            yield tuple(cell for c in _cells(child) for cell in _spread(c, numbering))
        elif child.tag not in SETTINGS:
            yield from _rows(child, numbering)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag not in SETTINGS:
            yield from _cells(child)


def _spread(cell: etree._Element, numbering: Numbering) -> tuple[str, ...]:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    width = min(_number(span.get(W + "val"), 1), 30) if span is not None else 1
    return (flat(_blocks(cell, numbering)), *("",) * (width - 1))


def flat(blocks: Iterator[Block]) -> str:
    """Blocks inside a cell as text: a paragraph a line, a nested table a line a row with tabs."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += ["\t".join(cell.replace("\n", " ") for cell in row) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)
