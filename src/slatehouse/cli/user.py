"""`slatehouse user`: the people of a site."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.accounts.totp import otpauth_address, spelled
from slatehouse.api.web.password_page import address_of
from slatehouse.cli.asking import secret_of_stdin, typed_twice
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.opening import opened
from slatehouse.cli.operating import operator
from slatehouse.cli.options import Json, Site, storable
from slatehouse.cli.output import print_json, print_line, print_table
from slatehouse.cli.rows import ids_of, project_links, raise_if_there, rows_of, rule_set
from slatehouse.site.account import (
    confirm_second_factor_of,
    issue_password_link,
    reset_second_factor,
    second_factor_of,
)
from slatehouse.site.site import Site as TrackingSite
from slatehouse.site.writing import writing

__all__ = ["commands"]

commands = typer.Typer(help="People and their passwords.", no_args_is_help=True, add_completion=False)
_COLUMNS = ("id", "login", "name", "role", "status")
_DISABLED = "dis"

Login = Annotated[
    str, typer.Argument(metavar="LOGIN", callback=storable, help="What the person signs in with.")
]


PasswordStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from the first line of standard input."),
]
Link = Annotated[
    bool,
    typer.Option(
        "--link", help="Make a link with which the person chooses a password, and show it this once."
    ),
]


class Action(StrEnum):
    """What is done about a second factor."""

    SHOW = "show"
    ENROL = "enrol"
    CONFIRM = "confirm"
    RESET = "reset"


@commands.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Option(callback=storable, help="First and last name.")],
    role: Annotated[
        str,
        typer.Option(metavar="CODE", callback=storable, help="The permission rule set: manager, vendor …"),
    ] = "artist",
    projects: Annotated[
        list[str] | None,
        typer.Option("--projects", help="A project that they are on, by name or id; repeat it for several."),
    ] = None,
    password_stdin: PasswordStdin = False,
    link: Link = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Add a person who can sign in at once; the password is asked for."""
    with opened(site) as tracking:
        raise_if_there(tracking, "HumanUser", "login", login)
        hashed = None if link else _new_password(tracking, password_stdin, (login, name))
        with writing(tracking, operator()) as writes:
            values = {
                "login": login,
                "name": name,
                "permission_rule_set": rule_set(writes, role),
                "projects": project_links(tracking, projects or ()),
            }
            row_id = writes.create(writes.schema["HumanUser"], values).id
            if hashed is not None:
                tracking.accounts.put_password(writes.connection, row_id, hashed, operator())
        made = _new_link(tracking, row_id) if link else {}
    if as_json:
        print_json({"id": row_id, "login": login, "name": name, "role": role, **made})
    else:
        print_line(f"Added {name}, who signs in as {login}, as {role}.")
        _tell(made)


@commands.command("reset-password")
def reset_password(
    login: Login,
    password_stdin: PasswordStdin = False,
    link: Link = False,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Give a person a new password, which is asked for; their sessions end within a second."""
    with opened(site) as tracking:
        (row_id,) = ids_of(tracking, "HumanUser", "login", login)
        made = {}
        if link:
            made = _new_link(tracking, row_id)
        else:
            names = (login, *tracking.accounts.names_of(row_id))
            hashed = _new_password(tracking, password_stdin, names)
            with tracking.database.writing() as connection:
                tracking.accounts.put_password(connection, row_id, hashed, operator())
    if as_json:
        print_json({"id": row_id, "login": login, **made})
    elif link:
        _tell(made)
    else:
        print_line(f"Gave {login} a new password; all of their sessions ended.")


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


@commands.command("two-factor")
def two_factor(
    action: Annotated[
        Action, typer.Argument(metavar="ACTION", help="What to do: show, enrol, confirm or reset.")
    ],
    login: Login,
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", callback=storable, help="To confirm: what the app shows now."),
    ] = None,
    site: Site = Path(),
    as_json: Json = False,
) -> None:
    """Look at a person's second factor, switch it on in two steps, or take it away."""
    if (code is None) is (action is Action.CONFIRM):
        raise CommandRefused("confirm takes the code that the app shows; the other actions take none")
    with opened(site) as tracking:
        (row_id,) = ids_of(tracking, "HumanUser", "login", login)
        told, lines = _ACTIONS[action](tracking, row_id, login, code or "")
    if as_json:
        print_json({"id": row_id, "login": login, **told})
    else:
        for line in lines:
            print_line(line)


Told = tuple[dict[str, object], list[str]]


def _show(site: TrackingSite, person: int, login: str, code: str) -> Told:
    found = second_factor_of(site.session(operator()), person)
    words = (
        f"on since {found.since}, with {found.recovery_codes} recovery codes left" if found.is_on else "off"
    )
    told: dict[str, object] = {
        "enabled": found.is_on,
        "created_at": found.since,
        "recovery_codes": found.recovery_codes,
    }
    return told, [f"Two-factor sign-in of {login} is {words}."]


def _enrol(site: TrackingSite, person: int, login: str, code: str) -> Told:
    with site.database.writing() as connection:
        secret = site.accounts.second_factors.begin(connection, person)
    address = otpauth_address(secret, login, site.config.settings.site.name)
    return {"secret": spelled(secret), "url": address}, [
        f"The secret for {login}'s authenticator app, shown only now: {spelled(secret)}",
        f"As the app reads it from a QR code: {address}",
        f"Then: slatehouse user two-factor confirm {login} CODE",
    ]


def _confirm(site: TrackingSite, person: int, login: str, code: str) -> Told:
    codes = confirm_second_factor_of(site.session(operator()), person, code)
    lines = [
        f"{login} signs in with a second factor from now on. Recovery codes, shown only now, each good once:"
    ]
    return {"recovery_codes": codes}, [*lines, *codes]


def _reset(site: TrackingSite, person: int, login: str, code: str) -> Told:
    reset_second_factor(site.session(operator()), person)
    return {"enabled": False}, [f"{login} signs in by password alone from now on."]


_ACTIONS: dict[Action, Callable[[TrackingSite, int, str, str], Told]] = {
    Action.SHOW: _show,
    Action.ENROL: _enrol,
    Action.CONFIRM: _confirm,
    Action.RESET: _reset,
}


def _new_password(site: TrackingSite, from_stdin: bool, names: tuple[str, ...]) -> str:
    """A password as it is kept, typed or read; raises `PasswordRefused` where it is no good for the names."""
    password = secret_of_stdin() if from_stdin else typed_twice("password")
    site.accounts.check_password(password, names)
    return site.accounts.password_hash(password)


def _new_link(site: TrackingSite, person: int) -> dict[str, str]:
    made = issue_password_link(site.session(operator()), person)
    server = site.config.settings.server
    address = server.public_url or f"http://{server.host}:{server.port}"
    return {"url": address_of(address.rstrip("/"), made.token), "expires_at": made.expires_at}


def _tell(link: dict[str, str]) -> None:
    if link:
        print_line(f"The link to choose a password, good once and until {link['expires_at']}: {link['url']}")
