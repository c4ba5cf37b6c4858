"""`slatehouse user`: the people of a site."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.asking import secret_of_stdin, typed_twice
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import ids_of, raise_if_there, rows_of, rule_set
from slatehouse.site.writing import writing

__all__ = ["commands"]

commands = typer.Typer(help="People and their passwords.", no_args_is_help=True, add_completion=False)
_COLUMNS = ("id", "login", "name", "role", "status")
_DISABLED = "dis"

Login = Annotated[
    str, typer.Argument(metavar="LOGIN", callback=storable, help="What the person signs in with.")
]


class Role(StrEnum):
    """The stock permission rule sets of people."""

    ADMIN = "admin"
    MANAGER = "manager"
    ARTIST = "artist"
    VENDOR = "vendor"


@commands.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Option(callback=storable, help="First and last name.")],
    role: Annotated[Role, typer.Option(help="The permission rule set.")] = Role.ARTIST,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from the first line of standard input."),
    ] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Add a person who can sign in at once; the password is asked for."""
    with opened(site) as tracking:
        raise_if_there(tracking, "HumanUser", "login", login)
        password = secret_of_stdin() if password_stdin else typed_twice("password")
        hashed = tracking.accounts.password_hash(password)
        with writing(tracking, operator()) as writes:
            values = {"login": login, "name": name, "permission_rule_set": rule_set(writes, role)}
            row_id = writes.make("HumanUser", values)
            tracking.accounts.put_password(writes.connection, row_id, hashed)
    if as_json:
        print_json({"id": row_id, "login": login, "name": name, "role": role})
    else:
        print_line(f"Added {name}, who signs in as {login}, as {role}.")


@commands.command("list")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the people."""
    with opened(site) as tracking:
        found = rows_of(tracking, "HumanUser", ("login", "name", "permission_rule_set", "sg_status_list"))
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in found])
    else:
        print_table(_COLUMNS, found)


@commands.command("disable")
def disable(login: Login, site: Site = Path(), as_json: Json = False) -> None:
    """Keep a person out; their sessions end within a second."""
    with opened(site) as tracking:
        (row_id,) = ids_of(tracking, "HumanUser", "login", login)
        people = tracking.schema["HumanUser"]
        tracking.session(operator()).update(people, row_id, {"sg_status_list": _DISABLED})
    if as_json:
        print_json({"id": row_id, "login": login, "status": _DISABLED})
    else:
        print_line(f"Disabled {login}.")
