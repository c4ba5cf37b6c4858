"""SQLite: one file, any number of readers, one writer at a time.

The whole process uses one SQLite library (pysqlite3, which brings its own), because two copies of the library
in one process lose each other's file locks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pysqlite3
from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite import pysqlite

from slatehouse.schema.json_containment import json_contains
from slatehouse.store.connection import (
    Connection,
    NotUnique,
    Row,
    StatementTooSlow,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreUnreachable,
)
from slatehouse.store.joining import Joint, Joints
from slatehouse.store.snapshots import Snapshots
from slatehouse.store.statement import Statement
from slatehouse.store.timing import SLOW, Timer, waited
from slatehouse.store.watching import CommitsOfFile

_OPCODES_BETWEEN_CHECKS = 20_000
_WAIT_FOR_WRITER_MS = 15_000
_SETS_UNDER_ONE_LIMIT = 1_000
# More than a process ever has. When its cache is full, pysqlite forgets the newest statements first, and
# those that alternate would be prepared anew each time, which costs ten times their running.
_INTERRUPTED = "interrupted"
_STATEMENTS_KEPT = 5_000
_MOST_IDLE = 32
"""Connections that are kept for those who will read next; each holds some megabytes."""
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_WAIT_FOR_WRITER_MS}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA mmap_size = 268435456",
)

# Looks at every table whose number of rows has changed much, and at some hundred rows of each of its indexes.
_LOOK_AT_THE_ROWS = ("PRAGMA analysis_limit = 400", "PRAGMA optimize = 0x10002")

# A union of the two would be made anew for every value of every statement.
_LISTS = (list, tuple)


def _bindable(values: Sequence[object]) -> list[object]:
    """The values with lists as the JSON arrays that `any_of` reads."""
    return [msgspec.json.encode(value).decode() if isinstance(value, _LISTS) else value for value in values]


def _translated(error: Any) -> StoreError:
    text = str(error)
    if isinstance(error, pysqlite3.IntegrityError) and "UNIQUE" in text:
        return NotUnique(text.removeprefix("UNIQUE constraint failed: "))
    if _INTERRUPTED in text:
        return StatementTooSlow("a statement ran longer than database.statement_timeout allows")
    if "locked" in text or "busy" in text:
        return StoreBusy("another process holds the database")
    if "disk is full" in text or "disk I/O error" in text:
        return StoreFull("no room left on the disk of the database")
    if "unable to open" in text or "not a database" in text or "readonly" in text:
        return StoreUnreachable(text)
    return StoreError(text)


class SqliteConnection:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, statement_timeout: float, slow_statement: float) -> None:
        self._timeout = statement_timeout
        self._timer = Timer(slow_statement)
        self._deadline = float("inf")
        try:
            self._raw = pysqlite3.connect(
                str(path),
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_STATEMENTS_KEPT,
            )
            for pragma in _PRAGMAS:
                self._raw.execute(pragma)
        except pysqlite3.Error as error:
            raise _translated(error) from error
        self._raw.create_function("json_contains", 2, json_contains, deterministic=True)
        self._raw.set_progress_handler(self._is_late, _OPCODES_BETWEEN_CHECKS)

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline

    def _failure(self, error: Any) -> BaseException:
        """What to raise. SQLite also gives a statement up when Ctrl-C reaches the program just as it looks at
        the time, and forgets that it did."""
        is_given_up = _INTERRUPTED in str(error)
        return KeyboardInterrupt() if is_given_up and not self._is_late() else _translated(error)

    def execute(self, text: str, values: Sequence[object] = ()) -> Any:
        """A cursor over the statement's rows, under the time limit."""
        self._deadline = time.monotonic() + self._timeout
        try:
            return self._raw.execute(text, _bindable(values))
        except pysqlite3.Error as error:
            raise self._failure(error) from error

    def rows(self, statement: Statement, values: Sequence[object] = ()) -> list[Row]:
        began = time.perf_counter()
        try:
            found: list[Row] = self.execute(statement.text, statement.arrange(values)).fetchall()
        except pysqlite3.Error as error:
            raise self._failure(error) from error
        finally:
            self._timer.asked(statement, values, began)
        return found

    def run(self, statement: Statement, values: Sequence[object] = ()) -> int:
        began = time.perf_counter()
        try:
            changed: int = self.execute(statement.text, statement.arrange(values)).rowcount
        finally:
            self._timer.took(statement.text, began)
        return changed

    def run_many(self, statement: Statement, values: Sequence[Sequence[object]]) -> None:
        self._execute_many(statement.text, [_bindable(statement.arrange(each)) for each in values])

    def append(self, statement: Statement, rows: Sequence[Sequence[object]]) -> None:
        self._execute_many(statement.text, [statement.arrange(each) for each in rows])

    def _execute_many(self, text: str, values: Sequence[Sequence[object]]) -> None:
        for start in range(0, len(values), _SETS_UNDER_ONE_LIMIT):
            self._deadline = time.monotonic() + self._timeout
            began = time.perf_counter()
            try:
                self._raw.executemany(text, values[start : start + _SETS_UNDER_ONE_LIMIT])
            except pysqlite3.Error as error:
                raise self._failure(error) from error
            finally:
                self._timer.took(text, began)

    def close(self) -> None:
        self._raw.close()


