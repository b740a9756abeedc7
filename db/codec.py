"""Records to rows and back, worked out from the dataclasses' own fields.

Strategy: a column's type is chosen by the field's annotation (`column_type`), and that type does all the turning,
both ways. A row is then a record's `vars`, and a record is its class called with a row. Compound values (tuples,
mappings, Evidence, Item) are JSON in a text column, the same on every database.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Dialect, Row, Text, Time, false, true
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeDecorator, TypeEngine

T = TypeVar("T")
Turn = Callable[[Any], Any]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MOST = 2**63 - 1


def storable(text: str) -> str:
    """`text` with what no database keeps, NUL and lone surrogates, as U+FFFD: mail is full of it."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text of any length; see `storable`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Whole(TypeDecorator[int]):
    """A whole number, held within 64 bits: a hostile SEQUENCE may be of any size."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None else max(-_MOST, min(_MOST, value))


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC and returned aware in UTC. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


class Choice(TypeDecorator[StrEnum]):
    """One of an enumeration's words, as text."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Compound(TypeDecorator[Any]):
    """A tuple, mapping or dataclass as JSON text. A value JSON cannot hold is refused with TypeError."""

    impl = Text
    cache_ok = True

    def __init__(self, annotation: Any) -> None:
        super().__init__()
        self.annotation = annotation
        self._write, self._read = shape(annotation)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else storable(json.dumps(self._write(value), ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self._read(json.loads(value))


def _same(value: Any) -> Any:
    return value


def _instant_text(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()


def shape(annotation: Any) -> tuple[Turn, Turn]:
    """How a value of this annotation becomes plain JSON, and how it comes back."""
    if get_origin(annotation) is tuple:
        write, read = shape(get_args(annotation)[0])
        return lambda value: [write(v) for v in value], lambda value: tuple(read(v) for v in value)
    if get_origin(annotation) is Mapping:
        write, read = shape(get_args(annotation)[1])
        return (
            lambda value: {k: write(v) for k, v in value.items()},
            lambda value: {k: read(v) for k, v in value.items()},
        )
    if is_dataclass(annotation) and isinstance(annotation, type):
        return _dataclass_shape(annotation)
    return (_instant_text, dt.datetime.fromisoformat) if annotation is dt.datetime else (_same, _same)


def _dataclass_shape(record: type) -> tuple[Turn, Turn]:
    parts = {name: shape(bare(annotation)[0]) for name, annotation in get_type_hints(record).items()}

    def write(value: Any) -> dict[str, Any]:
        return {name: None if (v := getattr(value, name)) is None else turn(v) for name, (turn, _) in parts.items()}

    def read(value: dict[str, Any]) -> Any:
        return record(**{name: None if v is None else parts[name][1](v) for name, v in value.items() if name in parts})

    return write, read


def bare(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `| None`, and whether None was allowed."""
    parts = get_args(annotation)
    if NoneType not in parts:
        return annotation, False
    (rest,) = (part for part in parts if part is not NoneType)
    return rest, True


_SIMPLE: Mapping[Any, Callable[[], TypeEngine[Any]]] = {
    str: Words,
    int: Whole,
    bool: Boolean,
    dt.datetime: Instant,
    dt.date: Date,
    dt.time: Time,
}


def column_type(annotation: Any) -> TypeEngine[Any]:
    """The column type for a field's annotation, given without `| None`. Literal words are text."""
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]()
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Choice(annotation)
    if get_origin(annotation) in (tuple, Mapping) or is_dataclass(annotation):
        return Compound(annotation)
    return Words()


def columns(record: type, *keys: str) -> list[Column[Any]]:
    """One column for each field of a record class; `keys` make the primary key."""
    hints = get_type_hints(record)
    return [_column(field, *bare(hints[field.name]), field.name in keys) for field in fields(record)]


def _column(field: Field[Any], annotation: Any, nullable: bool, key: bool) -> Column[Any]:
    kind = column_type(annotation)
    default = None if nullable else _default(field, kind)
    return Column(field.name, kind, nullable=nullable, primary_key=key, server_default=default)


def _default(field: Field[Any], kind: TypeEngine[Any]) -> Any:
    """The field's default as the column's, so that a field added later has a value in the rows already there."""
    value = field.default if field.default_factory is MISSING else field.default_factory()
    if value is MISSING:
        return None
    if isinstance(value, bool):
        return true() if value else false()
    return str(kind.process_bind_param(value, DefaultDialect())) if isinstance(kind, TypeDecorator) else None


def names(record: type) -> tuple[str, ...]:
    """A record class's field names, in their order."""
    return tuple(field.name for field in fields(record))


def to_records(record: type[T], rows: Iterable[Row[Any]]) -> tuple[T, ...]:
    """Records from rows that hold exactly the class's fields, in their order."""
    keys = names(record)
    return tuple(record(**dict(zip(keys, row, strict=True))) for row in rows)
