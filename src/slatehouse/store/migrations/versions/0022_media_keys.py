"""The places of media in a bucket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slatehouse_media_keys",
        sa.Column("name", ORDERED, primary_key=True),
        sa.Column("key", ORDERED, nullable=False),
        sa.Column("sha256", ORDERED),
        sa.Column("md5", ORDERED, nullable=False),
        sa.Column("size", IDENTIFIER, nullable=False),
        sa.Column("created", sa.Float(53), nullable=False),
    )
    op.create_index("slatehouse_media_keys_by_key", "slatehouse_media_keys", ["key"])
