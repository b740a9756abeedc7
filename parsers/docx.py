"""Word documents (ECMA-376) by an XML walk: content controls, text boxes and tracked insertions are kept,
deletions, hidden text and unfilled placeholders are not; automatic numbers are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.blocks import Block, Document, Heading, Paragraph, Table, Unopened, tidy
from parsers.packed import local, parts, tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GONE = frozenset(
    {"del", "moveFrom", "delText", "instrText", "Fallback", "pPr", "rPr", "sectPr", "sdtPr", "tblPr", "tcPr"}
)
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
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
    blocks = [block for name in (*tops, bodies[0], *feet) for block in _blocks(tree(found[name]), numbering)]
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


def _blocks(root: etree._Element, numbering: Numbering) -> Iterator[Block]:
    for child in root:
        name = local(child)
        if name == "p":
            yield from _paragraph(child, numbering)
        elif name == "tbl":
            yield Table(rows=tuple(_rows(child, numbering)))
        elif name not in GONE and not _placeholder(child, name):
            yield from _blocks(child, numbering)


def _placeholder(element: etree._Element, name: str) -> bool:
    return name == "sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _paragraph(p: etree._Element, numbering: Numbering) -> Iterator[Block]:
    text = tidy("".join(_text(p)))
    if text:
        yield _set(p, _label(p, numbering) + text)
    for box in p.iter(W + "txbxContent"):
        if not any(local(up) == "Fallback" for up in box.iterancestors()):
            yield from _blocks(box, numbering)


def _set(p: etree._Element, text: str) -> Block:
    style = p.find(f"{W}pPr/{W}pStyle")
    title = TITLES.match(style.get(W + "val", "")) if style is not None else None
    if title:
        return Heading(text=text, level=int(title[1] or 1))
    runs = [r for r in p.iter(W + "r") if any((t.text or "").strip() for t in r.iter(W + "t"))]
    bold = bool(runs) and all(_on(r, "b") for r in runs)
    return Heading(text=text, level=9) if bold and len(text) < 100 else Paragraph(text=text)


def _on(run: etree._Element, tag: str) -> bool:
    mark = run.find(f"{W}rPr/{W}{tag}")
    return mark is not None and mark.get(W + "val", "1") not in ("0", "false", "off", "none")


def _label(p: etree._Element, numbering: Numbering) -> str:
    num = p.find(f"{W}pPr/{W}numPr")
    if num is None:
        return ""
    number = _value(num, "numId")
    return numbering.label(number, min(_number(_value(num, "ilvl")), 8)) if number not in ("", "0") else ""


def _text(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in SIGNS:
            yield SIGNS[name]
        elif name == "sym":
            yield "x" if child.get(W + "char", "").upper() in TICKED else ""
        elif name == "checkBox":
            yield "x" if _on_box(child) else ""
        elif not (
            name in GONE or name == "txbxContent" or (name == "r" and _on(child, "vanish")) or _placeholder(child, name)
        ):
            yield from _text(child)


def _on_box(box: etree._Element) -> bool:
    mark = box.find(W + "checked")
    mark = box.find(W + "default") if mark is None else mark
    return mark is not None and mark.get(W + "val", "1") not in ("0", "false")


def _rows(table: etree._Element, numbering: Numbering) -> Iterator[tuple[str, ...]]:
    for child in table:
        name = local(child)
        if name == "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield tuple(cell for c in _cells(child) for cell in _spread(c, numbering))
        elif name not in GONE and name != "tblGrid":
            yield from _rows(child, numbering)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        name = local(child)
        if name == "tc":
            yield child
        elif name not in GONE and name != "trPr":
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
