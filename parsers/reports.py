"""The machine-readable part of delivery reports and receipts (RFC 3464 §2.1, RFC 8098 §3.1): fields in groups."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers import headers as head
from parsers.headers import RawHeaders
from parsers.mime import OpenMail, Part, open_mail

MAX_REPORT = 500_000
MAX_GROUPS = 2_000

RETURNED = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "message/partial", "text/rfc822"}
)
_FIELD = re.compile(r"^[ >]{0,3}([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{40,}")
_ADDRESS = re.compile(r"[^\s<>;:,()\[\]\"']{1,256}@[^\s<>;:,()\[\]\"']{1,255}")
_MESSAGE_ID = re.compile(r"^[ \t>|]{0,6}Message-Id:\s{0,80}<([^<>\s]{1,998})>", re.I | re.M)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")


def groups(part: Part) -> tuple[RawHeaders, ...]:
    """The part's fields, a group per paragraph. Fields that stand among the part's own MIME headers come first."""
    text = _unpacked(part.text(MAX_REPORT))
    own = tuple((name, value) for name, value in part.headers if not name.lower().startswith(("content-", "mime-")))
    inside = (_fields(paragraph.split("\n")) for paragraph in re.split(r"\n[ \t]*\n", text)[:MAX_GROUPS])
    return tuple(group for group in (own, *inside) if group)


def _unpacked(text: str) -> str:
    if ":" in text or not _BASE64.fullmatch(text.strip()):
        return text
    return head.decode(head.from_base64(text.encode("ascii", "ignore")), None).replace("\r\n", "\n")


def _fields(lines: Iterable[str]) -> RawHeaders:
    found: list[list[str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and found:
            found[-1][1] += " " + line.strip()
        elif match := _FIELD.match(line[:4_000]):
            found.append([match[1], match[2].strip()])
    return tuple((name, value) for name, value in found)


def holds(part: Part, field: str) -> bool:
    """Whether a part that is not labelled as a report holds the field all the same."""
    wanted = f"\n{field.lower()}:"
    return wanted in "\n" + part.text(20_000).lower()


def recipient(value: str | None) -> str | None:
    """The address of a recipient field (RFC 3464 §2.3.1), its type taken away; None when there is none."""
    match = _ADDRESS.search((value or "")[:2_000].split(";", 1)[-1])
    return head.email(match[0].strip(".<>")) if match else None


def xtext(value: str | None) -> str | None:
    """An envelope id with its xtext (RFC 3461 §4) decoded, as ASCII."""
    return _XTEXT.sub(lambda code: chr(int(code[1], 16)), value).strip() or None if value else None


def returned(mail: OpenMail) -> OpenMail | None:
    """The mail that was sent back, whole or only its header; None when it did not come along."""
    if mail.forwarded:
        return mail.forwarded[0]
    part = next((part for part in mail.parts if part.content_type in RETURNED), None)
    return open_mail(part.content[:MAX_REPORT]) if part else None


def original_id(mail: OpenMail) -> str | None:
    """The Message-ID of the mail the report is about, from the mail sent back or from the words of the report."""
    back = returned(mail)
    if back and back.headers.message_id:
        return back.headers.message_id
    texts = (part.text(MAX_REPORT) for part in mail.parts if part.content_type.startswith(("text/", "message/")))
    return next((match[1] for text in texts if (match := _MESSAGE_ID.search(text))), None)
