"""`slatehouse logout`: forget what `slatehouse login` has kept."""

from __future__ import annotations

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, report
from slatehouse.client.credentials import forget_in_keyring
from slatehouse.client.remembered import forget, remembered

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def logout(as_json: Json = False) -> None:
    """Take the secret out of the keyring, and forget the site."""
    site = remembered()
    if site is None:
        raise CommandRefused("nobody is signed in by slatehouse login")
    forget_in_keyring(site.url, site.name)
    forget()
    if as_json:
        print_json({"url": site.url, "name": site.name})
    else:
        report(f"{site.name} at {site.url} is forgotten")
