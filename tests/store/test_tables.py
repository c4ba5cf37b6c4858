"""The tables of the shipped schema: columns for each stored field, and names that no database cuts."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest
from sqlalchemy import Table

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.links import OwnTable
from slatehouse.schema.schema import standard_schema
from slatehouse.store.tables import RETIRED, VERSION, Tables, short_name, tables_of

SCHEMA = standard_schema()
# PostgreSQL cuts longer names, and two cut names may be one.
LONGEST = 63


@pytest.fixture(scope="module")
def tables() -> Tables:
    return tables_of(SCHEMA)


@pytest.mark.parametrize("type_", [each.name for each in SCHEMA])
def test_each_field_has_its_columns_and_shares_them_with_no_other(tables: Tables, type_: str) -> None:
    """What is each person's own, or computed, is no column of the row."""
    fields = [each for each in SCHEMA[type_].fields.values() if each.name != "id" and each.origin is None]
    columns = Counter(column for each in fields for column in each.column_names)
    assert set(columns.values()) <= {1}
    assert set(tables.entities[type_].columns.keys()) == {"id", RETIRED, VERSION, *columns}


def test_each_field_that_keeps_its_own_links_has_a_table(tables: Tables) -> None:
    own = {
        (each.name, field.name)
        for each in SCHEMA
        for field in each.fields.values()
        if field.type.kind is Kind.LINKS and isinstance(field.keeping, OwnTable)
    }
    assert set(tables.links) == own


def _names(table: Table) -> list[str]:
    return [table.name, *(str(index.name) for index in table.indexes)]


def test_no_two_tables_or_indexes_share_a_name_and_no_name_is_cut(tables: Tables) -> None:
    names = list(chain.from_iterable(map(_names, tables.every)))
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [name for name in names if len(name.encode()) > LONGEST] == []


@pytest.mark.parametrize("name", ["shots", "x" * 60, "x" * 61, "x" * 200, "x" * 100 + "y"])
def test_a_short_name_fits_and_tells_long_names_apart(name: str) -> None:
    short = short_name(name)
    assert len(short) <= LONGEST
    assert short == name or len(name) > 60
    assert short != short_name(name + "z")
