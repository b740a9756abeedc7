"""Rich text format and the old Word format, as far as their words go."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from parsers.blocks import Block, Document, Paragraph, Table, Unopened, tidy

LARGEST = 8_000_000
RUN_UTF16 = re.compile(rb"(?:[\x09\x0d\x20-\x7e\xa0-\xff]\x00|[\x07\x0b\x0d]\x00|[\x13-\x1e]\x20){30,}")
RUN_BYTES = re.compile(rb"[\x07\x09\x0b\x0d\x20-\x7e\xa1-\xff]{60,}")
LETTERS = re.compile(r"[a-zæøå]{3}", re.I)


def read(content: bytes) -> Document:
    """The words of an RTF file; its table rows come out as lines with «|» between the cells."""
    text = rtf_to_text(content[:LARGEST].decode("cp1252", "replace"), errors="ignore")  # type: ignore[no-untyped-call]
    lines = [tidy(line) for line in text.replace("\r", "").split("\n")]
    return Document(blocks=_with_tables([line for line in lines if line]))


def _with_tables(lines: list[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if line.count("|") >= 1 and not line.strip("|"):
            continue
        if "|" in line:
            rows.append(tuple(cell.strip() for cell in line.rstrip("|").split("|")))
            continue
        if rows:
            blocks.append(Table(rows=tuple(rows)))
            rows = []
        if line:
            blocks.append(Paragraph(text=line))
    return tuple(blocks)


def read_doc(content: bytes) -> Document:
    """Best effort for Word 97–2003 ([MS-DOC]): the longest stretches of text in the file, cell ends as tabs.

    Raises Unopened when there is no text to be found.
    """
    runs = [m[0].decode("utf-16-le", "replace") for m in RUN_UTF16.finditer(content)]
    if sum(map(len, runs)) < 80:
        runs = [m[0].decode("cp1252", "replace") for m in RUN_BYTES.finditer(content)]
    spoken = [run for run in runs if len(LETTERS.findall(run)) > len(run) / 12 and " " in run]
    if not spoken:
        raise Unopened("det gamle Word-formatet (.doc) kan ikke leses; lagre som .docx eller PDF")
    text = "\n".join(spoken).replace("\x07\x07", "\n").replace("\x07", "\t").replace("\r", "\n").replace("\x0b", "\n")
    return Document(blocks=_doc_blocks([tidy(line) for line in text.split("\n")]))


def _doc_blocks(lines: list[str]) -> tuple[Block, ...]:
    return _with_tables([re.sub(r"[\x00-\x08\x0e-\x1f]", "", line).replace("\t", "|") for line in lines if line])
