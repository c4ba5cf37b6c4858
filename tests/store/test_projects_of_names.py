"""Beside each name stands the project that the row belongs to, whatever is done to the row."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from tests.fixtures.desk import Desk
from tests.store.sql import run

from slatehouse.schema.link import Target
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.name_index import NameIndex
from slatehouse.store.statement import compile_statement
from slatehouse.store.upgrade import Condition, condition_of, upgrade

ORDER, FORMER_ORDER = "row_names_by_length_with_project", "row_names_by_length"


def project_beside(desk: Desk, row: Target) -> int | None:
    names, site = desk.site.edition.tables.names, desk.site
    query = select(names.c.project).where(names.c.type == row.type, names.c.id == row.id)
    with site.database.reading() as connection:
        ((found,),) = connection.rows(compile_statement(query, site.database.dialect))
    return None if found is None else int(found)


@pytest.fixture(scope="module")
def projects(desk_of_module: Desk) -> tuple[Target, Target]:
    desk = desk_of_module
    return desk.create("Project", name="First"), desk.create("Project", name="Second")


def test_a_project_belongs_to_itself(desk_of_module: Desk, projects: tuple[Target, Target]) -> None:
    assert [project_beside(desk_of_module, each) for each in projects] == [each.id for each in projects]


@pytest.mark.parametrize("type_", ["Shot", "Task", "Note", "Page"])
def test_a_row_moves_with_its_project(
    desk_of_module: Desk, projects: tuple[Target, Target], type_: str
) -> None:
    desk, (first, second) = desk_of_module, projects
    row = desk.create(type_, project=first)
    assert project_beside(desk, row) == first.id
    desk.update(row, project=second)
    assert project_beside(desk, row) == second.id
    desk.retire(row)
    desk.revive(row)
    assert project_beside(desk, row) == second.id


def test_rows_of_the_studio_belong_to_none(desk_of_module: Desk) -> None:
    assert project_beside(desk_of_module, desk_of_module.create("Tag", name="night")) is None


def test_an_older_site_is_filled(desk: Desk) -> None:
    project, tag = desk.create("Project", name="First"), desk.create("Tag", name="rain")
    shot = desk.create("Shot", code="Lantern", project=project)
    site = desk.site
    run(
        site.database,
        f"DROP INDEX {ORDER}",
        f"CREATE INDEX {FORMER_ORDER} ON row_names (type, length, id)",
        "ALTER TABLE row_names DROP COLUMN project",
    )
    with site.database.writing() as writing:
        recorded = json.loads(read_fact(site.database, writing, "tables") or "")
        recorded["row_names"] = [FORMER_ORDER, *({*recorded["row_names"]} - {"project", ORDER})]
        record_fact(site.database, writing, "tables", json.dumps(recorded))
    done = upgrade(site.database, site.edition.tables).words
    assert {f"drop index {FORMER_ORDER}", f"create index {ORDER}"} <= {*done}
    assert condition_of(site.database, site.edition.tables) is Condition.CURRENT
    assert [project_beside(desk, row) for row in (project, shot, tag)] == [project.id, project.id, None]
    with site.database.reading() as connection:
        assert NameIndex(site.database.dialect).few(connection, "Shot", ["anter"], 5) == [shot.id]
