"""OpenDocument text (ISO 26300) by an XML walk: tracked deletions are left out, list numbers written out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from parsers.blocks import Block, Document, Heading, Paragraph, Table, Unopened, tidy
from parsers.cells import flat
from parsers.packed import local, parts, tree

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
GONE = frozenset({"tracked-changes", "note", "annotation", "sequence-decls", "forms", "placeholder", "variable-decls"})
SIGNS = {"tab": "\t", "line-break": "\n"}


def read(content: bytes) -> Document:
    """Page headers, body and footers as blocks."""
    found = parts(content, lambda name: name in ("content.xml", "styles.xml", "META-INF/manifest.xml"))
    if "content.xml" not in found:
        raise Unopened("filen er ikke et OpenDocument-dokument")
    if b"encryption-data" in found.get("META-INF/manifest.xml", b""):
        raise Unopened("filen er beskyttet med passord")
    root = tree(found["content.xml"])
    numbered = _numbered(root)
    body = next((e for e in root.iter() if local(e) in ("text", "spreadsheet") and local(_up(e)) == "body"), root)
    page = tree(found["styles.xml"]) if "styles.xml" in found else None
    return Document(blocks=(*_page(page, "header"), *_blocks(body, numbered), *_page(page, "footer")))


def _up(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _page(styles: etree._Element | None, where: str) -> tuple[Block, ...]:
    if styles is None:
        return ()
    return tuple(block for e in styles.iter(STYLE + where) for block in _blocks(e, {}))


def _numbered(root: etree._Element) -> dict[str, bool]:
    styles = root.iter(TEXT + "list-style")
    return {s.get(STYLE + "name", ""): s.find(TEXT + "list-level-style-number") is not None for s in styles}


def _blocks(root: etree._Element, numbered: dict[str, bool]) -> Iterator[Block]:
    for child in root:
        name = local(child)
        if name in ("p", "h"):
            yield from _paragraph(child, name)
        elif name == "list":
            yield from _list(child, numbered, numbered.get(child.get(TEXT + "style-name", ""), False))
        elif name == "table":
            yield Table(rows=tuple(_rows(child, numbered)))
        elif name not in GONE:
            yield from _blocks(child, numbered)


def _paragraph(element: etree._Element, name: str) -> Iterator[Block]:
    text = tidy("".join(_text(element)))
    if not text:
        return
    level = element.get(TEXT + "outline-level", "1")
    titled = name == "h" or element.get(TEXT + "style-name", "").startswith("Title")
    yield Heading(text=text, level=int(level[:1]) if level[:1].isdecimal() else 1) if titled else Paragraph(text=text)


def _list(element: etree._Element, numbered: dict[str, bool], counts: bool) -> Iterator[Block]:
    number = 0
    for item in element:
        if local(item) != "list-item":
            continue
        number += 1
        mark = f"{number}. " if counts else "• "
        for place, block in enumerate(_blocks(item, numbered)):
            yield Paragraph(text=mark + block.text) if place == 0 and isinstance(block, Paragraph) else block


def _text(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name == "s":
            count = child.get(TEXT + "c", "1")
            yield " " * min(int(count) if count.isdecimal() else 1, 20)
        elif name in SIGNS:
            yield SIGNS[name]
        elif name not in GONE:
            yield from _text(child)
        yield child.tail or ""


def _rows(table: etree._Element, numbered: dict[str, bool]) -> Iterator[tuple[str, ...]]:
    for child in table:
        name = local(child)
        if name == "table-row":
            yield tuple(cell for c in child for cell in _cell(c, numbered))
        elif name.startswith("table-") and name != "table-column":
            yield from _rows(child, numbered)


def _cell(cell: etree._Element, numbered: dict[str, bool]) -> tuple[str, ...]:
    if local(cell) not in ("table-cell", "covered-table-cell"):
        return ()
    repeat = cell.get(TABLE + "number-columns-repeated", "1")
    return (flat(_blocks(cell, numbered)),) * (min(int(repeat), 30) if repeat.isdecimal() and len(repeat) < 5 else 1)
