"""What `budstikke init` writes: a configuration to begin with, a plan, lists of members and a word in Norwegian."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_ROOM = Path(__file__).parent / "starter"


def starter_files() -> Mapping[str, str]:
    """File name to text (UTF-8; lists of members begin with a BOM, so that Excel reads them right)."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(_ROOM.iterdir()) if file.is_file()}
