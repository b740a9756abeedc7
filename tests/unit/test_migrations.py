"""A migrated database is the one db/tables.py describes, whoever migrates it and however often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from db import migrate
from db.store import Store
from db.tables import METADATA
from tests.unit.invented import NOW, letter

ADVICE = 'the records have changed: write the step with `python -m db.migrate "why"`'


def described(connection: Connection) -> dict[str, Any]:
    """Everything the database says of its tables."""
    seen = inspect(connection)

    def plain(things: Any) -> list[dict[str, str]]:
        return sorted(({k: str(v) for k, v in thing.items()} for thing in things), key=repr)

    return {
        table: (
            plain(seen.get_columns(table)),
            plain(seen.get_indexes(table)),
            plain(seen.get_foreign_keys(table)),
            seen.get_pk_constraint(table),
        )
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_a_migrated_database_equals_a_fresh_one(store: Store) -> None:
    with store.writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == [], ADVICE
        migrated = described(connection)
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
        assert described(connection) == migrated, ADVICE
    assert set(migrated) == set(METADATA.tables)


def test_the_steps_do_not_lean_on_tables_that_will_change() -> None:
    steps = sorted((migrate.MIGRATIONS / "versions").glob("*.py"))
    assert steps
    for number, step in enumerate(steps, 1):
        assert step.name.startswith(f"{number:04}_")
        assert "from db" not in step.read_text(), f"{step.name} would change with the program"


def test_migrating_again_changes_nothing(store: Store, store_url: str) -> None:
    secret = store.secret()
    store.commit(letters=[letter()])
    store.migrate()
    again = Store.open(store_url)
    again.migrate()
    assert again.secret() == secret
    assert len(secret) == 32
    assert again.letter("l1") == letter()
    again.close()


def test_each_database_has_a_secret_of_its_own(tmp_path: Path) -> None:
    secrets = set()
    for name in ("one", "two"):
        store = Store.open(f"sqlite:///{tmp_path}/{name}.db")
        store.migrate()
        secrets.add(store.secret())
        store.close()
    assert len(secrets) == 2


def test_workers_may_start_at_the_same_time(store_url: str) -> None:
    stores = [Store.open(store_url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(Store.migrate, stores))
    assert len({store.secret() for store in stores}) == 1
    assert stores[0].claim(NOW, 1) == ()
    for store in stores:
        store.close()


def test_a_step_that_fails_leaves_the_database_as_it_was(store_url: str, monkeypatch: Any) -> None:
    store = Store.open(store_url)

    def fail(connection: Connection) -> None:
        migrate.upgrade(connection)
        connection.execute(text("SELECT no_such_function()"))

    monkeypatch.setattr("db.store.upgrade", fail)
    try:
        store.migrate()
    except Exception:
        with store.reading() as connection:
            assert inspect(connection).get_table_names() == []
    else:
        raise AssertionError("it did not fail")
    monkeypatch.undo()
    store.migrate()
    assert len(store.secret()) == 32
    store.close()


def test_the_next_step_is_written_from_what_the_tables_say(tmp_path: Path, monkeypatch: Any) -> None:
    import shutil

    shutil.copytree(migrate.MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", tmp_path / "migrations")
    steps = len(list((tmp_path / "migrations" / "versions").glob("*.py")))
    migrate.write_next("Nothing is new")
    (written,) = (tmp_path / "migrations" / "versions").glob(f"{steps + 1:04}_*.py")
    assert "pass" in written.read_text()
