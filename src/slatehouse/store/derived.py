"""What was made of contents, so that equal bytes are worked on once: by the content and by what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Dialect, Select, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import derived
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["Derivation", "Derived"]

_COLUMNS = derived.c
_IS_THIS = (_COLUMNS.source == slot(0), _COLUMNS.recipe == slot(1))


class Derivation(NamedTuple):
    """What was made of a content by a recipe; the result is JSON, which names other contents."""

    source: str
    recipe: str
    result: str


class Derived:
    """The derivations of a site. Times are Unix seconds."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def of(self, connection: Connection, source: str, recipe: str) -> str | None:
        """The result that was recorded; it may be forgotten at any moment, unless it is held."""
        found = connection.rows(self._select, [source, recipe])
        return str(found[0][0]) if found else None

    def hold(self, connection: Connection, wanted: Derivation, now: float) -> bool:
        """Whether this is still recorded, and then stays so until the transaction ends."""
        return connection.run(self._hold, [*wanted, now]) == 1

    def keep(self, connection: Connection, made: Derivation, now: float) -> str:
        """Record a result, unless somebody was quicker, and hold what is recorded; returns that."""
        return str(connection.rows(self._keep, [*made, now])[0][0])

    def drop(self, connection: Connection, some: Sequence[Derivation]) -> None:
        """Forget derivations that still are what they were when they were found."""
        connection.run_many(self._drop, some)

    def after(self, connection: Connection, source: str, recipe: str, most: int) -> list[Derivation]:
        """The next ones in the order of sources and recipes, that many at most."""
        return [Derivation(*row) for row in connection.rows(self._after, [source, recipe, most])]

    def unused_since(self, connection: Connection, moment: float, most: int) -> list[Derivation]:
        """Those that nobody was given since a moment, the oldest first, that many at most."""
        return [Derivation(*row) for row in connection.rows(self._unused, [moment, most])]

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _select(self) -> Statement:
        return self._compile(select(_COLUMNS.result).where(*_IS_THIS))

    @cached_property
    def _hold(self) -> Statement:
        # The write holds the row, for whoever would forget it meanwhile.
        held = update(derived).values(used_at=slot(3))
        return self._compile(held.where(*_IS_THIS, _COLUMNS.result == slot(2)))

    @cached_property
    def _keep(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(derived).values(source=slot(0), recipe=slot(1), result=slot(2), used_at=slot(3))
        kept = row.on_conflict_do_update(
            index_elements=["source", "recipe"], set_={"used_at": row.excluded.used_at}
        )
        return self._compile(kept.returning(_COLUMNS.result))

    @cached_property
    def _drop(self) -> Statement:
        return self._compile(delete(derived).where(*_IS_THIS, _COLUMNS.result == slot(2)))

    @cached_property
    def _after(self) -> Statement:
        of_source = (_COLUMNS.source == slot(0)) & (_COLUMNS.recipe > slot(1))
        next_ones = _all().where(or_(_COLUMNS.source > slot(0), of_source))
        return self._compile(next_ones.order_by(_COLUMNS.source, _COLUMNS.recipe).limit(slot(2)))

    @cached_property
    def _unused(self) -> Statement:
        unused = _all().where(_COLUMNS.used_at < slot(0)).order_by(_COLUMNS.used_at)
        return self._compile(unused.limit(slot(1)))


def _all() -> Select[str, str, str]:
    return select(_COLUMNS.source, _COLUMNS.recipe, _COLUMNS.result)
