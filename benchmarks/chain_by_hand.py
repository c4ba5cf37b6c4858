"""Moving a chain of two-day tasks as one would write it by hand: it is read, walked, and written with the
same rows in the tables, in the log and in the activity streams."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.hand import Driver, enter

CHAIN = """
WITH RECURSIVE chain (id, place) AS (
SELECT CAST(? AS bigint), 0
UNION ALL SELECT d."task$id", chain.place + 1 FROM chain JOIN task_dependencies AS d
ON d."dependent_task$id" = chain.id AND d."row$retired" IS NULL)
SELECT t.id, t.start_date, t.due_date, t.duration, t.pinned, n.name, t."project$id" FROM chain
JOIN tasks AS t ON t.id = chain.id AND t."row$retired" IS NULL
JOIN row_names AS n ON n.type = 'Task' AND n.id = t.id ORDER BY chain.place
"""
WRITE = """
UPDATE tasks SET start_date = ?, due_date = ?, updated_at = ?, "updated_by$id" = 1,
"updated_by$type" = 'HumanUser', "row$version" = "row$version" + 1 WHERE id = ?
"""
EVENT = """
INSERT INTO event_log_entries (id, created_at, event_type, "event_type$key", attribute_name,
"attribute_name$key", description, "description$key", cached_display_name, "cached_display_name$key",
meta, "entity$id", "entity$type", "project$id", "project$type", "user$id", "user$type")
VALUES (?, ?, 'Shotgun_Task_Change', 'shotgun_task_change', ?, ?, ?, ?, ?, ?, ?, ?, 'Task', ?, 'Project', 1,
'HumanUser')
"""


def reschedule(driver: Driver, first: int, start: str) -> None:
    """Move the first task of the chain, and all behind it."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    driver.rows("BEGIN")
    chain = driver.rows(CHAIN, [first])
    events: list[tuple[Any, ...]] = []
    tasks: list[tuple[Any, ...]] = []
    news: list[tuple[int, tuple[tuple[str, int], ...]]] = []
    next_event = (driver.rows("SELECT max(id) FROM event_log_entries")[0][0] or 0) + 1
    day = date.fromisoformat(start)
    for row_id, old_start, old_due, _, _, name, project in chain:
        due = _next(day)
        new = (day.isoformat(), due.isoformat())
        tasks.append((*new, moment, row_id))
        changes = (("start_date", old_start, new[0]), ("due_date", old_due, new[1]))
        for attribute, old, value in changes:
            about = {"type": "attribute_change", "attribute_name": attribute, "entity_type": "Task"}
            meta = {**about, "entity_id": row_id, "field_data_type": "date", "old_value": old}
            meta |= {"new_value": value, "platform_id": None}
            told = f'Bench changed {attribute} from "{old}" to "{value}" on Task "{name}"'
            texts = (attribute, attribute.lower(), told, told.lower(), told, told.lower())
            events.append((next_event, moment, *texts, json.dumps(meta), row_id, project))
            news.append((next_event, (("Task", row_id), ("Project", project))))
            next_event += 1
        day = _next(due)
    driver.many(WRITE, tasks)
    driver.many(EVENT, events)
    enter(driver, news)
    driver.rows("SELECT * FROM tasks WHERE id = ?", [first])
    driver.rows("COMMIT")


def _next(day: date) -> date:
    """The next day that is not on a weekend."""
    day += timedelta(1)
    while day.weekday() > 4:
        day += timedelta(1)
    return day
