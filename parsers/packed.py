"""XML inside a zip, opened with limits: a small file must not unpack into a large one, nor into a deep tree."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from lxml import etree

from parsers.blocks import Unopened

ENTRIES = 4_000
UNPACKED = 40_000_000
PAPER = 8_000_000
"""The XML of the longest paper anyone reads: two hundred pages are some five million bytes."""
RATIO = 300


def parts(content: bytes, wanted: Callable[[str], bool], most: int = UNPACKED) -> dict[str, bytes]:
    """The wanted members by name. Raises Unopened for encrypted, broken or swelling archives."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > ENTRIES:
            raise Unopened("filen har for mange deler")
        chosen = [m for m in members if wanted(m.filename)]
        if any(m.flag_bits & 1 for m in chosen):
            raise Unopened("filen er beskyttet med passord")
        if sum(m.file_size for m in chosen) > most:
            raise Unopened("filen er for stor når den pakkes ut")
        return {m.filename: _bounded(archive, m) for m in chosen}


def members(content: bytes) -> tuple[str, ...]:
    """The names of an archive's members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return tuple(archive.namelist()[: ENTRIES + 1])


def unpacked(content: bytes) -> int:
    """The bytes an archive says its members unpack to."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(member.file_size for member in archive.infolist())


def _bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    limit = min(UNPACKED, max(2_000_000, member.compress_size * RATIO))
    with archive.open(member) as stream:
        text = stream.read(limit + 1)
    if len(text) > limit:
        raise Unopened("filen er for stor når den pakkes ut")
    return text


def tree(xml: bytes) -> etree._Element:
    """The root element; entities, networks and very deep trees are refused. Raises Unopened when it isn't XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(xml, parser)
    if root is None:
        raise Unopened("filen er skadet")
    return root


def local(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
