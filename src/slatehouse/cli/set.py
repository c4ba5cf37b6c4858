"""`slatehouse set`: change fields of a row over the network."""

from __future__ import annotations

from typing import Annotated

import typer

from slatehouse.cli.found import print_row
from slatehouse.cli.given import values
from slatehouse.cli.interrupting import PERHAPS_DONE
from slatehouse.cli.options import Json
from slatehouse.cli.reaching import CaFile, EntityType, RowId, Script, Url, reached
from slatehouse.client import Link

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def set_values(
    entity_type: EntityType,
    row_id: RowId,
    given: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE…", help="Such as sg_status_list=ip or entity=Shot:12.")
    ],
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Change fields of a row."""
    changed = values(given)
    with reached(url, script, ca_file, PERHAPS_DONE) as client:
        client.update(Link(entity_type, row_id), **changed)
        row = client.read(entity_type, row_id, *changed)
    print_row(row, as_json=as_json)
