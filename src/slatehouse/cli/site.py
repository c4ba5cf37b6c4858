"""`slatehouse init` and `slatehouse upgrade`: making a site and bringing one up to date."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli import demo
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line
from slatehouse.site.opening import create_site, planned_upgrade, upgrade_site

__all__ = ["init", "upgrade"]


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder for the site; it is made.")],
    with_demo: Annotated[bool, typer.Option("--demo", help="Fill it with a small film.")] = False,
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="postgresql://…, instead of a file in the folder.")
    ] = None,
    media: Annotated[
        str | None, typer.Option(metavar="URL", help="Another folder for uploaded files.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a new site in DIR."""
    site = create_site(directory, database, media)
    try:
        facts: dict[str, object] = {"site": str(directory.absolute())}
        if with_demo:
            facts |= asdict(demo.fill(site))
    finally:
        site.close()
    if as_json:
        print_json(facts)
    else:
        print_line(f"Made a site in {directory}. Start it with: slatehouse serve --site {directory}")


def upgrade(
    site: Site = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    as_json: Json = False,
) -> None:
    """Bring a site that an older version made up to date, after a backup of its database."""
    if dry_run:
        plan, backup = planned_upgrade(site), None
    else:
        plan, backup = upgrade_site(site)
    if as_json:
        print_json({"done": not dry_run, "changes": plan.words, "backup": str(backup) if backup else None})
        return
    for change in plan.words:
        print_line(change)
    if plan.is_empty:
        print_line("The site is up to date.")
    elif backup:
        print_line(f"Done. The database as it was: {backup}")
