"""read(bytes) → Reading: the one entrance of the parsers and the one table of recognisers, asked in this order.

Nothing raises: mail over a limit, and mail a recogniser chokes on, becomes an Unreadable fact with its reason.
`as_json` writes a Reading in the form of the `budstikke read` contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from parsers import autoreplies, bounces, calendars, human, own_letters, papers, receipts
from parsers.facts import Headers, Reading, Unknown, Unreadable
from parsers.filekinds import Kind, kind_of
from parsers.mime import OpenMail, Recognised, open_mail

Recogniser = Callable[[OpenMail], Recognised | None]

RECOGNISERS: tuple[Recogniser, ...] = (
    bounces.recognise,
    receipts.recognise,
    calendars.recognise,
    autoreplies.recognise,
    own_letters.recognise,
    papers.recognise,
    human.recognise,
)

FAILED = "Leseren stanset på dette brevet ({}). Et menneske må lese det."


def read(raw: bytes) -> Reading:
    """What a raw mail said. The facts are never empty; doubts tell what was not guessed. Pure, and never raises."""
    mail = open_mail(raw)
    found = _recognised(mail)
    return Reading(headers=mail.headers, facts=found.facts, doubts=found.doubts)


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


def read_file(name: str, content: bytes) -> Reading:
    """What a file said: raw mail, a calendar file, or a bare document, by its name and first bytes. Never raises."""
    reader = FILES.get(kind_of(name, content))
    if reader is None:
        return read(content)
    try:
        found = reader(name, content)
    except Exception as problem:  # the same promise as for mail
        found = _unreadable(FAILED.format(type(problem).__name__), name)
    return Reading(headers=Headers(), facts=found.facts, doubts=found.doubts)


def _calendar(name: str, content: bytes) -> Recognised:
    found = calendars.recognise_file(content)
    return found or _unreadable("Kalenderfilen inneholder ingen hendelse som kan leses.", name)


FILES: Mapping[Kind, Callable[[str, bytes], Recognised]] = MappingProxyType(
    {"calendar": _calendar, "document": papers.read_document}
)


def _unreadable(reason: str, attachment: str | None = None) -> Recognised:
    return Recognised(facts=(Unreadable(reason=reason, attachment=attachment),))


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
