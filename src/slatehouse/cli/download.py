"""`slatehouse download`: fetch the file of a field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, print_line
from slatehouse.cli.reaching import CaFile, EntityType, RowId, Script, Url, reached
from slatehouse.client import Link

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def download(
    entity_type: EntityType,
    row_id: RowId,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Such as sg_uploaded_movie or image.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where to put it.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a file that is there.")] = False,
    url: Url = None,
    script: Script = None,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Fetch the file of a field, as it was uploaded."""
    left = f"what came of {out} is kept beside it, and the same command goes on from there"
    with reached(url, script, ca_file, left) as client:
        got = client.download(Link(entity_type, row_id), field, out, replace=replace)
    if as_json:
        print_json({"path": str(got.path), "size": got.size, "content_type": got.content_type})
    else:
        print_line(f"{got.path}: {got.size:,} bytes")
