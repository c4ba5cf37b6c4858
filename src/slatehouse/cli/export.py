"""`slatehouse export`: a whole site as Parquet and files."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.failures import ExitCode
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, report
from slatehouse.export.place import CannotExport

if TYPE_CHECKING:
    from slatehouse.export.exporting import Exported

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def export(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must not exist yet.")],
    no_media: Annotated[
        bool, typer.Option("--no-media", help="Only the table of the files, and not the files.")
    ] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Write a whole site as Parquet, JSON and files, as it is now; it may be served meanwhile."""
    exporting = _exporting()
    with opened(site) as tracking:
        try:
            done = exporting.export(tracking, operator(), target.absolute(), with_media=not no_media)
        except CannotExport as error:
            raise CommandRefused(str(error)) from error
    _print(done, target, as_json=as_json)
    if done.media.lost:
        raise typer.Exit(ExitCode.NOT_WHOLE)


def _exporting() -> ModuleType:
    try:
        from slatehouse.export import exporting
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pyarrow":
            raise
        needed = "pyarrow is not installed here. It comes with: pip install 'slatehouse[server,arrow]'"
        raise CommandRefused(needed) from error
    return exporting


def _print(done: Exported, target: Path, *, as_json: bool) -> None:
    if as_json:
        rows = {name: {"live": each.live, "retired": each.retired} for name, each in done.rows.items()}
        files = {"files": done.media.files, "bytes": done.media.bytes, "lost": done.media.lost}
        print_json({"path": str(target), "last_event": done.last_event, "rows": rows, **files})
        return
    for lost in done.media.lost:
        report(f"the file {lost} is missing or damaged; see: slatehouse media check")
    total = sum(each.live + each.retired for each in done.rows.values())
    print_line(
        f"Wrote {total} rows of {len(done.rows)} types and {done.media.files} files to {target}, up to event "
        f"{done.last_event}."
    )
