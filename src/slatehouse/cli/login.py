"""`slatehouse login`: keep in the system's keyring how somebody signs in, so that other commands find it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.asking import secret_of_stdin
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, report
from slatehouse.cli.reaching import CaFile
from slatehouse.client import Client, Patience
from slatehouse.client.credentials import Credentials, found_url, keep_in_keyring, raise_if_no_keyring
from slatehouse.client.remembered import Remembered, remember, remembered

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def login(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="The site's address, if not that in SLATEHOUSE_URL.")
    ] = None,
    script: Annotated[
        str | None, typer.Option("--script", metavar="NAME", help="The script that signs in, by its key.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--login", metavar="NAME", help="The person who signs in, by a password.")
    ] = None,
    from_stdin: Annotated[
        bool, typer.Option("--secret-stdin", help="The secret is the first line of standard input.")
    ] = False,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Sign in at a site, and keep the secret in the system's keyring: later commands need no environment.

    The authorities of --ca-file are trusted by later commands, too.
    """
    name = script or person
    if not name or (script and person):
        raise typer.BadParameter("give either --script or --login")
    address = found_url(url)
    raise_if_no_keyring()
    secret = secret_of_stdin() if from_stdin else _typed("password" if person else "key", name)
    _try(address, name, secret, ca_file, is_person=bool(person))
    keep_in_keyring(address, Credentials(name, secret, bool(person)))
    place = remember(Remembered(address, name, bool(person), _authorities(address, ca_file)))
    if as_json:
        print_json({"url": address, "name": name, "remembered": str(place)})
    else:
        report(f"{name} signs in at {address} from now on; the secret is in the keyring")


def _authorities(address: str, ca_file: Path | None) -> str | None:
    """Those that were given, wherever a later command runs; else those that were kept for the site before."""
    if ca_file is not None:
        return str(ca_file.absolute())
    kept = remembered()
    return kept.ca_file if kept is not None and kept.url == address else None


def _try(address: str, name: str, secret: str, ca_file: Path | None, *, is_person: bool) -> None:
    once = Patience(attempts=1)
    client = (
        Client(address, login=name, password=secret, ca_file=ca_file, patience=once)
        if is_person
        else Client(address, script=name, key=secret, ca_file=ca_file, patience=once)
    )
    with client:
        client.sign_in()


def _typed(what: str, name: str) -> str:
    if not sys.stdin.isatty():
        raise CommandRefused(f"there is no terminal to ask for the {what} on; give it with --secret-stdin")
    secret = getpass.getpass(f"{what.capitalize()} of {name}: ")
    if not secret:
        raise CommandRefused("the secret is empty; nothing was kept")
    return secret
