"""`slatehouse mirror`: a site as the copy of another, made over the network and kept current."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slatehouse.cli.differences import tell_differences
from slatehouse.cli.failures import ExitCode
from slatehouse.cli.interrupting import NOTHING_CHANGED, leaving
from slatehouse.cli.making import is_unfinished, making
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, print_line, report
from slatehouse.cli.reaching import CaFile, Script
from slatehouse.client import Client, Patience
from slatehouse.config import FILE_NAME
from slatehouse.mirror.comparing.comparison import compare
from slatehouse.mirror.pace import Pace
from slatehouse.mirror.pulling import Hearer, Pull
from slatehouse.mirror.report import PullReport
from slatehouse.mirror.source import Source
from slatehouse.serving import locked
from slatehouse.site.opening import create_site

__all__ = ["Jobs", "Rate", "SourceUrl", "TheSite", "commands", "source_at"]

commands = typer.Typer(
    help="A copy of another site, made over its REST API.", no_args_is_help=True, add_completion=False
)

SourceUrl = Annotated[str, typer.Argument(metavar="URL", help="The address of the site to copy from.")]
TheSite = Annotated[Path, typer.Option("--site", metavar="DIR", help="The folder of the copy.")]
Rate = Annotated[
    float | None,
    typer.Option(min=0.01, metavar="N", help="No more than so many calls in a second."),
]
Jobs = Annotated[int, typer.Option(min=1, max=32, metavar="N", help="How much is read at the same time.")]

_LOCK = "mirror.lock"
# It runs for hours, and nobody sits before it.
_PATIENCE = Patience(attempts=10, first_wait=0.5, longest=120.0)
_WORTH_TELLING = 1.0
"""Seconds of a wait of which people are told. What is over sooner, nobody minds."""


class _Absence:
    """Tells in a line that a source is away, and in another that it is there again."""

    def __init__(self) -> None:
        self._telling = threading.Lock()
        self._is_told = False

    def hear(self, why: str | None, seconds: float) -> None:
        """Why a request waits, and how long; None: it was answered."""
        with self._telling:
            if why is None and self._is_told:
                self._is_told = False
                report("the site answers again")
            elif why is not None and not self._is_told and seconds >= _WORTH_TELLING:
                self._is_told = True
                report(f"{why}; waiting for it, and going on then")


@contextmanager
def source_at(url: str, script: str | None, ca_file: Path | None, rate: float | None) -> Iterator[Source]:
    """The site to copy from, until the end of the block; somebody is signed in there."""
    patience = replace(_PATIENCE, hear=_Absence().hear)
    with Client(url, script=script, ca_file=ca_file, patience=patience) as client:
        client.sign_in()
        yield Source(client, Pace(rate))


@commands.callback()
def _group() -> None:
    pass


@commands.command()
def pull(
    url: SourceUrl,
    site: TheSite,
    follow: Annotated[bool, typer.Option("--follow", help="Then keep it current, until Ctrl-C.")] = False,
    rate: Rate = None,
    jobs: Jobs = 4,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="postgresql://…, an empty database, where DIR is new."),
    ] = None,
    media: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Where files go of a DIR that is new: a folder, s3://BUCKET/PREFIX."
        ),
    ] = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Copy a site into DIR, which is made; what ended too early goes on where it was.

    Everything that whoever signs in may read is copied: the schema, rows under their ids, retired ones, the
    event log, files. Nobody can sign in to the copy before they are given a password or a key there.
    """
    left = "what was copied is kept, and the same command goes on where it was"
    with leaving(left), source_at(url, script, ca_file, rate) as source:
        if not (site / FILE_NAME).exists() or is_unfinished(site):
            with making(site):
                create_site(site, database, media).close()
        with locked(site, _LOCK), opened(site) as copy, _showing() as hear:
            work = Pull(copy, source, operator(), jobs, hear)
            done = work.run()
            _tell(done, as_json=as_json)
            if follow:
                for step in work.follow():
                    if step.changes and as_json:
                        print_json({"changes": step.changes, "rows": step.rows, "files": step.files})
    if not done.is_whole:
        raise typer.Exit(ExitCode.NOT_WHOLE)


@commands.command()
def diff(
    url: SourceUrl,
    site: TheSite,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only this type; may be repeated."),
    ] = None,
    no_media: Annotated[bool, typer.Option("--no-media", help="Leave the bytes of files out.")] = False,
    rate: Rate = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Compare the site in DIR with another, row by row; nothing is changed.

    Exits 1 where they differ, and 5 where they do not but something could not be compared.
    """
    left = f"not everything was compared; {NOTHING_CHANGED}"
    with leaving(left), source_at(url, script, ca_file, rate) as source, opened(site) as copy:
        findings = compare(source, copy, operator(), types=types or (), with_media=not no_media)
        with closing(findings):
            end = tell_differences(findings, as_json=as_json)
    if end:
        raise typer.Exit(end)


def _tell(done: PullReport, *, as_json: bool) -> None:
    if as_json:
        print_json({**msgspec.to_builtins(done), "is_whole": done.is_whole})
        return
    rows = sum(done.rows.values())
    print_line(
        f"Copied {rows:,} rows of {len(done.rows)} types and {done.files:,} files of {done.source} into "
        f"{done.site}, and followed {done.changes:,} changes, in {done.seconds:.0f} s."
    )
    for lost in done.losses:
        report(f"not copied: {lost.words}")


@contextmanager
def _showing() -> Iterator[Hearer]:
    """What goes on, on a terminal's standard error."""
    # Other commands should not wait for what draws bars.
    from rich.console import Console
    from rich.progress import Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        tasks: dict[str, TaskID] = {}

        def hear(what: str, count: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=None)
            progress.advance(tasks[what], count)

        yield hear
