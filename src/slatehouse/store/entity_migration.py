"""What separates the tables that a site has from those that its schema wants, as steps that can be read and
run.

Steps only add: tables, columns and indexes, and what a new column of names holds. A column that the schema no
longer names stays, with its data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import Column, Dialect, Index, Table
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from slatehouse.store.name_index import NAME_INDEX, name_index_steps
from slatehouse.store.names import haystack_steps, project_steps
from slatehouse.store.statement import Statement
from slatehouse.store.steps import Step
from slatehouse.store.tables import Tables

RecordedTables = Mapping[str, list[str]]


def record_of(tables: Tables) -> str:
    """The tables with their columns and indexes, as the site records them."""
    return msgspec.json.encode(
        {
            str(table.name): [str(column.name) for column in table.columns]
            + sorted(str(i.name) for i in table.indexes)
            + ([NAME_INDEX] if table is tables.names else [])
            for table in tables.every
        }
    ).decode()


def read_record(text: str | None) -> RecordedTables:
    """The tables that a site recorded; none where it recorded nothing."""
    return msgspec.json.decode(text, type=dict[str, list[str]]) if text else {}


def steps_between(recorded: RecordedTables, wanted: Tables, dialect: Dialect) -> list[Step]:
    """The steps from the recorded tables to the wanted ones, in an order that runs."""
    steps: list[Step] = []
    for table in wanted.every:
        has = recorded.get(table.name)
        steps.extend(_create(table, dialect) if has is None else _extend(table, set(has), dialect))
    had = recorded.get(str(wanted.names.name), [])
    if had and "haystack" not in had:
        steps.extend(haystack_steps(wanted, dialect))
    if had and "project" not in had:
        steps.extend(project_steps(wanted, dialect))
    if NAME_INDEX not in had:
        steps.extend(name_index_steps(dialect))
    return steps


def _create(table: Table, dialect: Dialect) -> Iterator[Step]:
    sql = str(CreateTable(table).compile(dialect=dialect)).strip()
    yield Step(f"create table {table.name}", Statement(sql, ()))
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        yield _create_index(index, dialect)


def _extend(table: Table, has: set[str], dialect: Dialect) -> Iterator[Step]:
    for column in table.columns:
        if column.name not in has:
            yield _add_column(table, column, dialect)
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        if index.name not in has:
            yield _create_index(index, dialect)


def _add_column(table: Table, column: Column[object], dialect: Dialect) -> Step:
    quote = dialect.identifier_preparer.quote
    definition = str(CreateColumn(column).compile(dialect=dialect))
    sql = f"ALTER TABLE {quote(table.name)} ADD COLUMN {definition}"
    return Step(f"add column {table.name}.{column.name}", Statement(sql, ()))


def _create_index(index: Index, dialect: Dialect) -> Step:
    sql = str(CreateIndex(index).compile(dialect=dialect))
    return Step(f"create index {index.name}", Statement(sql, ()))
