"""The HTML that Outlook wraps in rich text ([MS-OXRTFEX]): tags stand in \\htmltag groups, words between."""

from __future__ import annotations

import codecs
import re
from html import escape

TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)
MOST_TOKENS = 150_000
SIGNS = {"par": "\n", "line": "\n", "tab": "\t", "lquote": "‘", "rquote": "’", "bullet": "•"} | {
    "ldblquote": "“",
    "rdblquote": "”",
    "endash": "–",
    "emdash": "—",
}
SILENT = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "info", "pntext", "listtable", "mhtmltag", "pict", "generator"]
)


def unwrapped(text: str) -> str:
    """The HTML as it was before it was wrapped; `text` is the file's bytes, one a letter."""
    page = re.search(r"\\ansicpg(\d{1,5})", text[:400])
    encoding = _known(f"cp{page[1]}") if page else "cp1252"
    out: list[str] = []
    quiet, tag, starred, passed = False, False, False, 0
    outer: list[tuple[bool, bool]] = []
    for count, token in enumerate(TOKEN.finditer(text)):
        if count > MOST_TOKENS:
            break
        word, said = token["word"], ""
        if token["brace"] == "{":
            outer.append((quiet, tag))
        elif token["brace"]:
            quiet, tag = outer.pop() if outer else (quiet, tag)
        elif token["sign"] == "*":
            starred = True
            continue
        elif word == "htmlrtf":
            quiet = token["number"] != "0"
        elif word == "htmltag":
            tag = True
        elif word in SILENT or (starred and word):
            quiet = True
        elif word == "u" and not quiet:
            out.append(chr(int(token["number"] or 0) % 0x10000))
            passed = 1
        elif word:
            said = SIGNS.get(word, "")
        elif token["byte"]:
            said = bytes.fromhex(token["byte"]).decode(encoding, "replace")
        else:
            said = {"~": " ", "_": "-"}.get(token["sign"], token["sign"]) if token["sign"] else token["text"]
        starred = False
        if said and not quiet:
            said, passed = said[passed:], max(passed - len(said), 0)
            out.append(said if tag else escape(said, quote=False))
    return "".join(out)


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
