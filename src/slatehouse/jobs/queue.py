"""The job queue as a worker sees it: one job at a time, under a lease, until it is done or given up.

The most urgent come first, and among those the one that has been due longest. So that the others come
to their turn, too, a worker may ask for whatever has been due long, by its age alone.

A job's row is written in the transaction of the change that wants it (`site.jobs`), and leaves only when the
job is done. A worker that dies keeps its lease until that ends; then the next worker takes the job. So a job
is done at least once, and what it does must bear being done again. All times are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Delete, Select, Update, delete, false, null, or_, select, true, update
from sqlalchemy.sql import ClauseElement

from slatehouse.site.job_kinds import Priority
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import jobs
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["LONG", "FailedJob", "Job", "Queue"]

LONG = 600.0
"""Seconds from which on a job that is due counts by its age where age is asked for."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job in the hands of the worker `leased_by`; `attempts` counts this one too."""

    id: int
    kind: str
    payload: str
    attempts: int
    leased_by: str
    priority: int = Priority.UPKEEP


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job whose last attempt failed, and why. It is tried again at `retry_at`; None: it was given up."""

    id: int
    kind: str
    payload: str
    attempts: int
    failure: str
    retry_at: float | None
    created_at: str


class Queue:
    """The jobs of one site. Any number of threads, processes and machines may take from it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._peek = self._compiled(_due())
        self._take = self._compiled(_take())
        self._take_one = self._compiled(_take_one())
        self._finish = self._compiled(_finish())
        self._give_back = self._compiled(_give_back())
        self._give_up = self._compiled(_give_up())
        self._extend = self._compiled(_extend())
        self._failures = self._compiled(_failures())
        self._requeue = self._compiled(_requeue())

    def _compiled(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._database.dialect)

    def take(
        self,
        worker: str,
        now: float,
        lease_seconds: float,
        among: Iterable[Priority] = Priority,
        *,
        by_age: bool = False,
    ) -> Job | None:
        """The job whose turn it is among those of these priorities, leased to this worker, if any.

        With `by_age` that is the one that has been due longest, once that is `LONG`.
        """
        with self._database.reading() as connection:
            # Nearly always nothing is due: finding that out must not wait for other writers, nor stop them.
            priority = self._next_priority(connection, now, sorted(among), by_age)
            if priority is None:
                return None
        with self._database.writing() as connection:
            taken = connection.rows(self._take, [now, priority, worker, now + lease_seconds])
        return Job(*taken[0]) if taken else None

    def take_one(self, job_id: int, worker: str, now: float, lease_seconds: float) -> Job | None:
        """This job, due or not, leased to this worker; None where it is gone, given up or in other hands."""
        with self._database.writing() as connection:
            taken = connection.rows(self._take_one, [now, job_id, worker, now + lease_seconds])
        return Job(*taken[0]) if taken else None

    def _next_priority(
        self, connection: Connection, now: float, among: list[Priority], by_age: bool
    ) -> Priority | None:
        found: dict[Priority, float] = {}
        for priority in among:
            due = connection.rows(self._peek, [now, int(priority)])
            if due:
                found[priority] = due[0][1]
                if not by_age:
                    break
        oldest = min(found, key=lambda each: (found[each], each), default=None)
        is_long = oldest is not None and found[oldest] <= now - LONG
        return oldest if is_long else min(found, default=None)

    def finish(self, job: Job) -> bool:
        """Forget a job that is done; False where another worker has taken it since, whose it now is."""
        return self._run(self._finish, job)

    def fail(self, job: Job, reason: str, retry_at: float | None) -> bool:
        """Give the job back, to be taken no sooner than `retry_at`, or give it up where that is None.

        The reason stays readable in `failures`. False where another worker has taken the job since.
        """
        if retry_at is None:
            return self._run(self._give_up, job, reason)
        return self._run(self._give_back, job, reason, retry_at)

    def extend(self, job: Job, until: float) -> bool:
        """Prolong the lease while work goes on; False where another worker has taken the job since."""
        return self._run(self._extend, job, until)

    def failures(self) -> list[FailedJob]:
        """The jobs whose last attempt failed, whether given up or to be tried again; oldest first."""
        with self._database.reading() as connection:
            found = connection.rows(self._failures)
        return [_failed_job(*row) for row in found]

    def requeue(self, job_id: int, now: float) -> bool:
        """Let a job that was given up start over; False where there is no such job."""
        with self._database.writing() as connection:
            return connection.run(self._requeue, [job_id, now]) == 1

    def _run(self, statement: Statement, job: Job, *values: object) -> bool:
        with self._database.writing() as connection:
            return connection.run(statement, [job.id, job.leased_by, job.attempts, *values]) == 1


def _due() -> Select[int, float]:
    """The job of the priority in slot 1 that has been due longest at the time in slot 0, and since when."""
    row = jobs.alias("due")
    is_free = or_(row.c.leased_until.is_(None), row.c.leased_until <= slot(0))
    return (
        select(row.c.id, row.c.not_before)
        .where(row.c.failed == false(), row.c.priority == slot(1), row.c.not_before <= slot(0), is_free)
        .order_by(row.c.not_before, row.c.id)
        .limit(1)
    )


def _take() -> Update:
    # On PostgreSQL workers pass over rows that others are just taking; SQLite, with its one writer, has no
    # such clause.
    due = _due()
    turn = due.with_only_columns(due.selected_columns.id).with_for_update(skip_locked=True).scalar_subquery()
    return _leased(jobs.c.id == turn)


def _take_one() -> Update:
    is_free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= slot(0))
    return _leased(jobs.c.id == slot(1), jobs.c.failed == false(), is_free)


def _leased(*which: ColumnElement[bool]) -> Update:
    """The job as it is in the hands of the worker in slot 2, until the time in slot 3."""
    taken = jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.attempts, jobs.c.leased_by, jobs.c.priority
    leased = update(jobs).where(*which).values(leased_by=slot(2), leased_until=slot(3))
    return leased.values(attempts=jobs.c.attempts + 1).returning(*taken)


def _held() -> tuple[ColumnElement[bool], ...]:
    """That the job in the first slots is still this worker's; its attempts tell one lease from the next."""
    return jobs.c.id == slot(0), jobs.c.leased_by == slot(1), jobs.c.attempts == slot(2)


def _finish() -> Delete:
    return delete(jobs).where(*_held())


def _give_back() -> Update:
    freed = update(jobs).where(*_held()).values(leased_by=null(), leased_until=null())
    return freed.values(failure=slot(3), not_before=slot(4))


def _give_up() -> Update:
    freed = update(jobs).where(*_held()).values(leased_by=null(), leased_until=null())
    return freed.values(failure=slot(3), failed=true())


def _extend() -> Update:
    return update(jobs).where(*_held()).values(leased_until=slot(3))


def _failures() -> Select[int]:
    shown = jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.attempts, jobs.c.failure
    return (
        select(*shown, jobs.c.failed, jobs.c.not_before, jobs.c.created_at)
        .where(jobs.c.failure.is_not(None))
        .order_by(jobs.c.id)
    )


def _failed_job(
    job_id: int,
    kind: str,
    payload: str,
    attempts: int,
    failure: str,
    is_given_up: bool,
    not_before: float,
    created_at: str,
) -> FailedJob:
    retry_at = None if is_given_up else not_before
    return FailedJob(job_id, kind, payload, attempts, failure, retry_at, created_at)


def _requeue() -> Update:
    given_up = jobs.c.id == slot(0), jobs.c.failed == true()
    return update(jobs).where(*given_up).values(failed=false(), attempts=0, not_before=slot(1))
