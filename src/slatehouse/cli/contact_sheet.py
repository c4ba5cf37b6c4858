"""A page that shows the pictures of notes beside one another, to be opened from a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from slatehouse.client import Note

__all__ = ["write_sheet"]

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>Notes</title>
<style>
body {{ background: #222; color: #ddd; font: 13px/1.4 sans-serif; display: flex; flex-wrap: wrap; gap: 12px }}
figure {{ margin: 0; width: 256px }}
img {{ width: 100%; background: #777 }}
</style>
{figures}
</html>
"""
_FIGURE = """<figure><img src="{picture}" loading="lazy" alt="">
<figcaption><b>{id}</b> {subject}<br>{about}<br>{author}</figcaption></figure>"""


def write_sheet(folder: Path, notes: Sequence[Note], pictures: Mapping[int, Path]) -> None:
    """Write `index.html` into the folder of the pictures, which are named by the notes' ids."""
    figures = (
        _FIGURE.format(
            picture=escape(pictures[note.id].name),
            id=note.id,
            subject=escape(note.subject or ""),
            about=escape(", ".join(map(str, note.about))),
            author=escape(str(note.author or "")),
        )
        for note in notes
        if note.id in pictures
    )
    (folder / "index.html").write_text(_PAGE.format(figures="\n".join(figures)), encoding="utf-8")
