"""One field in a table of its own, to see which rows each relation finds and in which order they sort.

Plain SQLAlchemy Core on SQLite in memory: values go in through the data type's `accept`, conditions through
its `test`, and a list is bound as the JSON array that SQLite reads it from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pysqlite3
from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    StaticPool,
    Table,
    bindparam,
    create_engine,
    event,
    not_,
    select,
)
from tests.schema.data_types.fields import NOW, asked

from slatehouse.schema.conditions import Columns
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.field import Field
from slatehouse.schema.json_containment import json_contains
from slatehouse.schema.link import Target
from slatehouse.schema.text_key import text_key


@dataclass(frozen=True)
class Rows:
    """The rows of one field; ids count from 1 in the order in which the values were written."""

    field: Field
    connection: Connection
    table: Table
    names: Table
    links: Table

    def fill(self, values: Sequence[object]) -> None:
        """Exactly these rows; a list of targets for links, a value from the wire for anything else."""
        self.connection.execute(self.table.delete())
        self.connection.execute(self.links.delete())
        for row_id, value in enumerate(values, start=1):
            if self.field.type.kind is Kind.LINKS:
                self._fill_links(row_id, value)
            else:
                self._insert(row_id, self.field.type.accept(self.field, value))

    def fill_columns(self, columns: Sequence[tuple[object, ...]]) -> None:
        """Exactly these rows, as they stand in the columns."""
        self.connection.execute(self.table.delete())
        for row_id, values in enumerate(columns, start=1):
            self._insert(row_id, values)

    def name(self, type_: str, row_id: int, name: str, retired: bool = False) -> None:
        """A row that links may lead to."""
        key = text_key(name)
        insert = self.names.insert().values(type=type_, id=row_id, name=name, key=key, retired=retired)
        self.connection.execute(insert)

    def found(self, relation: str, *values: object, now: datetime = NOW) -> list[int]:
        """The ids of the rows that meet the condition."""
        test = asked(self.field, relation, *values, now=now)
        binds: list[BindParameter[Any]] = [
            bindparam(f"v{number}", _bindable(value)) for number, value in enumerate(test.values)
        ]
        query = select(self.table.c.id).where(test.writer(self._columns(), binds)).order_by(self.table.c.id)
        return list(self.connection.scalars(query))

    def order(self, descending: bool = False) -> list[int]:
        """The ids in the order of the field, unset rows last."""
        keys = self.field.type.sort_columns(self._columns())
        order = [(key.desc() if descending else key.asc()).nulls_last() for key in keys]
        return list(self.connection.scalars(select(self.table.c.id).order_by(*order, self.table.c.id)))

    def read(self) -> list[object]:
        """What each row reads."""
        query = select(*self.field.type.read_columns(self._columns())).select_from(self.table)
        return [self.field.type.read(row) for row in self.connection.execute(query.order_by(self.table.c.id))]

    def _insert(self, row_id: int, values: tuple[object, ...]) -> None:
        suffixes = (shape.suffix for shape in self.field.type.columns)
        named = {f"tried{suffix}": value for suffix, value in zip(suffixes, values, strict=True)}
        self.connection.execute(self.table.insert().values(id=row_id, **named))

    def _fill_links(self, row_id: int, targets: Any) -> None:
        self.connection.execute(self.table.insert().values(id=row_id))
        for target in targets:
            assert isinstance(target, Target)
            self.connection.execute(self.links.insert().values(owner=row_id, type=target.type, id=target.id))

    def _columns(self) -> Columns:
        values = {shape.suffix: self.table.c[f"tried{shape.suffix}"] for shape in self.field.type.columns}
        row_names, links = self.names.alias(), self.links
        live = (
            select(links.c.owner, links.c.type, links.c.id, row_names.c.key)
            .join(row_names, (row_names.c.type == links.c.type) & (row_names.c.id == links.c.id))
            .where(not_(row_names.c.retired))
        )
        return Columns(self.table.c.id, values, self.names.alias(), live.subquery())


@contextmanager
def rows_of(field: Field) -> Iterator[Rows]:
    """A table for the field in a database of its own."""
    metadata = MetaData()
    columns = [Column(f"tried{shape.suffix}", shape.type) for shape in field.type.columns]
    table = Table("tried", metadata, Column("id", Integer, primary_key=True), *columns)
    names = Table(
        "names",
        metadata,
        Column("type", BYTE_ORDERED),
        Column("id", Integer),
        Column("name", BYTE_ORDERED),
        Column("key", BYTE_ORDERED),
        Column("retired", Boolean),
    )
    links = Table(
        "links", metadata, Column("owner", Integer), Column("type", BYTE_ORDERED), Column("id", Integer)
    )
    engine = create_engine("sqlite://", module=pysqlite3, poolclass=StaticPool)
    event.listen(engine, "connect", _register)
    try:
        with engine.connect() as connection:
            metadata.create_all(connection)
            yield Rows(field, connection, table, names, links)
    finally:
        engine.dispose()


def _register(raw: Any, _: object) -> None:
    raw.create_function("json_contains", 2, json_contains, deterministic=True)


def _bindable(value: object) -> object:
    return json.dumps(value) if isinstance(value, list) else value
