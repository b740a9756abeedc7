"""The entrance for documents: any bytes under any name become blocks, or a plain Norwegian reason why not."""

from __future__ import annotations

from collections.abc import Callable

from parsers import doc, docx, html, odt, pdf, plain, rtf
from parsers.blocks import Document, Unopened

LARGEST = 40_000_000

Reader = Callable[[bytes], Document]


def _html(content: bytes) -> Document:
    return html.read(plain.decoded(content))


def _plain(content: bytes) -> Document:
    return plain.read(plain.decoded(content))


READERS: dict[str, Reader] = {
    "docx": docx.read,
    "docm": docx.read,
    "dotx": docx.read,
    "odt": odt.read,
    "ott": odt.read,
    "pdf": pdf.read,
    "rtf": rtf.read,
    "doc": doc.read,
    "html": _html,
    "htm": _html,
    "txt": _plain,
    "md": _plain,
    "csv": _plain,
    "tsv": _plain,
}

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
)


def read_document_blocks(name: str, content: bytes) -> Document:
    """The document's blocks in reading order. Never raises; `reason` is set when it can't be read."""
    if not content.strip(b"\0 \r\n\t"):
        return Document(reason="filen er tom")
    if len(content) > LARGEST:
        return Document(reason="filen er for stor")
    reader = READERS.get(kind_of(name, content))
    if reader is None:
        return Document(reason="denne filtypen kan ikke leses")
    try:
        return reader(content)
    except Unopened as why:
        return Document(reason=str(why))
    except Exception:  # zipfile, lxml, olefile and struct raise what they like on broken files
        return Document(reason="filen er skadet eller ikke det den gir seg ut for")


def readable(name: str) -> bool:
    """Whether a file of this name is of a kind this room can read."""
    return _ending(name) in READERS


def kind_of(name: str, content: bytes) -> str:
    """The format by its first bytes, then by its name; «docx» or «odt» for zips by what they hold."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    for mark, kind in SIGNATURES:
        if start.startswith(mark):
            return kind
    if content.startswith(b"PK"):
        return _packed(name, content)
    if start[:300].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    return _ending(name)


def _packed(name: str, content: bytes) -> str:
    ending = _ending(name)
    if ending in ("docx", "docm", "dotx", "odt", "ott"):
        return "odt" if b"opendocument.text" in content[:200] else ending
    return "odt" if b"opendocument.text" in content[:200] else "docx" if b"word/" in content else ending


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower().strip() if "." in name else ""
