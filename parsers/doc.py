"""Word 97–2003 ([MS-DOC]): the text by its piece table, with tables, headings and list numbers; deleted and hidden
text, field codes and tables of contents are left out. A file whose tables are broken gives its longest stretches."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.blocks import Block, Document, Heading, Paragraph, Table, Unopened, tidy
from parsers.doc_lists import doc_numbering
from parsers.doc_properties import Look, Setting, Settings, settings
from parsers.doc_text import Binder, Span, binder
from parsers.docx import PAGE_MARK
from parsers.gathering import Gathering
from parsers.numbering import Numbering

LARGEST = 20_000_000
LOCKED = "filen er beskyttet med passord"
NO_TEXT = "det gamle Word-formatet (.doc) kan ikke leses; lagre som .docx eller PDF"
ENDS = re.compile("[\r\x07\x0c]")
SIGNS = {0x1E: "-", 0x1F: None, 0x0B: "\n", 0x0E: "\n"} | dict.fromkeys((1, 2, 3, 4, 5, 6, 8))
CONTENTS = re.compile(r"\s*TOC\b")
CHECK_BOX = re.compile(r"\s*FORMCHECKBOX\b")
RUN_UTF16 = re.compile(rb"(?:[\x09\x0d\x20-\x7e\xa0-\xff]\x00|[\x07\x0b\x0d]\x00|[\x13-\x1e]\x20){30,}")
RUN_BYTES = re.compile(rb"[\x07\x09\x0b\x0d\x20-\x7e\xa1-\xff]{60,}")
LETTERS = re.compile(r"[a-zæøå]{3}", re.I)


@dataclass(kw_only=True)
class _Walk:
    """The paragraph that is being told, the fields open in it, and what is gathered."""

    look: Settings
    numbering: Numbering
    gathered: Gathering = field(default_factory=Gathering)
    words: list[tuple[str, bool | None]] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)

    def say(self, text: str, bold: bool | None) -> None:
        """Text as it stands between marks; a field's code is heard, not shown."""
        for piece in re.split("([\x13\x14\x15])", text):
            if piece == "\x13":
                self.fields.append(_Field())
            elif piece == "\x14" and self.fields:
                self.fields[-1].shown = CONTENTS.match(self.fields[-1].code) is None
            elif piece == "\x15" and self.fields:
                self.fields.pop()
            elif self.fields and not all(one.shown for one in self.fields):
                self.fields[-1].code += piece[:200]
            elif piece:
                self.words.append((piece, bold))

    def end(self, mark: str, at: Setting) -> None:
        """A paragraph, cell or row ends, as `at` says."""
        if at.row_end:
            self.gathered.end_row(at.depth, at.edges)
        else:
            self.gathered.put(self._block(at), at.depth)
        if not at.row_end and at.depth and (mark == "\x07" or at.cell_end):
            self.gathered.end_cell(at.depth)
        self.words = []

    def _block(self, at: Setting) -> Block | None:
        told = [at.bold if bold is None else bold for words, bold in self.words if words.strip()]
        text = tidy("".join(words for words, _ in self.words).translate(SIGNS))
        label = self.numbering.label(str(at.list), at.list_level) if at.list else ""
        if not text or at.contents:
            return None
        level = at.level or (9 if told and all(told) and len(text) < 100 else 0)
        return Heading(text=label + text, level=level) if level else Paragraph(text=label + text)


@dataclass
class _Field:
    """A field (0x13 code 0x14 result 0x15): its code so far, and whether its result shows."""

    code: str = ""
    shown: bool = False


def read(content: bytes) -> Document:
    """Page headers, body and footers as blocks. Raises Unopened when locked or without text."""
    if len(content) > LARGEST:
        raise Unopened("filen er for stor")
    try:
        blocks = _by_pieces(content)
    except Unopened:
        raise
    except Exception:  # every offset in a broken file may point anywhere
        blocks = ()
    return Document(blocks=blocks or _stretches(content))


def _by_pieces(content: bytes) -> tuple[Block, ...]:
    import olefile  # only old Word files need it

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        if ole.exists("EncryptedPackage"):
            raise Unopened(LOCKED)
        book = binder(ole)
    if book.locked:
        raise Unopened(LOCKED)
    look, numbering = settings(book), doc_numbering(book)
    edges = [
        tuple(dict.fromkeys(b for span in spans for b in _told(book, span, look, numbering) if not _page_mark(b)))
        for spans in (book.headers, book.footers)
    ]
    body, boxes = _told(book, book.body, look, numbering), _told(book, book.boxes, look, numbering)
    return (*edges[0], *_with_boxes(body, boxes), *edges[1])


def _page_mark(block: Block) -> bool:
    return not isinstance(block, Table) and PAGE_MARK.fullmatch(block.text) is not None


def _with_boxes(body: Sequence[Block], boxes: Sequence[Block]) -> tuple[Block, ...]:
    """Text boxes stand behind the first paragraph: they frame the title or the facts of the meeting."""
    return (*body[:1], *boxes, *body[1:])


def _told(book: Binder, span: Span, look: Settings, numbering: Numbering) -> tuple[Block, ...]:
    walk = _Walk(look=look, numbering=numbering)
    for text, place, step in book.pieces(span):
        for run, at, one in look.runs(text, place, step):
            _hear(walk, run, at, step, one)
    walk.end("\r", Setting())
    return walk.gathered.blocks()


def _hear(walk: _Walk, run: str, place: int, step: int, one: Look) -> None:
    """One run of like letters, `place` its first byte in the file and `step` the bytes a letter."""
    begun = 0
    for end in ENDS.finditer(run):
        if not one.hidden:
            walk.say(one.symbol or run[begun : end.start()], one.bold)
        walk.end(end[0], walk.look.at(place + end.start() * step))
        begun = end.end()
    if not one.hidden:
        rest = run[begun:]
        walk.say(one.symbol if one.symbol and rest else rest, one.bold)


def _stretches(content: bytes) -> tuple[Block, ...]:
    """The longest stretches of text in the file, cell ends as tabs. Raises Unopened when there is none."""
    runs = [m[0].decode("utf-16-le", "replace") for m in RUN_UTF16.finditer(content)]
    if sum(map(len, runs)) < 80:
        runs = [m[0].decode("cp1252", "replace") for m in RUN_BYTES.finditer(content)]
    spoken = [run for run in runs if len(LETTERS.findall(run)) > len(run) / 12 and " " in run]
    if not spoken:
        raise Unopened(NO_TEXT)
    text = re.sub("[\x13][^\x13-\x15]*[\x14]?", "", "\n".join(spoken)).replace("\x07\x07", "\n")
    return tuple(_lines(text.replace("\x07", "\t").replace("\r", "\n")))


def _lines(text: str) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for line in [*map(tidy, text.split("\n")), ""]:
        if "\t" in line:
            rows.append(tuple(cell.strip() for cell in line.split("\t")))
            continue
        if rows:
            yield Table(rows=tuple(rows))
            rows = []
        if line:
            yield Paragraph(text=line)
