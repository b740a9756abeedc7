"""winmail.dat (TNEF, MS-OXTNEF §2.1): the message class, the properties and the attachments Outlook hid in it.

Read in one pass over the bytes: every attribute and property uses up the bytes it claims, and the first that claims
more than are left ends the reading with what was found. Checksums are not looked at: they stop no hostile file, and
honest ones have them wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from parsers import headers as head

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_ATTRIBUTES = 4_000
MAX_PROPERTIES = 4_000
MAX_ATTACHMENTS = 200
DEEPEST = 3

# Attributes, by the low word of their id (MS-OXTNEF §2.1.3).
MESSAGE_CLASS, SUBJECT, BODY, MESSAGE_PROPERTIES = 0x8008, 0x8004, 0x800C, 0x9003
RENDERING, TITLE, ATTACHED, ATTACHED_PROPERTIES, CODEPAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007

# Properties (MS-OXPROPS), and those with a number of their own within a named set.
Key = int | tuple[str, int]
CLASS, TEXT, HTML, FILE_NAME, LONG_NAME, MIME_TAG, DATA = 0x001A, 0x1000, 0x1013, 0x3704, 0x3707, 0x370E, 0x3701
ORIGINAL_ID, ANSWERED_ID = 0x1046, 0x1042
DISPOSITION = 0x0080
SENT_BY, SENT_BY_SMTP, SENT_FOR, SENT_FOR_SMTP = 0x0C1F, 0x5D01, 0x0065, 0x5D02
_MEETING = "90dad86e0b451b1098da00aa003f1305"
_APPOINTMENT = "0220060000000000c000000000000046"
GLOBAL_ID, CLEAN_GLOBAL_ID = (_MEETING, 0x0003), (_MEETING, 0x0023)
SEQUENCE, COUNTER = (_APPOINTMENT, 0x8201), (_APPOINTMENT, 0x8257)
PROPOSED_START, PROPOSED_END = (_APPOINTMENT, 0x8250), (_APPOINTMENT, 0x8251)

_STRING8, _UNICODE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_VARIABLE = frozenset({_STRING8, _UNICODE, _OBJECT, _BINARY})
_SIZES: Mapping[int, int] = {
    **dict.fromkeys((0x0002, 0x0003, 0x0004, 0x000A, 0x000B), 4),
    **dict.fromkeys((0x0005, 0x0006, 0x0007, 0x0014, 0x0040), 8),
    0x0048: 16,
}
_MULTIPLE = 0x1000
_EMBEDDED_ID = 16  # the interface identifier before an embedded message

# Names from before Exchange (MS-OXTNEF §2.1.3.3.5), as the classes they stand for today.
OLD_CLASSES: Mapping[str, str] = {
    "ipm.microsoft schedule.mtgrespp": "ipm.schedule.meeting.resp.pos",
    "ipm.microsoft schedule.mtgrespn": "ipm.schedule.meeting.resp.neg",
    "ipm.microsoft schedule.mtgrespa": "ipm.schedule.meeting.resp.tent",
    "ipm.microsoft schedule.mtgreq": "ipm.schedule.meeting.request",
    "ipm.microsoft schedule.mtgcncl": "ipm.schedule.meeting.canceled",
    "ipm.microsoft mail.note": "ipm.note",
    "ipm.microsoft mail.read receipt": "report.ipm.note.ipnrn",
    "ipm.microsoft mail.non-delivery": "report.ipm.note.ndr",
}


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One attached file; `name` and `content_type` only where they are given."""

    name: str | None
    content_type: str | None
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Tnef:
    """What the file held; `message_class` in lower case, today's names. Values are bytes as they stand."""

    message_class: str = ""
    codepage: str = "cp1252"
    properties: Mapping[Key, tuple[int, bytes]] = field(default_factory=dict)
    body: str = ""
    attachments: tuple[Attachment, ...] = ()

    def words(self, key: Key) -> str | None:
        """A text property; None where it is missing, blank or no text."""
        return _words(self.properties.get(key), self.codepage)

    def number(self, key: Key) -> int | None:
        """A whole number, a yes or no (1, 0), or a time in units of 100 ns since 1601."""
        kind, value = self.properties.get(key, (0, b""))
        return int.from_bytes(value, "little") if kind in _SIZES else None

    def raw(self, key: Key) -> bytes:
        """The bytes of a property; none where it is missing."""
        return self.properties.get(key, (0, b""))[1]


def is_tnef(content: bytes) -> bool:
    """Whether the bytes begin as TNEF, whatever the part calls itself."""
    return content.startswith(SIGNATURE)


def read(content: bytes, depth: int = 0) -> Tnef:
    """Whatever can be had from the bytes, an empty Tnef where they are none. Never raises, linear in their length."""
    if not is_tnef(content):
        return Tnef()
    found: dict[int, bytes] = {}
    files: list[dict[int, bytes]] = []
    for name, value in _attributes(content):
        if name == RENDERING:
            files.append({})
        where = files[-1] if files and name in (TITLE, ATTACHED, ATTACHED_PROPERTIES) else found
        where.setdefault(name, value)
    return _put_together(found, files[:MAX_ATTACHMENTS], depth)


