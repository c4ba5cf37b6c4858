"""The product's first tables: facts, keys, passwords, grants and jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "slatehouse_facts",
        sa.Column("name", ORDERED, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "slatehouse_signing_keys",
        sa.Column("purpose", ORDERED, primary_key=True),
        sa.Column("secret", ORDERED, nullable=False),
        sa.Column("created_at", ORDERED, nullable=False),
    )
    for name, owner in (("script_keys", "script_id"), ("passwords", "person_id")):
        op.create_table(
            f"slatehouse_{name}",
            sa.Column(owner, IDENTIFIER, primary_key=True, autoincrement=False),
            sa.Column("hash", ORDERED, nullable=False),
            sa.Column("created_at", ORDERED, nullable=False),
        )
    op.create_table(
        "slatehouse_grants",
        sa.Column("hash", ORDERED, primary_key=True),
        sa.Column("kind", ORDERED, nullable=False),
        sa.Column("caller_type", ORDERED, nullable=False),
        sa.Column("caller_id", IDENTIFIER, nullable=False),
        sa.Column("sudo_as_login", ORDERED),
        sa.Column("auth_type", ORDERED, nullable=False),
        sa.Column("expires_at", ORDERED, nullable=False),
    )
    op.create_index("slatehouse_grants_by_caller", "slatehouse_grants", ["caller_type", "caller_id"])
    op.create_table(
        "slatehouse_jobs",
        sa.Column("id", IDENTIFIER, primary_key=True),
        sa.Column("kind", ORDERED, nullable=False),
        sa.Column("payload", ORDERED, nullable=False),
        sa.Column("not_before", sa.Float(53), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", sa.Float(53)),
        sa.Column("leased_by", ORDERED),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.Column("failure", ORDERED),
        sa.Column("created_at", ORDERED, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("slatehouse_jobs_by_turn", "slatehouse_jobs", ["failed", "not_before"])
