"""`slatehouse script`: the scripts that may use a site, and their keys."""

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.asking import secret_of_stdin
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.opening import opened
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import ids_of, raise_if_there, rows_of, rule_set
from slatehouse.site.writing import writing

__all__ = ["commands"]

commands = typer.Typer(help="Scripts and their keys.", no_args_is_help=True, add_completion=False)
_COLUMNS = ("id", "name", "role", "created_at")


@commands.command("add")
def add(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", callback=storable, help="The script's name: the client_id of its sign-in."
        ),
    ],
    key: Annotated[
        str | None,
        typer.Option(
            callback=storable,
            help="Its key; without one, a random key is made. An argument shows in the list of processes.",
        ),
    ] = None,
    key_stdin: Annotated[
        bool, typer.Option("--key-stdin", help="Read its key from the first line of standard input.")
    ] = False,
    role: Annotated[str, typer.Option(callback=storable, help="Its permission rule set.")] = "api_admin",
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Add a script, and show its key this once."""
    with opened(site) as tracking:
        raise_if_there(tracking, "ApiUser", "firstname", name)
        if key_stdin:
            if key is not None:
                raise CommandRefused("--key and --key-stdin exclude each other")
            key = secret_of_stdin()
        with writing(tracking, system_caller()) as writes:
            values = {"firstname": name, "permission_rule_set": rule_set(writes, role)}
            row_id = writes.make("ApiUser", values)
        made = tracking.accounts.set_script_key(row_id, key)
    if as_json:
        print_json({"id": row_id, "name": name, "role": role, "key": made})
    else:
        print_line(f"Added the script {name}. Its key, shown only now: {made}")


@commands.command("list")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the scripts."""
    with opened(site) as tracking:
        found = rows_of(tracking, "ApiUser", ("firstname", "permission_rule_set", "created_at"))
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in found])
    else:
        print_table(_COLUMNS, found)


@commands.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The script's name.")],
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Take a script's key and retire it; its tokens end within a second."""
    with opened(site) as tracking:
        # Nothing keeps the name of a script unique, and after this command none of that name may come in.
        row_ids = ids_of(tracking, "ApiUser", "firstname", name)
        for row_id in row_ids:
            tracking.accounts.revoke_script(row_id)
            tracking.session(system_caller()).retire(tracking.schema["ApiUser"], row_id)
    if as_json:
        print_json({"ids": row_ids, "name": name})
    else:
        print_line(f"Revoked the script {name}.")
