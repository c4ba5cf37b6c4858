"""What a site makes of its schema: fields of its own, custom entity types, what projects have differently."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "slatehouse_fields",
        sa.Column("id", IDENTIFIER, primary_key=True),
        sa.Column("entity_type", ORDERED, nullable=False),
        sa.Column("name", ORDERED, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("is_custom", sa.Boolean(), nullable=False),
        sa.Column("is_trashed", sa.Boolean(), nullable=False),
        sa.Column("relation", IDENTIFIER),
        sa.UniqueConstraint("entity_type", "name", name="slatehouse_fields_by_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "slatehouse_entity_types",
        sa.Column("name", ORDERED, primary_key=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("display_name", ORDERED, nullable=False),
    )
    op.create_table(
        "slatehouse_project_fields",
        sa.Column("project", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("entity_type", ORDERED, primary_key=True),
        sa.Column("field", ORDERED, primary_key=True),
        sa.Column("facts", sa.Text(), nullable=False),
    )
