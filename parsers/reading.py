"""read(bytes) → Reading: the one entrance of the parsers and the one table of recognisers, asked in this order.

Nothing raises: mail over a limit, and mail a recogniser chokes on, becomes an Unreadable fact with its reason.
`as_json` writes a Reading in the form of the `budstikke read` contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from parsers import own_letters
from parsers.facts import Headers, Reading, Unknown, Unreadable
from parsers.mime import OpenMail, Recognised, open_mail

Recogniser = Callable[[OpenMail], Recognised | None]

RECOGNISERS: tuple[Recogniser, ...] = (own_letters.recognise,)

FAILED = "Leseren stanset på dette brevet ({}). Et menneske må lese det."


def read(raw: bytes) -> Reading:
    """What a raw mail said. The facts are never empty; doubts tell what was not guessed. Pure, and never raises."""
    mail = open_mail(raw)
    return Reading(headers=mail.headers, **_parts(_recognised(mail)))


def _parts(found: Recognised) -> dict[str, Any]:
    return {"facts": found.facts, "doubts": found.doubts}


def _recognised(mail: OpenMail) -> Recognised:
    if mail.defect:
        return _unreadable(mail.defect)
    if not mail.raw_headers and not mail.text:
        return _unreadable("Filen er tom, eller er ikke et brev.")
    try:
        found = next((found for ask in RECOGNISERS if (found := ask(mail))), None)
    except Exception as problem:  # a bug of ours must not stop the mails behind this one
        return _unreadable(FAILED.format(type(problem).__name__))
    return found if found and found.facts else Recognised(facts=(Unknown(text=mail.text),))


def _unreadable(reason: str) -> Recognised:
    return Recognised(facts=(Unreadable(reason=reason),))


def as_json(file: str, reading: Reading) -> dict[str, Any]:
    """The reading as the read contract's object: dates ISO 8601, clock times HH:MM, instants UTC with a «Z»."""
    sender = reading.headers.sender
    return {
        "file": file,
        "message_id": reading.headers.message_id,
        "from": {"name": sender.name, "email": sender.email} if sender else None,
        "kind": reading.facts[0].kind,
        "facts": [{"kind": fact.kind, **_plain(fact)} for fact in reading.facts],
        "doubts": [_plain(doubt) for doubt in reading.doubts],
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name.rstrip("_"): _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    write = _WRITERS.get(type(value))
    return write(value) if write else value


_WRITERS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        dt.date: dt.date.isoformat,
        dt.time: lambda time: time.strftime("%H:%M"),
        dt.datetime: lambda instant: instant.isoformat().replace("+00:00", "Z"),
    }
)
