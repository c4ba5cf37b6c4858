"""The activity streams, and counters that span processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    counters = op.create_table(
        "slatehouse_counters",
        sa.Column("name", ORDERED, primary_key=True),
        sa.Column("value", IDENTIFIER, nullable=False),
    )
    op.bulk_insert(counters, [{"name": "updates", "value": 0}])
    op.create_table(
        "slatehouse_activity",
        sa.Column("stream_type", ORDERED, primary_key=True),
        sa.Column("stream_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("update_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("thread_type", ORDERED),
        sa.Column("thread_id", IDENTIFIER),
        sqlite_with_rowid=False,
    )
