"""What no two live rows share, held by the database itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from tests.fixtures.desk import Desk

from slatehouse.site.errors import CreateFailed
from slatehouse.site.site import Site
from slatehouse.store.connection import NotUnique
from slatehouse.store.tables import RETIRED

ROWS = [
    ("HumanUser", {"login": "ada", "name": "Ada"}),
    ("LocalStorage", {"code": "files"}),
    ("Project", {"name": "Film"}),
    (
        "TaskDependency",
        {"task$id": 1, "task$type": "Task", "dependent_task$id": 2, "dependent_task$type": "Task"},
    ),
]


@pytest.mark.parametrize(("type_", "values"), ROWS)
def test_no_two_live_rows_share_what_is_unique(site: Site, type_: str, values: dict[str, object]) -> None:
    with site.database.writing() as writing:
        first = site.edition.rows.insert(writing, type_, values)
    with pytest.raises(NotUnique), site.database.writing() as writing:
        site.edition.rows.insert(writing, type_, values)
    with site.database.writing() as writing:
        site.edition.rows.update(writing, type_, first, {RETIRED: "2026-03-04T05:06:07.000000Z"})
        site.edition.rows.insert(writing, type_, values)
    with pytest.raises(NotUnique), site.database.writing() as writing:
        site.edition.rows.update(writing, type_, first, {RETIRED: None})


def test_nothing_is_shared_by_rows_without_a_value(site: Site) -> None:
    with site.database.writing() as writing:
        for _ in range(3):
            site.edition.rows.insert(writing, "LocalStorage", {"description": "no code"})


def test_of_writers_at_the_same_moment_one_gets_the_login(desk: Desk) -> None:
    start = Barrier(6)

    def hire(_: int) -> bool:
        start.wait()
        try:
            desk.create("HumanUser", login="ada", name="Ada")
        except (CreateFailed, NotUnique):
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(hire, range(6))) == [False] * 5 + [True]
    assert len(desk.find("HumanUser", desk.where("HumanUser", "login", "is", "ada"))) == 1
