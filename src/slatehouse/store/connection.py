"""What a connection to either database offers, and the ways in which a database fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import Dialect

from slatehouse.store.statement import Statement
from slatehouse.store.watching import Watch

Row = tuple[Any, ...]


class StoreError(Exception):
    """The database could not do what was asked; nothing of the transaction remains."""


class NotUnique(StoreError):
    """A live row with these values exists already; `constraint` names the index or its columns."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class ValueTooLong(StoreError):
    """A value that must be unique is longer than an index can hold."""


class StatementTooSlow(StoreError):
    """A statement ran longer than the configured limit and was stopped."""


class StoreBusy(StoreError):
    """Another writer held the database longer than a caller can wait."""


class StoreFull(StoreError):
    """There is no room left on the database's disk."""


class StoreUnreachable(StoreError):
    """The database does not answer, or is not a database."""


class Connection(Protocol):
    """One connection, in or outside a transaction."""

    def rows(self, statement: Statement, values: Sequence[object] = ()) -> list[Row]:
        """All rows that the statement returns."""
        ...

    def run(self, statement: Statement, values: Sequence[object] = ()) -> int:
        """The number of rows that the statement changed."""
        ...

    def run_many(self, statement: Statement, values: Sequence[Sequence[object]]) -> None:
        """The statement once for each set of values."""
        ...

    def append(self, statement: Statement, rows: Sequence[Sequence[object]]) -> None:
        """Add rows by a statement of `store.appending`, in the way in which the database takes many."""
        ...


class Joined(Protocol):
    """A block whose writes are one transaction."""

    def begun(self) -> Connection:
        """The connection of the transaction, which begins now if it has not."""
        ...


class Database(Protocol):
    """A site's database. Connections are taken for a block and given back at its end."""

    dialect: Dialect
    schema_lease: float
    """Seconds for which a process need not ask again which version the schema has."""

    @property
    def url(self) -> str:
        """The address for SQLAlchemy and Alembic, password included."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with; each statement sees what was committed before it."""
        ...

    def snapshot(self) -> AbstractContextManager[Connection]:
        """All that this thread reads in the block is as it was when the block began."""
        ...

    def writing(self, *, is_lasting: bool = True) -> AbstractContextManager[Connection]:
        """One transaction: committed at the end of the block, undone by an exception.

        One that is not lasting does not wait for the disk: when the machine loses its power, it and all later
        ones of its kind may not have been. Whatever can be done again from what there is is quicker so.
        """
        ...

    def watch(self) -> Watch:
        """A watch on what is committed from now on."""
        ...

    def joined(self, first: Callable[[Connection], None]) -> AbstractContextManager[Joined]:
        """All that this thread writes in the block is one transaction, and what it reads sees that.

        It begins with the first write, and with `first` before that; it is committed at the end of the block,
        and undone by an exception.
        """
        ...

    def is_joined(self) -> bool:
        """Whether this thread is in such a block: what fails then is not to be tried again within it."""
        ...

    def when_committed(self, do: Callable[[], object]) -> None:
        """Do what may be done only when all that this thread wrote is committed: now, or at the end of its
        `joined` block."""
        ...

    def refresh_statistics(self) -> None:
        """Let the database look at what its tables hold, so that it chooses well among its indexes."""
        ...

    def close(self) -> None:
        """Give every connection back."""
        ...
