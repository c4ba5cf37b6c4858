"""The uploads that were begun, and whether they were completed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slatehouse_uploads",
        sa.Column("token", ORDERED, primary_key=True),
        sa.Column("upload_id", ORDERED, primary_key=True),
        sa.Column("begun_at", sa.Float(53), nullable=False),
        sa.Column("completed", sa.Boolean, nullable=False),
    )
    op.create_index("slatehouse_uploads_by_age", "slatehouse_uploads", ["begun_at"])
