"""How Alembic meets our tables: the connection is handed in, and so is its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.types import TypeDecorator

from db.tables import METADATA


def plain(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our column types as the plain ones they are kept in, and truth as each database writes it."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "server_default" and isinstance(getattr(item, "arg", None), False_ | True_):
        return f"sa.{item.arg}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=plain,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
