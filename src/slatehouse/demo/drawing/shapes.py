"""How the film's characters, buildings and props are written down: parts with an outline and a paint.

A shape stands on the origin. Its unit is its own height, x runs to the right and y up, so that it can be set
anywhere at any size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from slatehouse.demo.drawing.canvas import Point, curve


@dataclass(frozen=True)
class Part:
    """One outline, filled with one paint of the palette (see `palette.Paints`)."""

    paint: str
    outline: tuple[Point, ...]


@dataclass(frozen=True)
class Lamp:
    """A part that sheds light: where, and how far it reaches, in heights of its shape."""

    paint: str
    at: Point
    reach: float


@dataclass(frozen=True)
class Shape:
    parts: tuple[Part, ...]
    lamps: tuple[Lamp, ...] = ()
    casts_shadow: bool = True

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        corners = [point for part in self.parts for point in part.outline]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        return min(across), min(up), max(across), max(up)


def points(text: str) -> tuple[Point, ...]:
    """`0,0 0.5,1` as points; the way SVG writes them, which keeps a drawing in sight."""
    pairs = (pair.split(",") for pair in text.split())
    return tuple((float(x), float(y)) for x, y in pairs)


def straight(paint: str, outline: str) -> Part:
    """A polygon."""
    return Part(paint, points(outline))


def rounded(paint: str, outline: str) -> Part:
    """A smooth outline through the points."""
    return Part(paint, tuple(curve(points(outline))))


def block(paint: str, left: float, bottom: float, right: float, top: float) -> Part:
    return Part(paint, ((left, bottom), (right, bottom), (right, top), (left, top)))


def disc(paint: str, x: float, y: float, radius: float, squash: float = 1.0) -> Part:
    turns = [step / 40 * math.tau for step in range(40)]
    return Part(paint, tuple((x + radius * math.cos(t), y + radius * squash * math.sin(t)) for t in turns))


def row(paint: str, lefts: Sequence[float], bottom: float, width: float, height: float) -> tuple[Part, ...]:
    """Equal blocks side by side, as windows are."""
    return tuple(block(paint, left, bottom, left + width, bottom + height) for left in lefts)
