"""How far a copy of another site has come, which of its files are still to be fetched, and what was lost.

It is written in the transaction of the rows that it is about: whoever is killed goes on behind the last page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Dialect, Table, delete, false, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.sql import is_any
from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import copy_files, copy_losses, copy_passes
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["CopiedFile", "CopyProgress", "Loss", "Pass", "Tally"]


class Pass(NamedTuple):
    """A walk through the rows of a type, and how far it has come."""

    entity_type: str
    retired: bool
    last_id: int = 0
    is_done: bool = False


class CopiedFile(NamedTuple):
    """The file in a field of a row."""

    entity_type: str
    entity_id: int
    field: str
    mark: str


class Loss(NamedTuple):
    """What could not be copied: a value, a row where no `field` is named, or with an id of 0 something of all
    rows of the type."""

    entity_type: str
    entity_id: int
    field: str
    reason: str


class Tally(NamedTuple):
    """How many losses are alike, and the id of a row that shows one."""

    entity_type: str
    field: str
    reason: str
    rows: int
    example: int


class CopyProgress:
    """The progress of the one copy that a site can be."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def passes(self, connection: Connection) -> dict[tuple[str, bool], Pass]:
        """The passes that were begun, by type and whether retired rows are meant."""
        found = (Pass(row[0], bool(row[1]), row[2], bool(row[3])) for row in connection.rows(self._passes))
        return {(each.entity_type, each.retired): each for each in found}

    def reach(self, connection: Connection, reached: Pass) -> None:
        """A pass has come so far."""
        connection.run(self._reach, reached)

    def begin_anew(self, connection: Connection) -> None:
        """Every pass is to be gone through once more."""
        connection.run(self._begin_anew)

    def marks(
        self, connection: Connection, entity_type: str, ids: Sequence[int]
    ) -> dict[tuple[int, str], str]:
        """The marks of the files of some rows that are there, by id and field."""
        found = connection.rows(self._marks, [entity_type, list(ids)])
        return {(int(row[0]), str(row[1])): str(row[2]) for row in found}

    def want(self, connection: Connection, files: Iterable[CopiedFile]) -> None:
        """These are to be fetched."""
        connection.run_many(self._want, list(files))

    def forget_files(self, connection: Connection, files: Iterable[tuple[str, int, str]]) -> None:
        """These fields of rows hold no file any more."""
        connection.run_many(self._forget, list(files))

    def wanted(self, connection: Connection, after: tuple[str, int, str], most: int) -> list[CopiedFile]:
        """Files that are to be fetched, in order, behind that of a type, an id and a field."""
        return [CopiedFile(*row) for row in connection.rows(self._wanted, [*after, most])]

    def count_wanted(self, connection: Connection) -> int:
        """How many are to be fetched."""
        return int(connection.rows(self._count_wanted)[0][0])

    def settle(self, connection: Connection, file: CopiedFile, failure: str | None) -> bool:
        """The file was fetched, or why it was not; False where by now another is wanted."""
        return connection.run(self._settle, [failure, *file]) == 1

    def want_failed(self, connection: Connection) -> None:
        """Those that could not be fetched are to be tried once more."""
        connection.run(self._want_failed)

    def count_files(self, connection: Connection) -> int:
        """How many were fetched."""
        return int(connection.rows(self._count_files)[0][0])

    def lose(self, connection: Connection, losses: Iterable[Loss]) -> None:
        """Remember what could not be copied."""
        connection.run_many(self._lose, list(losses))

    def regain(self, connection: Connection, entity_type: str, ids: Sequence[int]) -> None:
        """Forget what could not be copied of some rows; of a type as a whole for the id 0."""
        connection.run(self._regain, [entity_type, list(ids)])

    def regain_types(self, connection: Connection) -> None:
        """Forget what could not be copied of types as a whole."""
        connection.run(self._regain_types)

    def losses(self, connection: Connection) -> list[Tally]:
        """What could not be copied, what is alike together, files among it."""
        return [Tally(*row) for statement in self._losses for row in connection.rows(statement)]

    def _compiled(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    def _upsert(self, table: Table, *constants: str) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        keys = [column.name for column in table.primary_key]
        names = [column.name for column in table.columns if column.name not in constants]
        row = make(table).values({name: slot(number) for number, name in enumerate(names)})
        if constants:
            row = row.values(is_wanted=true())
        changed = {
            column.name: row.excluded[column.name] for column in table.columns if column.name not in keys
        }
        return self._compiled(row.on_conflict_do_update(index_elements=keys, set_=changed))

    @cached_property
    def _passes(self) -> Statement:
        return self._compiled(select(copy_passes))

    @cached_property
    def _reach(self) -> Statement:
        return self._upsert(copy_passes)

    @cached_property
    def _begin_anew(self) -> Statement:
        return self._compiled(update(copy_passes).values(last_id=0, is_done=false()))

    @cached_property
    def _marks(self) -> Statement:
        files = copy_files.c
        there = files.entity_type == slot(0), is_any(files.entity_id, slot(1)), files.is_wanted.is_(false())
        found = select(files.entity_id, files.field, files.mark).where(*there, files.failure.is_(None))
        return self._compiled(found)

    @cached_property
    def _want(self) -> Statement:
        return self._upsert(copy_files, "is_wanted", "failure")

    @cached_property
    def _forget(self) -> Statement:
        return self._compiled(delete(copy_files).where(*_is_the_file()))

    @cached_property
    def _wanted(self) -> Statement:
        files = copy_files.c
        behind = (
            (files.entity_type > slot(0))
            | ((files.entity_type == slot(0)) & (files.entity_id > slot(1)))
            | ((files.entity_type == slot(0)) & (files.entity_id == slot(1)) & (files.field > slot(2)))
        )
        order = files.entity_type, files.entity_id, files.field
        found = select(*order, files.mark).where(files.is_wanted, behind)
        return self._compiled(found.order_by(*order).limit(slot(3)))

    @cached_property
    def _count_wanted(self) -> Statement:
        return self._compiled(select(func.count()).select_from(copy_files).where(copy_files.c.is_wanted))

    @cached_property
    def _count_files(self) -> Statement:
        there = copy_files.c.is_wanted.is_(false()), copy_files.c.failure.is_(None)
        return self._compiled(select(func.count()).select_from(copy_files).where(*there))

    @cached_property
    def _settle(self) -> Statement:
        same = (*_is_the_file(1), copy_files.c.mark == slot(4))
        return self._compiled(update(copy_files).values(is_wanted=false(), failure=slot(0)).where(*same))

    @cached_property
    def _want_failed(self) -> Statement:
        failed = copy_files.c.failure.is_not(None)
        return self._compiled(update(copy_files).values(is_wanted=true(), failure=None).where(failed))

    @cached_property
    def _lose(self) -> Statement:
        return self._upsert(copy_losses)

    @cached_property
    def _regain(self) -> Statement:
        losses = copy_losses.c
        these = losses.entity_type == slot(0), is_any(losses.entity_id, slot(1))
        return self._compiled(delete(copy_losses).where(*these))

    @cached_property
    def _regain_types(self) -> Statement:
        return self._compiled(delete(copy_losses).where(copy_losses.c.entity_id == 0))

    @cached_property
    def _losses(self) -> tuple[Statement, ...]:
        found = []
        for table, reason in ((copy_losses, copy_losses.c.reason), (copy_files, copy_files.c.failure)):
            alike = table.c.entity_type, table.c.field, reason
            counted = select(*alike, func.count(), func.min(table.c.entity_id)).where(reason.is_not(None))
            found.append(self._compiled(counted.group_by(*alike).order_by(*alike)))
        return tuple(found)


def _is_the_file(first: int = 0) -> tuple[ColumnElement[bool], ...]:
    names = ("entity_type", "entity_id", "field")
    return tuple(copy_files.c[name] == slot(first + number) for number, name in enumerate(names))