class SqliteDatabase:
    """A database file. Whoever reads takes the connection that was given back last, whose caches are warm.

    All write through one."""

    schema_lease = 0.02

    def __init__(self, path: Path, statement_timeout: float = 30.0, slow_statement: float = SLOW) -> None:
        self.path = path
        self.dialect: Dialect = pysqlite.dialect(paramstyle="qmark")
        self._statement_timeout = statement_timeout
        self._slow_statement = slow_statement
        self._idle: list[SqliteConnection] = []
        self._writer: SqliteConnection | None = None
        self._one_writer = threading.Lock()
        self._watches: tuple[CommitsOfFile, ...] = ()
        self._changing_watches = threading.Lock()
        self._joints = Joints(self._transaction)
        self._snapshots = Snapshots[SqliteConnection]()

    @property
    def url(self) -> str:
        return f"sqlite+pysqlite:///{self.path}"

    def _open(self) -> SqliteConnection:
        return SqliteConnection(self.path, self._statement_timeout, self._slow_statement)

    @contextmanager
    def reading(self) -> Iterator[SqliteConnection]:
        joint = self._joints.current
        if joint is not None and joint.connection is not None:
            yield joint.connection
            return
        held = self._snapshots.current
        if held is not None:
            yield held
            return
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            yield connection
        finally:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
            else:
                connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[SqliteConnection]:
        with self.reading() as connection, self._snapshots.held(connection):
            connection.execute("BEGIN")
            try:
                # What is seen is settled by the first read.
                connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
                yield connection
            finally:
                self._undo(connection)

    def writing(self, *, is_lasting: bool = True) -> AbstractContextManager[SqliteConnection]:
        joint = self._joints.current
        return self._transaction(is_lasting) if joint is None else joint.part()

    def joined(self, first: Callable[[Connection], None]) -> AbstractContextManager[Joint[SqliteConnection]]:
        return self._joints.joined(first)

    def is_joined(self) -> bool:
        return self._joints.current is not None

    def when_committed(self, do: Callable[[], object]) -> None:
        self._joints.when_committed(do)

    @contextmanager
    def _transaction(self, is_lasting: bool = True) -> Iterator[SqliteConnection]:
        began = time.perf_counter()
        if not self._one_writer.acquire(timeout=_WAIT_FOR_WRITER_MS / 1000):
            raise StoreBusy("another thread holds the database")
        try:
            writer = self._writer
            if writer is None:
                writer = self._writer = self._open()
            with nullcontext() if is_lasting else _unsynced(writer):
                writer.execute("BEGIN IMMEDIATE")
                waited(began)
                try:
                    yield writer
                    began = time.perf_counter()
                    writer.execute("COMMIT")
                    waited(began)
                except BaseException:
                    self._undo(writer)
                    raise
        finally:
            self._one_writer.release()
        for watch in self._watches:
            watch.wake()

    @staticmethod
    def _undo(writer: SqliteConnection) -> None:
        try:
            writer.execute("ROLLBACK")
        except StoreError:
            # SQLite has already undone the transaction itself (a full disk, an interrupted statement).
            return

    def watch(self) -> CommitsOfFile:
        looking = self._open()

        def version() -> object:
            return looking.execute("PRAGMA data_version").fetchone()

        def give_back() -> None:
            with self._changing_watches:
                self._watches = tuple(each for each in self._watches if each is not watch)
            looking.close()

        watch = CommitsOfFile(version, give_back)
        with self._changing_watches:
            self._watches = (*self._watches, watch)
        return watch

    def refresh_statistics(self) -> None:
        with self.reading() as connection:
            for pragma in _LOOK_AT_THE_ROWS:
                connection.execute(pragma).fetchall()

    def copy_to(self, target: Path) -> None:
        """A copy of the database as it is now, made while others read and write."""
        with self.reading() as connection:
            connection.execute("VACUUM INTO ?", [str(target)])

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
        if self._writer is not None:
            self._writer.close()
        self._writer = None


@contextmanager
def _unsynced(writer: SqliteConnection) -> Iterator[None]:
    # Of a write-ahead log this gives up no more than its last transactions.
    writer.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        writer.execute("PRAGMA synchronous = FULL")
