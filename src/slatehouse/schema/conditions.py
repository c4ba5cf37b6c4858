"""A condition on one field: what was asked, and the test that it becomes.

Nothing here knows a data type, so that data types and what relations are made of can both build on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import FromClause
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.field import Field


class Columns(Struct, frozen=True):
    """What a relation may write SQL over: one field of one row of a table in the statement being written.

    `row` is the row's id; `of(suffix)` one of the field's columns; `names` the table of display names, with
    columns `type, id, name, key, retired`; `links` a selectable with the columns `owner, type, id, name,
    key` of a multi-entity field, live links only, name and key being those of the linked row.
    """

    row: ColumnElement[int]
    values: Mapping[str, ColumnElement[Any]]
    names: FromClause
    links: FromClause | None = None

    def of(self, suffix: str = "") -> ColumnElement[Any]:
        return self.values[suffix]


Binds = Sequence[ColumnElement[Any]]
Writer = Callable[[Columns, Binds], ColumnElement[bool]]


class Test(msgspec.Struct, frozen=True):
    """One condition on one field: what writes its SQL, and the values that are bound to it.

    The writer is part of a plan's shape, so it must be equal for equal SQL: a function of a module, or a
    frozen dataclass. A list among the values is bound as one parameter (see `schema.sql.any_of`).
    """

    writer: Writer
    values: tuple[object, ...] = ()


class Asked(msgspec.Struct, frozen=True):
    """One condition as it was asked: `values` is the third element of the triple, always a sequence.

    `path` is the field's path in the question, `now` the moment that relative dates count from (aware, UTC).
    `is_strict`: nothing that was asked is passed over, even where the real service does.
    """

    field: Field
    path: str
    relation: str
    values: tuple[object, ...]
    now: datetime
    is_strict: bool = False


Relation = Callable[[Asked], Test]
