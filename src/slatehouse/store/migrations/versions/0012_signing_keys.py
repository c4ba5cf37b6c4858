"""Several signing keys for each purpose, uploads a purpose of their own, and the site's id a fact."""

from __future__ import annotations

import hmac
import time
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS, OLD = "slatehouse_signing_keys", "slatehouse_signing_keys_until_0012"


def upgrade() -> None:
    """Make the table anew: its key was the purpose. What was derived from the key of media stays as it is."""
    op.rename_table(KEYS, OLD)
    keys = op.create_table(
        KEYS,
        sa.Column("id", IDENTIFIER, primary_key=True),
        sa.Column("purpose", ORDERED, nullable=False),
        sa.Column("number", IDENTIFIER, nullable=False),
        sa.Column("secret", ORDERED, nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.Column("ends_at", sa.Float(53)),
        sqlite_autoincrement=True,
    )
    op.create_index(f"{KEYS}_by_number", KEYS, ["purpose", "number"], unique=True)
    found = op.get_bind().execute(sa.text(f"SELECT purpose, secret FROM {OLD}")).fetchall()
    secrets = {str(purpose): str(secret) for purpose, secret in found}
    site_id = uuid.uuid4()
    if "media" in secrets:
        # Uploads that are under way are known by tokens that were made with it.
        secrets["uploads"] = secrets["media"]
        digest = hmac.digest(bytes.fromhex(secrets["media"]), b"site_id", "sha256")
        site_id = uuid.UUID(bytes=digest[:16])
    made = {"number": 1, "made_at": time.time(), "ends_at": None}
    rows = [{"purpose": purpose, "secret": secret, **made} for purpose, secret in secrets.items()]
    if rows:
        op.bulk_insert(keys, rows)
    facts = sa.table("slatehouse_facts", sa.column("name", sa.Text), sa.column("value", sa.Text))
    op.bulk_insert(facts, [{"name": "site_id", "value": str(site_id)}])
    op.drop_table(OLD)
