"""Asking for work after the answer: a job's row, written in the transaction of the change that wants it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import false, insert

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.site.job_kinds import PRIORITIES, Priority
from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import jobs
from slatehouse.store.statement import compile_statement, slot

if TYPE_CHECKING:
    from slatehouse.site.site import Site
    from slatehouse.site.writing import Writing


def ask_for_job(writing: Writing, kind: str, payload: str, wait: float | None = None) -> None:
    """Queue a job to start in `wait` seconds, by default in `media.settle`: clients first look for the
    pending image."""
    wait = writing.site.config.settings.media.settle if wait is None else wait
    queue_job(writing.site, writing.connection, kind, payload, writing.now, wait)


def queue_job(
    site: Site, connection: Connection, kind: str, payload: str, now: datetime, wait: float
) -> None:
    """Queue a job in a transaction that is no write of a caller."""
    row = insert(jobs).values(
        kind=slot(0),
        payload=slot(1),
        not_before=slot(2),
        attempts=0,
        failed=false(),
        created_at=slot(3),
        priority=slot(4),
    )
    statement = compile_statement(row.inline(), site.database.dialect)
    priority = int(PRIORITIES.get(kind, Priority.UPKEEP))
    connection.run(statement, [kind, payload, now.timestamp() + wait, moment_text(now), priority])
