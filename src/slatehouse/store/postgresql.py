"""PostgreSQL, through psycopg and its pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter
from typing import Any

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect

from slatehouse.store.connection import (
    Connection,
    NotUnique,
    Row,
    StatementTooSlow,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreUnreachable,
    ValueTooLong,
)
from slatehouse.store.joining import Joint, Joints
from slatehouse.store.postgresql_watch import NotifiedCommits
from slatehouse.store.snapshots import Snapshots
from slatehouse.store.statement import Statement
from slatehouse.store.timing import SLOW, Timer, waited

_CONNECT_SECONDS = 10.0
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def _translated(error: psycopg.Error) -> StoreError:
    match error:
        case errors.UniqueViolation():
            return NotUnique(error.diag.constraint_name or "")
        case errors.ProgramLimitExceeded():
            return ValueTooLong("a value that must be unique is too long")
        case errors.QueryCanceled():
            return StatementTooSlow("a statement ran longer than database.statement_timeout allows")
        case errors.LockNotAvailable() | errors.DeadlockDetected() | errors.SerializationFailure():
            return StoreBusy("other writers hold the rows")
        case errors.DiskFull():
            return StoreFull("no room left on the disk of the database")
        case PoolTimeout():
            return StoreBusy("every connection to the database is taken")
        case psycopg.OperationalError():
            return StoreUnreachable(str(error).strip())
    return StoreError(str(error).strip())


def _bindable(value: object) -> object:
    """A list of whole numbers as the text of an array. The driver looks for the smallest type that holds a
    list, which takes long, and has statements prepared anew for each such type."""
    if isinstance(value, list) and {*map(type, value)} <= {int}:
        return f"{{{','.join(map(str, value))}}}"
    return value


class PostgresqlConnection:
    """One connection out of the pool."""

    def __init__(self, raw: psycopg.Connection[Row], timer: Timer) -> None:
        self._raw = raw
        self._timer = timer

    def _execute(self, statement: Statement, values: Sequence[object]) -> psycopg.Cursor[Row]:
        try:
            return self._raw.execute(statement.text, statement.arrange([*map(_bindable, values)]))
        except psycopg.Error as error:
            raise _translated(error) from error

    def rows(self, statement: Statement, values: Sequence[object] = ()) -> list[Row]:
        began = perf_counter()
        try:
            return self._execute(statement, values).fetchall()
        finally:
            self._timer.asked(statement, values, began)

    def run(self, statement: Statement, values: Sequence[object] = ()) -> int:
        began = perf_counter()
        try:
            return self._execute(statement, values).rowcount
        finally:
            self._timer.took(statement.text, began)

    def run_many(self, statement: Statement, values: Sequence[Sequence[object]]) -> None:
        if len(values) < 2:
            for each in values:
                self.run(statement, each)
            return
        began = perf_counter()
        try:
            with self._raw.cursor() as cursor:
                cursor.executemany(statement.text, [statement.arrange(each) for each in values])
        except psycopg.Error as error:
            raise _translated(error) from error
        finally:
            self._timer.took(statement.text, began)

    def append(self, statement: Statement, rows: Sequence[Sequence[object]]) -> None:
        began = perf_counter()
        try:
            with self._raw.cursor() as cursor, cursor.copy(statement.text) as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            raise _translated(error) from error
        finally:
            self._timer.took(statement.text, began)


class PostgresqlDatabase:
    """A database on a server; connections are pooled per process."""

    schema_lease = 0.25

    def __init__(
        self,
        url: str,
        statement_timeout: float = 30.0,
        slow_statement: float = SLOW,
        connections: int = 16,
    ) -> None:
        self._conninfo = url
        self._timer = Timer(slow_statement)
        self.dialect: Dialect = psycopg_dialect.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
        options = (
            f"-c statement_timeout={int(statement_timeout * 1000)} -c client_encoding=UTF8 -c timezone=UTC"
        )
        self._pool: ConnectionPool[Any] = ConnectionPool(
            url,
            min_size=1,
            max_size=connections,
            open=False,
            timeout=_CONNECT_SECONDS,
            kwargs={"autocommit": True, "options": options, "prepare_threshold": 2},
        )
        self._joints = Joints(self._transaction)
        self._snapshots = Snapshots[PostgresqlConnection]()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{self._conninfo.partition('://')[2]}"

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Row]]:
        try:
            if self._pool.closed:
                self._raise_if_unreachable()
                self._pool.open()
            with self._pool.connection() as raw:
                yield raw
        except PoolTimeout as error:
            self._raise_if_unreachable()
            raise _translated(error) from error
        except psycopg.Error as error:
            raise _translated(error) from error

    def _raise_if_unreachable(self) -> None:
        """The pool only waits, whether the server is busy or not there."""
        try:
            psycopg.connect(self._conninfo, connect_timeout=int(_CONNECT_SECONDS)).close()
        except psycopg.OperationalError as error:
            raise _translated(error) from error

    @contextmanager
    def reading(self) -> Iterator[PostgresqlConnection]:
        joint = self._joints.current
        if joint is not None and joint.connection is not None:
            yield joint.connection
            return
        held = self._snapshots.current
        if held is not None:
            yield held
            return
        began = perf_counter()
        with self._connection() as raw:
            waited(began)
            yield PostgresqlConnection(raw, self._timer)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresqlConnection]:
        with self._connection() as raw, raw.transaction():
            raw.execute(_SNAPSHOT)
            # What is seen is settled by the first read.
            raw.execute("SELECT 1")
            connection = PostgresqlConnection(raw, self._timer)
            with self._snapshots.held(connection):
                yield connection

    def writing(self, *, is_lasting: bool = True) -> AbstractContextManager[PostgresqlConnection]:
        joint = self._joints.current
        return self._transaction(is_lasting) if joint is None else joint.part()

    def joined(
        self, first: Callable[[Connection], None]
    ) -> AbstractContextManager[Joint[PostgresqlConnection]]:
        return self._joints.joined(first)

    def is_joined(self) -> bool:
        return self._joints.current is not None

    def when_committed(self, do: Callable[[], object]) -> None:
        self._joints.when_committed(do)

    @contextmanager
    def _transaction(self, is_lasting: bool = True) -> Iterator[PostgresqlConnection]:
        began = perf_counter()
        with self._connection() as raw:
            with raw.transaction():
                waited(began)
                if not is_lasting:
                    raw.execute("SET LOCAL synchronous_commit = off")
                yield PostgresqlConnection(raw, self._timer)
                began = perf_counter()
            waited(began)

    def watch(self) -> NotifiedCommits:
        return NotifiedCommits(self._conninfo)

    def refresh_statistics(self) -> None:
        """Nothing: the server looks at its tables by itself (autovacuum)."""

    def close(self) -> None:
        self._pool.close()
