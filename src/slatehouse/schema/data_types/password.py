"""`password`: seven asterisks on every row, and nothing behind them here (data-types §3.18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import literal
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.data_types.data_type import Columns, DataType, Kind, Sorting
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotWritable

ASTERISKS = "*******"


class PasswordType(DataType):
    """A password in disguise. Whoever changes one does it where the accounts are."""

    name = "password"
    kind = Kind.NOTHING
    filterable = False
    sorting = Sorting.IGNORED

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        raise NotWritable(field)

    def constant(self) -> object:
        return ASTERISKS

    def read(self, values: Sequence[Any]) -> object:
        return values[0] if values else ASTERISKS

    def read_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (literal(ASTERISKS),)
