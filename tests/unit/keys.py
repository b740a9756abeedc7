"""Every key a configuration file may hold, walked out of the dataclasses it becomes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

REQUIRED = "required"


def keys_of(kind: Any, way: str = "", besides: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each key («mailbox.ID.imap.host») with its default as TOML, or «required»."""
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if field.name not in besides:
            yield from _of(hints[field.name], f"{way}{field.name}", _default(field))


def _of(hint: Any, way: str, default: str) -> Iterator[tuple[str, str]]:
    inner = _bare(hint)
    if dataclasses.is_dataclass(inner):
        yield from keys_of(inner, f"{way}.")
    elif get_origin(inner) is Mapping or str(get_origin(inner)).endswith("Mapping'>"):
        kind = _bare(get_args(inner)[1])
        yield from keys_of(kind, f"{way}.ID.") if dataclasses.is_dataclass(kind) else ((f"{way}.nb", default),)
    elif get_origin(inner) is tuple and dataclasses.is_dataclass(get_args(inner)[0]):
        yield from keys_of(get_args(inner)[0], f"{way}.")
    else:
        yield way, default


def _bare(hint: Any) -> Any:
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return next((part for part in get_args(hint) if part is not NoneType), hint) if NoneType in get_args(hint) else hint


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default_factory is not dataclasses.MISSING:
        return "none"
    return REQUIRED if field.default is dataclasses.MISSING else as_toml(field.default)


def as_toml(value: object) -> str:
    """A default as the documentation writes it."""
    if value is None or value == () or value == "":
        return "none"
    if isinstance(value, tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str | Path) else f"{value:_}" if isinstance(value, int) else str(value)