def _put_together(found: dict[int, bytes], files: list[dict[int, bytes]], depth: int) -> Tnef:
    codepage = f"cp{int.from_bytes(found.get(CODEPAGE, b'')[:4], 'little') or 1252}"
    properties = dict(_properties(found.get(MESSAGE_PROPERTIES, b"")))
    given = _words(properties.get(CLASS), codepage) or _plain(found.get(MESSAGE_CLASS, b""), codepage)
    html = head.decode(properties[HTML][1], codepage) if HTML in properties else ""
    return Tnef(
        message_class=OLD_CLASSES.get(given.lower(), given.lower()),
        codepage=codepage,
        properties=properties,
        body=_words(properties.get(TEXT), codepage) or _plain(found.get(BODY, b""), codepage) or html,
        attachments=tuple(one for file in files for one in _attached(file, codepage, depth)),
    )


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Level, id, length, value and checksum, one after another, until the bytes end or make no sense."""
    at = 6
    for _ in range(MAX_ATTRIBUTES):
        if at + 9 > len(content) or content[at] not in (1, 2):
            return
        name, length = struct.unpack_from("<II", content, at + 1)
        value = content[at + 9 : at + 9 + length]
        yield name & 0xFFFF, value
        if len(value) < length:
            return
        at += 9 + length + 2


def _properties(table: bytes) -> Iterator[tuple[Key, tuple[int, bytes]]]:
    """The properties with their type, the first value of each (MS-OXTNEF §2.1.3.4)."""
    at = 4
    for _ in range(min(int.from_bytes(table[:4], "little"), MAX_PROPERTIES)):
        if at + 4 > len(table):
            return
        kind, number = struct.unpack_from("<HH", table, at)
        key, at = _named(table, at + 4) if number >= 0x8000 else (number, at + 4)
        value, at = _value(table, at, kind)
        if value is None:
            return
        yield key, (kind & ~_MULTIPLE, value)


def _named(table: bytes, at: int) -> tuple[Key, int]:
    """A property of a named set: by number, or by a name that is passed over."""
    owner, kind = table[at : at + 16].hex(), int.from_bytes(table[at + 16 : at + 20], "little")
    number = int.from_bytes(table[at + 20 : at + 24], "little")
    if kind == 0:
        return (owner, number), at + 24
    return (owner, -1), at + 24 + _padded(number)


def _value(table: bytes, at: int, kind: int) -> tuple[bytes | None, int]:
    """The first value at `at` and where the next property begins; None where the table is cut or the type unknown."""
    plain = kind & ~_MULTIPLE
    if plain in _VARIABLE:
        return _variable(table, at)
    size = _SIZES.get(plain)
    if size is None:
        return None, at
    if kind & _MULTIPLE:
        count = int.from_bytes(table[at : at + 4], "little")
        return table[at + 4 : at + 4 + size], at + 4 + count * size
    return (table[at : at + size] if at + size <= len(table) else None), at + size


def _variable(table: bytes, at: int) -> tuple[bytes | None, int]:
    first: bytes | None = None
    count, at = int.from_bytes(table[at : at + 4], "little"), at + 4
    for _ in range(count):
        if at + 4 > len(table):
            return None, at
        length = int.from_bytes(table[at : at + 4], "little")
        first = table[at + 4 : at + 4 + length] if first is None else first
        at += 4 + _padded(length)
    return first or b"", at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


def _words(found: tuple[int, bytes] | None, codepage: str) -> str | None:
    kind, value = found or (0, b"")
    if kind == _UNICODE:
        return head.decode(value, "utf-16-le").strip("\0 \r\n") or None
    return _plain(value, codepage) or None if kind in (_STRING8, _BINARY) else None


def _plain(value: bytes, codepage: str) -> str:
    return head.decode(value.partition(b"\0")[0], codepage).strip()


def _attached(file: dict[int, bytes], codepage: str, depth: int) -> Iterator[Attachment]:
    """The file; for a message within, its own attachments."""
    properties = dict(_properties(file.get(ATTACHED_PROPERTIES, b"")))
    told = (_words(properties.get(key), codepage) for key in (LONG_NAME, FILE_NAME))
    names = (*told, _plain(file.get(TITLE, b""), codepage))
    kind, data = properties.get(DATA, (0, b""))
    if kind == _OBJECT and is_tnef(data[_EMBEDDED_ID : _EMBEDDED_ID + 4]):
        yield from read(data[_EMBEDDED_ID:], depth + 1).attachments if depth < DEEPEST else ()
        return
    content = file.get(ATTACHED) or (data[_EMBEDDED_ID:] if kind == _OBJECT else data)
    if content:
        mime = _words(properties.get(MIME_TAG), codepage)
        yield Attachment(name=next((name for name in names if name), None), content_type=mime, content=content)
