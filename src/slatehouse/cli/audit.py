"""`slatehouse audit`: who came in, who was refused, and who changed what others may do."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slatehouse.accounts.audit import Deed, Entry
from slatehouse.cli.moments import moment_past
from slatehouse.cli.opening import opened
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_table
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.schema.link import Link
from slatehouse.store.audit import Sought

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)
_COLUMNS = ("at", "times", "deed", "who", "about", "address", "details")


@commands.command()
def show(
    since: Annotated[
        datetime | None,
        typer.Option(
            parser=moment_past,
            metavar="WHEN",
            help="Only from then on: a span such as 7d, a day such as 2026-11-01, or a moment.",
        ),
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", callback=storable, help="Only what this login or script did, or was done to it."
        ),
    ] = None,
    kind: Annotated[Deed | None, typer.Option(help="Only this kind of deed.")] = None,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many entries, the newest.")] = 200,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Show the audit trail, the newest first."""
    with opened(site) as tracking:
        sought = Sought(moment_text(since) if since else None, who, kind.value if kind else None)
        found = tracking.accounts.audit.newest(sought, most)
    if as_json:
        print_json(msgspec.to_builtins(found))
    else:
        print_table(_COLUMNS, [_row(each) for each in found])


def _row(entry: Entry) -> tuple[object, ...]:
    when = entry.at if entry.at == entry.last_at else f"{entry.at} to {entry.last_at}"
    details = ", ".join(f"{name}: {value}" for name, value in entry.details.items() if value is not None)
    return when, entry.times, entry.deed, _named(entry.who), _named(entry.about), entry.address, details


def _named(who: Link | str | None) -> str:
    return who.name if isinstance(who, Link) else who or ""
