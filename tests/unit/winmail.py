"""A small writer of winmail.dat (MS-OXTNEF §2.1) for the tests and the case folders."""

import struct
from collections.abc import Mapping, Sequence

from parsers import tnef

Value = tuple[int, bytes]
Properties = Mapping[int | tuple[str, int], Value]


def words(text: str) -> Value:
    return 0x001F, text.encode("utf-16-le") + b"\0\0"


def number(value: int) -> Value:
    return 0x0003, struct.pack("<I", value)


def yes() -> Value:
    return 0x000B, struct.pack("<I", 1)


def instant(ticks: int) -> Value:
    return 0x0040, struct.pack("<Q", ticks)


def raw(content: bytes) -> Value:
    return 0x0102, content


def global_id(uid: str) -> Value:
    """A meeting's global object id around a foreign UID (MS-OXOCAL §2.2.1.27)."""
    data = b"vCal-Uid\x01\x00\x00\x00" + uid.encode() + b"\0"
    head = bytes.fromhex("040000008200e00074c5b7101a82e008") + bytes(4 + 8 + 8)
    return raw(head + struct.pack("<I", len(data)) + data)


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def table(properties: Properties) -> bytes:
    return struct.pack("<I", len(properties)) + b"".join(_property(*one) for one in properties.items())


def _property(key: int | tuple[str, int], value: Value) -> bytes:
    kind, content = value
    if isinstance(key, tuple):
        name = struct.pack("<HH", kind, 0x8000 | key[1]) + bytes.fromhex(key[0]) + struct.pack("<II", 0, key[1])
    else:
        name = struct.pack("<HH", kind, key)
    if kind in (0x001E, 0x001F, 0x0102, 0x000D):
        return name + struct.pack("<II", 1, len(content)) + content + bytes(-len(content) % 4)
    return name + content


def winmail(
    message_class: str,
    properties: Properties | None = None,
    files: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """The file: its class, its properties, its attachments with long names in UTF-16."""
    parts = [
        tnef.SIGNATURE + b"\x01\x00",
        attribute(1, 0x00089006, struct.pack("<I", 0x10000)),
        attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
        attribute(1, 0x00078008, message_class.encode() + b"\0"),
        attribute(1, 0x00069003, table(properties or {})),
    ]
    for name, content in files:
        parts += [
            attribute(2, 0x00069002, bytes(14)),
            attribute(2, 0x0006800F, content),
            attribute(2, 0x00069005, table({tnef.LONG_NAME: words(name)})),
        ]
    return b"".join(parts)
