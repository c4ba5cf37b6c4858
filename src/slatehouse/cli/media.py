"""`slatehouse media`: whether the files that rows name are all there and whole, and mending what is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.failures import ExitCode
from slatehouse.cli.moments import span
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.media.blobs import Kept
from slatehouse.media.folder import FolderBlobs
from slatehouse.site.checking.finding import Findings, Lost, find
from slatehouse.site.checking.repairing import Outcome, Repairs, remedy, repair
from slatehouse.site.checking.uses import Use

__all__ = ["commands"]

commands = typer.Typer(help="The files that rows name.", no_args_is_help=True, add_completion=False)
_COLUMNS = ("content", "is", "and", "rows")


@commands.callback()
def _group() -> None:
    pass


@commands.command("check")
def check(
    hashes: Annotated[bool, typer.Option("--hashes", help="Read every file, and compare its hash.")] = False,
    do_repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    other: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Another folder of media to take what is lost from."),
    ] = None,
    grace: Annotated[
        timedelta,
        typer.Option(parser=span, metavar="SPAN", help="How old a file is that counts as nobody's."),
    ] = "24h",  # type: ignore[assignment]  # parsed as what is typed
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Find files that are missing, damaged or nobody's; the site may be served meanwhile."""
    if other is not None and not do_repair:
        raise typer.BadParameter("--from is for --repair")
    second, seconds = _second(other), grace.total_seconds()
    with opened(site) as tracking:
        findings, repairs = find(tracking, seconds, reads_all=hashes), None
        if do_repair:
            repairs = repair(tracking, findings, seconds, operator(), second)
    if as_json:
        print_json(_shown(findings, repairs))
    else:
        _print(findings, repairs)
    is_whole = repairs.are_complete if repairs else not findings.lost
    raise typer.Exit(ExitCode.OK if is_whole else ExitCode.NOT_WHOLE)


def _second(folder: Path | None) -> FolderBlobs | None:
    if folder is not None and not folder.is_dir():
        raise CommandRefused(f"{folder} is no folder")
    return None if folder is None else FolderBlobs(folder)


def _outcome(findings: Findings, repairs: Repairs | None, lost: Lost) -> Outcome:
    return repairs.outcomes[lost.blob] if repairs else remedy(findings, lost)


def _shown(findings: Findings, repairs: Repairs | None) -> dict[str, object]:
    return {
        "named": findings.named,
        "lost": [
            {
                "content": each.blob,
                "is": each.state.value,
                "outcome": _outcome(findings, repairs, each).name.lower(),
                "rows": [_use_shown(use) for use in each.uses],
            }
            for each in findings.lost
        ],
        "orphans": [{"content": each.name, "size": each.size} for each in findings.orphans],
        "repaired": repairs is not None,
        "forgotten": len(repairs.forgotten) if repairs else 0,
    }


def _use_shown(use: Use) -> dict[str, object]:
    row = {"type": use.row.type, "id": use.row.id, "field": use.field, "name": use.filename}
    return {**row, "retired": not use.is_live}


def _print(findings: Findings, repairs: Repairs | None) -> None:
    if findings.lost:
        rows = [
            (each.blob, each.state.value, _outcome(findings, repairs, each).value, _told(each))
            for each in findings.lost
        ]
        print_table(_COLUMNS, rows)
    print_line(f"{findings.named} files are named by rows, {len(findings.lost)} of them are not whole.")
    if findings.orphans:
        print_line(_orphans(findings.orphans, repairs))


def _told(lost: Lost) -> list[str]:
    marks = {True: "", False: ", retired"}
    return [
        f"{use.row.type} {use.row.id} {use.field} ({use.filename}{marks[use.is_live]})" for use in lost.uses
    ]


def _orphans(orphans: list[Kept], repairs: Repairs | None) -> str:
    size = sum(each.size for each in orphans)
    if repairs:
        return f"{len(repairs.forgotten)} of {len(orphans)} files that no row names were removed."
    return f"{len(orphans)} files are named by no row, {size} bytes; --repair removes them."
