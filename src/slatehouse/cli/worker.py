"""`slatehouse worker`: one more worker for the jobs of a site, on this machine or on another."""

from __future__ import annotations

import os
import threading
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slatehouse.cli.making import raise_if_unfinished
from slatehouse.cli.options import Site
from slatehouse.cli.output import print_json, print_line, report
from slatehouse.config import JobsSettings, load
from slatehouse.serving.signals import hold_back, when_one_comes

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)
_INTERRUPTED = 130


class Takes(StrEnum):
    """What `jobs.takes` lists."""

    PICTURES = "pictures"
    UPKEEP = "upkeep"
    FILMS = "films"


@commands.command()
def work(
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Jobs at the same time, instead of jobs.threads.")
    ] = None,
    films: Annotated[
        int | None,
        typer.Option(min=0, max=256, help="Films at the same time, instead of jobs.films; 0 makes none."),
    ] = None,
    takes: Annotated[
        list[Takes] | None,
        typer.Option(help="The jobs to take, instead of jobs.takes; repeat it for several."),
    ] = None,
    site: Site = Path(),
    as_json: Annotated[
        bool, typer.Option("--json", help="Once it is at work, say so in one line of JSON.")
    ] = False,
) -> None:
    """Do jobs of the site beside those workers that serve starts, until Ctrl-C."""
    configuration = load(site)
    raise_if_unfinished(configuration.folder)
    chosen = {"threads": threads, "films": films, "takes": tuple(takes) if takes else None}
    settings = msgspec.structs.replace(
        configuration.settings.jobs, **{key: value for key, value in chosen.items() if value is not None}
    )
    # Working needs all of the product.
    from slatehouse.jobs.worker import run

    run(str(configuration.folder), _told_to_stop(), settings, lambda: _answer(settings, as_json))


def _told_to_stop() -> threading.Event:
    """An event that the first signal to end sets; the second one ends the process at once."""
    stop, signals = threading.Event(), hold_back()

    def end() -> None:
        stop.set()
        report("the jobs under way are done first; another Ctrl-C leaves them to the next worker")
        when_one_comes(signals, lambda: os._exit(_INTERRUPTED))

    when_one_comes(signals, end)
    return stop


def _answer(settings: JobsSettings, as_json: bool) -> None:
    if as_json:
        print_json({"pid": os.getpid(), "threads": settings.threads, "takes": settings.takes})
    else:
        print_line(f"At work on {', '.join(settings.takes)}, {settings.threads} at a time. Ctrl-C stops it.")
