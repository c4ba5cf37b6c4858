"""`slatehouse retention`: what has been kept as long as the settings say, told and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line
from slatehouse.site.retention.purging import Purged, due, purge

__all__ = ["commands"]

commands = typer.Typer(
    help="What is removed once it has been kept long enough.", no_args_is_help=True, add_completion=False
)


@commands.callback()
def _group() -> None:
    pass


@commands.command("run")
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be removed.")] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Remove what has been kept long enough, as is done once a day; the site may be served meanwhile."""
    with opened(site) as tracking:
        purged = due(tracking) if dry_run else purge(tracking, operator())
    if as_json:
        counts = {"events": purged.events, "deliveries": purged.deliveries, "rows": dict(purged.rows)}
        print_json({"done": not dry_run, **counts})
        return
    for line in _lines(purged):
        print_line(line)
    print_line("Nothing was removed yet: that is what would go." if dry_run else "Done.")


def _lines(purged: Purged) -> list[str]:
    counted = {"events of the log": purged.events, "deliveries to webhooks": purged.deliveries}
    counted |= {f"retired rows of type {type_}": count for type_, count in purged.rows.items()}
    return [f"{count} {what}" for what, count in counted.items() if count]
