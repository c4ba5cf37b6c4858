"""Identities at an OpenID provider, and programs that wait to be let in from a browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "slatehouse_openid_subjects",
        sa.Column("issuer", ORDERED, primary_key=True),
        sa.Column("subject", ORDERED, primary_key=True),
        sa.Column("person_id", IDENTIFIER, nullable=False),
    )
    op.create_index(
        "slatehouse_openid_subjects_by_person",
        "slatehouse_openid_subjects",
        ["issuer", "person_id"],
        unique=True,
    )
    op.create_table(
        "slatehouse_app_session_requests",
        sa.Column("hash", ORDERED, primary_key=True),
        sa.Column("app", ORDERED, nullable=False),
        sa.Column("machine", ORDERED, nullable=False),
        sa.Column("expires_at", ORDERED, nullable=False),
        sa.Column("person_id", IDENTIFIER),
    )
    op.create_index(
        "slatehouse_app_session_requests_by_age", "slatehouse_app_session_requests", ["expires_at"]
    )
