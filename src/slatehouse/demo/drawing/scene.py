"""What a frame shows, as a director of photography would note it: the setting, the things in it, the colours.

Places are shares of the picture, from its upper left corner; heights are shares of the picture's height.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from slatehouse.demo.drawing.canvas import Colour, colour, mix

Ground = Literal["water", "snow", "moss", "stone", "ice"]
Weather = Literal["stars", "aurora", "clouds", "mist", "rain", "snow", "embers", "gulls"]

# Colours in neutral light. A frame tones them with its palette, except those that shine.
PAINTS = {
    "coat": "#e2a93a",
    "navy": "#2f4668",
    "scarf": "#cf3f2c",
    "oilskin": "#55705c",
    "skin": "#dba57e",
    "umber": "#70482f",
    "hair": "#3a231b",
    "beard": "#ded8cb",
    "boots": "#1f1b1e",
    "fur": "#e0692a",
    "sock": "#2a1a17",
    "white": "#f1e8da",
    "iron": "#2b3038",
    "brass": "#c4923e",
    "timber": "#634c39",
    "wall": "#e9e0d0",
    "band": "#a83a2c",
    "slate": "#4b5460",
    "rock": "#3b4048",
    "glass": "#86abb5",
    "hull": "#2a4057",
    "deep": "#12303c",
    "window": "#ffc76b",
    "lamp": "#fff0c4",
    "ember": "#ff7426",
    "flame": "#ffd873",
}
SHINING = frozenset({"window", "lamp", "ember", "flame"})


class Palette(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The colours of a sequence, `#rrggbb`."""

    sky: tuple[str, ...]
    haze: str
    ink: str
    ground: str
    light: str
    tone: float = 0.45

    def paint(self, name: str, depth: float) -> Colour:
        """A thing's colour in this light, at a depth from 0 (near) to 1 (as far as one can see)."""
        if name in SHINING:
            return mix(colour(PAINTS[name]), colour(self.haze), depth * 0.35)
        local = {"ink": self.ink, "snow": self.ground}.get(name) or PAINTS[name]
        return mix(mix(colour(local), colour(self.ink), self.tone), colour(self.haze), depth)


class Placement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thing in the frame: its kind of shape, where its foot is and how high it stands."""

    kind: str
    at: tuple[float, float]
    height: float
    facing: Literal["right", "left"] = "right"
    depth: float | None = None
    is_soft: bool = msgspec.field(default=False, name="soft")

    @property
    def distance(self) -> float:
        """How far off it looks, 0 to 1: as told, or else the smaller the farther."""
        return self.depth if self.depth is not None else max(0.0, 0.5 - self.height * 1.2)


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One shot's composition."""

    horizon: float
    light: tuple[float, float]
    ground: Ground
    disc: float = 0.05
    ridges: int = 3
    relief: float = 0.16
    is_wooded: bool = msgspec.field(default=False, name="wooded")
    weather: tuple[Weather, ...] = ()
    beam: tuple[float, float, float] | None = None
    things: tuple[Placement, ...] = ()
