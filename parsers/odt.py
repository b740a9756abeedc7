"""OpenDocument text (ISO 26300), packed or flat, by an XML walk: tracked deletions, notes and tables of contents are
left out, text boxes stand behind their paragraph, list numbers are written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from parsers.blocks import Block, Document, Heading, Paragraph, Unopened, tidy
from parsers.cells import MOST_ROWS, Budget, Cell, laid
from parsers.docx import PAGE_MARK
from parsers.docx_styles import integer
from parsers.numbering import Numbering
from parsers.odt_styles import LOEXT, OUTLINE, STYLE, TABLE, TEXT, XML_ID, Sheet, numbering, sheet
from parsers.packed import PAPER, local, parts, tree

GONE = frozenset(
    {"tracked-changes", "note", "annotation", "sequence-decls", "forms", "placeholder", "variable-decls"}
    | {"user-field-decls", "table-of-content", "table-index", "illustration-index", "alphabetical-index", "ruby-text"}
    | {"user-index", "hidden-text", "hidden-paragraph", "title", "desc", "event-listeners"}
)
SIGNS = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}
DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FULL = "filen er beskyttet med passord"
WANTED = frozenset({"content.xml", "styles.xml", "META-INF/manifest.xml"})


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where the walk is: the sheet and counts of the whole paper, and the list and level it stands in."""

    sheet: Sheet
    numbering: Numbering
    lists: dict[str, str]
    budget: Budget
    list: str = ""
    level: int = -1


def read(content: bytes) -> Document:
    """Page headers, body and footers as blocks."""
    found = parts(content, WANTED.__contains__, PAPER)
    if "content.xml" not in found:
        raise Unopened("filen er ikke et OpenDocument-dokument")
    if b"encryption-data" in found.get("META-INF/manifest.xml", b""):
        raise Unopened(FULL)
    return _document(tree(found["content.xml"]), tree(found["styles.xml"]) if "styles.xml" in found else None)


def read_flat(content: bytes) -> Document:
    """The same from one XML file (.fodt)."""
    if len(content) > PAPER:
        raise Unopened("filen er for stor")
    root = tree(content)
    return _document(root, root)


def _document(root: etree._Element, page: etree._Element | None) -> Document:
    roots = (root,) if page is None or page is root else (page, root)
    place = _Place(sheet=sheet(roots), numbering=numbering(roots), lists={}, budget=Budget())
    body = next((e for e in root.iter() if local(e) in ("text", "spreadsheet") and local(_up(e)) == "body"), None)
    blocks = _blocks(root if body is None else body, place)
    return Document(blocks=(*_edge(page, "header", place), *blocks, *_edge(page, "footer", place)))


