"""`jsonb`: JSON that can be searched by containment (data-types §3.20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import not_, or_
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.data_types.data_type import (
    Asked,
    Binds,
    Columns,
    ColumnShape,
    DataType,
    Relation,
    Sorting,
    Test,
    Writer,
)
from slatehouse.schema.data_types.serializable import JSON_CLASSES, json_or_none
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.field import Field
from slatehouse.schema.json_text import canonical_json
from slatehouse.schema.refusals import NeverNull
from slatehouse.schema.relations import Equal, IsSet, NotEqual, Unset, one
from slatehouse.schema.sql import json_contains


def holds(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The stored value contains the other."""
    return json_contains(columns.of(), binds[0])


def holds_not(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The stored value does not contain the other, or is null."""
    return or_(not_(json_contains(columns.of(), binds[0])), columns.of().is_(None))


def _compare(with_value: Writer, with_null: Writer) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        value = json_or_none(asked.field, sent)
        # The empty list comes out of `[[]]`, which the service takes for no value.
        if value is None or value == []:
            return Test(with_null)
        return Test(with_value, (canonical_json(asked.field, value),))

    return make


def _contain(writer: Writer) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        value = json_or_none(asked.field, sent)
        if value is None:
            raise NeverNull(asked.field, asked.relation, asked.values)
        return Test(writer, (canonical_json(asked.field, value),))

    return make


class JsonbType(DataType):
    """An object or an array. Keys come back by length, then bytewise: equal values are equal texts."""

    name = "jsonb"
    classes = JSON_CLASSES
    columns = (ColumnShape("", BYTE_ORDERED),)
    relations: ClassVar[Mapping[str, Relation]] = {
        "is": one(_compare(Equal(), Unset())),
        "is_not": one(_compare(NotEqual(), IsSet())),
        "contains": one(_contain(holds)),
        "not_contains": one(_contain(holds_not)),
    }
    sorting = Sorting.IGNORED
    editable_properties = ()

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        value = json_or_none(field, sent)
        return (None if value is None else canonical_json(field, value),)

    def read(self, values: Sequence[Any]) -> object:
        return None if values[0] is None else msgspec.json.decode(values[0])
