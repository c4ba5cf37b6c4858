"""The options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Json", "ReadyJson", "Site", "storable"]

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

Json = Annotated[bool, typer.Option("--json", help="Answer in one line of JSON, for scripts.")]

ReadyJson = Annotated[
    bool, typer.Option("--json", help="Once the server answers, say where in one line of JSON.")
]


def storable(text: str | None) -> str | None:
    """The text of an argument as it is; misuse where it is empty or no text that a site can keep."""
    if text is None:
        return None
    if not text.strip():
        raise typer.BadParameter("it is empty")
    # The bytes of an argument that are no UTF-8 arrive as surrogates.
    if any(character < " " or "\ud800" <= character <= "\udfff" for character in text):
        raise typer.BadParameter("it has characters that are not text")
    return text
