"""The options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Json", "Site"]

Site = Annotated[
    Path,
    typer.Option(
        "--site",
        envvar="SLATEHOUSE_SITE",
        metavar="DIR",
        show_default="the current folder",
        help="The site's folder.",
    ),
]

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
