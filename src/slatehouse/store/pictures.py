"""The pictures of all rows, in one table: rows that show the picture of a row that they link find it here, of
whatever type that row is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from sqlalchemy import Dialect, delete, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.steps import Step
from slatehouse.store.tables import Tables

__all__ = ["PICTURE", "RowPictures", "has_picture", "picture_steps"]

PICTURE = "image"
"""The field that holds a row's picture, where its type has one."""


def has_picture(entity_type: EntityType) -> bool:
    """Whether rows of the type may have a picture."""
    field = entity_type.fields.get(PICTURE)
    return field is not None and field.type.kind is Kind.IMAGE


class RowPictures:
    """Keeps the pictures in step with the rows; its writes stand in the transaction of the rows' own."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._tables = tables
        self._dialect = dialect

    def follow(self, connection: Connection, type_: str, row_id: int, written: Mapping[str, object]) -> None:
        """Do what follows from columns of a row that were written."""
        if PICTURE not in written or not has_picture(self._tables.schema[type_]):
            return
        picture = written[PICTURE]
        if picture is None:
            connection.run(self._remove, [type_, row_id])
        else:
            connection.run(self._put, [type_, row_id, picture])

    @cached_property
    def _put(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(self._tables.pictures).values(type=slot(0), id=slot(1), picture=slot(2))
        replaced = {"picture": row.excluded["picture"]}
        put = row.on_conflict_do_update(index_elements=["type", "id"], set_=replaced)
        return compile_statement(put, self._dialect)

    @cached_property
    def _remove(self) -> Statement:
        kept = self._tables.pictures
        gone = delete(kept).where(kept.c.type == slot(0), kept.c.id == slot(1))
        return compile_statement(gone, self._dialect)


def picture_steps(tables: Tables, dialect: Dialect) -> Iterator[Step]:
    """What fills the table where rows had pictures before it was there."""
    kept = tables.pictures
    for entity_type in filter(has_picture, tables.schema):
        row = tables.entities[entity_type.name]
        picture = row.c[PICTURE]
        held = select(literal(entity_type.name), row.c.id, picture).where(picture.is_not(None))
        filling = insert(kept).from_select(["type", "id", "picture"], held)
        yield Step(f"fill {kept.name} of {entity_type.name}", compile_statement(filling, dialect))
