"""The slots of a statement, handed out in the order in which its values will come.

The first value is always the id of the person who asks, whether the statement needs it or not.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.elements import BindParameter

from slatehouse.schema.data_types.data_type import Binds, Test
from slatehouse.store.statement import slot
from slatehouse.store.tables import IDENTIFIER

NOBODY = 0
"""The person who asks, where no person does: nothing was ever kept for them."""


def asking_person() -> BindParameter[Any]:
    """The slot of the person who asks."""
    return slot(0, IDENTIFIER)


class Slots:
    """Counts the slots that were handed out after the first."""

    def __init__(self) -> None:
        self._next = 1

    def next(self) -> BindParameter[Any]:
        self._next += 1
        return slot(self._next - 1)

    def of(self, test: Test) -> Binds:
        """A slot for each value of the test."""
        return tuple(self.next() for _ in test.values)
