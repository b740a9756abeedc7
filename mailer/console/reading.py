"""`budstikke read`: what the parsers understood of files, one JSON object a line; and the same for a mail we keep.

Files are read in the same child process as mail, under the same limits (promise 14); a file's name goes to the child
before its bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from config.settings import Limits
from mailer.console import show
from mailer.console.advice import MISUSE, OK, advice_for
from mailer.wire.reader import Reader
from parsers.facts import Reading, Unknown
from parsers.mime import open_mail
from parsers.reading import as_json, read, read_file

_LENGTH = struct.Struct(">I")
_HERE = "mailer.console.reading"


def read_files(files: Sequence[Path], limits: Limits | None = None) -> int:
    """Print what each file says (design: the read contract). 2 if a file could not be opened, else 0."""
    code = OK
    with Reader(limits, function=f"{_HERE}.read_named") as reader:
        for file in show.progress(files, "Reading"):
            try:
                content = file.read_bytes()
            except (OSError, ValueError) as error:
                _tell(file, error)
                code = MISUSE
            else:
                typer.echo(_line(str(file), reader.read([_named(file.name, content)])[0]))
    return code


def _tell(file: Path, error: Exception) -> None:
    advice = advice_for(error)
    show.complain(advice.what if advice else f"{file}: {error}", advice.do if advice else "")


def _line(file: str, reading: Reading) -> bytes:
    """One JSON object in UTF-8; escaped where a name or text holds what UTF-8 can't."""
    found = as_json(file, reading)
    try:
        return json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(found).encode()


def _named(name: str, content: bytes) -> bytes:
    encoded = name.encode("utf-8", "surrogateescape")
    return _LENGTH.pack(len(encoded)) + encoded + content


# -- in the child


def read_named(packed: bytes) -> Reading:
    """The reading of a file packed by `_named`."""
    begins = _LENGTH.size + _LENGTH.unpack_from(packed)[0]
    return read_file(packed[_LENGTH.size : begins].decode("utf-8", "surrogateescape"), packed[begins:])


def read_shown(raw: bytes) -> Reading:
    """The reading of a mail, with its visible text as one fact more at the end."""
    reading = read(raw)
    return replace(reading, facts=(*reading.facts, Unknown(text=open_mail(raw).text)))


def shown(raw: bytes, limits: Limits) -> tuple[Reading, str]:
    """What was read of a mail, and its visible text, both by the child; no text where the child was stopped."""
    with Reader(limits, function=f"{_HERE}.read_shown") as reader:
        reading = reader.read([raw])[0]
    text = reading.facts[-1]
    if len(reading.facts) < 2 or not isinstance(text, Unknown):
        return reading, ""
    return replace(reading, facts=reading.facts[:-1]), text.text
