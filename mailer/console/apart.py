"""What the reading child does for the commands: a named file, or a mail with its visible text (promise 14).

It imports the parsers and nothing else, since it starts anew for each command.
"""

from __future__ import annotations

import struct
from dataclasses import replace

from parsers.facts import Reading, Unknown
from parsers.mime import open_mail
from parsers.reading import read, read_file

_LENGTH = struct.Struct(">I")


def read_named(packed: bytes) -> Reading:
    """The reading of a file: the length of its name, the name, and its bytes."""
    begins = _LENGTH.size + _LENGTH.unpack_from(packed)[0]
    return read_file(packed[_LENGTH.size : begins].decode("utf-8", "surrogateescape"), packed[begins:])


def read_shown(raw: bytes) -> Reading:
    """The reading of a mail, with its visible text as one fact more at the end."""
    reading = read(raw)
    return replace(reading, facts=(*reading.facts, Unknown(text=open_mail(raw).text)))
