"""`slatehouse init`: a new site."""

import shlex
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from slatehouse.cli.making import making
from slatehouse.cli.options import Json
from slatehouse.cli.output import print_json, print_line
from slatehouse.site.opening import create_site

__all__ = ["commands"]

commands = typer.Typer(add_completion=False)


@commands.command()
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder for the site; it is made.")],
    with_demo: Annotated[bool, typer.Option("--demo", help="Fill it with a small film.")] = False,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="postgresql://…, an empty database, instead of a file in DIR."),
    ] = None,
    media: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another folder for uploaded files, or s3://BUCKET/PREFIX."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a new site in DIR."""
    facts: dict[str, object] = {"site": str(directory.absolute())}
    if with_demo:
        # Who makes an empty site has no use for the drawing.
        from slatehouse.cli.demo_site import make_demo

        facts |= asdict(make_demo(directory, database, media))
    else:
        with making(directory), closing(create_site(directory, database, media)):
            pass
    if as_json:
        print_json(facts)
    else:
        site = shlex.quote(str(directory))
        print_line(f"Made a site in {directory}. Start it with: slatehouse serve --site {site}")
        print_line(f"Let a script in with: slatehouse script add NAME --site {site}")
