"""The slots of a statement, handed out in the order in which its values will come."""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.elements import BindParameter

from slatehouse.schema.data_types.data_type import Binds, Test
from slatehouse.store.statement import slot


class Slots:
    """Counts the slots that were handed out."""

    def __init__(self) -> None:
        self._next = 0

    def next(self) -> BindParameter[Any]:
        self._next += 1
        return slot(self._next - 1)

    def of(self, test: Test) -> Binds:
        """A slot for each value of the test."""
        return tuple(self.next() for _ in test.values)
