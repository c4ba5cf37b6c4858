"""The answers that are kept under the keys of writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slatehouse_kept_answers",
        sa.Column("caller", ORDERED, primary_key=True),
        sa.Column("key", ORDERED, primary_key=True),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
    )
    op.create_index("slatehouse_kept_answers_by_age", "slatehouse_kept_answers", ["made_at"])
