"""The pictures of many notes in one folder, with a bar that tells how far they are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from slatehouse.client import Client, Note, Received

__all__ = ["fetch_pictures"]


def fetch_pictures(client: Client, notes: Sequence[Note], folder: Path, alt: str) -> dict[int, Received]:
    """Fetch the pictures that are not in the folder yet; all of them by the notes' ids, in their order."""
    # Other commands should not wait for what draws bars.
    from rich.console import Console
    from rich.progress import track

    coming = track(
        client.thumbnails(notes, folder, alt=alt),
        "Pictures",
        len(notes),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    came = {note.id: got for note, got in coming}
    return {note.id: got for note in notes if (got := came[note.id]) is not None}
