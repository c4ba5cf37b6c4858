"""`slatehouse user`: the people of a site."""

import getpass
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.options import Json, Site
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import CommandRefused, id_of, raise_if_there, rows_of
from slatehouse.site.opening import open_site
from slatehouse.site.writing import writing

__all__ = ["people"]

people = typer.Typer(help="People and their passwords.", no_args_is_help=True)
_FIELDS = ("login", "name", "permission_rule_set", "sg_status_list")


class Role(StrEnum):
    """The stock permission rule sets of people."""

    ADMIN = "admin"
    MANAGER = "manager"
    ARTIST = "artist"
    VENDOR = "vendor"


@people.command("add")
def add(
    login: Annotated[str, typer.Argument(help="What the person signs in with.")],
    name: Annotated[str, typer.Option(help="First and last name.")],
    role: Annotated[Role, typer.Option(help="The permission rule set.")] = Role.ARTIST,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input."),
    ] = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Add a person who can sign in at once."""
    opened = open_site(site)
    try:
        raise_if_there(opened, "HumanUser", "login", login)
        password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_twice()
        if not password:
            raise CommandRefused("a person needs a password; none was given")
        with writing(opened, system_caller()) as writes:
            values = {"login": login, "name": name, "permission_rule_set": writes.rule_set(role)}
            row_id = writes.make("HumanUser", values)
        opened.accounts.set_password(row_id, password)
    finally:
        opened.close()
    if as_json:
        print_json({"login": login, "id": row_id})
    else:
        print_line(f"Added {name} ({login}), {role}.")


@people.command("list")
def show(site: Site = Path(), as_json: Json = False) -> None:
    """List the people."""
    opened = open_site(site)
    try:
        found = rows_of(opened, "HumanUser", _FIELDS)
    finally:
        opened.close()
    if as_json:
        print_json([dict(zip(("id", "login", "name", "role", "status"), row, strict=True)) for row in found])
    else:
        print_table(("id", "login", "name", "role", "status"), found)


@people.command("disable")
def disable(login: Annotated[str, typer.Argument(help="The person's login.")], site: Site = Path()) -> None:
    """Keep a person out; their sessions end within a second."""
    opened = open_site(site)
    try:
        row_id = id_of(opened, "HumanUser", "login", login)
        opened.session(system_caller()).update(opened.schema["HumanUser"], row_id, {"sg_status_list": "dis"})
    finally:
        opened.close()
    print_line(f"Disabled {login}.")


def _ask_twice() -> str:
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise CommandRefused("the two passwords differ")
    return first
