"""How the database goes about what a session asks: each statement, its plan, what an index is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Table

from slatehouse.accounts.permissions import may_see_plans
from slatehouse.store.explaining import Step, explain
from slatehouse.store.tables import RETIRED
from slatehouse.store.timing import Asked, taken_down

if TYPE_CHECKING:
    from slatehouse.site.session import Session
    from slatehouse.store.connection import Connection

__all__ = ["StatementExplained", "StepExplained", "explain_questions"]

_UNASKED = frozenset({"id", RETIRED})


@dataclass(frozen=True, slots=True)
class StepExplained:
    """How a statement comes by rows of one table. `type` is the entity type whose rows they are, if they are
    any's. `indexed` are the fields that the index is asked for, and `others` what else of a row the statement
    looks at, to find it or to put it in order."""

    step: Step
    type: str | None
    indexed: list[str]
    others: list[str]


@dataclass(frozen=True, slots=True)
class StatementExplained:
    """A statement that was run: its SQL with slots for the values, the seconds that it took, the database's
    own plan, and the steps in it."""

    sql: str
    seconds: float
    plan: object
    steps: list[StepExplained]


def explain_questions(session: Session, ask: Callable[[], object]) -> list[StatementExplained]:
    """What `ask` asks of the database, explained; raises `CannotAccess` before it is run."""
    may_see_plans(session.caller)
    with taken_down() as asked:
        ask()
    tables = session.edition.whole.tables
    known = {str(table.name): table for table in tables.every}
    types = {str(table.name): type_ for type_, table in tables.entities.items()}
    with session.site.database.reading() as connection:
        return [_explained(session, connection, _Tables(known, types), each) for each in asked]


class _Tables(NamedTuple):
    """The tables of a schema by name, and the entity type whose rows one holds."""

    known: Mapping[str, Table]
    types: Mapping[str, str]


def _explained(session: Session, connection: Connection, tables: _Tables, asked: Asked) -> StatementExplained:
    sql = asked.statement.text
    found = explain(connection, session.edition.dialect, asked.statement, asked.values)
    steps = [
        _step(step, tables.types.get(step.table), tables.known[step.table], sql)
        for step in found.steps
        # The others go through what the statement itself has put together.
        if step.table in tables.known
    ]
    return StatementExplained(sql, asked.seconds, found.plan, steps)


def _step(step: Step, type_: str | None, table: Table, sql: str) -> StepExplained:
    columns = [str(column.name) for column in table.columns]
    condition = step.condition or ""
    indexed = [name for name in columns if re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", condition)]
    used = [name for name in columns if re.search(rf'\b{step.alias}\."?{re.escape(name)}(?![\w$])', sql)]
    is_found_by_id = "id" in indexed or (condition and not indexed)
    others = [] if is_found_by_id else [name for name in used if name not in indexed]
    return StepExplained(step, type_, _fields(indexed), _fields(others))


def _fields(columns: Iterable[str]) -> list[str]:
    """The fields that the columns belong to."""
    return list(dict.fromkeys(name.partition("$")[0] for name in columns if name not in _UNASKED))
