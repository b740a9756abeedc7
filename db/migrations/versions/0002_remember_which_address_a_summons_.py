"""remember which address a summons bounced from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """remember which address a summons bounced from."""
    op.add_column("attendance", sa.Column("bounced_address", sa.Text(), nullable=True))
