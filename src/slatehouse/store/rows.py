"""Writing rows: inserting, updating, retiring and reviving them, and their links.

Statements are compiled once for each set of columns. Nothing here knows what a row means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Dialect, Table, delete, func, insert, literal, select, update
from sqlalchemy import column as column_named
from sqlalchemy import table as table_named
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from slatehouse.store.appending import appending
from slatehouse.store.connection import Connection, Row
from slatehouse.store.names import RowNames
from slatehouse.store.pictures import RowPictures
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED, VERSION, Tables
from slatehouse.store.watching import CHANNEL

_STATEMENTS_KEPT = 4_000
_EVENTS_LOCK = 0x51A7E
_UPSERTS_LOCK = 0x1D0F
_ONE_AT_A_TIME = Statement("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (0, 1))
# One statement, so that writers need not go to the server once more.
_LOCK_AND_NOTIFY = Statement("SELECT pg_advisory_xact_lock(%s), pg_notify(%s, '')", (0, (CHANNEL,)))


class Rows:
    """The rows of one schema's tables."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self.tables = tables
        self.dialect = dialect
        self.names = RowNames(tables, dialect)
        self._pictures = RowPictures(tables, dialect)
        self._compiled = lru_cache(_STATEMENTS_KEPT)(self._compile)
        self._appending = lru_cache(_STATEMENTS_KEPT)(self._compile_appending)

    def _compile_appending(self, entity_type: str, columns: tuple[str, ...]) -> Statement:
        return appending(self._table(entity_type), columns, self.dialect)

    def _compile(self, write: Callable[..., ClauseElement], *arguments: object) -> Statement:
        return compile_statement(write(self, *arguments), self.dialect)

    def insert(self, connection: Connection, entity_type: str, values: Mapping[str, object]) -> int:
        """A new row; returns its id, which the database chooses unless the values bring one."""
        statement = self._compiled(Rows._insert, entity_type, tuple(values))
        row_id = int(connection.rows(statement, list(values.values()))[0][0])
        self._pictures.follow(connection, entity_type, row_id, values)
        return row_id

    def insert_many(
        self,
        connection: Connection,
        entity_type: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        """New rows that nobody needs the ids of."""
        connection.append(self._appending(entity_type, tuple(columns)), rows)

    def update(
        self, connection: Connection, entity_type: str, row_id: int, values: Mapping[str, object]
    ) -> None:
        """Set columns of a row, and count its version up."""
        statement = self._compiled(Rows._update, entity_type, tuple(values))
        connection.run(statement, [*values.values(), row_id])
        self._pictures.follow(connection, entity_type, row_id, values)

    def swap(
        self,
        connection: Connection,
        entity_type: str,
        row_id: int,
        column: str,
        old: object,
        new: object,
        *,
        is_change: bool = True,
    ) -> bool:
        """Set a column of a row if it still holds the old value, whoever else writes meanwhile.

        What `is_change` counts the row's version up.
        """
        statement = self._compiled(Rows._swap, entity_type, column, is_change)
        is_done = connection.run(statement, [new, row_id, old]) == 1
        if is_done:
            self._pictures.follow(connection, entity_type, row_id, {column: new})
        return is_done

    def state(self, connection: Connection, entity_type: str, row_id: int) -> tuple[bool, str | None] | None:
        """Whether a row is live, and when it was retired; None where there is no such row."""
        found = connection.rows(self._compiled(Rows._state, entity_type), [row_id])
        return (found[0][0] is None, found[0][0]) if found else None

    def hold(self, connection: Connection, entity_type: str, row_id: int) -> bool | None:
        """Whether a row is live; None where there is no such row. Until the transaction ends nobody else can
        write it."""
        found = connection.rows(self._compiled(Rows._hold, entity_type), [row_id])
        return found[0][0] is None if found else None

    def values(
        self, connection: Connection, entity_type: str, row_id: int, columns: Sequence[str]
    ) -> dict[str, object]:
        """Some columns of a row, live or retired, by name; empty where there is no such row."""
        if not columns:
            return {}
        found = connection.rows(self._compiled(Rows._values, entity_type, tuple(columns)), [row_id])
        return dict(zip(columns, found[0], strict=True)) if found else {}

    def ids_linking(
        self,
        connection: Connection,
        entity_type: str,
        field: str,
        target: tuple[str, int],
        retired_at: str | None,
    ) -> list[int]:
        """The rows whose single link names the target: the live ones, or those retired at that moment."""
        statement = self._compiled(Rows._ids_linking, entity_type, field, retired_at is None)
        values = [*target] if retired_at is None else [*target, retired_at]
        return [int(row[0]) for row in connection.rows(statement, values)]

    def ids_having(self, connection: Connection, entity_type: str, values: Mapping[str, object]) -> list[int]:
        """The live rows that hold these values in these columns."""
        statement = self._compiled(Rows._ids_having, entity_type, tuple(values))
        return [int(row[0]) for row in connection.rows(statement, list(values.values()))]

    def take_turn(self, connection: Connection, entity_type: str, field: str) -> None:
        """Wait until nobody else has the turn to find or make rows by a field, and have it until the
        transaction ends. On SQLite who writes has it already."""
        if self.dialect.name == "postgresql":
            connection.rows(_ONE_AT_A_TIME, [_UPSERTS_LOCK, f"{entity_type}.{field}"])

    def id_to_change(
        self, connection: Connection, entity_type: str, values: Mapping[str, object]
    ) -> int | None:
        """The first live row that holds these values; nobody else changes it until the transaction ends."""
        statement = self._compiled(Rows._id_to_change, entity_type, tuple(values))
        found = connection.rows(statement, list(values.values()))
        return int(found[0][0]) if found else None

    def shared(self, connection: Connection, entity_type: str, column: str, most: int) -> list[object]:
        """The least values, not more than that many, that several live rows hold in the column."""
        return [row[0] for row in connection.rows(self._compiled(Rows._shared, entity_type, column), [most])]

    def long_texts(
        self, connection: Connection, entity_type: str, column: str, longest: int, most: int
    ) -> list[object]:
        """Some of the texts of live rows in the column that have more characters than that."""
        statement = self._compiled(Rows._long_texts, entity_type, column)
        return [row[0] for row in connection.rows(statement, [longest, most])]

    def live(self, connection: Connection, entity_type: str, columns: Sequence[str]) -> list[Row]:
        """Some columns of every live row, with its id before them."""
        return connection.rows(self._compiled(Rows._live, entity_type, tuple(columns)))

    def put_personal(
        self, connection: Connection, entity_type: str, owner: int, person: int, values: Mapping[str, object]
    ) -> None:
        """Keep for one person some columns of a row that everyone has for themselves."""
        statement = self._compiled(Rows._put_personal, entity_type, tuple(values))
        connection.run(statement, [owner, person, *values.values()])

    def retire(self, connection: Connection, entity_type: str, row_id: int, at: str) -> None:
        """Retire a live row."""
        self.update(connection, entity_type, row_id, {RETIRED: at})
        self.names.mark(connection, entity_type, row_id, retired=True)

    def revive(self, connection: Connection, entity_type: str, row_id: int) -> None:
        """Make a retired row live."""
        self.update(connection, entity_type, row_id, {RETIRED: None})
        self.names.mark(connection, entity_type, row_id, retired=False)

    def links(self, connection: Connection, field: tuple[str, str], owner: int) -> list[tuple[str, int]]:
        """The targets in a field's own table, retired ones included."""
        return [(row[0], row[1]) for row in connection.rows(self._compiled(Rows._links, field), [owner])]

    def owners(self, connection: Connection, field: tuple[str, str], target: tuple[str, int]) -> list[int]:
        """The rows that link the target through a field's own table, retired ones included."""
        return [int(row[0]) for row in connection.rows(self._compiled(Rows._owners, field), target)]

    def add_links(
        self, connection: Connection, field: tuple[str, str], pairs: Iterable[tuple[int, str, int]]
    ) -> None:
        """Add links (owner, target type, target id) to a field's own table; those there already stay."""
        connection.run_many(self._compiled(Rows._add_link, field), list(pairs))

    def remove_links(
        self, connection: Connection, field: tuple[str, str], pairs: Iterable[tuple[int, str, int]]
    ) -> None:
        """Remove links from a field's own table."""
        connection.run_many(self._compiled(Rows._remove_link, field), list(pairs))

    def far_ends(
        self, connection: Connection, entity_type: str, near: str, far: str, owner: tuple[str, int]
    ) -> list[tuple[int, str, int]]:
        """The live rows of a connection type whose link `near` names the owner: id, and what `far` links."""
        found = connection.rows(self._compiled(Rows._far_ends, entity_type, near, far), owner)
        return [(int(row[0]), str(row[1]), int(row[2])) for row in found]

    def total(
        self, connection: Connection, entity_type: str, column: str, link: str, target: tuple[str, int]
    ) -> int:
        """The sum of a column over the live rows whose single link names the target."""
        found = connection.rows(self._compiled(Rows._total, entity_type, column, link), target)
        return int(found[0][0])

    def highest(
        self, connection: Connection, entity_type: str, column: str, link: str, target: tuple[str, int]
    ) -> int | None:
        """The highest value of a column among the live rows whose single link names the target."""
        found = connection.rows(self._compiled(Rows._highest, entity_type, column, link), target)
        return None if found[0][0] is None else int(found[0][0])

    def new_ids(self, connection: Connection, entity_type: str, most: int) -> list[int]:
        """Ids for new rows, one at least; no other row gets them, even if these are never made."""
        if self.dialect.name == "postgresql":
            found = connection.rows(self._compiled(Rows._next_ids, entity_type), [most])
            return [int(row[0]) for row in found]
        # SQLite counts on from the largest id that a row was ever given, so that a row must follow at once.
        found = connection.rows(self._compiled(Rows._last_given, entity_type))
        return [int(found[0][0]) + 1 if found else 1]

    def next_event_id(self, connection: Connection) -> int:
        """The id that follows the last event's. Until the transaction ends no other can append events; those
        who watch the database hear of it when it is committed."""
        if self.dialect.name == "postgresql":
            connection.rows(_LOCK_AND_NOTIFY, [_EVENTS_LOCK])
        return self.last_event_id(connection) + 1

    def last_event_id(self, connection: Connection) -> int:
        """The id of the last event; 0 where there is none yet."""
        found = connection.rows(self._compiled(Rows._last_id, "EventLogEntry"))
        return int(found[0][0] or 0)

    def first_and_last_id(self, connection: Connection, entity_type: str) -> tuple[int, int]:
        """The ids of the first and the last row, whether they are live or retired; 0 where there is none."""
        first, last = connection.rows(self._compiled(Rows._ends, entity_type))[0]
        return int(first or 0), int(last or 0)

    def _table(self, entity_type: str) -> Table:
        return self.tables.entities[entity_type]

    def _insert(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        return insert(table).values({name: slot(n) for n, name in enumerate(columns)}).returning(table.c.id)

    def _update(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        changes = {name: slot(n, table.c[name].type) for n, name in enumerate(columns)}
        return (
            update(table)
            .values({**changes, VERSION: table.c[VERSION] + 1})
            .where(table.c.id == slot(len(columns)))
        )

    def _swap(self, entity_type: str, column: str, is_change: bool) -> ClauseElement:
        table = self._table(entity_type)
        changes = {column: slot(0)} | ({VERSION: table.c[VERSION] + 1} if is_change else {})
        return update(table).values(changes).where(table.c.id == slot(1), table.c[column] == slot(2))

    def _state(self, entity_type: str) -> ClauseElement:
        table = self._table(entity_type)
        return select(table.c[RETIRED]).where(table.c.id == slot(0))

    def _hold(self, entity_type: str) -> ClauseElement:
        # SQLite has one writer at a time anyway, and its dialect leaves the clause out.
        table = self._table(entity_type)
        row = select(table.c[RETIRED]).where(table.c.id == slot(0))
        return row.with_for_update(key_share=True)

    def _values(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        return select(*(table.c[name] for name in columns)).where(table.c.id == slot(0))

    def _ids_linking(self, entity_type: str, field: str, live: bool) -> ClauseElement:
        table = self._table(entity_type)
        retired = table.c[RETIRED].is_(None) if live else table.c[RETIRED] == slot(2)
        linking = table.c[f"{field}$type"] == slot(0), table.c[f"{field}$id"] == slot(1)
        return select(table.c.id).where(*linking, retired).order_by(table.c.id)

    def _ids_having(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        having = (table.c[name] == slot(n) for n, name in enumerate(columns))
        return select(table.c.id).where(*having, table.c[RETIRED].is_(None)).order_by(table.c.id)

    def _id_to_change(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        having = (table.c[name] == slot(n) for n, name in enumerate(columns))
        wanted = select(table.c.id).where(*having, table.c[RETIRED].is_(None)).order_by(table.c.id)
        return wanted.limit(1).with_for_update()

    def _shared(self, entity_type: str, column: str) -> ClauseElement:
        table = self._table(entity_type)
        value = table.c[column]
        live = select(value).where(table.c[RETIRED].is_(None), value.is_not(None))
        return live.group_by(value).having(func.count() > 1).order_by(value).limit(slot(0))

    def _long_texts(self, entity_type: str, column: str) -> ClauseElement:
        table = self._table(entity_type)
        is_long = func.length(table.c[column]) > slot(0)
        return select(table.c[column]).where(table.c[RETIRED].is_(None), is_long).limit(slot(1))

    def _live(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        table = self._table(entity_type)
        live = select(table.c.id, *(table.c[name] for name in columns)).where(table.c[RETIRED].is_(None))
        return live.order_by(table.c.id)

    def _put_personal(self, entity_type: str, columns: tuple[str, ...]) -> ClauseElement:
        make = postgresql.insert if self.dialect.name == "postgresql" else sqlite.insert
        names = ("owner_id", "person_id", *columns)
        row = make(self.tables.personal[entity_type]).values({name: slot(n) for n, name in enumerate(names)})
        replaced = {name: row.excluded[name] for name in columns}
        return row.on_conflict_do_update(index_elements=["owner_id", "person_id"], set_=replaced)

    def _links(self, field: tuple[str, str]) -> ClauseElement:
        table = self.tables.links[field]
        return select(table.c.target_type, table.c.target_id).where(table.c.owner_id == slot(0))

    def _owners(self, field: tuple[str, str]) -> ClauseElement:
        table = self.tables.links[field]
        return select(table.c.owner_id).where(table.c.target_type == slot(0), table.c.target_id == slot(1))

    def _add_link(self, field: tuple[str, str]) -> ClauseElement:
        make = postgresql.insert if self.dialect.name == "postgresql" else sqlite.insert
        row = make(self.tables.links[field])
        return row.values(owner_id=slot(0), target_type=slot(1), target_id=slot(2)).on_conflict_do_nothing()

    def _remove_link(self, field: tuple[str, str]) -> ClauseElement:
        table = self.tables.links[field]
        return delete(table).where(
            table.c.owner_id == slot(0), table.c.target_type == slot(1), table.c.target_id == slot(2)
        )

    def _last_id(self, entity_type: str) -> ClauseElement:
        return select(func.max(self._table(entity_type).c.id))

    def _ends(self, entity_type: str) -> ClauseElement:
        # Each end alone is found by the index of ids; both in one select are not.
        ids = self._table(entity_type).c.id
        return select(select(func.min(ids)).scalar_subquery(), select(func.max(ids)).scalar_subquery())

    def _far_ends(self, entity_type: str, near: str, far: str) -> ClauseElement:
        table = self._table(entity_type)
        here = table.c[f"{near}$type"] == slot(0), table.c[f"{near}$id"] == slot(1)
        is_whole = table.c[RETIRED].is_(None), table.c[f"{far}$id"].is_not(None)
        return select(table.c.id, table.c[f"{far}$type"], table.c[f"{far}$id"]).where(*here, *is_whole)

    def _total(self, entity_type: str, column: str, link: str) -> ClauseElement:
        table = self._table(entity_type)
        linking = table.c[f"{link}$type"] == slot(0), table.c[f"{link}$id"] == slot(1)
        return select(func.coalesce(func.sum(table.c[column]), 0)).where(*linking, table.c[RETIRED].is_(None))

    def _highest(self, entity_type: str, column: str, link: str) -> ClauseElement:
        table = self._table(entity_type)
        linking = table.c[f"{link}$type"] == slot(0), table.c[f"{link}$id"] == slot(1)
        return select(func.max(table.c[column])).where(*linking, table.c[RETIRED].is_(None))

    def _next_ids(self, entity_type: str) -> ClauseElement:
        quoted = self.dialect.identifier_preparer.quote(self._table(entity_type).name)
        sequence = func.pg_get_serial_sequence(literal(quoted), literal("id"))
        return select(func.nextval(sequence)).select_from(func.generate_series(1, slot(0)))

    def _last_given(self, entity_type: str) -> ClauseElement:
        given = table_named("sqlite_sequence", column_named("name"), column_named("seq"))
        return select(given.c.seq).where(given.c.name == literal(self._table(entity_type).name))
