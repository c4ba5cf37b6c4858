"""`checkbox`: true or false and never null; what nobody wrote is false (data-types §3.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Boolean, false, func, true
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import Bucket, Bucketing, Bucketings, GroupingKind, whole
from slatehouse.schema.data_types.data_type import (
    Asked,
    Binds,
    Columns,
    ColumnShape,
    DataType,
    Relation,
    Test,
)
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Unparsable, WrongClass
from slatehouse.schema.relations import one
from slatehouse.schema.summaries import truths

_SPELLED = {"true": True, "false": False}


def checked(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """The box is ticked."""
    return columns.of().is_(true())


def unchecked(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """The box is not ticked, or was never written."""
    return columns.of().is_not(true())


def _truth(field: Field, sent: object) -> bool:
    if isinstance(sent, bool):
        return sent
    if not isinstance(sent, str):
        raise WrongClass(field, sent, CheckboxType.classes)
    if sent not in _SPELLED:
        raise Unparsable(field, sent)
    return _SPELLED[sent]


def _is(wanted: bool) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        return Test(checked if _truth(asked.field, sent) is wanted else unchecked)

    return make


def _written(columns: Columns) -> tuple[ColumnElement[Any], ...]:
    return (func.coalesce(columns.of(), false()),)


def _box(value: Any) -> Bucket:
    return Bucket(bool(value), "[X]" if value else "[ ]", bool(value))


class CheckboxType(DataType):
    """A truth. The column may be null, where it is younger than its rows."""

    name = "checkbox"
    creatable = True
    is_never_null = True
    classes = ("String", "FalseClass", "TrueClass")
    columns = (ColumnShape("", Boolean()),)
    summaries = truths(checked, unchecked)
    groupings: ClassVar[Bucketings] = {GroupingKind.EXACT: Bucketing(_written, whole(_box))}
    relations: ClassVar[Mapping[str, Relation]] = {"is": one(_is(True)), "is_not": one(_is(False))}
    editable_properties = ("default_value", "summary_default")

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (_truth(field, sent),)

    def read(self, values: Sequence[Any]) -> object:
        # SQLite has no booleans of its own and answers 0 and 1.
        return None if values[0] is None else bool(values[0])

    def read_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return _written(columns)

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return self.read_columns(columns)
