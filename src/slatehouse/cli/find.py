"""`slatehouse find`: rows of a type over the network."""

from __future__ import annotations

from typing import Annotated

import typer

from slatehouse.cli.found import Csv, print_rows
from slatehouse.cli.given import condition
from slatehouse.cli.options import Json
from slatehouse.cli.output import report
from slatehouse.cli.reaching import CaFile, EntityType, Fields, Script, Url, names, reached

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def find(
    entity_type: EntityType,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD[:RELATION]=VALUE",
            help="A condition, such as code=SH010, code:starts_with=SH or entity=Shot:12; may be repeated.",
        ),
    ] = None,
    fields: Fields = "code",
    order: Annotated[str, typer.Option(metavar="FIELD,…", help="In this order; -FIELD from the end.")] = "id",
    most: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many.")] = 100,
    retired: Annotated[bool, typer.Option("--retired", help="The retired ones.")] = False,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find rows of a type. All that is given is to be true of them."""
    conditions = [condition(each) for each in where or ()]
    columns = names(fields)
    with reached(url, script, ca_file) as client:
        asked = (
            client.rows(entity_type).meeting(*conditions).fields(*columns).order(*names(order)).limit(most)
        )
        found = (asked.retired() if retired else asked).all()
    unknown = [each for each in columns if found and not any(each in row for row in found)]
    if unknown:
        report(f"{entity_type} has no field {' and no field '.join(unknown)}")
    print_rows(found, ("id", *columns), as_json=as_json, as_csv=as_csv)
