"""Sessions end with the key of the script that began them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column. Of the sessions that there are nobody knows it; they last as they would have."""
    op.add_column("slatehouse_sessions", sa.Column("script_key", IDENTIFIER))
