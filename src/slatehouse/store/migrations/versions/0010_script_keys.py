"""Scripts may have two keys at a time, keys may end, and their last use is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS, OLD = "slatehouse_script_keys", "slatehouse_script_keys_until_0010"


def upgrade() -> None:
    """Make the table anew: its key was the script."""
    op.rename_table(KEYS, OLD)
    op.create_table(
        KEYS,
        sa.Column("id", IDENTIFIER, primary_key=True),
        sa.Column("script_id", IDENTIFIER, nullable=False),
        sa.Column("hash", ORDERED, nullable=False),
        sa.Column("created_at", ORDERED, nullable=False),
        sa.Column("ends_at", ORDERED),
        sa.Column("used_at", ORDERED),
        sqlite_autoincrement=True,
    )
    op.create_index(f"{KEYS}_by_script", KEYS, ["script_id"])
    op.execute(
        f"INSERT INTO {KEYS} (script_id, hash, created_at) SELECT script_id, hash, created_at FROM {OLD}"
    )
    op.drop_table(OLD)
