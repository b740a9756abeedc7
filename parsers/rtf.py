"""Rich text (RTF 1.9.1) as blocks: tables with their merged and nested cells, headings, the list numbers as printed,
page headers; deleted and hidden text, field codes and pictures are left out. Outlook's wrapped HTML is unwrapped."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from parsers import html
from parsers.blocks import Block, Document, Heading, Paragraph, Table, tidy
from parsers.docx import PAGE_MARK
from parsers.docx_styles import CONTENTS, TITLES
from parsers.gathering import Gathering
from parsers.numbering import printed
from parsers.rtf_html import TOKEN, unwrapped
from parsers.rtf_words import CHARSETS, EDGES, ENDS, HEARD, SIGNS, SILENT, SYMBOLS

LARGEST = 8_000_000
MOST_TOKENS = 150_000
WRAPPED = re.compile(rb"\\fromhtml1?\b")
SYMBOL = re.compile(r"\s*SYMBOL\s+(\d{1,5})")
TOC = re.compile(r"\s*TOC\b")


@dataclass(slots=True)
class _Group:
    """What holds inside a pair of braces and is forgotten at its end.

    `part` is the story or the list its words go to; `home` the last story; `unshown` the result of a hidden field.
    """

    part: str = "body"
    home: str = "body"
    starred: bool = False
    bold: bool = False
    hidden: bool = False
    unshown: bool = False
    font: int = 0
    skip: int = 1

    def inner(self) -> _Group:
        """A group inside this one."""
        return _Group(self.part, self.home, False, self.bold, self.hidden, self.unshown, self.font, self.skip)


@dataclass
class _Story:
    """The body, or a page header or footer: its paragraph so far and what is gathered."""

    gathered: Gathering = field(default_factory=Gathering)
    words: list[tuple[str, bool]] = field(default_factory=list)
    label: str = ""


@dataclass(slots=True)
class _Walk:
    """Where the reading is: open groups, paragraph and row properties, fonts and styles met so far."""

    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    stories: dict[str, _Story] = field(default_factory=lambda: {part: _Story() for part in ("top", "body", "foot")})
    encoding: str = "cp1252"
    fonts: dict[int, int] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    style: int = 0
    level: int = 0
    depth: int = 0
    edges: list[int] = field(default_factory=list)
    skipped: int = 0
    heard: str = ""
    ticked: int = 0

    @property
    def story(self) -> _Story:
        """The story the words belong to."""
        return self.stories[self.group.home]


def read(content: bytes) -> Document:
    """The blocks of an RTF file, or of the HTML it wraps."""
    text = content[:LARGEST].decode("latin-1")
    if WRAPPED.search(content[:4_000]):
        return html.read(unwrapped(text))
    walk = _Walk()
    for token in islice(TOKEN.finditer(text), MOST_TOKENS):
        _hear(walk, token)
    for part in walk.stories:
        walk.group = _Group(part=part, home=part)
        _end_paragraph(walk)
    told = {part: story.gathered.blocks() for part, story in walk.stories.items()}
    edges = {part: tuple(dict.fromkeys(b for b in told[part] if not _page_mark(b))) for part in ("top", "foot")}
    return Document(blocks=(*edges["top"], *told["body"], *edges["foot"]))


def _page_mark(block: Block) -> bool:
    return not isinstance(block, Table) and PAGE_MARK.fullmatch(block.text) is not None


def _hear(walk: _Walk, token: re.Match[str]) -> None:
    kind = token.lastgroup
    if kind in ("word", "number"):
        _word(walk, token["word"], int(token["number"]) if token["number"] else None)
    elif kind == "brace":
        _open(walk) if token["brace"] == "{" else _close(walk)
    elif kind == "byte":
        _say(walk, _decoded(walk, bytes.fromhex(token["byte"])))
    elif kind == "sign":
        _sign(walk, token["sign"])
    else:
        _say(walk, _decoded(walk, token["text"].encode("latin-1")) if not token["text"].isascii() else token["text"])


def _open(walk: _Walk) -> None:
    walk.outer.append(walk.group)
    walk.group, walk.skipped = walk.group.inner(), 0


def _close(walk: _Walk) -> None:
    if not walk.outer:
        return
    ended, walk.group, walk.skipped = walk.group, walk.outer.pop(), 0
    if ended.home != walk.group.home:
        walk.group, here = ended, walk.group
        _end_paragraph(walk)
        walk.group = here
    if ended.part in _AT_END and (ended.part != walk.group.part or ended.part == "styles"):
        _AT_END[ended.part](walk)


def _sign(walk: _Walk, sign: str) -> None:
    if sign == "*":
        walk.group.starred = True
    elif sign in ENDS:
        _end_paragraph(walk)
    elif sign in SIGNS or sign in "\\{}":
        _say(walk, SIGNS.get(sign, sign))


def _decoded(walk: _Walk, raw: bytes) -> str:
    charset = walk.fonts.get(walk.group.font)
    if charset == SYMBOLS:
        return "".join(chr(0xF000 + byte) if byte > 0x20 else chr(byte) for byte in raw)
    return raw.decode(CHARSETS.get(charset or 0, walk.encoding) if charset else walk.encoding, "replace")


def _say(walk: _Walk, text: str) -> None:
    """Text goes where its group sends it; letters that repeat a \\u for old programs are passed over."""
    if walk.skipped:
        passed = min(walk.skipped, len(text))
        walk.skipped -= passed
        text = text[passed:]
    group = walk.group
    if group.part in _LISTENING:
        walk.heard = (walk.heard + text)[:400]
    elif text and group.part in walk.stories and not (group.hidden or group.unshown):
        walk.story.words.append((text, group.bold))


def _word(walk: _Walk, word: str, number: int | None) -> None:
    group = walk.group
    if group.starred and word not in HEARD and group.part in walk.stories:
        group.part = "silent"
    group.starred = False
    allowed = _ALLOWED.get(group.part)
    if allowed is not None and word not in allowed:
        return
    if word in _WORDS:
        _WORDS[word](walk, number)
    elif word in SILENT:
        group.part = "silent"
    elif word in EDGES:
        group.part = group.home = EDGES[word]
    elif word in ENDS:
        _end_paragraph(walk)
    elif word in SIGNS:
        _say(walk, SIGNS[word])


def _end_paragraph(walk: _Walk, depth: int | None = None) -> None:
    story = walk.story
    text = tidy("".join(words for words, _ in story.words))
    told = [bold for words, bold in story.words if words.strip()]
    style = walk.styles.get(walk.style, "")
    level = walk.level or _level_of(style) or (9 if all(told) and len(text) < 100 else 0)
    shown = story.label + text if text and not CONTENTS.match(style) else ""
    block = Heading(text=shown, level=level) if level else Paragraph(text=shown)
    story.gathered.put(block if shown else None, walk.depth if depth is None else depth)
    story.words, story.label = [], ""


def _level_of(style: str) -> int:
    title = TITLES.match(style)
    return int(title[1] or 1) if title else 0


def _end_cell(walk: _Walk, depth: int) -> None:
    _end_paragraph(walk, depth)
    walk.story.gathered.end_cell(depth)


def _end_row(walk: _Walk, depth: int) -> None:
    walk.story.words = []
    walk.story.gathered.end_row(depth, tuple(walk.edges))


def _pard(walk: _Walk, _: int | None) -> None:
    walk.style = walk.level = walk.depth = 0


def _in_table(walk: _Walk, _: int | None) -> None:
    walk.depth = max(walk.depth, 1)


def _at_depth(walk: _Walk, number: int | None) -> None:
    walk.depth = min(max(number or 0, 0), 50)


def _row_begins(walk: _Walk, _: int | None) -> None:
    walk.edges = [0]


def _row_left(walk: _Walk, number: int | None) -> None:
    walk.edges = [number or 0]


def _edge(walk: _Walk, number: int | None) -> None:
    if len(walk.edges) < 100:
        walk.edges.append(number or 0)


def _letter(walk: _Walk, number: int | None) -> None:
    """A Unicode letter (\\u); pairs of surrogates are put together when the paragraph ends."""
    code = (number or 0) % 0x10000
    walk.skipped = 0
    _say(walk, chr(code) if not 0xD800 <= code < 0xE000 else "")
    walk.skipped = walk.group.skip


def _plain(walk: _Walk, _: int | None) -> None:
    walk.group.bold = walk.group.hidden = False
    walk.group.font = 0


def _bold(walk: _Walk, number: int | None) -> None:
    walk.group.bold = number != 0


def _hidden(walk: _Walk, number: int | None) -> None:
    walk.group.hidden = number != 0


def _font(walk: _Walk, number: int | None) -> None:
    walk.group.font = number or 0


def _charset(walk: _Walk, number: int | None) -> None:
    walk.fonts[walk.group.font] = number or 0


def _code_page(walk: _Walk, number: int | None) -> None:
    try:
        walk.encoding = codecs.lookup(f"cp{number}").name
    except LookupError:
        walk.encoding = "cp1252"


def _style(walk: _Walk, number: int | None) -> None:
    walk.style = number or 0


def _outline(walk: _Walk, number: int | None) -> None:
    walk.level = (number or 0) + 1 if (number or 0) < 9 else 0


def _skip(walk: _Walk, number: int | None) -> None:
    walk.group.skip = min(max(number or 0, 0), 10)


def _revive(walk: _Walk, _: int | None) -> None:
    """Words for a reader inside a group that has none: a text box, which stands behind what was said so far."""
    _end_paragraph(walk)
    walk.group.part = walk.group.home


def _listen(part: str) -> Callable[[_Walk, int | None], None]:
    def listen(walk: _Walk, _: int | None) -> None:
        walk.group.part, walk.heard = part, ""

    return listen


def _tick(walk: _Walk, number: int | None) -> None:
    """A form's check box: 25 says that it was never touched."""
    walk.ticked = number or 0 if number != 25 else walk.ticked


