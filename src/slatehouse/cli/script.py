"""`slatehouse script`: the scripts that may use a site, and their keys."""

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import CommandRefused, id_of, raise_if_there, rows_of
from slatehouse.site.opening import open_site
from slatehouse.site.writing import writing

__all__ = ["scripts"]

scripts = typer.Typer(help="Scripts and their keys.", no_args_is_help=True)
_FIELDS = ("firstname", "permission_rule_set", "created_at")


@scripts.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The script's name: the client_id of its sign-in.")],
    key: Annotated[str | None, typer.Option(help="Its key; without it a random one is made.")] = None,
    role: Annotated[str, typer.Option(help="Its permission rule set.")] = "api_admin",
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Add a script, and show its key this once."""
    opened = open_site(site)
    try:
        raise_if_there(opened, "ApiUser", "firstname", name)
        with writing(opened, system_caller()) as writes:
            rule_set = writes.rule_set(role)
            if rule_set is None:
                raise CommandRefused(f"there is no permission rule set {role}")
            row_id = writes.make("ApiUser", {"firstname": name, "permission_rule_set": rule_set})
        made = opened.accounts.set_script_key(row_id, key)
    finally:
        opened.close()
    if as_json:
        print_json({"name": name, "id": row_id, "key": made})
    else:
        print_line(f"Added the script {name}. Its key, shown only now: {made}")


@scripts.command("list")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the scripts."""
    opened = open_site(site)
    try:
        found = rows_of(opened, "ApiUser", _FIELDS)
    finally:
        opened.close()
    if as_json:
        print_json([dict(zip(("id", "name", "role", "created_at"), row, strict=True)) for row in found])
    else:
        print_table(("id", "name", "role", "created"), found)


@scripts.command("revoke")
def revoke(name: Annotated[str, typer.Argument(help="The script's name.")], site: Site = Path()) -> None:
    """Take a script's key; its tokens end within a second."""
    opened = open_site(site)
    try:
        row_id = id_of(opened, "ApiUser", "firstname", name)
        opened.accounts.revoke_script(row_id)
        opened.session(system_caller()).retire(opened.schema["ApiUser"], row_id)
    finally:
        opened.close()
    print_line(f"Revoked the script {name}.")
