"""`pivot_column`: `step_<n>`, where a page shows the tasks of a step; always null (data-types §3.24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import null
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.data_types.data_type import (
    Asked,
    Columns,
    DataType,
    Kind,
    Relation,
    Sorting,
    Test,
)
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import FilterUnsupported, ReadOnly, SummaryNotAllowed
from slatehouse.schema.summaries import Summarizer, SummaryKind


def _refuse(asked: Asked) -> Test:
    raise FilterUnsupported(asked.field)


class PivotColumn(DataType):
    """A column that pages draw and rows do not have. It names two relations and refuses both; a filter that
    goes on through it, `step_0.Task.content`, asks the row's tasks: those of its Step, where it has one."""

    name = "pivot_column"
    kind = Kind.NOTHING
    relations: ClassVar[Mapping[str, Relation]] = {"is": _refuse, "is_not": _refuse}
    sorting = Sorting.REFUSED
    editable_properties = ()
    leads_through = "tasks"

    def leads_only_to(self, field: Field) -> tuple[str, int] | None:
        step = field.properties.get("step")
        return ("step", step) if isinstance(step, int) else None

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        raise ReadOnly(field)

    def summarizer(self, field: Field, kind: SummaryKind) -> Summarizer | None:
        raise SummaryNotAllowed(field, kind, ())

    def read(self, values: Sequence[Any]) -> object:
        return None

    def read_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (null(),)
