"""`slatehouse import csv`: the rows of a sheet become rows of a type, over the network."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.import_report import ChangeReport, DryRun, counted
from slatehouse.cli.interrupting import GOES_ON, NOTHING_CHANGED
from slatehouse.cli.options import Json
from slatehouse.cli.reaching import CaFile, EntityType, Script, Url, names, reached
from slatehouse.importing.changes import Change
from slatehouse.importing.sheets.days import DateOrder
from slatehouse.importing.sheets.importing import SheetImport, Tally, Ways

__all__ = ["import_csv"]


_Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="A sheet with a line of column titles.")]
_Project = Annotated[str | None, typer.Option(metavar="NAME", help="The project of the rows, by name or id.")]
_Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=FIELD",
        help="Which field a column is of; COLUMN= leaves it out. May be given several times.",
    ),
]
_Key = Annotated[
    str,
    typer.Option(metavar="FIELD,…", help="The fields that tell which row a line is, if not the name."),
]
_CreatesLinks = Annotated[
    bool, typer.Option("--create-missing-links", help="Make the linked rows that are not there.")
]
_EmptyClears = Annotated[
    bool,
    typer.Option("--empty-clears", help="An empty cell clears its field, instead of leaving it alone."),
]
_Dates = Annotated[
    DateOrder | None, typer.Option(help="The order of dates in numbers, where they are not in ISO's form.")
]
_Delimiter = Annotated[
    str | None, typer.Option(metavar="CHARACTER", help="What parts cells, or 'tab'; found out without it.")
]
_Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="What the file is written in; found out without it.")
]
_SkipsBad = Annotated[
    bool, typer.Option("--skip-bad", help="Leave out rows with something wrong, and write the others.")
]


def import_csv(
    entity_type: EntityType,
    path: _Sheet,
    project: _Project = None,
    mapped: _Mapped = None,
    key: _Key = "",
    dry_run: DryRun = False,
    create_missing_links: _CreatesLinks = False,
    empty_clears: _EmptyClears = False,
    dates: _Dates = None,
    delimiter: _Delimiter = None,
    encoding: _Encoding = None,
    skip_bad: _SkipsBad = False,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Make and change rows as a sheet has them. What is there already as the sheet has it stays untouched."""
    ways = Ways(
        project=project,
        mapped=dict(_mapping(each) for each in mapped or ()),
        key=names(key),
        encoding=encoding,
        delimiter=delimiter,
        dates=dates,
        empty_clears=empty_clears,
        create_missing_links=create_missing_links,
        skip_bad=skip_bad,
    )
    with reached(url, script, ca_file, NOTHING_CHANGED if dry_run else GOES_ON) as client:
        sheet = SheetImport(client, entity_type, path, ways)
        with ChangeReport(as_json=as_json, shows_changes=dry_run) as told:
            _check(sheet, told, tells_changes=dry_run)
            is_refused = told.has_problems and not skip_bad
            checked = sheet.tally
            if not is_refused and not dry_run:
                _write(sheet, told, checked)
            is_dry = dry_run or is_refused
            told.end({"dry_run": is_dry, **asdict(sheet.tally)}, _counts(sheet.tally, is_dry=is_dry))
    if is_refused:
        advice = "mend what is wrong, or leave those rows out with --skip-bad"
        raise CommandRefused(
            f"nothing was written: {checked.skipped:,} of {checked.rows:,} rows are wrong; {advice}"
        )


def _check(sheet: SheetImport, told: ChangeReport, *, tells_changes: bool) -> None:
    with counted("Checking", sheet.checked()) as outcomes:
        for outcome in outcomes:
            if not isinstance(outcome, Change):
                told.problem(outcome)
            elif tells_changes:
                told.change(outcome)


def _write(sheet: SheetImport, told: ChangeReport, checked: Tally) -> None:
    with counted("Writing", sheet.written(), checked.rows) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Change):
                told.change(outcome)
            elif outcome.is_of_the_site:
                # What the file says wrong was told before.
                told.problem(outcome)


def _counts(tally: Tally, *, is_dry: bool) -> str:
    parts = [
        f"{number:,} {what}"
        for number, what in (
            (tally.created, "new"),
            (tally.changed, "changed"),
            (tally.unchanged, "unchanged"),
            (tally.skipped, "left out"),
            (tally.links_created, "new linked rows"),
        )
        if number or what in ("new", "changed", "unchanged")
    ]
    return f"{'Would be: ' if is_dry else ''}{', '.join(parts)}."


def _mapping(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column.strip():
        raise typer.BadParameter(f"{text!r} is no COLUMN=FIELD")
    return column.strip(), field.strip()