def _end_label(walk: _Walk) -> None:
    walk.story.label = printed(walk.heard)


def _end_code(walk: _Walk) -> None:
    """A field's code: a symbol or a ticked box is shown, a table of contents is not."""
    if symbol := SYMBOL.match(walk.heard):
        walk.story.words.append((chr(0xF000 + int(symbol[1]) % 256), walk.group.bold))
    elif walk.ticked == 1 and "FORMCHECKBOX" in walk.heard:
        walk.story.words.append(("x", walk.group.bold))
    walk.ticked = 0
    walk.group.unshown = walk.group.unshown or TOC.match(walk.heard) is not None


def _end_style(walk: _Walk) -> None:
    walk.styles[walk.style] = walk.heard.strip(" ;")
    walk.style, walk.heard = 0, ""


_LISTENING = frozenset({"label", "code", "styles"})
_AT_END: dict[str, Callable[[_Walk], None]] = {"label": _end_label, "code": _end_code, "styles": _end_style}
_ALLOWED = {
    "silent": frozenset({"shptxt", "dptxbxtext", "ud", "result"}),
    "fonts": frozenset({"f", "fcharset"}),
    "styles": frozenset({"s", "u", "uc"}),
    "code": frozenset({"u", "uc", "ffres", "ffdefres"}),
    "label": frozenset({"u", "uc", "f"}),
}
_WORDS: dict[str, Callable[[_Walk, int | None], None]] = {
    "pard": _pard,
    "intbl": _in_table,
    "itap": _at_depth,
    "trowd": _row_begins,
    "trleft": _row_left,
    "cellx": _edge,
    "cell": lambda walk, _: _end_cell(walk, 1),
    "row": lambda walk, _: _end_row(walk, 1),
    "nestcell": lambda walk, _: _end_cell(walk, max(walk.depth, 2)),
    "nestrow": lambda walk, _: _end_row(walk, max(walk.depth, 2)),
    "u": _letter,
    "uc": _skip,
    "plain": _plain,
    "b": _bold,
    "v": _hidden,
    "deleted": _hidden,
    "f": _font,
    "fcharset": _charset,
    "ansicpg": _code_page,
    "s": _style,
    "outlinelevel": _outline,
    "shptxt": _revive,
    "dptxbxtext": _revive,
    "ud": _revive,
    "result": _revive,
    "fonttbl": _listen("fonts"),
    "stylesheet": _listen("styles"),
    "listtext": _listen("label"),
    "pntext": _listen("label"),
    "fldinst": _listen("code"),
    "ffres": _tick,
    "ffdefres": _tick,
}
