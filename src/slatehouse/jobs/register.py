"""The jobs of a site as people look at them: what each is for, how it stands, and why it failed."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import msgspec
from sqlalchemy import ColumnElement, and_, delete, false, func, select, true
from sqlalchemy.sql import ClauseElement

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.site.job_kinds import Priority
from slatehouse.store.connection import Database
from slatehouse.store.product_tables import jobs
from slatehouse.store.statement import Statement, compile_statement

__all__ = ["KnownJob", "Register", "Sought", "State"]

_COLUMNS = (
    *(jobs.c.id, jobs.c.kind, jobs.c.priority, jobs.c.payload, jobs.c.attempts, jobs.c.created_at),
    *(jobs.c.not_before, jobs.c.leased_by, jobs.c.leased_until, jobs.c.failed, jobs.c.failure),
)


class State(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    """In the hands of a worker."""
    WAITING = "waiting"
    """For its time, its turn or a worker."""
    RETRYING = "retrying"
    """Its last attempt failed, and there will be another."""
    FAILED = "failed"
    """Given up after its last attempt."""


class Sought(msgspec.Struct, frozen=True):
    """Which jobs; without any of these all of them."""

    job_id: int | None = None
    kind: str | None = None
    state: State | None = None


class KnownJob(msgspec.Struct, frozen=True):
    """A job, without what it was asked with, which may be secret: `about` says what it is for.

    `due_at` is None where it was given up; `worker` and `leased_until` where no worker has it.
    """

    id: int
    kind: str
    priority: str
    state: State
    about: str
    attempts: int
    asked_at: str
    due_at: str | None
    worker: str | None
    leased_until: str | None
    failure: str | None


class Register:
    """The jobs of one site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, sought: Sought, now: float, most: int) -> list[KnownJob]:
        """Those that are sought, as they stand at `now`, in the order in which they were asked for."""
        found = select(*_COLUMNS).where(*_conditions(sought, now)).order_by(jobs.c.id).limit(most)
        with self._database.reading() as connection:
            return [_known(now, *row) for row in connection.rows(self._compiled(found))]

    def count(self, sought: Sought, now: float) -> int:
        """How many they are."""
        counted = select(func.count()).select_from(jobs).where(*_conditions(sought, now))
        with self._database.reading() as connection:
            return int(connection.rows(self._compiled(counted))[0][0])

    def forget(self, job_id: int) -> bool:
        """Remove a job that was given up; False where there is no such job."""
        gone = delete(jobs).where(jobs.c.id == job_id, jobs.c.failed == true())
        with self._database.writing() as connection:
            return connection.run(self._compiled(gone)) == 1

    def _compiled(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._database.dialect)


def _conditions(sought: Sought, now: float) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if sought.job_id is not None:
        wanted.append(jobs.c.id == sought.job_id)
    if sought.kind is not None:
        wanted.append(jobs.c.kind == sought.kind)
    if sought.state is not None:
        wanted.append(_stands(sought.state, now))
    return wanted


def _stands(state: State, now: float) -> ColumnElement[bool]:
    is_running = func.coalesce(jobs.c.leased_until, 0) > now
    is_left = and_(jobs.c.failed == false(), func.coalesce(jobs.c.leased_until, 0) <= now)
    return {
        State.RUNNING: is_running,
        State.WAITING: and_(is_left, jobs.c.failure.is_(None)),
        State.RETRYING: and_(is_left, jobs.c.failure.is_not(None)),
        State.FAILED: jobs.c.failed == true(),
    }[state]


def _known(
    now: float,
    job_id: int,
    kind: str,
    priority: int,
    payload: str,
    attempts: int,
    created_at: str,
    not_before: float,
    leased_by: str | None,
    leased_until: float | None,
    is_given_up: bool,
    failure: str | None,
) -> KnownJob:
    is_running = leased_until is not None and leased_until > now
    if is_running:
        state = State.RUNNING
    elif is_given_up:
        state = State.FAILED
    else:
        state = State.RETRYING if failure else State.WAITING
    return KnownJob(
        *(job_id, kind, Priority(priority).name.lower(), state, _about(payload), attempts, created_at),
        due_at=None if is_given_up else _moment(not_before),
        worker=leased_by if is_running else None,
        leased_until=_moment(leased_until) if is_running and leased_until is not None else None,
        failure=failure,
    )


def _moment(seconds: float) -> str:
    return moment_text(datetime.fromtimestamp(seconds, UTC))


def _about(payload: str) -> str:
    """`Version 12 image`, as far as the order says so."""
    try:
        order = msgspec.json.decode(payload)
    except msgspec.DecodeError:
        return ""
    if isinstance(order, list):
        return f"{len(order)} files"
    if not isinstance(order, dict):
        return ""
    return " ".join(str(order[each]) for each in ("type", "entity_type", "id", "field") if each in order)
