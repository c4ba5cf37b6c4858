"""Beside each name stands the project that the row belongs to, whatever is done to the row."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.store.names import project_steps
from slatehouse.store.statement import compile_statement


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


def test_an_older_site_is_filled(desk_of_module: Desk, projects: tuple[Target, Target]) -> None:
    desk = desk_of_module
    shot, tag = desk.create("Shot", project=projects[0]), desk.create("Tag", name="rain")
    site, names = desk.site, desk.site.edition.tables.names
    with site.database.writing() as connection:
        connection.run(compile_statement(update(names).values(project=None), site.database.dialect))
        for step in project_steps(site.edition.tables, site.database.dialect):
            connection.run(step.statement)
    found = [project_beside(desk, row) for row in (*projects, shot, tag)]
    assert found == [projects[0].id, projects[1].id, projects[0].id, None]
