"""Sign-ins as sessions, which tokens belong to; those who are signed in stay so."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_GRANTS = (
    "SELECT hash, kind, caller_type, caller_id, sudo_as_login, auth_type, expires_at FROM slatehouse_grants"
)
_ID_LENGTH = 32


def upgrade() -> None:
    """Make the table of sessions, one for each token that there is."""
    grants = op.get_bind().execute(sa.text(_GRANTS)).mappings().all()
    op.drop_table("slatehouse_grants")
    sessions = op.create_table(
        "slatehouse_sessions",
        sa.Column("id", ORDERED, primary_key=True),
        sa.Column("caller_type", ORDERED, nullable=False),
        sa.Column("caller_id", IDENTIFIER, nullable=False),
        sa.Column("sudo_as_login", ORDERED),
        sa.Column("auth_type", ORDERED, nullable=False),
        sa.Column("address", ORDERED, nullable=False),
        sa.Column("client", ORDERED, nullable=False),
        sa.Column("begun_at", ORDERED, nullable=False),
        sa.Column("used_at", ORDERED, nullable=False),
        sa.Column("expires_at", ORDERED, nullable=False),
    )
    op.create_index("slatehouse_sessions_by_caller", "slatehouse_sessions", ["caller_type", "caller_id"])
    tokens = op.create_table(
        "slatehouse_grants",
        sa.Column("hash", ORDERED, primary_key=True),
        sa.Column("kind", ORDERED, nullable=False),
        sa.Column("session", ORDERED, nullable=False),
        sa.Column("auth_type", ORDERED, nullable=False),
        sa.Column("expires_at", ORDERED, nullable=False),
    )
    op.create_index("slatehouse_grants_by_session", "slatehouse_grants", ["session"])
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    unknown = {"address": "", "client": "", "begun_at": now, "used_at": now}
    owned = ("caller_type", "caller_id", "sudo_as_login", "auth_type", "expires_at")
    op.bulk_insert(
        sessions,
        [
            {"id": grant["hash"][:_ID_LENGTH], **{name: grant[name] for name in owned}, **unknown}
            for grant in grants
        ],
    )
    kept = ("hash", "kind", "auth_type", "expires_at")
    op.bulk_insert(
        tokens,
        [{"session": grant["hash"][:_ID_LENGTH], **{name: grant[name] for name in kept}} for grant in grants],
    )
