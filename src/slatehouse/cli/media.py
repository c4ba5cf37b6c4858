"""`slatehouse media`: whether the files that rows name are all there and whole, and moving them elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.failures import ExitCode
from slatehouse.cli.moments import span
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, print_table, report
from slatehouse.config import FILE_NAME
from slatehouse.media.blobs import Kept
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.moving import Copied
from slatehouse.serving.lock import locked_since
from slatehouse.site.checking.finding import Findings, Lost, find
from slatehouse.site.checking.repairing import Outcome, Repairs, remedies, repair
from slatehouse.site.checking.uses import Use
from slatehouse.site.moving import Moved, move_media

__all__ = ["commands"]

commands = typer.Typer(help="The files that rows name.", no_args_is_help=True, add_completion=False)
_SECONDS_BETWEEN_LINES = 5.0
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
        outcomes = repairs.outcomes if repairs else remedies(tracking, findings)
    if as_json:
        print_json(_shown(findings, outcomes, repairs))
    else:
        _print(findings, outcomes, repairs)
    is_whole = repairs.are_complete if repairs else not findings.lost
    raise typer.Exit(ExitCode.OK if is_whole else ExitCode.NOT_WHOLE)


@commands.command("move")
def move(
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="Where to: s3://BUCKET/PREFIX, or a folder, from the site's on."),
    ],
    forget_source: Annotated[
        bool,
        typer.Option("--forget-source", help="End the move: remove from the old place what was verified."),
    ] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Copy all files to another store, and set the site to it; the site may be served meanwhile."""
    if forget_source:
        _raise_if_served_since_before(site)
    with opened(site) as tracking:
        told = _Progress(as_json).tell
        moved = move_media(tracking, url, operator(), forget_source=forget_source, told=told)
    if as_json:
        print_json(_moved_shown(moved))
    else:
        for line in _moved_told(moved):
            print_line(line)
    raise typer.Exit(ExitCode.NOT_WHOLE if moved.copied.damaged else ExitCode.OK)


def _raise_if_served_since_before(site: Path) -> None:
    """A server that was started before the switch still writes to the old place."""
    since = locked_since(site)
    if since is not None and since < (site / FILE_NAME).stat().st_mtime:
        raise CommandRefused("the site is served by a process from before the switch; restart it first")


class _Progress:
    """Says every few seconds how far the copy is, to people."""

    def __init__(self, is_silent: bool) -> None:
        self._is_silent, self._last = is_silent, monotonic()

    def tell(self, copied: Copied) -> None:
        if not self._is_silent and monotonic() - self._last > _SECONDS_BETWEEN_LINES:
            self._last = monotonic()
            report(f"{copied.blobs} files copied, {copied.size} bytes")


def _moved_shown(moved: Moved) -> dict[str, object]:
    copied = moved.copied
    counts = {"copied": copied.blobs, "bytes": copied.size, "damaged": copied.damaged}
    places = {"from": moved.source, "to": moved.target}
    return {**places, **counts, "switched": moved.is_switched, "forgotten": moved.forgotten}


def _moved_told(moved: Moved) -> list[str]:
    lines = [f"{moved.copied.blobs} files were copied to {moved.target}, {moved.copied.size} bytes."]
    lines += [f"Damaged, and not copied: {name}" for name in moved.copied.damaged]
    if moved.forgotten:
        return [*lines, f"{moved.forgotten} files were removed from {moved.source}. The move is done."]
    if not moved.is_switched:
        return [*lines, "The environment sets media.url: set media.url and media.old_url there yourself."]
    lines.append("The site is set to it: restart its servers and workers, then run the same with")
    return [*lines, f"--forget-source, which removes what is still in {moved.source}."]


def _second(folder: Path | None) -> FolderBlobs | None:
    if folder is not None and not folder.is_dir():
        raise CommandRefused(f"{folder} is no folder")
    return None if folder is None else FolderBlobs(folder)


def _shown(findings: Findings, outcomes: Mapping[str, Outcome], repairs: Repairs | None) -> dict[str, object]:
    return {
        "named": findings.named,
        "lost": [
            {
                "content": each.blob,
                "is": each.state.value,
                "outcome": outcomes[each.blob].name.lower(),
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


def _print(findings: Findings, outcomes: Mapping[str, Outcome], repairs: Repairs | None) -> None:
    if findings.lost:
        rows = [
            (each.blob, each.state.value, outcomes[each.blob].value, _told(each)) for each in findings.lost
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
