"""The pictures that the official tests upload, drawn here: the source distribution does not carry them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

NAMES = ("sg_logo.jpg", "Noëlご.jpg")


def draw(folder: Path) -> None:
    """Put the pictures into the folder."""
    for number, name in enumerate(NAMES):
        image = Image.new("RGB", (320, 180), (40, 60 + 60 * number, 90))
        drawing = ImageDraw.Draw(image)
        for step in range(0, 320, 8):
            drawing.line(((step, 0), (320 - step, 180)), fill=(step % 256, 200, 120), width=2)
        image.save(folder / name, "JPEG", quality=90)
