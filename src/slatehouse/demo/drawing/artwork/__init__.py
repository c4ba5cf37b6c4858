"""The film's drawings, by name."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.demo.drawing.artwork import buildings, characters, nature, props
from slatehouse.demo.drawing.shapes import Shape

SHAPES: Mapping[str, Shape] = {
    **characters.SHAPES,
    **buildings.SHAPES,
    **props.SHAPES,
    **nature.SHAPES,
}
