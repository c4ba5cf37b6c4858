"""`entity`: a link to one row of one of several types (data-types §3.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from msgspec import Struct
from sqlalchemy import Integer, and_, case, exists, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import EMPTY, Bucket, Bucketing, Bucketings, GroupingKind, whole
from slatehouse.schema.data_types.data_type import (
    Asked,
    Binds,
    Columns,
    ColumnShape,
    DataType,
    Kind,
    Relation,
    Test,
)
from slatehouse.schema.data_types.text import BYTE_ORDERED, KEY
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link, target_to_write
from slatehouse.schema.link_tests import HASH_CLASSES, by_type, names_row, names_type, single_target
from slatehouse.schema.refusals import WrongClass, WrongLinkType
from slatehouse.schema.relations import everything, nothing, one, some
from slatehouse.schema.sql import is_any, position
from slatehouse.schema.summaries import Where, counts
from slatehouse.schema.text_key import text_key

TYPE, ID = "$type", "$id"


def _live(columns: Columns, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The linked row is there and not retired, and its name meets the conditions."""
    names = columns.names.c
    same_row = and_(names.type == columns.of(TYPE), names.id == columns.of(ID), not_(names.retired))
    return exists().where(same_row, *conditions)


class LinksTo(Struct, frozen=True):
    """The link names one row, which is live."""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        # A scalar sub-select without reference to the row: looked up once, whether the row is live, and the
        # index on the link serves what it finds.
        names = columns.names.c
        live = select(names.id).where(names.type == binds[0], names.id == binds[1], not_(names.retired))
        return and_(columns.of(ID) == live.scalar_subquery(), columns.of(TYPE) == binds[0])


class LinksToAnother(Struct, frozen=True):
    """The link names another row than this one, or no live row."""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        other = or_(columns.of(ID) != binds[1], columns.of(TYPE) != binds[0])
        return or_(columns.of(ID).is_(None), other, not_(_live(columns)))


def links_nothing(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """No live row is linked."""
    return or_(columns.of(ID).is_(None), not_(_live(columns)))


class LinksAmong(Struct, frozen=True):
    """The link names one of several live rows, of `types` types, or, with `unset`, no live row."""

    types: int
    unset: bool = False

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        among = and_(_any_type(self.types, columns, binds), _live(columns))
        return or_(among, links_nothing(columns, binds)) if self.unset else among


class LinksAmongNone(Struct, frozen=True):
    """The link names none of several rows of `types` types; no live row counts, except with `unset`."""

    types: int
    unset: bool = False

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        others = not_(_any_type(self.types, columns, binds))
        return and_(others, _live(columns)) if self.unset else or_(others, links_nothing(columns, binds))


def _any_type(types: int, columns: Columns, binds: Binds) -> ColumnElement[bool]:
    return or_(
        *(
            and_(is_any(columns.of(ID), binds[2 * n + 1]), columns.of(TYPE) == binds[2 * n])
            for n in range(types)
        )
    )


def links_something(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """A live row is linked."""
    return _live(columns)


def type_is(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """A live row of the type is linked."""
    return and_(columns.of(TYPE) == binds[0], _live(columns))


def type_is_not(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """No live row of the type is linked."""
    return or_(columns.of(ID).is_(None), columns.of(TYPE) != binds[0], not_(_live(columns)))


def name_is(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The linked row has the name."""
    return _live(columns, columns.names.c.key == binds[0])


def name_contains(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The linked row's name contains the text."""
    return _live(columns, position(columns.names.c.key, binds[0]) > 0)


def name_not_contains(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """No row is linked whose name contains the text."""
    return not_(name_contains(columns, binds))


def _is(asked: Asked, sent: object) -> Test:
    if sent is None:
        return Test(links_nothing)
    return Test(LinksTo(), tuple(single_target(asked.field, sent)))


def _is_not(asked: Asked, sent: object) -> Test:
    if sent is None:
        return Test(links_something)
    return Test(LinksToAnother(), tuple(single_target(asked.field, sent)))


def _pairs(asked: Asked, sent: tuple[object, ...]) -> tuple[int, tuple[object, ...]]:
    pairs = by_type([single_target(asked.field, value) for value in sent if value is not None])
    return len(pairs), tuple(value for pair in pairs for value in pair)


def _in(asked: Asked, sent: tuple[object, ...]) -> Test:
    types, values = _pairs(asked, sent)
    return Test(LinksAmong(types, None in sent), values) if types else Test(links_nothing)


def _not_in(asked: Asked, sent: tuple[object, ...]) -> Test:
    types, values = _pairs(asked, sent)
    return Test(LinksAmongNone(types, None in sent), values) if types else Test(links_something)


def _link(columns: Columns) -> tuple[ColumnElement[Any], ...]:
    return (columns.of(ID), columns.of(TYPE))


def _same_row(key: Sequence[Any], _: date) -> Bucket:
    row_id, kind, name = key
    return EMPTY if name is None else Bucket(Link(row_id, name, kind), name, (text_key(name), row_id, kind))


def _live_type(columns: Columns) -> tuple[ColumnElement[Any], ...]:
    return (case((_live(columns), columns.of(TYPE))),)


def _same_type(kind: str) -> Bucket:
    return Bucket(kind, kind, kind)


class EntityLink(DataType):
    """A link; stored as the target's type and id, read with its display name."""

    name = "entity"
    creatable = True
    kind = Kind.LINK
    classes = HASH_CLASSES
    columns = (ColumnShape(ID, Integer()), ColumnShape(TYPE, BYTE_ORDERED))
    summaries = counts(Where(links_something))
    groupings: ClassVar[Bucketings] = {
        GroupingKind.EXACT: Bucketing(_link, _same_row, reads_name=True),
        GroupingKind.ENTITY_TYPE: Bucketing(_live_type, whole(_same_type)),
    }
    editable_properties = ("summary_default", "valid_types")
    relations: ClassVar[Mapping[str, Relation]] = {
        "is": one(_is),
        "is_not": one(_is_not),
        "name_contains": one(names_row(name_contains)),
        "name_not_contains": one(names_row(name_not_contains)),
        "name_is": one(names_row(name_is)),
        "type_is": one(names_type(type_is, nothing)),
        "type_is_not": one(names_type(type_is_not, everything)),
        "in": some(_in),
        "not_in": some(_not_in),
    }

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {"valid_types": field.valid_types}

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        if sent is None:
            return (None, None)
        if not isinstance(sent, Mapping):
            raise WrongClass(field, sent, self.classes)
        target = target_to_write(field, sent)
        if field.enforces_types and target.type not in field.valid_types:
            raise WrongLinkType(field, field.valid_types[0], target.type)
        return (target.id, target.type)

    def read(self, values: Sequence[Any]) -> object:
        row_id, kind, name = values
        return None if name is None else Link(row_id, name, kind)

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (columns.of(KEY),)
