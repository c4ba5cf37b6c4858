"""The pictures of many notes in one folder: fetched side by side, and none that is there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from slatehouse.client import Client, InTheWay, NoPicture, Note, Received

__all__ = ["fetch_pictures"]

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


def fetch_pictures(client: Client, notes: Sequence[Note], folder: Path, alt: str) -> dict[int, Path]:
    """Fetch the pictures that are not in the folder yet, eight at once; where they are, by the notes' ids."""
    # Other commands should not wait for what draws bars.
    from rich.console import Console
    from rich.progress import track

    folder.mkdir(parents=True, exist_ok=True)
    here = {path.stem: path for path in folder.iterdir() if not path.name.startswith(".")}

    def fetch(note: Note) -> tuple[int, Path | None]:
        name = f"note_{note.id}"
        if name in here:
            return note.id, here[name]
        if note.thumbnail is None:
            return note.id, None
        try:
            return note.id, _named(
                client.thumbnail(note, folder / f".{name}.coming", alt=alt, replace=True), name
            )
        except (NoPicture, InTheWay):
            return note.id, None

    with ThreadPoolExecutor(8) as pool:
        coming = track(
            pool.map(fetch, notes),
            "Pictures",
            len(notes),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        return {note: path for note, path in coming if path is not None}


def _named(got: Received, name: str) -> Path:
    """Put what came under the name that its content has."""
    content_type = (got.content_type or "").partition(";")[0]
    return got.path.rename(got.path.with_name(name + _SUFFIXES.get(content_type, ".bin")))
