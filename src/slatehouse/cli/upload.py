"""`slatehouse upload`: send a file to a row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.interrupting import PERHAPS_DONE
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, print_line
from slatehouse.cli.reaching import CaFile, EntityType, RowId, Script, Url, reached
from slatehouse.client import Link

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def upload(
    entity_type: EntityType,
    row_id: RowId,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    field: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Into this field, instead of among its attachments.")
    ] = None,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Send a file to a row."""
    with reached(url, script, ca_file, PERHAPS_DONE) as client:
        attachment = client.upload(Link(entity_type, row_id), file, field)
    if as_json:
        print_json({"attachment": attachment and attachment.id})
    else:
        print_line(f"{file} is on {entity_type} {row_id}")
