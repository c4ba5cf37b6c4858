"""Rows that another site has already, written many at a time under the ids that they have there.

What follows from rows is kept in step: their names, their pictures, their links, and the ids that rows get
which are made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Table, case, cast, delete, exists, func, literal, not_, or_, select, update
from sqlalchemy import column as column_named
from sqlalchemy import table as table_named
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.sql import ClauseElement

from slatehouse.schema.sql import is_any
from slatehouse.store.appending import appending
from slatehouse.store.connection import Connection, Row
from slatehouse.store.names import RowNames
from slatehouse.store.pictures import RowPictures
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED, VERSION, Tables

__all__ = ["CopiedRows"]

_STATEMENTS_KEPT = 2_000
_ASIDE = "aside"
_AT_ONCE = 2_000


class CopiedRows:
    """Writes the rows of one schema's tables."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._tables = tables
        self._dialect = dialect
        self._names = RowNames(tables, dialect)
        self._pictures = RowPictures(tables, dialect)
        self._compiled = lru_cache(_STATEMENTS_KEPT)(self._compile)
        self._appending = lru_cache(_STATEMENTS_KEPT)(self._compile_appending)

    def there(
        self, connection: Connection, entity_type: str, ids: Sequence[int], columns: Sequence[str] = ()
    ) -> dict[int, Row]:
        """Some columns of those of the rows that are there, live or retired."""
        found = connection.rows(self._compiled(CopiedRows._there, entity_type, tuple(columns)), [list(ids)])
        return {int(row[0]): row[1:] for row in found}

    def any_row(self, connection: Connection, entity_type: str) -> int | None:
        """The id of a row of the type, live or retired."""
        found = connection.rows(self._compiled(CopiedRows._any, entity_type))
        return int(found[0][0]) if found else None

    def add(
        self,
        connection: Connection,
        entity_type: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        """Rows that are not there yet; the columns begin with the id. Raises `NotUnique`."""
        if rows:
            connection.append(self._appending(entity_type, tuple(columns)), rows)

    def replace(
        self,
        connection: Connection,
        entity_type: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        """Give rows that are there these columns, of which the id is the first. Raises `NotUnique`."""
        connection.run_many(self._compiled(CopiedRows._replace, entity_type, tuple(columns)), rows)

    def set_aside(self, connection: Connection, entity_type: str, ids: Sequence[int]) -> None:
        """Let rows that are about to be replaced keep others from no value meanwhile."""
        connection.run(self._compiled(CopiedRows._aside, entity_type), [list(ids)])

    def name(
        self, connection: Connection, entity_type: str, names: Iterable[tuple[int, str]], *, retired: bool
    ) -> None:
        """Record the names of rows that are written already. Those whose main link names them do not hear."""
        self._names.put(connection, ((entity_type, row_id, name) for row_id, name in names), retired=retired)

    def name_new(
        self,
        connection: Connection,
        entity_type: str,
        names: Iterable[tuple[int, str, int | None]],
        *,
        retired: bool,
    ) -> None:
        """Record the names of rows that had none, with the projects that they belong to."""
        self._names.append(connection, entity_type, names, retired=retired)

    def rename(
        self, connection: Connection, entity_type: str, row_id: int, name: str, *, retired: bool
    ) -> None:
        """Record the name of a row, for those that it is the main link of as well."""
        self._names.rename(connection, entity_type, row_id, name, retired=retired)

    def refill_names(self, connection: Connection, entity_type: str, after: int) -> int | None:
        """Find the rows behind an id by the names that their main links have now; the last id, None where
        there is none any more."""
        if entity_type not in self._tables.main_links:
            return None
        ids = connection.rows(self._compiled(CopiedRows._next_ids, entity_type), [after, _AT_ONCE])
        if not ids:
            return None
        connection.run(self._names.refilling(entity_type, within=True), [after, ids[-1][0]])
        return int(ids[-1][0])

    def follow_pictures(
        self, connection: Connection, entity_type: str, pictures: Mapping[int, object]
    ) -> None:
        """Do what follows from the pictures that rows have now."""
        for row_id, picture in pictures.items():
            self._pictures.follow(connection, entity_type, row_id, {"image": picture})

    def link(
        self,
        connection: Connection,
        field: tuple[str, str],
        replaced: Sequence[int],
        pairs: Iterable[tuple[int, str, int]],
    ) -> None:
        """Write the links of rows in a field's own table, in place of what some of them had; links to rows
        that are retired stay."""
        if replaced:
            connection.run(self._compiled(CopiedRows._unlink, field), [list(replaced)])
        connection.run_many(self._compiled(CopiedRows._link, field), list(pairs))

    def point(
        self,
        connection: Connection,
        field: tuple[str, str],
        pairs: Iterable[tuple[int, str, int]],
        *,
        by: str | None = None,
    ) -> None:
        """Let rows that link nothing in a field link what a row tells that they link: (row, type, id). Where
        the rows are connections, `by` is the link that names the first of a pair, and one of them points."""
        statement = self._compiled(CopiedRows._point, field, by)
        connection.run_many(statement, list(pairs))

    def lost_links(
        self, connection: Connection, entity_type: str, links: Sequence[str], ids: Sequence[int]
    ) -> dict[int, Row]:
        """What the single links of rows name, type and id in turn, where that is retired."""
        statement = self._compiled(CopiedRows._lost_links, entity_type, tuple(links))
        found = connection.rows(statement, [list(ids)])
        return {int(row[0]): row[1:] for row in found}

    def clear(self, connection: Connection, entity_type: str) -> None:
        """Take away all rows of a type, with all that is kept of them."""
        for write in (CopiedRows._clear_names, CopiedRows._clear_pictures, CopiedRows._clear):
            connection.run(self._compiled(write, entity_type))

    def count_on(self, connection: Connection, entity_type: str, least: int = 0) -> None:
        """Let rows that are made here have ids above those of all rows that there are, and above `least`."""
        if self._dialect.name == "postgresql":
            connection.rows(self._compiled(CopiedRows._set_sequence, entity_type), [least])
            return
        # SQLite counts on by itself from the largest id that was ever given.
        if least and not connection.run(self._compiled(CopiedRows._raise_sequence, entity_type), [least]):
            connection.run(self._compiled(CopiedRows._begin_sequence, entity_type), [least])

    def linking(
        self, connection: Connection, entity_type: str, field: str, target: tuple[str, int]
    ) -> list[int]:
        """The rows whose single link names the target, retired ones included."""
        statement = self._compiled(CopiedRows._linking, entity_type, field)
        return [int(row[0]) for row in connection.rows(statement, target)]

    def owners(self, connection: Connection, field: tuple[str, str], target: tuple[str, int]) -> list[int]:
        """The rows that link the target through a field's own table."""
        return [int(row[0]) for row in connection.rows(self._compiled(CopiedRows._owners, field), target)]

    def _compile(self, write: Callable[..., ClauseElement], *arguments: object) -> Statement:
        return compile_statement(write(self, *arguments), self._dialect)

    def _compile_appending(self, entity_type: str, columns: tuple[str, ...]) -> Statement:
        return appending(self._table(entity_type), columns, self._dialect)

    def _table(self, entity_type: str) -> Table:
        return self._tables.entities[entity_type]

    def _insert(self, table: Table) -> Any:
        return (postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert)(table)

    def _there(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        return select(table.c.id, *(table.c[name] for name in columns)).where(is_any(table.c.id, slot(0)))

    def _any(self, entity_type: str) -> ClauseElement:
        return select(self._table(entity_type).c.id).limit(1)

    def _next_ids(self, entity_type: str) -> ClauseElement:
        ids = self._table(entity_type).c.id
        return select(ids).where(ids > slot(0)).order_by(ids).limit(slot(1))

    def _replace(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        changes = {name: slot(n, table.c[name].type) for n, name in enumerate(columns) if name != "id"}
        changed = update(table).values({**changes, VERSION: table.c[VERSION] + 1})
        return changed.where(table.c.id == slot(0))

    def _aside(self, entity_type: str) -> ClauseElement:
        table = self._table(entity_type)
        return update(table).values({RETIRED: literal(_ASIDE)}).where(is_any(table.c.id, slot(0)))

    def _unlink(self, field: tuple[str, str]) -> ClauseElement:
        table, names = self._tables.links[field], self._tables.names
        is_target = names.c.type == table.c.target_type, names.c.id == table.c.target_id
        is_retired = exists().where(*is_target, names.c.retired)
        return delete(table).where(is_any(table.c.owner_id, slot(0)), not_(is_retired))

    def _link(self, field: tuple[str, str]) -> ClauseElement:
        row = self._insert(self._tables.links[field])
        made: ClauseElement = row.values(
            owner_id=slot(0), target_type=slot(1), target_id=slot(2)
        ).on_conflict_do_nothing()
        return made

    def _point(self, field: tuple[str, str], by: str | None) -> ClauseElement:
        table, (_, name) = self._table(field[0]), field
        is_free = table.c[f"{name}$id"].is_(None)
        link = {f"{name}$type": slot(1), f"{name}$id": slot(2)}
        pointed = update(table).values({**link, VERSION: table.c[VERSION] + 1})
        if by is None:
            return pointed.where(table.c.id == slot(0), is_free)
        one = table.alias()
        is_one = one.c[f"{by}$id"] == slot(0), one.c[f"{name}$id"].is_(None), one.c[RETIRED].is_(None)
        other = table.alias()
        is_there = exists().where(other.c[f"{by}$id"] == slot(0), other.c[f"{name}$id"] == slot(2))
        first = select(func.min(one.c.id)).where(*is_one).scalar_subquery()
        return pointed.where(table.c.id == first, not_(is_there))

    def _lost_links(self, entity_type: str, links: tuple[str, ...]) -> ClauseElement:
        table, names = self._table(entity_type), self._tables.names
        columns, are_lost = [], []
        for link in links:
            kind, row_id = table.c[f"{link}$type"], table.c[f"{link}$id"]
            lost = exists().where(names.c.type == kind, names.c.id == row_id, names.c.retired)
            columns += [case((lost, row_id)), case((lost, kind))]
            are_lost.append(lost)
        return select(table.c.id, *columns).where(is_any(table.c.id, slot(0)), or_(*are_lost))

    def _clear(self, entity_type: str) -> ClauseElement:
        return delete(self._table(entity_type))

    def _clear_names(self, entity_type: str) -> ClauseElement:
        return delete(self._tables.names).where(self._tables.names.c.type == literal(entity_type))

    def _clear_pictures(self, entity_type: str) -> ClauseElement:
        return delete(self._tables.pictures).where(self._tables.pictures.c.type == literal(entity_type))

    def _linking(self, entity_type: str, field: str) -> ClauseElement:
        table = self._table(entity_type)
        names_it = table.c[f"{field}$type"] == slot(0), table.c[f"{field}$id"] == slot(1)
        return select(table.c.id).where(*names_it).order_by(table.c.id)

    def _owners(self, field: tuple[str, str]) -> ClauseElement:
        table = self._tables.links[field]
        return select(table.c.owner_id).where(table.c.target_type == slot(0), table.c.target_id == slot(1))

    def _set_sequence(self, entity_type: str) -> ClauseElement:
        table = self._table(entity_type)
        quoted = self._dialect.identifier_preparer.quote(table.name)
        sequence = func.pg_get_serial_sequence(literal(quoted), literal("id"))
        highest = select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
        given = func.coalesce(func.pg_sequence_last_value(cast(sequence, REGCLASS)), 0)
        return select(func.setval(sequence, func.greatest(highest, slot(0), given, 1)))

    def _raise_sequence(self, entity_type: str) -> ClauseElement:
        given = table_named("sqlite_sequence", column_named("name"), column_named("seq"))
        raised = update(given).values(seq=func.max(given.c.seq, slot(0)))
        return raised.where(given.c.name == literal(self._table(entity_type).name))

    def _begin_sequence(self, entity_type: str) -> ClauseElement:
        given = table_named("sqlite_sequence", column_named("name"), column_named("seq"))
        return given.insert().values(name=literal(self._table(entity_type).name), seq=slot(0))
