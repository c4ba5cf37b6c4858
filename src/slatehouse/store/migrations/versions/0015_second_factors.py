"""Second factors of people, and their recovery codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "slatehouse_second_factors",
        sa.Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("secret", ORDERED, nullable=False),
        sa.Column("is_confirmed", sa.Boolean, nullable=False),
        sa.Column("last_step", IDENTIFIER, nullable=False),
        sa.Column("created_at", ORDERED, nullable=False),
    )
    op.create_table(
        "slatehouse_recovery_codes",
        sa.Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("hash", ORDERED, primary_key=True),
    )
