"""What a transaction has done that may move tasks, until it is settled."""

from __future__ import annotations

from dataclasses import dataclass, field

from slatehouse.scheduling.cascade import Impulse
from slatehouse.scheduling.schedule import Schedule


@dataclass
class Agenda:
    """Tasks to look at. Several writes of one verb come together here, so that each task is moved once."""

    is_locked: bool = False
    _before: dict[int, Schedule] = field(default_factory=dict)
    _placed: set[int] = field(default_factory=set)
    _checked: set[int] = field(default_factory=set)

    def moved(self, task: int, before: Schedule) -> None:
        """The dates of a task were written; those that wait for it follow."""
        self._before.setdefault(task, before)

    def place(self, task: int) -> None:
        """The task goes to where its dependencies want it, unless it is pinned."""
        self._placed.add(task)

    def check(self, task: int) -> None:
        """The task may violate its dependencies, or do so no longer."""
        self._checked.add(task)

    def take(self) -> Impulse | None:
        """Everything noted so far, which is then forgotten; None where that is nothing."""
        impulse = Impulse(self._before, self._placed, self._checked)
        if not impulse.tasks:
            return None
        self._before, self._placed, self._checked = {}, set(), set()
        return impulse