def _up(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _edge(page: etree._Element | None, where: str, place: _Place) -> tuple[Block, ...]:
    """What stands in the page headers or footers, once, page numbers left out."""
    holders = (
        [e for kind in ("", "-first", "-left") for e in page.iter(f"{STYLE}{where}{kind}")] if page is not None else []
    )
    found = (block for holder in holders for block in _blocks(holder, place))
    return tuple(dict.fromkeys(b for b in found if not isinstance(b, Paragraph) or not PAGE_MARK.fullmatch(b.text)))


def _blocks(root: etree._Element, place: _Place) -> Iterator[Block]:
    for child in root:
        if place.budget.spent():
            return
        name = local(child)
        if name in ("p", "h"):
            yield from _paragraph(child, name, place, _outlined(child, name, place))
        elif name == "list":
            yield from _list(child, place)
        elif name == "table":
            yield from laid(_rows(child, place))
        elif name not in GONE:
            yield from _blocks(child, place)


def _outlined(element: etree._Element, name: str, place: _Place) -> str:
    """The number of a heading that the outline counts."""
    if name != "h" or place.list or element.get(TEXT + "is-list-header") == "true":
        return ""
    return place.numbering.label(OUTLINE, integer(element.get(TEXT + "outline-level"), 1) - 1)


def _paragraph(element: etree._Element, name: str, place: _Place, label: str) -> Iterator[Block]:
    text = tidy("".join(_text(element)))
    style = place.sheet.of(element.get(TEXT + "style-name", ""))
    level = integer(element.get(TEXT + "outline-level", "1"), 1) if name == "h" else style.level
    if text and level:
        yield Heading(text=label + text, level=min(level, 9))
    elif text and len(text) < 100 and _bold(element, style.bold, place.sheet):
        yield Heading(text=label + text, level=9)
    elif text:
        yield Paragraph(text=label + text)
    yield from _floating(element, place)


def _bold(element: etree._Element, by_style: bool, styles: Sheet) -> bool:
    """Whether all the words are set in bold."""
    if not by_style and (element.text or "").strip():
        return False
    for child in element:
        span = styles.of(child.get(TEXT + "style-name", "")) if local(child) == "span" else None
        bold = by_style if span is None or span.weight is None else span.weight
        if (not bold and "".join(map(str, child.itertext())).strip()) or (not by_style and (child.tail or "").strip()):
            return False
    return True


def _floating(element: etree._Element, place: _Place) -> Iterator[Block]:
    """The text boxes and shapes that hang on a paragraph."""
    for child in element:
        if str(child.tag).startswith(DRAWN):
            yield from _blocks(child, replace(place, list="", level=-1))
        elif len(child) and local(child) not in GONE:
            yield from _floating(child, place)


def _list(element: etree._Element, place: _Place) -> Iterator[Block]:
    key = element.get(TEXT + "style-name") or place.list
    inner = replace(place, list=key, level=place.level + 1)
    if inner.level == 0:
        _begin(element, key, place)
    for item in element:
        if local(item) not in ("list-item", "list-header"):
            continue
        yield from _item(item, inner)


def _begin(element: etree._Element, key: str, place: _Place) -> None:
    """A list begins again unless it says that it goes on, or goes on from another."""
    before = place.lists.get(element.get(TEXT + "continue-list", "?"))
    if before is not None and before != key:
        place.numbering.counts[key] = dict(place.numbering.counts.get(before, {}))
    elif before is None and element.get(TEXT + "continue-numbering") != "true":
        place.numbering.begin(key)
    place.lists[element.get(XML_ID, "-")] = key


def _item(item: etree._Element, place: _Place) -> Iterator[Block]:
    """An item: its first paragraph has the number, the others none."""
    waiting = local(item) == "list-item"
    for child in item:
        name, label = local(child), ""
        if name not in ("p", "h"):
            yield from _list(child, place) if name == "list" else ()
            continue
        if waiting:
            start = item.get(TEXT + "start-value")
            label = place.numbering.label(place.list, place.level, integer(start) if start else None)
            waiting = False
        yield from _paragraph(child, name, place, label)


def _text(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name == "s":
            yield " " * min(integer(child.get(TEXT + "c"), 1), 20)
        elif name in SIGNS:
            yield SIGNS[name]
        elif name not in GONE and not str(child.tag).startswith(DRAWN) and not _prompts(child):
            yield from _text(child)
        yield child.tail or ""


def _prompts(element: etree._Element) -> bool:
    return element.get(LOEXT + "showing-place-holder") == "true"


def _rows(table: etree._Element, place: _Place) -> Iterator[tuple[Cell, ...]]:
    for child in table:
        if place.budget.left < 0:
            return
        name = local(child)
        if name == "table-row":
            row = tuple(cell for c in child for cell in _cell(c, replace(place, list="", level=-1)))
            if any(row):
                times = integer(child.get(TABLE + "number-rows-repeated"), 1)
                yield from [row] * min(times, MOST_ROWS)
        elif name.startswith("table-") and name != "table-column":
            yield from _rows(child, place)


def _cell(cell: etree._Element, place: _Place) -> tuple[Cell, ...]:
    if local(cell) == "covered-table-cell":
        return ((),) * min(integer(cell.get(TABLE + "number-columns-repeated"), 1), 30)
    if local(cell) != "table-cell":
        return ()
    return (tuple(_blocks(cell, place)),) * min(integer(cell.get(TABLE + "number-columns-repeated"), 1), 30)
