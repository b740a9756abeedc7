"""Phrases as small regular expressions, in which «<word>» stands for a list of the same table."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"<(\w+)>")
Listed = str | list[str]


def one_of(listed: Listed) -> str:
    """Any of the listed expressions; one that is written out already as it is."""
    return listed if isinstance(listed, str) else "|".join(listed)


class Templates:
    """The lists a table's phrases are made of. `raw` names what is put in without brackets."""

    def __init__(self, lists: Mapping[str, Listed], **raw: str) -> None:
        self._lists = {word: f"(?:{one_of(listed)})" for word, listed in lists.items()} | raw

    def phrase(self, listed: Listed) -> re.Pattern[str]:
        """Any of the phrases as whole words."""
        return re.compile(rf"(?<![\w@-])(?:{self.written_out(one_of(listed))})(?![\w@-])")

    def written_out(self, pattern: str) -> str:
        """The pattern with every list in its place."""
        while _WORD.search(pattern):
            pattern = _WORD.sub(lambda m: self._lists[m[1]], pattern)
        return pattern
