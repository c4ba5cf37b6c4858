"""Puts jobs into a queue without the change that would ask for them, and takes them out again."""

from sqlalchemy import delete, false, func, insert, select

from slatehouse.site.job_kinds import Priority
from slatehouse.store.connection import Database
from slatehouse.store.product_tables import derived, jobs, site_facts
from slatehouse.store.statement import compile_statement, slot


def ask(
    database: Database,
    payload: str = "",
    kind: str = "note",
    not_before: float = 0.0,
    priority: Priority = Priority.UPKEEP,
) -> int:
    """Queue a job; returns its id."""
    return ask_all(database, [payload], kind, not_before, priority)[0]


def ask_all(
    database: Database,
    payloads: list[str],
    kind: str = "note",
    not_before: float = 0.0,
    priority: Priority = Priority.UPKEEP,
) -> list[int]:
    """Queue jobs in one transaction, in this order; returns their ids."""
    row = insert(jobs).values(
        kind=slot(0),
        payload=slot(1),
        not_before=slot(2),
        priority=slot(3),
        attempts=0,
        failed=false(),
        created_at="then",
    )
    statement = compile_statement(row.returning(jobs.c.id), database.dialect)
    with database.writing() as connection:
        found = [
            connection.rows(statement, [kind, payload, not_before, int(priority)]) for payload in payloads
        ]
    return [rows[0][0] for rows in found]


def jobs_left(database: Database) -> int:
    """How many jobs are still in the queue, for whatever reason."""
    query = compile_statement(select(func.count()).select_from(jobs), database.dialect)
    with database.reading() as connection:
        return int(connection.rows(query)[0][0])


def forget_everything(database: Database) -> None:
    """Empty the queue, and forget when the site was swept and what was made of files."""
    forgotten = (delete(jobs), delete(derived), delete(site_facts).where(site_facts.c.name == "swept_at"))
    with database.writing() as connection:
        for each in forgotten:
            connection.run(compile_statement(each, database.dialect))
