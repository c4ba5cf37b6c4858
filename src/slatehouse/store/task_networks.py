"""Tasks and their dependencies as scheduling reads and writes them: many at once, and with few statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import CTE, Dialect, Select, exists, literal_column, or_, select, true, update
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.sql import is_any
from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import IDENTIFIER, RETIRED, VERSION, Tables

_LOCK = 0x5C4ED
_UPSTREAM, _DOWNSTREAM = "dependent_task$id", "task$id"
_TASK_COLUMNS = (
    *("id", "start_date", "due_date", "duration", "milestone", "pinned", "dependency_violation"),
    "project$id",
)


class TaskRow(NamedTuple):
    """What scheduling has to know of a task, as it is stored."""

    id: int
    start: str | None
    due: str | None
    duration: int | None
    milestone: object
    pinned: object
    violating: object
    project: int | None


class DependencyRow(NamedTuple):
    """A dependency, as it is stored."""

    id: int
    upstream: int
    downstream: int
    kind: str
    offset: int | None


class TaskNetworks:
    """The live tasks and dependencies of a site."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._tasks = tables.entities["Task"]
        self._dependencies = tables.entities["TaskDependency"]
        self._assignees = tables.links["Task", "task_assignees"]
        self._dialect = dialect
        self._update = lru_cache(64)(self._compile_update)

    def lock(self, connection: Connection) -> None:
        """Let nobody else schedule until the transaction ends, so that what is read here stays true."""
        # SQLite has one writer at a time as it is.
        if self._dialect.name == "postgresql":
            connection.rows(Statement("SELECT pg_advisory_xact_lock(%s)", (0,)), [_LOCK])

    def tasks(self, connection: Connection, ids: Sequence[int]) -> list[TaskRow]:
        """The live ones among these tasks."""
        return [TaskRow(*row) for row in connection.rows(self._select_tasks, [list(ids)])]

    def dependencies_into(self, connection: Connection, ids: Sequence[int]) -> list[DependencyRow]:
        """What these tasks wait for."""
        return [DependencyRow(*row) for row in connection.rows(self._select_into, [list(ids)])]

    def dependencies_below(self, connection: Connection, ids: Sequence[int]) -> list[DependencyRow]:
        """What these tasks wait for, and what all tasks wait for that wait for these, at every depth."""
        return [DependencyRow(*row) for row in connection.rows(self._select_below, [list(ids)])]

    def waits(self, connection: Connection, task: int, other: int, without: int = 0) -> bool:
        """Whether a task waits for another, through however many dependencies, or is the other. The
        dependency `without` does not count."""
        return bool(connection.rows(self._select_waits, [other, task, without]))

    def waiting(self, connection: Connection, ids: Sequence[int]) -> bool:
        """Whether any task waits for one of these."""
        return bool(connection.rows(self._select_waiting, [list(ids)]))

    def assignees(self, connection: Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
        """Who works on these tasks: (task, person)."""
        found = connection.rows(self._select_assignees, [list(ids)])
        return [(int(row[0]), int(row[1])) for row in found]

    def spanning(self, connection: Connection, day: str, project: int | None) -> list[int]:
        """The live tasks with both dates that happen on a day, of one project or of all; milestones left
        out."""
        values = [day] if project is None else [day, project]
        found = connection.rows(self._select_spanning[project is not None], values)
        return [int(row[0]) for row in found]

    def put(self, connection: Connection, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Set these columns of many tasks; the id of each stands last in its row."""
        connection.run_many(self._update(tuple(columns)), rows)

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    def _compile_update(self, columns: tuple[str, ...]) -> Statement:
        table = self._tasks
        values = {name: slot(number, table.c[name].type) for number, name in enumerate(columns)}
        counted = {**values, VERSION: table.c[VERSION] + 1}
        return self._compile(update(table).values(counted).where(table.c.id == slot(len(columns))))

    @property
    def _is_live(self) -> ColumnElement[bool]:
        return self._dependencies.c[RETIRED].is_(None)

    @property
    def _parts(self) -> Select[tuple[object, ...]]:
        table = self._dependencies
        names = ("id", _UPSTREAM, _DOWNSTREAM, "dependency_type", "offset_days")
        ends = table.c[_UPSTREAM].is_not(None), table.c[_DOWNSTREAM].is_not(None)
        return select(*(table.c[name] for name in names)).where(self._is_live, *ends)

    @cached_property
    def _select_tasks(self) -> Statement:
        table = self._tasks
        columns = (table.c[name] for name in _TASK_COLUMNS)
        return self._compile(select(*columns).where(is_any(table.c.id, slot(0)), table.c[RETIRED].is_(None)))

    @cached_property
    def _select_into(self) -> Statement:
        return self._compile(self._parts.where(is_any(self._dependencies.c[_DOWNSTREAM], slot(0))))

    @cached_property
    def _select_below(self) -> Statement:
        tasks = self._tasks
        reached = select(tasks.c.id).where(is_any(tasks.c.id, slot(0))).cte("reached", recursive=True)
        reached = reached.union(self._further(reached, self._is_live))
        return self._compile(self._parts.join(reached, self._dependencies.c[_DOWNSTREAM] == reached.c.id))

    @cached_property
    def _select_waits(self) -> Statement:
        table = self._dependencies
        counts = self._is_live, table.c.id != slot(2)
        task, other = slot(1, IDENTIFIER), slot(0, IDENTIFIER)
        # Who waits for nothing need not be sought, however long the chain is that waits for the other.
        is_sought = or_(task == other, exists().where(table.c[_DOWNSTREAM] == task, *counts))
        reached = select(other.label("id")).where(is_sought).cte("reached", recursive=True)
        reached = reached.union(self._further(reached, *counts))
        return self._compile(select(reached.c.id).where(reached.c.id == task).limit(1))

    def _further(self, reached: CTE, *counts: ColumnElement[bool]) -> Select[tuple[int]]:
        """The tasks that wait for those reached."""
        table = self._dependencies
        found = select(table.c[_DOWNSTREAM].label("id")).where(table.c[_UPSTREAM] == reached.c.id, *counts)
        if self._dialect.name != "postgresql":
            return found
        # Fenced off by the offset, or PostgreSQL may read all dependencies for each step of a long chain.
        step = found.offset(literal_column("0")).lateral("step")
        return select(step.c.id).select_from(reached.join(step, true()))

    @cached_property
    def _select_waiting(self) -> Statement:
        table = self._dependencies
        found = select(table.c.id).where(is_any(table.c[_UPSTREAM], slot(0)), self._is_live)
        return self._compile(found.limit(1))

    @cached_property
    def _select_assignees(self) -> Statement:
        table = self._assignees
        found = select(table.c.owner_id, table.c.target_id)
        people = is_any(table.c.owner_id, slot(0)), table.c.target_type == "HumanUser"
        return self._compile(found.where(*people))

    @cached_property
    def _select_spanning(self) -> dict[bool, Statement]:
        table = self._tasks
        happening = table.c.start_date <= slot(0), table.c.due_date >= slot(0)
        found = select(table.c.id).where(
            *happening, table.c.milestone.is_not(True), table.c[RETIRED].is_(None)
        )
        in_project = table.c["project$id"] == slot(1), table.c["project$type"] == "Project"
        return {False: self._compile(found), True: self._compile(found.where(*in_project))}
