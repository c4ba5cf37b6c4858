"""`slatehouse get`: one row over the network."""

from __future__ import annotations

import typer

from slatehouse.cli.found import print_row
from slatehouse.cli.options import Json
from slatehouse.cli.reaching import CaFile, EntityType, Fields, RowId, Script, Url, names, reached

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def get(
    entity_type: EntityType,
    row_id: RowId,
    fields: Fields = "",
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Show a row, with all its fields or with some."""
    with reached(url, script, ca_file) as client:
        row = client.read(entity_type, row_id, *names(fields))
    print_row(row, as_json=as_json)
