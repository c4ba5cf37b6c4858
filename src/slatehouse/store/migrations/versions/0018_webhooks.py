"""Webhooks and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.Float(53)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "slatehouse_webhooks",
        sa.Column("number", IDENTIFIER, primary_key=True),
        sa.Column("id", ORDERED, nullable=False),
        sa.Column("url", ORDERED, nullable=False),
        sa.Column("token", ORDERED),
        sa.Column("entity_types", ORDERED),
        sa.Column("event_type", ORDERED),
        sa.Column("projects", ORDERED, nullable=False),
        sa.Column("name", ORDERED, nullable=False),
        sa.Column("description", ORDERED, nullable=False),
        sa.Column("validate_ssl_cert", sa.Boolean, nullable=False),
        sa.Column("batch_deliveries", sa.Boolean, nullable=False),
        sa.Column("status", ORDERED, nullable=False),
        sa.Column("reason", ORDERED),
        sa.Column("num_deliveries", IDENTIFIER, nullable=False),
        sa.Column("owner_type", ORDERED, nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("cursor", IDENTIFIER, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failure_times", ORDERED, nullable=False),
        sa.Column("leased_by", ORDERED),
        sa.Column("leased_until", MOMENT),
        sa.Column("created_at", ORDERED, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("slatehouse_webhooks_by_id", "slatehouse_webhooks", ["id"], unique=True)
    op.create_table(
        "slatehouse_deliveries",
        sa.Column("number", IDENTIFIER, primary_key=True),
        sa.Column("id", ORDERED, nullable=False),
        sa.Column("hook", ORDERED, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("entity_type", ORDERED),
        sa.Column("entity_id", IDENTIFIER),
        sa.Column("event_time", MOMENT, nullable=False),
        sa.Column("status", ORDERED, nullable=False),
        sa.Column("process_time", MOMENT, nullable=False),
        sa.Column("response_code", sa.Integer, nullable=False),
        sa.Column("body", ORDERED, nullable=False),
        sa.Column("acknowledgement", ORDERED),
        sa.Column("request_headers", ORDERED),
        sa.Column("response_headers", ORDERED),
        sa.Column("request_body", ORDERED, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", ORDERED, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("slatehouse_deliveries_by_id", "slatehouse_deliveries", ["id"], unique=True)
    op.create_index("slatehouse_deliveries_by_hook", "slatehouse_deliveries", ["hook", "number"])
    op.create_index("slatehouse_deliveries_by_age", "slatehouse_deliveries", ["created_at"])
    op.create_index(
        "slatehouse_deliveries_pending",
        "slatehouse_deliveries",
        ["hook", "number"],
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
