"""What was made of contents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slatehouse_derived",
        sa.Column("source", ORDERED, primary_key=True),
        sa.Column("recipe", ORDERED, primary_key=True),
        sa.Column("result", ORDERED, nullable=False),
        sa.Column("used_at", sa.Float(53), nullable=False),
    )
    op.create_index("slatehouse_derived_by_age", "slatehouse_derived", ["used_at"])
