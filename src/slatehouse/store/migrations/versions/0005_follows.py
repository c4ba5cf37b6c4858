"""Who follows which rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "slatehouse_follows",
        sa.Column("number", IDENTIFIER, primary_key=True),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("entity_type", ORDERED, nullable=False),
        sa.Column("entity_id", IDENTIFIER, nullable=False),
    )
    for name, columns in (
        ("row", ["entity_type", "entity_id", "person_id"]),
        ("person", ["person_id", "number"]),
    ):
        op.create_index(f"slatehouse_follows_by_{name}", "slatehouse_follows", columns, unique=name == "row")
