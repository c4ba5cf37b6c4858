"""The slots of a statement, handed out in the order in which its values will come.

The first values always say who asks (see `visibility.Asker`), whether the statement needs them or not.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import cast
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from slatehouse.schema.data_types.data_type import Binds, Test
from slatehouse.store.statement import slot
from slatehouse.store.tables import IDENTIFIER

_PERSON, _PROJECTS, _GROUPS, FIRST_FREE = range(4)


def asking_person() -> BindParameter[Any]:
    """The slot of the person who asks."""
    return slot(_PERSON, IDENTIFIER)


def askers_projects() -> BindParameter[Any]:
    """The slot of the list of projects that the asker is on."""
    return slot(_PROJECTS)


def askers_groups() -> BindParameter[Any]:
    """The slot of the list of groups that the asker is in."""
    return slot(_GROUPS)


def unseen(parameter: BindParameter[Any]) -> ColumnElement[int]:
    """A number that SQLite's planner does not look into: it would plan again for each value that it sees."""
    return cast(parameter, IDENTIFIER)


class Slots:
    """Counts the slots that were handed out after those of the asker."""

    def __init__(self) -> None:
        self._next = FIRST_FREE

    def next(self) -> BindParameter[Any]:
        self._next += 1
        return slot(self._next - 1)

    def of(self, test: Test) -> Binds:
        """A slot for each value of the test."""
        return tuple(self.next() for _ in test.values)
