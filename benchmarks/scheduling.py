"""A chain of five thousand tasks, each waiting for the one before, that is moved by its first; beside the
same work by hand, which knows that it is a chain.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from benchmarks.chain_by_hand import reschedule
from benchmarks.figures import Figure
from benchmarks.hand import Driver, driver_of
from benchmarks.timing import Work, beside, postgresql
from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.schema.text_key import text_key
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.store.statement import compile_statement, slot

TASKS = 5_000
STARTS = ("2026-03-02", "2026-06-01")


def measure(folder: str) -> list[Figure]:
    """Times on SQLite, then on PostgreSQL where it is installed."""
    figures = [_figure("SQLite", create_site(Path(folder) / "sqlite"))]
    with postgresql(Path(folder)) as url:
        if url is not None:
            figures.append(_figure("PostgreSQL", create_site(Path(folder) / "postgresql", url)))
    return figures


def _figure(database: str, site: Site) -> Figure:
    first = _make_chain(site)
    with driver_of(site) as driver:
        driver.rows("ANALYZE")
        # As the server does, so that the collector does not walk the schema again and again.
        gc.freeze()
        ours, starts = _mover(site, first), cycle(STARTS)
        try:
            return _compare(database, driver, ours, lambda: reschedule(driver, first, next(starts)))
        finally:
            site.close()


def _compare(database: str, driver: Driver, ours: Work, theirs: Work) -> Figure:
    dates = "SELECT id, start_date, due_date, duration FROM tasks ORDER BY id"
    ours()
    mine = driver.rows(dates)
    theirs()
    if driver.rows(dates) != mine:
        raise RuntimeError("the reference does other work")
    return beside(f"{database}: move a chain of {TASKS:,} tasks", ours, theirs, "3x")


def _mover(site: Site, first: int) -> Work:
    caller = Caller("HumanUser", 1, "Bench", "bench", "admin", "Admin", "test")
    session, task, starts = site.session(caller), site.schema["Task"], cycle(STARTS)
    return lambda: session.update(task, first, {"start_date": next(starts)})


def _make_chain(site: Site) -> int:
    """Two-day tasks in one project, written straight into the tables; returns the first."""
    with writing(site, system_caller(logs_events=False)) as writes:
        writes.make("HumanUser", {"login": "bench", "name": "Bench"})
        project = writes.make("Project", {"name": "Bench"})
        scope = {"type": "Project", "id": project}
        sample = {"content": "sample", "project": scope, "start_date": STARTS[0], "due_date": STARTS[0]}
        first = 1 + writes.make("Task", {**sample, "duration": 960})
    names = compile_statement(
        site.edition.tables.names.insert().values(
            type="Task",
            id=slot(0),
            name=slot(1),
            key=slot(2),
            haystack=slot(2),
            length=slot(3),
            retired=False,
        ),
        site.database.dialect,
    )
    ids = range(first, first + TASKS)
    with site.database.writing() as connection:
        site.edition.rows.insert_many(connection, "Task", _TASK, list(_tasks(ids, project)))
        site.edition.rows.insert_many(connection, "TaskDependency", _DEPENDENCY, list(_dependencies(ids)))
        texts = [(row_id, f"task {row_id}") for row_id in ids]
        connection.run_many(names, [(row_id, name, text_key(name), len(name)) for row_id, name in texts])
    return first


_TASK = (
    *("id", "content", "content$key", "project$id", "project$type", "start_date", "due_date", "duration"),
    *("cached_display_name", "cached_display_name$key"),
)
_DEPENDENCY = (
    *("id", "dependent_task$id", "dependent_task$type", "task$id", "task$type"),
    *("dependency_type", "dependency_type$key"),
)


def _tasks(ids: range, project: int) -> Iterator[tuple[object, ...]]:
    for row_id in ids:
        name = f"task {row_id}"
        dates = (STARTS[0], STARTS[0], 960)
        yield row_id, name, text_key(name), project, "Project", *dates, name, text_key(name)


def _dependencies(ids: range) -> Iterator[tuple[object, ...]]:
    kind = "finish-to-start-next-day"
    for number, row_id in enumerate(ids[:-1], start=1):
        yield number, row_id, "Task", row_id + 1, "Task", kind, text_key(kind)
