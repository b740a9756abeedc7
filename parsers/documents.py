"""The entrance for documents: any bytes under any name become blocks, or a plain Norwegian reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from parsers import doc, docx, html, odt, pdf, plain, rtf, sheets
from parsers.blocks import Block, Document, Table, Unopened
from parsers.mime import open_mail
from parsers.packed import members, parts
from parsers.phrasebook import load

LARGEST = 40_000_000
DAMAGED = "filen er skadet eller ikke det den gir seg ut for"
UNKNOWN = "denne filtypen kan ikke leses"
SEVERAL = "zip-filen har ikke ett dokument som kan leses; send dokumentet for seg"

Reader = Callable[[bytes], Document]
PROMPTING: tuple[str, ...] = tuple(load("documents")["begin"])
PROMPT = re.compile("|".join(load("documents")["prompts"]), re.I)


def _html(content: bytes) -> Document:
    return html.read(plain.decoded(content, html.LONGEST))


def _plain(content: bytes) -> Document:
    return plain.read(plain.decoded(content))


def _web_archive(content: bytes) -> Document:
    """A page saved as one file (.mht), which is a mail without a receiver."""
    return html.read(open_mail(content).html or "")


def _zip(content: bytes) -> Document:
    """The one document in an archive."""
    names = [name for name in members(content) if _ending(name) in READERS and _ending(name) != "zip"]
    if len(names) != 1:
        raise Unopened(SEVERAL)
    (inner,) = parts(content, names[0].__eq__).values()
    return READERS[kind_of(names[0], inner)](inner) if kind_of(names[0], inner) != "zip" else Document(reason=SEVERAL)


READERS: dict[str, Reader] = {
    "docx": docx.read,
    "docm": docx.read,
    "dotx": docx.read,
    "dotm": docx.read,
    "odt": odt.read,
    "ott": odt.read,
    "ods": odt.read,
    "fodt": odt.read_flat,
    "pdf": pdf.read,
    "rtf": rtf.read,
    "doc": doc.read,
    "dot": doc.read,
    "xlsx": sheets.read,
    "html": _html,
    "htm": _html,
    "mht": _web_archive,
    "mhtml": _web_archive,
    "zip": _zip,
    "txt": _plain,
    "md": _plain,
    "csv": _plain,
    "tsv": _plain,
}

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%pdf", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<head", "html"),
    (b"<body", "html"),
    (b"mime-version:", "mht"),
)
PACKED: tuple[tuple[str, str], ...] = (("word/", "docx"), ("content.xml", "odt"), ("xl/", "xlsx"))
FLAT = b"urn:oasis:names:tc:opendocument:xmlns:office"


def read_document_blocks(name: str, content: bytes) -> Document:
    """The document's blocks in reading order. Never raises; `reason` is set when it can't be read."""
    if not content.strip(b"\0 \r\n\t"):
        return Document(reason="filen er tom")
    if len(content) > LARGEST:
        return Document(reason="filen er for stor")
    try:
        reader = READERS.get(kind_of(name, content))
        return _unprompted(reader(content)) if reader else Document(reason=UNKNOWN)
    except Unopened as why:
        return Document(reason=str(why))
    except Exception:  # zipfile, lxml, olefile and struct raise what they like on broken files
        return Document(reason=DAMAGED)


def readable(name: str) -> bool:
    """Whether a file of this name is of a kind this room can read."""
    return _ending(name) in READERS


def kind_of(name: str, content: bytes) -> str:
    """The format by its first bytes, then by its name; a zip by what it holds."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content.startswith(b"PK"):
        return _packed(name, content)
    if FLAT in start:
        return "fodt"
    return next((kind for mark, kind in SIGNATURES if start.startswith(mark)), _ending(name))


def _packed(name: str, content: bytes) -> str:
    held = [member.lower().replace("\\", "/") for member in members(content)]
    known = next((kind for mark, kind in PACKED if any(member.startswith(mark) for member in held)), None)
    return known or ("docx" if "_rels/.rels" in held else _ending(name))


def _unprompted(document: Document) -> Document:
    """The document without what a template's fields say before they are filled in."""
    return replace(document, blocks=tuple(filled for block in document.blocks if (filled := _filled(block))))


def _filled(block: Block) -> Block | None:
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(_own(cell) for cell in row) for row in block.rows))
    text = _own(block.text)
    return block if text == block.text else replace(block, text=text) if text else None


def _own(text: str) -> str:
    """The text without prompts; few texts hold a word of one, and a plain search is ten times faster than the rest."""
    lower = text.lower()
    return PROMPT.sub("", text).strip() if any(word in lower for word in PROMPTING) else text


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower().strip() if "." in name else ""
