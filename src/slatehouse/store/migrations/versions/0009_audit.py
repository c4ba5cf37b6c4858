"""The audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slatehouse_audit",
        sa.Column("id", IDENTIFIER, primary_key=True),
        sa.Column("deed", ORDERED, nullable=False),
        sa.Column("at", ORDERED, nullable=False),
        sa.Column("last_at", ORDERED, nullable=False),
        sa.Column("times", IDENTIFIER, nullable=False),
        sa.Column("who_type", ORDERED),
        sa.Column("who_id", IDENTIFIER),
        sa.Column("who", ORDERED, nullable=False),
        sa.Column("about_type", ORDERED),
        sa.Column("about_id", IDENTIFIER),
        sa.Column("about", ORDERED, nullable=False),
        sa.Column("address", ORDERED, nullable=False),
        sa.Column("details", ORDERED, nullable=False),
        sa.Column("bundle", ORDERED),
        sqlite_autoincrement=True,
    )
    op.create_index("slatehouse_audit_by_time", "slatehouse_audit", ["last_at"])
    op.create_index("slatehouse_audit_by_bundle", "slatehouse_audit", ["bundle"], unique=True)
