"""Links with which people choose a password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slatehouse_password_links",
        sa.Column("person_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("hash", ORDERED, nullable=False),
        sa.Column("expires_at", ORDERED, nullable=False),
    )
    op.create_index("slatehouse_password_links_by_hash", "slatehouse_password_links", ["hash"], unique=True)
