"""`budstikke read`: what the parsers understood of files, one JSON object a line; and the same for a mail we keep.

Files are read in the same child process as mail, under the same limits (promise 14), by mailer/console/apart.py.
While the child starts, the parsers' names are loaded here too, so that one mail is answered in half the time.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from config.settings import Limits
from mailer.console import show
from mailer.console.advice import MISUSE, OK, advice_for
from mailer.wire.reader import Reader
from parsers.facts import Reading, Unknown

_LENGTH = struct.Struct(">I")
_APART = "mailer.console.apart"


def read_files(files: Sequence[Path], limits: Limits | None = None) -> int:
    """Print what each file says (design: the read contract). 2 if a file could not be opened, else 0."""
    code = OK
    with ThreadPoolExecutor(1) as beside, Reader(limits, function=f"{_APART}.read_named") as reader:
        writer = beside.submit(import_module, "parsers.reading")
        for file in show.progress(files, "Reading"):
            try:
                content = file.read_bytes()
            except (OSError, ValueError) as error:
                _tell(file, error)
                code = MISUSE
            else:
                reading = reader.read([_named(file.name, content)])[0]
                typer.echo(_line(writer.result().as_json(str(file), reading)))
    return code


def _tell(file: Path, error: Exception) -> None:
    advice = advice_for(error)
    show.complain(advice.what if advice else f"{file}: {error}", advice.do if advice else "")


def _line(found: dict[str, Any]) -> bytes:
    """One JSON object in UTF-8; escaped where a name or text holds what UTF-8 can't."""
    try:
        return json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(found).encode()


def _named(name: str, content: bytes) -> bytes:
    encoded = name.encode("utf-8", "surrogateescape")
    return _LENGTH.pack(len(encoded)) + encoded + content


def shown(raw: bytes, limits: Limits) -> tuple[Reading, str]:
    """What was read of a mail, and its visible text, both by the child; no text where the child was stopped."""
    with Reader(limits, function=f"{_APART}.read_shown") as reader:
        reading = reader.read([raw])[0]
    text = reading.facts[-1]
    if len(reading.facts) < 2 or not isinstance(text, Unknown):
        return reading, ""
    return replace(reading, facts=reading.facts[:-1]), text.text
