"""The audit trail's rows: appended or counted, read from the newest back, and forgotten when they are old."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Dialect, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement, ColumnElement
from sqlalchemy.sql.elements import BindParameter

from slatehouse.store.connection import Connection, Row
from slatehouse.store.product_tables import audit
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["EVERYTHING", "AuditRow", "AuditRows", "Sought"]


class AuditRow(NamedTuple):
    """An entry as it is stored, but for its id: moments as texts, `details` as JSON."""

    deed: str
    at: str
    last_at: str
    times: int
    who_type: str | None
    who_id: int | None
    who: str
    about_type: str | None
    about_id: int | None
    about: str
    address: str
    details: str


class Sought(NamedTuple):
    """Which entries are wanted: those of a deed, since a moment, by or about someone; None where all are."""

    since: str | None = None
    who: str | None = None
    deed: str | None = None


EVERYTHING = Sought()


class AuditRows:
    """Reads and writes them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def add(self, connection: Connection, row: AuditRow, bundle: str | None) -> None:
        """Append the entry; where there is one of this bundle already, it counts once more."""
        connection.run(self._insert, [*row, bundle])

    def newest(self, connection: Connection, sought: Sought, most: int) -> Sequence[AuditRow]:
        """The newest entries of those sought, the very newest first."""
        found: list[Row] = connection.rows(self._select(sought), [*filter(None, sought), most])
        return [AuditRow(*row) for row in found]

    def forget(self, connection: Connection, before: str) -> int:
        """Remove what was last done before this moment; the number of entries."""
        return connection.run(self._forget, [before])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _insert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        names = [*AuditRow._fields, "bundle"]
        row = make(audit).values({name: slot(number) for number, name in enumerate(names)})
        counted = {"times": audit.c.times + 1, "last_at": row.excluded.last_at}
        return self._compile(row.on_conflict_do_update(index_elements=[audit.c.bundle], set_=counted))

    def _select(self, sought: Sought) -> Statement:
        conditions, number = [], 0
        for name, value in sought._asdict().items():
            if value:
                conditions.append(_CONDITIONS[name](slot(number)))
                number += 1
        columns = [audit.c[name] for name in AuditRow._fields]
        query = select(*columns).where(*conditions).order_by(audit.c.last_at.desc(), audit.c.id.desc())
        return self._compile(query.limit(slot(number)))

    @cached_property
    def _forget(self) -> Statement:
        return self._compile(delete(audit).where(audit.c.last_at < slot(0)))


_CONDITIONS: dict[str, Callable[[BindParameter[Any]], ColumnElement[bool]]] = {
    "since": lambda value: audit.c.last_at >= value,
    "who": lambda value: or_(audit.c.who == value, audit.c.about == value),
    "deed": lambda value: audit.c.deed == value,
}
