"""A template with tasks, and shots that it is applied to."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from tests.fixtures.desk import Desk, Values
from tests.site.schedule.conftest import days, shown

from slatehouse.schema.link import Target

SCHEDULE = ("start_date", "due_date", "pinned", "dependency_violation")


@dataclass
class Bench:
    """Templates at work. Tasks are called by their name on whatever they belong to."""

    desk: Desk
    template: Target = field(init=False)

    def __post_init__(self) -> None:
        self.template = self.desk.create("TaskTemplate", code="Film shot", entity_type="Shot")

    def original(self, name: str, dates: str = "-..-", /, **values: object) -> Target:
        """A task of the template."""
        return self.desk.create(
            "Task", content=name, project=None, task_template=self.template, **_dated(dates), **values
        )

    def task(self, shot: Target, name: str, dates: str = "-..-", /, **values: object) -> Target:
        """A task of a shot that was made by hand."""
        return self.desk.create("Task", content=name, entity=shot, **_dated(dates), **values)

    def link(self, upstream: Target, downstream: Target, **values: object) -> Target:
        """The second task waits for the first."""
        return self.desk.create("TaskDependency", task=downstream, dependent_task=upstream, **values)

    def shot(self, **values: object) -> Target:
        """A shot that the template is applied to."""
        return self.desk.create("Shot", task_template=self.template, **values)

    def apply(self, shot: Target) -> None:
        """Apply the template once more."""
        self.desk.update(shot, task_template=None)
        self.desk.update(shot, task_template=self.template)

    def tasks(self, shot: Target) -> list[Target]:
        """The tasks of a shot, the oldest first."""
        found = self.desk.find("Task", self.desk.where("Task", "entity", "is", shot))
        return [Target("Task", row_id) for row_id in found]

    def named(self, shot: Target, name: str) -> Target:
        """The one task of a shot with that name."""
        (found,) = (task for task in self.tasks(shot) if self.desk.get(task, "content") == name)
        return found

    def dates(self, task: Target) -> str:
        """The dates of a task, as `03-02..03-03`."""
        return shown(self.desk.read(task, *SCHEDULE))

    def links(self, *tasks: Target) -> dict[tuple[Target, Target], tuple[int, object, object]]:
        """The live dependencies into these tasks: by their ends, the id, the type and the offset."""
        found = {}
        for task in tasks:
            where = self.desk.where("TaskDependency", "task", "is", task)
            for row_id in self.desk.find("TaskDependency", where):
                row = Target("TaskDependency", row_id)
                kind, offset = self.desk.get(row, "dependency_type"), self.desk.get(row, "offset_days")
                upstream = self.desk.get(row, "dependent_task")
                assert isinstance(upstream, Target)
                found[upstream, task] = (row_id, kind, offset)
        return found


def _dated(dates: str) -> Values:
    return {name: value for name, value in days(dates).items() if value is not None}


@pytest.fixture
def bench(desk_of_module: Desk) -> Bench:
    """A template without tasks yet, in the site that a module shares."""
    return Bench(desk_of_module)
