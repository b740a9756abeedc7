"""Make the tables. While the records are still being shaped this follows db/tables.py."""

from alembic import op

from db.tables import METADATA

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    METADATA.create_all(op.get_bind())
