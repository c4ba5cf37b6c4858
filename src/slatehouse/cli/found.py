"""Rows from a site as commands print them: a table for people, JSON or CSV for programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from slatehouse.cli.output import print_json, print_table
from slatehouse.client import File, Link, Row
from slatehouse.importing.sheets.formulas import guarded

__all__ = ["Csv", "plain", "print_row", "print_rows"]

Csv = Annotated[bool, typer.Option("--csv", help="Answer in CSV, with a line of column titles.")]


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool,
    as_csv: bool,
    pictures: Mapping[int, Any] | None = None,
) -> None:
    """The rows, or values by names, with these of their fields; a table with their pictures, by their ids."""
    if as_json:
        print_json([{column: plain(row.get(column)) for column in columns} for row in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([guarded(_told(row.get(column))) for column in columns] for row in rows)
    elif pictures:
        told = ([pictures.get(row["id"], ""), *(_told(row.get(each)) for each in columns)] for row in rows)
        print_table(("", *columns), told)
    else:
        print_table(columns, ([_told(row.get(column)) for column in columns] for row in rows))


def print_row(row: Row, *, as_json: bool) -> None:
    """All that was read of a row, a line for each field."""
    if as_json:
        print_json({field: plain(value) for field, value in row.items()})
    else:
        print_table(("field", "value"), ((field, _told(value)) for field, value in row.items()))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Link():
            return {**value.hash, "name": value.name}
        case File():
            return dict(value.values)
        case Mapping():
            return {name: plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return value


def _told(value: Any) -> str:
    match value:
        case None:
            return ""
        case str() | Link():
            return str(value)
        case File():
            return value.name or value.url or ""
        case list() | tuple():
            return ", ".join(_told(each) for each in value)
        case bool():
            return "yes" if value else "no"
        case _:
            return str(plain(value))
