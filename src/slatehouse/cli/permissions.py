"""`slatehouse permissions`: what people and scripts may do, by the permission rule sets that they have."""

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.rule_files import read_rules
from slatehouse.accounts.rule_tables import COLUMNS, lines_of
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.site.rule_sets import import_rule_set, known_rule_sets, remove_rule_set, text_of_rule_set

__all__ = ["commands"]

commands = typer.Typer(
    help="The permission rule sets of people and scripts.", no_args_is_help=True, add_completion=False
)
_COLUMNS = ("code", "name", "for", "version")
_LARGEST = 1_000_000
_Code = Annotated[
    str, typer.Argument(metavar="CODE", callback=storable, help="The set's code: artist, vendor …")
]


@commands.command("list")
def list_sets(site: Site = Path(), as_json: Json = False) -> None:
    """List the sets; those with a version are the site's own."""
    with opened(site) as tracking:
        rows = [
            (each.rules.code, each.rules.name, each.rules.kind, each.version)
            for each in known_rule_sets(tracking)
        ]
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in rows])
    else:
        print_table(_COLUMNS, rows)


@commands.command("show")
def show(code: _Code, site: Site = Path(), as_json: Json = False) -> None:
    """Show what a set allows, type by type."""
    with opened(site) as tracking:
        lines = list(lines_of(read_rules(text_of_rule_set(tracking, code))))
    if as_json:
        print_json([line._asdict() for line in lines])
    else:
        print_table(COLUMNS, lines)


@commands.command("export")
def export(
    code: _Code,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to; shown without one.")
    ] = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Write a set as TOML, to be changed and imported under a code of one's own."""
    with opened(site) as tracking:
        text = text_of_rule_set(tracking, code)
    if file is not None:
        file.write_text(text, "utf-8")
    if as_json:
        print_json({"code": code, "file": None if file is None else str(file), "rules": text})
    else:
        print_line(text.rstrip("\n") if file is None else f"Wrote {code} to {file}.")


@commands.command("import")
def import_set(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A set as TOML.")],
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Make a set of the site's own, or change it; in force in every process within a second."""
    if file.stat().st_size > _LARGEST:
        raise CommandRefused(f"{file} is larger than a set can be")
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CommandRefused(f"{file} is no text in UTF-8") from error
    with opened(site) as tracking:
        rules, version = import_rule_set(tracking, operator(), text)
    if as_json:
        print_json({"code": rules.code, "name": rules.name, "version": version})
    else:
        print_line(f"The set {rules.code} is at version {version}.")


@commands.command("remove")
def remove(code: _Code, site: Site = Path(), as_json: Json = False) -> None:
    """Remove a set of the site's own that nobody has."""
    with opened(site) as tracking:
        remove_rule_set(tracking, operator(), code)
    if as_json:
        print_json({"code": code})
    else:
        print_line(f"Removed the set {code}.")
