"""The answers that are kept under the keys of requests, so that they can be given again.

Whoever claims a key waits for a transaction that holds it, and finds its answer, or the key free.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Dialect, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from slatehouse.store.connection import Connection, StatementTooSlow, StoreBusy
from slatehouse.store.product_tables import kept_answers
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["KeptAnswer", "KeptAnswers"]

_COLUMNS = kept_answers.c
_IS_THIS = (_COLUMNS.caller == slot(0), _COLUMNS.key == slot(1))


class KeptAnswer(NamedTuple):
    """An answer, the request that it answers, and what of the caller's rights it was made under."""

    request: bytes
    rights: bytes
    answer: bytes


class KeptAnswers:
    """Each is known by the caller and the key. Times are Unix seconds."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def of(self, connection: Connection, caller: str, key: str, since: float) -> KeptAnswer | None:
        """The answer under a key that was kept since a moment."""
        found = connection.rows(self._select, [caller, key, since])
        return KeptAnswer(*map(bytes, found[0])) if found else None

    def claim(
        self,
        connection: Connection,
        caller: str,
        key: str,
        asked: tuple[bytes, bytes],
        now: float,
        since: float,
    ) -> bool:
        """Take a key that nobody took since a moment, for a request and the rights under which it is done;
        whether it was free. Its answer has to be put there in the same transaction.

        Raises `StoreBusy` where another transaction holds the key for longer than a statement may take.
        """
        try:
            return connection.run(self._claim, [caller, key, *asked, now, since]) == 1
        except StatementTooSlow as error:
            raise StoreBusy("a request with this key is being done") from error

    def put(self, connection: Connection, caller: str, key: str, answer: bytes) -> None:
        """Keep the answer under a key that was claimed."""
        connection.run(self._put, [caller, key, answer])

    def forget(self, connection: Connection, before: float) -> int:
        """Remove what was kept before a moment; the number of answers."""
        return connection.run(self._forget, [before])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _select(self) -> Statement:
        columns = (_COLUMNS.request, _COLUMNS.rights, _COLUMNS.answer)
        return self._compile(select(*columns).where(*_IS_THIS, _COLUMNS.made_at >= slot(2)))

    @cached_property
    def _claim(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        made = {"request": slot(2), "rights": slot(3), "made_at": slot(4)}
        row = make(kept_answers).values(caller=slot(0), key=slot(1), answer=b"", **made)
        return self._compile(
            row.on_conflict_do_update(
                index_elements=["caller", "key"], set_=made, where=_COLUMNS.made_at < slot(5)
            )
        )

    @cached_property
    def _put(self) -> Statement:
        return self._compile(update(kept_answers).values(answer=slot(2)).where(*_IS_THIS))

    @cached_property
    def _forget(self) -> Statement:
        return self._compile(delete(kept_answers).where(_COLUMNS.made_at < slot(0)))
