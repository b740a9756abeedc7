"""Language as data: the phrase tables in phrases/*.toml, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_ROOM = Path(__file__).parent / "phrases"


@cache
def load(name: str) -> dict[str, Any]:
    """The table phrases/<name>.toml. The file is part of the program, so a broken one raises at import."""
    return tomllib.loads((_ROOM / f"{name}.toml").read_text("utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first; a blank stands for any white space."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(set(words), key=lambda w: (-len(w), w)))
