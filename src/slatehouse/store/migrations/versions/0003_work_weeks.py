"""The weeks of the studio, of projects and of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "slatehouse_work_weeks",
        sa.Column("owner_type", ORDERED, primary_key=True),
        sa.Column("owner_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("weekdays", ORDERED, nullable=False),
    )
