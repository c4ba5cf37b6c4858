"""The uploads that were begun on a site, and which were completed: what makes a completion count once."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Dialect, delete, false, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement, ColumnElement

from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import uploads
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["Uploads"]

_IS_THIS = (uploads.c.token == slot(0), uploads.c.upload_id == slot(1))


class Uploads:
    """Each is known by its token and, where it comes in parts, by the id that the media store gave it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def begin(self, connection: Connection, token: str, upload_id: str, now: float) -> bool:
        """Remember a new upload; False where one is known by that name already. `now`: Unix seconds."""
        return connection.run(self._insert, [token, upload_id, now]) == 1

    def is_completed(self, connection: Connection, token: str, upload_id: str) -> bool | None:
        """Whether the upload was completed; None where none is known by that name."""
        found = connection.rows(self._select, [token, upload_id])
        return bool(found[0][0]) if found else None

    def complete(self, connection: Connection, token: str, upload_id: str) -> bool:
        """Let the upload be completed, for the one caller who is told True."""
        return connection.run(self._complete, [token, upload_id]) == 1

    def give_up(self, connection: Connection, token: str, upload_id: str) -> bool:
        """Forget an upload that was not completed; False where there is none."""
        return connection.run(self._give_up, [token, upload_id]) == 1

    def forget(self, connection: Connection, before: float) -> int:
        """Forget every upload that was begun before then; the number of them."""
        return connection.run(self._forget, [before])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _insert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(uploads).values(token=slot(0), upload_id=slot(1), begun_at=slot(2), completed=false())
        return self._compile(row.on_conflict_do_nothing())

    @cached_property
    def _select(self) -> Statement:
        return self._compile(select(uploads.c.completed).where(*_IS_THIS))

    @cached_property
    def _complete(self) -> Statement:
        return self._compile(update(uploads).values(completed=true()).where(*_IS_THIS, _is_open()))

    @cached_property
    def _give_up(self) -> Statement:
        return self._compile(delete(uploads).where(*_IS_THIS, _is_open()))

    @cached_property
    def _forget(self) -> Statement:
        return self._compile(delete(uploads).where(uploads.c.begun_at < slot(0)))


def _is_open() -> ColumnElement[bool]:
    return uploads.c.completed == false()
