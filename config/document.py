"""A TOML file opened: its tables, and the line each key stands on.

`tomllib` gives no lines. They are looked for only when there is something to report: each line that parses by itself
as a header or a key is one, and a key inside an inline table is told by the line of the table.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.errors import Fault, KeyPath, Problem, dotted

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_HEADER = re.compile(r"\s*(\[.*\])\s*(#.*)?")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A TOML file as it was read; `text` is empty where there was no file."""

    file: Path
    data: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


def open_document(file: Path) -> Document | Problem:
    """Read a TOML file, UTF-8 with or without BOM. A file that can't be read is a Problem, never an exception."""
    text = ""
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return Document(file=file, data=tomllib.loads(text), text=text)
    except UnicodeDecodeError as error:
        return Problem(file=file, key="", expected=f"must be saved as UTF-8 (byte {error.start} is not)")
    except tomllib.TOMLDecodeError as error:
        return _syntax(file, str(error), text)
    except (OSError, ValueError, RecursionError) as error:
        return Problem(file=file, key="", expected=f"can't be read: {getattr(error, 'strerror', None) or error}")


def is_file(path: Path) -> bool:
    """Whether there is a file there; a path no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def problems(document: Document, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Faults as problems with file and line, in the order of the file, each once."""
    unique = tuple(dict.fromkeys(faults))
    lines = _lines(document.text) if unique else {}
    found = (
        Problem(file=document.file, key=dotted(f.at), expected=f.expected, line=_nearest(lines, f.at)) for f in unique
    )
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _syntax(file: Path, message: str, text: str) -> Problem:
    found = _LINE.search(message)
    line = int(found[1]) if found else len(text.splitlines())
    return Problem(file=file, key="", expected=f"not valid TOML: {_LINE.sub('', message).strip()}", line=line)


def _nearest(lines: Mapping[KeyPath, int], at: KeyPath) -> int | None:
    return next((lines[at[:depth]] for depth in range(len(at), 0, -1) if at[:depth] in lines), None)


def _lines(text: str) -> dict[KeyPath, int]:
    found: dict[KeyPath, int] = {}
    table: KeyPath = ()
    seen: Counter[KeyPath] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        way = _way(header[1]) if header else _way(line.partition("=")[0] + " = 0")
        if header and way:
            array = way[-1] == 0
            way = (*way[:-1], seen[way]) if array else way
            seen.update([(*way[:-1], 0)] if array else [])
            table = way
        if way:
            found.setdefault(way if header else table + way, number)
    return found


def _way(line: str) -> KeyPath:
    try:
        step: Any = tomllib.loads(line)
    except (ValueError, RecursionError):
        return ()
    way: list[str | int] = []
    while isinstance(step, dict | list) and step:
        key = 0 if isinstance(step, list) else next(iter(step))
        way.append(key)
        step = step[key]
    return tuple(way)
