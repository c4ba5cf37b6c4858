"""How far a copy of another site has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "slatehouse_copy_passes",
        sa.Column("entity_type", ORDERED, primary_key=True),
        sa.Column("retired", sa.Boolean(), primary_key=True),
        sa.Column("last_id", IDENTIFIER, nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "slatehouse_copy_files",
        *_of_a_field(),
        sa.Column("mark", ORDERED, nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("failure", ORDERED),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "slatehouse_copy_files_wanted",
        "slatehouse_copy_files",
        ["entity_type", "entity_id", "field"],
        sqlite_where=sa.text("is_wanted"),
        postgresql_where=sa.text("is_wanted"),
    )
    op.create_table(
        "slatehouse_copy_losses",
        *_of_a_field(),
        sa.Column("reason", ORDERED, nullable=False),
        sqlite_with_rowid=False,
    )


def _of_a_field() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("entity_type", ORDERED, primary_key=True),
        sa.Column("entity_id", IDENTIFIER, primary_key=True, autoincrement=False),
        sa.Column("field", ORDERED, primary_key=True),
    )
