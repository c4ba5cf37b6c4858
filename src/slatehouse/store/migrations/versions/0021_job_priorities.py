"""Which jobs go first; those that wait already go as their kinds do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PICTURES, _UPKEEP, _FILMS = 10, 20, 30
_KINDS = {"thumbnail": _PICTURES, "movie_stills": _PICTURES, "movie_proxy": _FILMS}


def upgrade() -> None:
    """Add the column, and the index that finds the next job of each priority."""
    op.add_column(
        "slatehouse_jobs",
        sa.Column("priority", sa.SmallInteger(), nullable=False, server_default=sa.text(str(_UPKEEP))),
    )
    jobs = sa.table("slatehouse_jobs", sa.column("kind"), sa.column("priority"))
    for kind, priority in _KINDS.items():
        op.execute(jobs.update().where(jobs.c.kind == kind).values(priority=priority))
    op.drop_index("slatehouse_jobs_by_turn", "slatehouse_jobs")
    op.create_index("slatehouse_jobs_by_turn", "slatehouse_jobs", ["failed", "priority", "not_before"])
