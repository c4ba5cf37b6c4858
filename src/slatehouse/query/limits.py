"""How much a question may ask at once.

A statement binds 32,766 values on SQLite and 65,535 on PostgreSQL. A list among the values counts as one, as
it is bound as one. A link that a path follows counts as several: its sub-select is what takes long to write.
"""

from __future__ import annotations

from slatehouse.query.filters import Condition, Filter, values_of
from slatehouse.schema.refusals import TooManyConditions
from slatehouse.store.statement import Statement

MOST = 30_000
_LINK_COUNTS_AS = 10


def bound_values(where: Filter) -> list[object]:
    """The values of a filter, in the order in which the SQL is written; raises `TooManyConditions`."""
    raise_if_too_many(where)
    return list(values_of(where))


def raise_if_too_many(where: Filter) -> None:
    """Refuse a filter whose conditions, values and links to follow are too many."""
    if _size(where) > MOST:
        raise TooManyConditions(MOST)


def raise_if_too_large(statement: Statement) -> None:
    """Refuse a statement that binds too many values once its own constants are counted."""
    if len(statement.places) > MOST:
        raise TooManyConditions(MOST)


def _size(where: Filter) -> int:
    if isinstance(where, Condition):
        return max(1, len(where.test.values)) + _LINK_COUNTS_AS * len(where.path.hops)
    return sum(map(_size, where.parts))
