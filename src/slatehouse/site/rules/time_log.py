"""TimeLog: of today unless it says otherwise, and summed up on its task (entity-types B.19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.rules.bids import fill_bid
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_LINK = ("entity$id", "entity$type")


class TimeLogRules(Rules):
    """A task's sum is taken anew whenever a log of it is made, changed, retired or revived."""

    name_fields = ("description",)
    echo = ("date", "duration")

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("date", writing.now.strftime("%Y-%m-%d"))

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _sum_up(writing, draft.target("entity"))

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        task = _task_of(writing, row_id)
        _sum_up(writing, task)
        if target_in(before, "entity") != task:
            _sum_up(writing, target_in(before, "entity"))

    def retired(self, writing: Writing, row_id: int) -> None:
        _sum_up(writing, _task_of(writing, row_id))

    def revived(self, writing: Writing, row_id: int) -> None:
        _sum_up(writing, _task_of(writing, row_id))


def _task_of(writing: Writing, row_id: int) -> Target | None:
    return target_in(writing.rows.values(writing.connection, "TimeLog", row_id, _LINK), "entity")


def _sum_up(writing: Writing, target: Target | None) -> None:
    """Write the sum on the task; a log may stand on a row of another type, which has none."""
    if target is None or target.type != "Task":
        return
    logged = writing.rows.total(writing.connection, "TimeLog", "duration", "entity", target)
    draft = Draft(writing.schema["Task"])
    draft.fill("time_logs_sum", logged)
    fill_bid(draft, writing.stored("Task", target.id, ("est_in_mins",))["est_in_mins"], logged)
    writing.rows.update(writing.connection, "Task", target.id, draft.columns)
