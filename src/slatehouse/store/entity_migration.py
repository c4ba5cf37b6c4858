"""What separates the tables that a site has from those that its schema wants, as steps that can be read and
run.

Steps add tables, columns and indexes, and what a new column of names or a new table of pictures holds; an
index goes where another one took its place, or where a change of the schema says so. A column that the
schema no longer names stays, with its data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import Column, Dialect, Index, Table
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from slatehouse.store.name_index import NAME_INDEX, name_index_steps
from slatehouse.store.names import haystack_steps, project_steps
from slatehouse.store.pictures import picture_steps
from slatehouse.store.statement import Statement
from slatehouse.store.steps import Step
from slatehouse.store.tables import REPLACES, Tables

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
    kept = [(table, set(recorded[table.name])) for table in wanted.every if table.name in recorded]
    steps: list[Step] = []
    for table in wanted.every:
        if table.name not in recorded:
            steps.extend(_create(table, dialect))
    for table, has in kept:
        steps.extend(_add_columns(table, has, dialect))
        steps.extend(_drop_replaced(table, has, dialect))
    had = set(recorded.get(str(wanted.names.name), []))
    if had:
        steps.extend(_fill_names(had, wanted, dialect))
        if wanted.pictures.name not in recorded:
            steps.extend(picture_steps(wanted, dialect))
    for table, has in kept:
        steps.extend(_create_index(index, dialect) for index in _indexes(table) if index.name not in has)
    if NAME_INDEX not in had:
        steps.extend(name_index_steps(dialect))
    return steps


def _fill_names(had: set[str], wanted: Tables, dialect: Dialect) -> Iterator[Step]:
    """What fills new columns of names that the site has. What was there of the names is discarded from
    `had` where it is made anew."""
    if "haystack" not in had:
        yield from haystack_steps(wanted, dialect)
    if "project" not in had:
        if dialect.name == "postgresql" and NAME_INDEX in had:
            # Each name that is written would be written into the index, too, which takes most of the time.
            yield _drop_index(NAME_INDEX, dialect)
            had.discard(NAME_INDEX)
        yield from project_steps(wanted, dialect)


def dropped_indexes(before: Tables, wanted: Tables, dialect: Dialect) -> Iterator[Step]:
    """The steps that drop the indexes of tables that are not wanted any more."""
    for name, table in before.entities.items():
        kept = wanted.entities.get(name, table)
        if kept is not table:
            names = {index.name for index in kept.indexes}
            gone = (index for index in _indexes(table) if index.name not in names)
            yield from (_drop_index(str(index.name), dialect) for index in gone)


def _create(table: Table, dialect: Dialect) -> Iterator[Step]:
    sql = str(CreateTable(table).compile(dialect=dialect)).strip()
    yield Step(f"create table {table.name}", Statement(sql, ()))
    for index in _indexes(table):
        yield _create_index(index, dialect)


def _indexes(table: Table) -> list[Index]:
    return sorted(table.indexes, key=lambda each: str(each.name))


def _add_columns(table: Table, has: set[str], dialect: Dialect) -> Iterator[Step]:
    for column in table.columns:
        if column.name not in has:
            yield _add_column(table, column, dialect)


def _drop_replaced(table: Table, has: set[str], dialect: Dialect) -> Iterator[Step]:
    for index in _indexes(table):
        former = index.info.get(REPLACES)
        if former in has and index.name not in has:
            yield _drop_index(former, dialect)


def _add_column(table: Table, column: Column[object], dialect: Dialect) -> Step:
    quote = dialect.identifier_preparer.quote
    definition = str(CreateColumn(column).compile(dialect=dialect))
    sql = f"ALTER TABLE {quote(table.name)} ADD COLUMN {definition}"
    return Step(f"add column {table.name}.{column.name}", Statement(sql, ()))


def _drop_index(name: str, dialect: Dialect) -> Step:
    quoted = dialect.identifier_preparer.quote(name)
    return Step(f"drop index {name}", Statement(f"DROP INDEX IF EXISTS {quoted}", ()))


def _create_index(index: Index, dialect: Dialect) -> Step:
    sql = str(CreateIndex(index).compile(dialect=dialect))
    return Step(f"create index {index.name}", Statement(sql, ()))
