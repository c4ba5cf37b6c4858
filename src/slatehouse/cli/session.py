"""`slatehouse session`: who is signed in, and no more."""

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import ids_of
from slatehouse.schema.link import Target
from slatehouse.site.account import end_session, end_sessions, sessions_of
from slatehouse.site.site import Site as TrackingSite

__all__ = ["commands"]

commands = typer.Typer(help="Who is signed in.", no_args_is_help=True, add_completion=False)
_COLUMNS = (
    "id",
    "auth_type",
    "sudo_as_login",
    "address",
    "client",
    "created_at",
    "last_used_at",
    "expires_at",
)

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", callback=storable, help="A person's login; with --script a script's name."
    ),
]
OfScript = Annotated[bool, typer.Option("--script", help="It is a script's name.")]


@commands.command("list")
def show(name: Name, script: OfScript = False, site: Site = Path(), as_json: Json = False) -> None:
    """List the sessions of a person or a script, the newest first."""
    with opened(site) as tracking:
        session = tracking.session(operator())
        found = [
            each for account in _accounts(tracking, name, script) for each in sessions_of(session, account)
        ]
    rows = [
        (
            *(each.id, each.auth_type, each.sudo_as_login, each.address, each.client),
            *(each.begun_at, each.used_at, each.expires_at),
        )
        for each in found
    ]
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in rows])
    else:
        print_table(_COLUMNS, [list(row) for row in rows])


@commands.command("end")
def end(
    name: Name,
    number: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", callback=storable, help="One session; without, all of them."),
    ] = None,
    script: OfScript = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """End sessions; all that was issued in them is refused within a second."""
    with opened(site) as tracking:
        session, accounts = tracking.session(operator()), _accounts(tracking, name, script)
        if number is None:
            for account in accounts:
                end_sessions(session, account)
        elif not any([end_session(session, account, number) for account in accounts]):
            raise CommandRefused(f"{name} has no session {number}")
    if as_json:
        print_json({"name": name, "id": number})
    else:
        print_line(f"Ended {'all sessions' if number is None else 'one session'} of {name}.")


def _accounts(site: TrackingSite, name: str, is_script: bool) -> list[Target]:
    """The person, or the scripts: nothing keeps a script's name unique."""
    kind, field = ("ApiUser", "firstname") if is_script else ("HumanUser", "login")
    return [Target(kind, row_id) for row_id in ids_of(site, kind, field, name)]
