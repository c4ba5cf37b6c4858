"""The display names of all rows, in one table: links, filters by name and the text search read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from sqlalchemy import Dialect, Table, false, not_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.schema.sql import is_any
from slatehouse.schema.text_key import text_key
from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement, compile_statement, slot


class RowNames:
    """Keeps the names in step with the rows; its writes stand in the transaction of the rows' own."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self._table = table
        self._dialect = dialect

    def put(self, connection: Connection, names: Iterable[tuple[str, int, str]]) -> None:
        """Record names of live rows: (type, id, name)."""
        rows = [(type_, row_id, name, text_key(name), len(name)) for type_, row_id, name in names]
        connection.run_many(self._put, rows)

    def mark(self, connection: Connection, type_: str, row_id: int, *, retired: bool) -> None:
        """Hide the name of a row that was retired, or show that of one that was revived."""
        connection.run(self._hide if retired else self._show, [type_, row_id])

    def find(self, connection: Connection, type_: str, ids: Sequence[int]) -> dict[int, str]:
        """The names of the live ones among some rows of a type."""
        if len(ids) == 1:
            found = connection.rows(self._one, [type_, ids[0]])
        else:
            found = connection.rows(self._several, [type_, list(ids)])
        return {int(row[0]): str(row[1]) for row in found}

    @cached_property
    def _put(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(self._table).values(
            type=slot(0), id=slot(1), name=slot(2), key=slot(3), length=slot(4), retired=false()
        )
        replaced = {column: row.excluded[column] for column in ("name", "key", "length", "retired")}
        upsert = row.on_conflict_do_update(index_elements=["type", "id"], set_=replaced)
        return compile_statement(upsert, self._dialect)

    @cached_property
    def _hide(self) -> Statement:
        return self._marking(retired=True)

    @cached_property
    def _show(self) -> Statement:
        return self._marking(retired=False)

    def _marking(self, *, retired: bool) -> Statement:
        names = self._table
        mark = update(names).values(retired=true() if retired else false())
        one_row = mark.where(names.c.type == slot(0), names.c.id == slot(1))
        return compile_statement(one_row, self._dialect)

    @cached_property
    def _one(self) -> Statement:
        names = self._table
        live = select(names.c.id, names.c.name).where(names.c.type == slot(0), not_(names.c.retired))
        return compile_statement(live.where(names.c.id == slot(1)), self._dialect)

    @cached_property
    def _several(self) -> Statement:
        names = self._table
        live = select(names.c.id, names.c.name).where(names.c.type == slot(0), not_(names.c.retired))
        return compile_statement(live.where(is_any(names.c.id, slot(1))), self._dialect)
