"""`slatehouse import`: what other programs wrote becomes rows of a site, over the network."""

from __future__ import annotations

import typer

from slatehouse.cli.import_csv import import_csv
from slatehouse.cli.import_otio import import_otio

__all__ = ["commands"]

commands = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Make rows of sheets and of edits; --dry-run only tells."
)

commands.command("csv")(import_csv)

commands.command("otio")(import_otio)
