"""Every record comes back from the database as it went in, worked out from its fields alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, Table, insert, select

from db.codec import columns, to_records
from db.engine import connect
from db.records import Evidence, MailState
from db.tables import TABLES

YEARS = (dt.datetime.fromisoformat("1900-01-01"), dt.datetime.fromisoformat("2200-01-01"))
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
ZONES = st.timedeltas(dt.timedelta(hours=-14), dt.timedelta(hours=14)).map(
    lambda offset: dt.timezone(dt.timedelta(minutes=offset // dt.timedelta(minutes=1)))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(-(2**63) + 1, 2**63 - 1),
    bool: st.booleans(),
    dt.datetime: st.datetimes(*YEARS, timezones=ZONES),
    dt.date: st.dates(),
    dt.time: st.times(),
    Any: JSON,
    NoneType: st.none(),
}


def anything(annotation: Any) -> st.SearchStrategy[Any]:
    """Any value a field's annotation allows."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    if origin is tuple:
        return st.lists(anything(inner[0]), max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(anything(inner[0]), anything(inner[1]), max_size=3)
    if origin is Literal:
        return st.sampled_from(inner)
    if is_dataclass(annotation):
        return st.builds(annotation, **{n: anything(h) for n, h in get_type_hints(annotation).items()})
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return st.sampled_from(annotation)
    assert origin is UnionType or get_args(annotation), annotation
    return st.one_of(*map(anything, inner))


@pytest.mark.parametrize("record", TABLES, ids=lambda record: record.__name__)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_record_comes_back_as_it_went_in(record: type, data: st.DataObject) -> None:
    value = data.draw(anything(record))
    table = Table("scratch", MetaData(), *columns(record))
    engine = connect("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), vars(value))
        assert to_records(record, connection.execute(select(table))) == (value,)
    engine.dispose()


@pytest.mark.servers
@pytest.mark.parametrize("record", TABLES, ids=lambda record: record.__name__)
def test_every_record_comes_back_from_postgresql(record: type, postgres_url: str) -> None:
    table = Table("scratch", MetaData(), *columns(record))
    engine = connect(postgres_url)
    values: list[Any] = []

    @settings(max_examples=40, deadline=None, database=None)
    @given(anything(record))
    def gather(value: Any) -> None:
        values.append(value)

    gather()
    with engine.begin() as connection:
        table.create(connection)
        for value in values:
            connection.execute(insert(table), vars(value))
            (back,) = to_records(record, connection.execute(select(table)))
            assert back == value
            connection.execute(table.delete())
    engine.dispose()


def test_every_field_has_a_column_that_allows_none_as_the_field_does() -> None:
    for record, table in TABLES.items():
        for name, annotation in get_type_hints(record).items():
            assert table.c[name].nullable == (NoneType in get_args(annotation)), (table.name, name)


@dataclass(frozen=True, kw_only=True)
class Before:
    id: str


@dataclass(frozen=True, kw_only=True)
class Later:
    id: str
    tags: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    count: int = 7
    kept: bool = True
    state: MailState = MailState.HELD
    word: str = "it's"
    seen: Evidence | None = None


def test_a_field_added_to_a_record_is_one_column_and_old_rows_have_its_default(store_url: str) -> None:
    engine = connect(store_url)
    table = Table("kept", MetaData(), *columns(Before, "id"))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), {"id": "old"})
        change = Operations(MigrationContext.configure(connection))
        for column in columns(Later)[1:]:
            change.add_column("kept", column)
        (old,) = to_records(Later, connection.execute(select(*columns(Later)).select_from(table)))
    assert old == Later(id="old")
    engine.dispose()


def test_text_no_database_can_hold_is_kept_readable(store_url: str) -> None:
    engine = connect(store_url)
    table = Table("kept", MetaData(), *columns(Later, "id"))
    hostile = Later(id="a\0b", tags=("\udcff", "\0"), details={"\ud800": "x"}, count=10**40, word="\udfff")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), vars(hostile))
        (back,) = to_records(Later, connection.execute(select(table)))
    assert back == Later(id="a\ufffdb", tags=("\ufffd", "\0"), details={"\ufffd": "x"}, count=2**63 - 1, word="\ufffd")
    engine.dispose()
