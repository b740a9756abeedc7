"""Passwords and secrets: from the environment or from a file only its owner can read, never from budstikke.toml."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from config.errors import Fault, KeyPath

Secret = tuple[str | None, tuple[Fault, ...]]


def secret(at: KeyPath, word: str, variable: str | None, file: Path | None, environ: Mapping[str, str]) -> Secret:
    """The secret one pair of keys (`word`_env, `word`_file) points to; `file` is absolute. None, None if neither."""
    if variable and file:
        return None, (Fault(at=(*at, f"{word}_file"), expected=f"give {word}_env or {word}_file, not both"),)
    if variable:
        found = environ.get(variable) or None
        return found, () if found else (Fault(at=(*at, f"{word}_env"), expected=f"{variable} is not set"),)
    return _from_file((*at, f"{word}_file"), file) if file else (None, ())


def _from_file(at: KeyPath, file: Path) -> Secret:
    try:
        mode = file.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH):
            return None, (Fault(at=at, expected=f"everyone on this machine can read or change it: chmod 600 {file}"),)
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        return None, (Fault(at=at, expected=f"can't be read: {getattr(error, 'strerror', None) or error}"),)
    return (found, ()) if found else (None, (Fault(at=at, expected="the file is empty"),))
