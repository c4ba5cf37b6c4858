"""Commands that speak to a site over the network, as a client: where it is, and who signs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.interrupting import NOTHING_CHANGED, leaving
from slatehouse.client import Client, Patience

__all__ = ["CaFile", "EntityType", "Fields", "RowId", "Script", "Url", "names", "reached"]

Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="The site's address, if not that in SLATEHOUSE_URL."),
]
Script = Annotated[
    str | None,
    typer.Option(
        "--script",
        metavar="NAME",
        help="The script that signs in, if not that in SLATEHOUSE_SCRIPT; its key is in SLATEHOUSE_KEY, or "
        "in the system's keyring.",
    ),
]
CaFile = Annotated[
    Path | None,
    typer.Option(
        "--ca-file",
        metavar="FILE",
        help="The authorities whose certificates are trusted, if not those in SLATEHOUSE_CA_FILE.",
    ),
]

EntityType = Annotated[str, typer.Argument(metavar="TYPE", help="The type's name, such as Shot.")]
RowId = Annotated[int, typer.Argument(metavar="ID", min=1)]
Fields = Annotated[str, typer.Option("--fields", metavar="FIELD,…", help="Which fields; dotted ones, too.")]


def names(text: str) -> tuple[str, ...]:
    """Names of fields that commas part."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


# Whoever waits at a terminal would rather be told.
_PATIENCE = Patience(attempts=3, first_wait=0.3, longest=10.0)


@contextmanager
def reached(
    url: str | None, script: str | None, ca_file: Path | None, left: str = NOTHING_CHANGED
) -> Iterator[Client]:
    """A client of the site until the end of the block, and what is left of it if somebody stops it."""
    with leaving(left), Client(url, script=script, ca_file=ca_file, patience=_PATIENCE) as client:
        yield client
