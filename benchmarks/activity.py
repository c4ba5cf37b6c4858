"""A page of an activity stream of a hundred updates, and of one of a hundred thousand, each beside the same
work by hand: the same statements, the same rows read into the same shape.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.hand import Driver, driver_of
from benchmarks.timing import Work, beside, postgresql
from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.schema.link import Target
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.streams import Window
from slatehouse.site.writing import writing

FEW, MANY = 100, 100_000
_AT_ONCE = 20_000
_CALLER = Caller("HumanUser", 1, "Bench", "bench", "admin", "Admin", "test")
_EVENT = (
    *("id", "created_at", "event_type", "event_type$key", "attribute_name", "attribute_name$key", "meta"),
    *("entity$id", "entity$type", "project$id", "project$type", "user$id", "user$type"),
)


def measure(folder: str) -> list[Figure]:
    """Times on SQLite, then on PostgreSQL where it is installed."""
    figures = _figures("SQLite", create_site(Path(folder) / "sqlite"))
    with postgresql(Path(folder)) as url:
        if url is not None:
            figures += _figures("PostgreSQL", create_site(Path(folder) / "postgresql", url))
    return figures


def _figures(database: str, site: Site) -> list[Figure]:
    quiet, busy = _make_shots(site)
    session, shots = site.session(_CALLER), site.schema["Shot"]

    def page(shot: Target) -> Work:
        return lambda: session.activity(shots, shot.id, Window(), {}).updates

    with driver_of(site) as driver:
        driver.rows("ANALYZE")
        # As the server does, so that the collector does not walk the schema again and again.
        gc.freeze()
        try:
            return [
                *(
                    beside(
                        f"{database}: a page of {count:,} updates", page(shot), _by_hand(driver, shot), "3x"
                    )
                    for shot, count in ((quiet, FEW), (busy, MANY))
                ),
                beside(f"{database}: {MANY:,} updates beside {FEW}", page(busy), page(quiet), "1.2x"),
            ]
        finally:
            site.close()


def _make_shots(site: Site) -> tuple[Target, Target]:
    """Two shots with changes of their status, written straight into the tables."""
    with writing(site, system_caller(logs_events=False)) as writes:
        writes.make("HumanUser", {"login": "bench", "name": "Bench"})
        project = Target("Project", writes.make("Project", {"name": "Bench"}))
        link = project._asdict()
        shots = [Target("Shot", writes.make("Shot", {"code": f"SH{n}", "project": link})) for n in range(2)]
    for shot, count in zip(shots, (FEW, MANY), strict=True):
        for start in range(0, count, _AT_ONCE):
            _write_updates(site, shot, project, min(_AT_ONCE, count - start))
    quiet, busy = shots
    return quiet, busy


def _write_updates(site: Site, shot: Target, project: Target, count: int) -> None:
    with site.database.writing() as connection:
        first = site.edition.rows.next_event_id(connection)
        events = range(first, first + count)
        site.edition.rows.insert_many(
            connection, "EventLogEntry", _EVENT, [_event(each, shot, project) for each in events]
        )
        update = site.activity.reserve(connection, count) - first
        entries = [
            (*stream, event + update, event, None, None) for event in events for stream in (shot, project)
        ]
        site.activity.append(connection, entries)


def _event(event_id: int, shot: Target, project: Target) -> tuple[object, ...]:
    meta = {
        "type": "attribute_change",
        "attribute_name": "sg_status_list",
        "entity_type": shot.type,
        "entity_id": shot.id,
        "field_data_type": "status_list",
        "old_value": "ip",
        "new_value": "fin",
        "platform_id": None,
    }
    kind, attribute = "Shotgun_Shot_Change", "sg_status_list"
    about = (kind, kind.lower(), attribute, attribute, json.dumps(meta))
    return (
        event_id,
        "2026-03-04T05:06:07Z",
        *about,
        shot.id,
        shot.type,
        project.id,
        project.type,
        1,
        "HumanUser",
    )


_PAGE = """
SELECT a.update_id, a.thread_type, a.thread_id, e.event_type, e.created_at, e.meta, e."entity$type",
e."entity$id", e."user$type", e."user$id"
FROM slatehouse_activity AS a JOIN event_log_entries AS e ON e.id = a.event_id
WHERE a.stream_type = 'Shot' AND a.stream_id = ? ORDER BY a.update_id DESC LIMIT 25
"""
_NAMES = "SELECT id, name FROM row_names WHERE type = ? AND id = ?"


def _by_hand(driver: Driver, shot: Target) -> Work:
    """The page of one shot's own changes, all by one person."""

    def read() -> object:
        if not driver.rows('SELECT id FROM shots WHERE id = ? AND "row$retired" IS NULL', [shot.id]):
            raise LookupError(shot)
        found = driver.rows(_PAGE, [shot.id])
        newest = driver.rows("SELECT value FROM slatehouse_counters WHERE name = 'updates'")[0][0]
        primary = _named(driver, "Shot", shot.id, "sg_status_list")
        author = _named(driver, "HumanUser", 1, "sg_status_list, image")
        return newest, list(_updates(found, primary, author))

    return read


def _named(driver: Driver, type_: str, row_id: int, columns: str) -> dict[str, Any]:
    name = driver.rows(_NAMES, [type_, row_id])[0][1]
    table = {"Shot": "shots", "HumanUser": "human_users"}[type_]
    status, *_ = driver.rows(f"SELECT {columns} FROM {table} WHERE id = ?", [row_id])[0]
    return {"type": type_, "id": row_id, "name": name, "status": status}


def _updates(
    found: list[tuple[Any, ...]], primary: dict[str, Any], author: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    for row in found:
        yield {
            "id": row[0],
            "update_type": {"New": "create", "Change": "update"}[row[3].rpartition("_")[2]],
            "created_at": row[4],
            "meta": json.loads(row[5]),
            "primary_entity": primary,
            "created_by": author,
        }
