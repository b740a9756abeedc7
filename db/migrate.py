"""Bringing a database to today's tables, with Alembic, and writing the next step when the records have changed.

A field added to a record needs a column: `python -m db.migrate "why"` writes the step into db/migrations/versions.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x6275647374696B  # «budstik», the advisory lock that lets one worker migrate at a time


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest tables, within the connection's transaction; nothing if it is there already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:it)"), {"it": _ONE_AT_A_TIME})
    command.upgrade(_config(connection), "head")


def write_next(why: str) -> None:
    """Write the migration that takes the newest tables to what db/tables.py says now."""
    from db.engine import Database, connect

    with TemporaryDirectory() as folder:
        database = Database(connect(f"sqlite:///{folder}/empty.sqlite"))
        with database.writing() as connection:
            upgrade(connection)
            number = len([*(MIGRATIONS / "versions").glob("[0-9]*.py")]) + 1
            command.revision(_config(connection), why, autogenerate=True, rev_id=f"{number:04}")
        database.close()


if __name__ == "__main__":
    write_next(sys.argv[1])
