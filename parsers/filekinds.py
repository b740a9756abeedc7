"""What kind of file this is, by its name and its first bytes: raw mail, a calendar, or a bare document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal

Kind = Literal["mail", "calendar", "document"]

DOCUMENTS = re.compile(r"\.(?:doc[xm]?|dot[xm]?|od[ts]|ott|fodt|pdf|rtf|html?|mht(?:ml)?|md|[ct]sv|xlsx|zip)")
BY_NAME: Mapping[str, Kind] = MappingProxyType(
    {".eml": "mail", ".mbox": "mail", ".ics": "calendar", ".vcs": "calendar"}
)
BY_FIRST_BYTES: tuple[tuple[bytes, Kind], ...] = (
    (b"BEGIN:VCALENDAR", "calendar"),
    (b"%PDF", "document"),
    (b"PK\x03\x04", "document"),
    (b"{\\RTF", "document"),
    (b"\xd0\xcf\x11\xe0", "document"),
    (b"<!DOCTYPE HTML", "document"),
    (b"<HTML", "document"),
)
_MARKS = b"\xef\xbb\xbf\xff\xfe \r\n\t"
_FIELDS = re.compile(rb"(?:From [^\n]*\n)?(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n){0,50}){2}")
_OF_MAIL = re.compile(rb"^(?:Return-Path|Received|Message-ID|MIME-Version|From|Delivered-To):", re.I | re.M)


def kind_of(name: str, content: bytes) -> Kind:
    """The kind by name; else by the first bytes; else mail when it begins with a mail's fields; else a document."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if known := BY_NAME.get(suffix) or ("document" if DOCUMENTS.fullmatch(suffix) else None):
        return known
    start = content[:100].lstrip(_MARKS).replace(b"\0", b"").upper()
    seen = next((kind for mark, kind in BY_FIRST_BYTES if start.startswith(mark)), None)
    return seen or ("mail" if _begins_as_mail(content[:20_000]) else "document")


def _begins_as_mail(start: bytes) -> bool:
    start = start.lstrip(b"\r\n")
    return bool(_FIELDS.match(start) and _OF_MAIL.search(start.partition(b"\n\n")[0][:8_000]))
