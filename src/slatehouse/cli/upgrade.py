"""`slatehouse upgrade`: a site of an older version brought up to date."""

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.making import raise_if_unfinished
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line
from slatehouse.config import load
from slatehouse.serving import locked
from slatehouse.site.opening import planned_upgrade, upgrade_site

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def upgrade(
    site: Site = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    as_json: Json = False,
) -> None:
    """Bring a site that an older version made up to date, after a backup of its database."""
    raise_if_unfinished(site)
    load(site)  # before a lock is left in a folder that is no site
    if dry_run:
        plan, backup = planned_upgrade(site), None
    else:
        with locked(site):
            plan, backup = upgrade_site(site)
    if as_json:
        print_json({"done": not dry_run, "changes": plan.words, "backup": str(backup) if backup else None})
        return
    for change in plan.words:
        print_line(change)
    print_line(_end(is_empty=plan.is_empty, backup=backup))


def _end(*, is_empty: bool, backup: Path | None) -> str:
    if is_empty:
        return "The site is up to date."
    if backup is None:
        return "Nothing was changed yet: that is what slatehouse upgrade would do."
    return f"Done. The database as it was: {backup}"
