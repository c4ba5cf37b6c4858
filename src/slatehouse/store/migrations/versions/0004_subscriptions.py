"""The subscriptions that people are recorded with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "slatehouse_subscriptions",
        sa.Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("name", ORDERED, nullable=False),
    )
