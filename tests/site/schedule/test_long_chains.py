"""Ten thousand tasks in a row: moved as one, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from tests.fixtures.desk import Desk
from tests.fixtures.dump import everything

from slatehouse.scheduling.calendar import WorkCalendar
from slatehouse.schema.link import Target
from slatehouse.site.errors import CreateFailed, UpdateFailed

LENGTH = 10_000
TASK = ("id", "content", "content$key", "project$id", "project$type", "duration")
DEPENDENCY = (
    *("id", "dependent_task$id", "dependent_task$type", "task$id", "task$type"),
    *("dependency_type", "dependency_type$key"),
)
FS = "finish-to-start-next-day"


@pytest.fixture(scope="module")
def chain(desk_of_module: Desk) -> list[Target]:
    """Tasks of a day each, from the first to the last, written straight into the tables."""
    desk = desk_of_module
    site, ids = desk.site, range(1, LENGTH + 1)
    tasks = [(row_id, "task", "task", desk.project.id, "Project", 480) for row_id in ids]
    links = [(number, number, "Task", number + 1, "Task", FS, FS) for number in ids[:-1]]
    with site.database.writing() as connection:
        site.edition.rows.insert_many(connection, "Task", TASK, tasks)
        site.edition.rows.insert_many(connection, "TaskDependency", DEPENDENCY, links)
        site.edition.rows.names.put(connection, [("Task", row_id, "task") for row_id in ids])
    return [Target("Task", row_id) for row_id in ids]


def test_the_last_follows_the_first(desk_of_module: Desk, chain: list[Target]) -> None:
    desk = desk_of_module
    desk.update(chain[0], start_date="2026-03-02")
    last = WorkCalendar().shifted(date(2026, 3, 2), LENGTH - 1).isoformat()
    assert desk.read(chain[-1], "start_date", "due_date") == {"start_date": last, "due_date": last}


def test_nothing_moves_where_the_last_would_leave_the_calendar(
    desk_of_module: Desk, chain: list[Target]
) -> None:
    desk = desk_of_module
    before = everything(desk.site)
    with pytest.raises(UpdateFailed):
        desk.update(chain[0], start_date="9990-01-01")
    assert everything(desk.site) == before


def test_no_circle_is_closed_from_the_last_to_the_first(desk_of_module: Desk, chain: list[Target]) -> None:
    with pytest.raises(CreateFailed):
        desk_of_module.create("TaskDependency", task=chain[0], dependent_task=chain[-1])


def test_a_chain_that_is_taken_apart_and_put_together_follows_again(
    desk_of_module: Desk, chain: list[Target]
) -> None:
    desk = desk_of_module
    desk.update(chain[0], start_date="2026-03-02")
    desk.retire(chain[1])
    desk.update(chain[0], start_date="2026-03-09")
    assert desk.get(chain[2], "start_date") == "2026-03-04"
    desk.revive(chain[1])
    last = WorkCalendar().shifted(date(2026, 3, 9), LENGTH - 1).isoformat()
    assert desk.get(chain[-1], "due_date") == last
