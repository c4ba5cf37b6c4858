"""Pictures in a terminal: by Kitty's protocol or as Sixel where it knows one; in coloured blocks if asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from slatehouse.cli.errors import CommandRefused
from slatehouse.client import Client, Note

__all__ = ["Drawing", "Images", "drawing", "drawn_of", "print_picture"]

Images = Annotated[
    bool | None,
    typer.Option(
        "--images/--no-images",
        show_default="where the terminal can",
        help="Show pictures in the terminal, in blocks where it knows nothing better; or none.",
    ),
]

Drawing = Callable[[Path, int], Any]
"""Makes of a file what `rich` prints, so many cells wide."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_IN_TABLES, _ALONE = 16, 60


def drawing(asked: bool | None, *, for_people: bool = True) -> Drawing | None:
    """How this terminal shows pictures; None where it does not, or nobody looks.

    What it knows it is asked at most once, for two tenths of a second.
    """
    is_looked_at = for_people and sys.stdin.isatty() and sys.stdout.isatty()
    if asked is False or not is_looked_at or os.environ.get("TERM") == "dumb":
        return None
    try:
        # It is this import that asks the terminal.
        from textual_image import renderable
    except ModuleNotFoundError as error:
        if asked:
            words = f"{error.name} is not installed here; pictures in terminals come with"
            raise CommandRefused(f"{words}: pip install 'slatehouse[pictures]'") from error
        return None
    kind = renderable.Image
    if kind in (renderable.SixelImage, renderable.TGPImage) or asked:
        return lambda path, width: _drawn(kind, path, width)
    return None


def drawn_of(client: Client, notes: Iterable[Note], draw: Drawing) -> dict[int, Any]:
    """The pictures of notes as a table shows them, by the notes' ids."""
    with TemporaryDirectory(prefix="slatehouse-") as folder:
        return {
            note.id: draw(got.path, _IN_TABLES)
            for note, got in client.thumbnails(notes, folder)
            if got is not None
        }


def print_picture(draw: Drawing, path: Path) -> None:
    """A picture on its own."""
    from rich.console import Console

    Console().print(draw(path, _ALONE))


def _drawn(kind: Any, path: Path, width: int) -> Any:
    """A picture that is higher than wide is narrower; what is none is nothing."""
    from PIL import Image

    try:
        with Image.open(path, formats=_FORMATS) as picture:
            picture.draft("RGB", (512, 512))
            picture.thumbnail((1024, 1024))
            across = round(width * min(1.0, picture.width / picture.height))
            return kind(picture.convert("RGB"), width=max(1, across), height="auto")
    except (OSError, ValueError, Image.DecompressionBombError):
        return ""
