"""Statements compiled once and bound many times."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, select
from tests.store.sql import run

from slatehouse.schema.sql import is_any
from slatehouse.site.site import Site
from slatehouse.store.statement import compile_statement, slot

THINGS = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("name", Text))


@pytest.fixture(scope="module")
def things(site_of_module: Site) -> Site:
    run(
        site_of_module.database,
        "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)",
        "INSERT INTO things VALUES (1, 'one'), (2, 'two'), (3, 'v3'), (4, NULL)",
    )
    return site_of_module


def ids(site: Site, condition: object, values: list[object]) -> list[int]:
    query = select(THINGS.c.id).where(condition).order_by(THINGS.c.id)  # type: ignore[arg-type]  # any clause
    statement = compile_statement(query, site.database.dialect)
    with site.database.reading() as connection:
        return [int(row[0]) for row in connection.rows(statement, values)]


def test_slots_are_filled_in_their_own_order_not_in_that_of_the_text(things: Site) -> None:
    between = (THINGS.c.id >= slot(1)) & (THINGS.c.id <= slot(0))
    assert ids(things, between, [3, 2]) == [2, 3]


def test_a_slot_may_stand_twice(things: Site) -> None:
    assert ids(things, (THINGS.c.id == slot(0)) | (THINGS.c.id == slot(0) + 1), [2]) == [2, 3]


def test_other_values_are_constants_of_the_statement(things: Site) -> None:
    assert ids(things, (THINGS.c.name == "v3") & (THINGS.c.id > slot(0)), [0]) == [3]


@pytest.mark.parametrize("size", [0, 1, 5000])
def test_a_list_is_one_value(things: Site, size: int) -> None:
    listed = list(range(2, 2 + size))
    assert ids(things, is_any(THINGS.c.id, slot(0)), [listed]) == [
        each for each in (2, 3, 4) if each in listed
    ]
    assert ids(things, ~is_any(THINGS.c.id, slot(0)), [listed]) == [
        each for each in (1, 2, 3, 4) if each not in listed
    ]


def test_a_list_of_texts_is_one_value(things: Site) -> None:
    assert ids(things, is_any(THINGS.c.name, slot(0)), [["two", 'it\'s "3"', "v3"]]) == [2, 3]
