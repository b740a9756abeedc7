"""One reader for every configuration file: a frozen dataclass says what its table holds, `read` fills it in.

It never raises and never stops at the first fault: a field that can't be read falls back on its default (None where
it has none), so that what is said elsewhere is still checked. The result may be used only if there were no faults.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from config.errors import Fault, KeyPath
from config.measures import Must

T = TypeVar("T")
Faults = tuple[Fault, ...]

_ADVICE: Mapping[str, str] = {
    "password": "a password must not stand in this file: use password_env or password_file",
    "client_secret": "a secret must not stand in this file: use client_secret_env or client_secret_file",
}


def read_table(kind: type[T], value: object, at: KeyPath = (), **given: object) -> tuple[T, Faults]:
    """A dataclass from a table, with its faults; `given` are fields the file does not say. Never raises."""
    table = value if isinstance(value, Mapping) else {}
    hints = {name: hint for name, hint in _hints(kind).items() if name not in given}
    parts = {name: read(hint, table[name], (*at, name)) for name, hint in hints.items() if name in table}
    missing = tuple(name for name in _required(kind) if name in hints and name not in table)
    faults = (
        *(() if value is table else (Fault(at=at, expected="must be a table"),)),
        *(_unknown(key, tuple(hints), at) for key in table if key not in hints),
        *(Fault(at=(*at, name), expected=f"is missing: {_words(hints[name])}") for name in missing if value is table),
        *(fault for _, found in parts.values() for fault in found),
    )
    said = {name: part for name, (part, _) in parts.items() if part is not None}
    blanks = {name: None for name in _required(kind) if name not in said}
    return kind(**{**blanks, **said, **given}), faults


def read(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    """A value of the hinted type, with its faults. Never raises."""
    if dataclasses.is_dataclass(hint):
        return read_table(hint, value, at)  # type: ignore[arg-type]
    return _READERS.get(get_origin(hint) or hint, _plain)(hint, value, at)


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """«; did you mean X?» where a known word is near, else the known words."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean «{near[0]}»?" if near else f"; known here: {', '.join(known) or 'none'}"


def _read_hints(kind: Any) -> Mapping[str, Any]:
    return MappingProxyType(get_type_hints(kind, include_extras=True))


def _read_required(kind: Any) -> tuple[str, ...]:
    none = dataclasses.MISSING
    return tuple(f.name for f in dataclasses.fields(kind) if f.default is none and f.default_factory is none)


_hints: Callable[[type], Mapping[str, Any]] = cache(_read_hints)
_required: Callable[[type], tuple[str, ...]] = cache(_read_required)


def _unknown(key: str, known: tuple[str, ...], at: KeyPath) -> Fault:
    advice = None if key in known else _ADVICE.get(key)
    return Fault(at=(*at, key), expected=advice or f"is not a key here{did_you_mean(key, known)}")


def _plain(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    found = _PLAIN[hint][1](value)
    return (None, _must(at, _PLAIN[hint][0], value)) if found is None else (found, ())


def _annotated(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    inner, must = get_args(hint)[:2]
    found, faults = read(inner, value, at)
    return (found, faults) if faults or must.test(found) else (None, _must(at, must.be, value))


def _literal(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    known = isinstance(value, str) and value in get_args(hint)
    return (value, ()) if known else (None, _must(at, _words(hint), value))


def _optional(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    return read(next(part for part in get_args(hint) if part is not NoneType), value, at)


def _list(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    if not isinstance(value, list | tuple):
        return (), _must(at, _words(hint), value)
    parts = tuple(read(get_args(hint)[0], part, (*at, place)) for place, part in enumerate(value))
    return tuple(part for part, _ in parts), tuple(fault for _, found in parts for fault in found)


def _mapping(hint: Any, value: object, at: KeyPath) -> tuple[Any, Faults]:
    if not isinstance(value, Mapping):
        return {}, _must(at, "a table", value)
    name, kind = get_args(hint)
    keys = tuple(fault for key in value for fault in read(name, key, (*at, key))[1])
    parts = {key: read(kind, part, (*at, key)) for key, part in value.items()}
    faults = (*keys, *(fault for _, found in parts.values() for fault in found))
    return {key: part for key, (part, _) in parts.items()}, faults


def _must(at: KeyPath, words: str, value: object) -> Faults:
    return (Fault(at=at, expected=f"must be {words}, not {_shown(value)}"),)


def _shown(value: object) -> str:
    """A value as the file says it, shortened."""
    if isinstance(value, str):
        return f"«{value if len(value) < 60 else value[:57] + '…'}»"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > 10**15:
        return "a very large number"
    return "a table" if isinstance(value, Mapping) else "a list" if isinstance(value, list | tuple) else str(value)


def _words(hint: Any) -> str:
    """What a type asks for, in the operator's words, to follow «must be»."""
    origin = get_origin(hint)
    if origin is Annotated:
        return next(part.be for part in get_args(hint) if isinstance(part, Must))
    if origin in (Union, UnionType):
        return _words(get_args(hint)[0])
    if origin is tuple:
        return f"a list, each {_words(get_args(hint)[0])}"
    if origin is Literal:
        return "one of " + ", ".join(map(str, get_args(hint)))
    return _PLAIN[hint][0] if hint in _PLAIN else "a table"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _path(value: object) -> Path | None:
    try:
        return Path(value).expanduser() if isinstance(value, str) and value.strip() and value.isprintable() else None
    except RuntimeError:  # ~ of someone who is not on this machine
        return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    whole = _whole(value)
    return value if isinstance(value, float) else None if whole is None or abs(whole) > 2**53 else float(whole)


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return None if isinstance(value, dt.datetime) else value
    return _parsed(dt.date.fromisoformat, value)


def _clock(value: object) -> dt.time | None:
    time = value if isinstance(value, dt.time) else _parsed(dt.time.fromisoformat, value)
    return time if time is not None and time.tzinfo is None else None


def _parsed(parse: Callable[[str], T], value: object) -> T | None:
    try:
        return parse(value.replace(".", ":")) if isinstance(value, str) else None
    except ValueError:
        return None


_PLAIN: Mapping[Any, tuple[str, Callable[[object], Any]]] = {
    str: ("text in quotes", _text),
    Path: ("the path of a file, in quotes", _path),
    int: ("a whole number", _whole),
    float: ("a number", _number),
    bool: ("true or false", _truth),
    dt.date: ("a date, as 2026-06-16", _date),
    dt.time: ('a clock time, as "10:00"', _clock),
}

_READERS: Mapping[Any, Callable[[Any, object, KeyPath], tuple[Any, Faults]]] = {
    Annotated: _annotated,
    Literal: _literal,
    Union: _optional,
    UnionType: _optional,
    tuple: _list,
    Mapping: _mapping,
}
