"""What people have built: the lighthouse, the harbour, the ferry and the frames of windows."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.demo.drawing.shapes import Lamp, Part, Shape, block, disc, rounded, row, straight

TOWER: tuple[Part, ...] = (
    rounded("rock", "-0.62,-0.03 0.66,-0.03 0.46,0.05 0.24,0.12 -0.02,0.13 -0.26,0.1 -0.46,0.04"),
    straight("wall", "-0.13,0.08 0.13,0.08 0.085,0.76 -0.085,0.76"),
    straight("band", "-0.121,0.22 0.121,0.22 0.11,0.37 -0.11,0.37"),
    straight("band", "-0.101,0.52 0.101,0.52 0.091,0.67 -0.091,0.67"),
    block("iron", -0.13, 0.755, 0.13, 0.785),
    *row("iron", (-0.13, -0.075, -0.005, 0.065, 0.12), 0.78, 0.010, 0.035),
    block("iron", -0.13, 0.81, 0.13, 0.818),
    block("iron", -0.075, 0.785, 0.075, 0.89),
    rounded("iron", "-0.1,0.885 0.1,0.885 0.07,0.94 0,0.965 -0.07,0.94"),
    block("iron", -0.006, 0.95, 0.006, 1.0),
    block("boots", -0.02, 0.40, 0.015, 0.45),
    block("boots", -0.02, 0.68, 0.015, 0.72),
)

LIGHTHOUSE_DARK = Shape(
    (*TOWER, *row("glass", (-0.064, -0.018, 0.028), 0.80, 0.036, 0.075)), casts_shadow=False
)

LIGHTHOUSE = Shape(
    (*TOWER, *row("lamp", (-0.064, -0.018, 0.028), 0.80, 0.036, 0.075)),
    lamps=(Lamp("lamp", (0.0, 0.838), 0.62), Lamp("lamp", (0.0, 0.838), 0.22)),
    casts_shadow=False,
)

HOUSE = Shape(
    (
        block("slate", 0.16, 0.70, 0.27, 1.0),
        straight("wall", "-0.42,0 0.42,0 0.42,0.56 0,0.92 -0.42,0.56"),
        straight("slate", "-0.5,0.5 0,0.93 0.5,0.5 0.5,0.58 0,1 -0.5,0.58"),
        *row("window", (-0.28, 0.10), 0.26, 0.16, 0.20),
        block("boots", -0.06, 0.0, 0.07, 0.24),
        block("window", -0.06, 0.60, 0.06, 0.72),
    ),
    lamps=(Lamp("window", (-0.20, 0.36), 0.45), Lamp("window", (0.18, 0.36), 0.45)),
    casts_shadow=False,
)

STORE = Shape(
    (
        straight("band", "-0.9,0 0.9,0 0.9,0.62 0,0.94 -0.9,0.62"),
        straight("slate", "-1,0.57 0,0.93 1,0.57 1,0.66 0,1 -1,0.66"),
        block("boots", -0.26, 0.0, 0.26, 0.46),
        *row("window", (-0.70, 0.48), 0.24, 0.20, 0.22),
    ),
    lamps=(Lamp("window", (-0.60, 0.35), 0.5), Lamp("window", (0.58, 0.35), 0.5)),
    casts_shadow=False,
)

PIER = Shape(
    (
        block("timber", -4.2, 0.72, 4.2, 1.0),
        *row("timber", (-3.9, -2.7, -1.5, -0.3, 0.9, 2.1, 3.3), -0.7, 0.30, 1.5),
    ),
    casts_shadow=False,
)

FERRY = Shape(
    (
        block("iron", -0.62, 0.70, -0.60, 1.10),
        block("iron", 0.62, 0.60, 0.64, 0.98),
        straight("band", "-0.36,0.74 -0.14,0.74 -0.16,1 -0.36,1"),
        straight("boots", "-0.36,0.94 -0.155,0.94 -0.16,1 -0.36,1"),
        straight("white", "-0.86,0.32 0.74,0.34 0.66,0.55 -0.8,0.55"),
        straight("white", "-0.56,0.55 0.44,0.55 0.38,0.75 -0.52,0.75"),
        *row("window", (-0.70, -0.54, -0.38, -0.22, -0.06, 0.10, 0.26, 0.42), 0.40, 0.09, 0.085),
        *row("window", (-0.40, -0.24, -0.08, 0.08, 0.22), 0.61, 0.09, 0.085),
        straight("hull", "-1.3,0.32 -0.8,0.26 0.8,0.26 1.42,0.4 1.16,-0.04 -1.18,-0.04"),
        straight("band", "-1.25,0.06 1.23,0.06 1.19,0.01 -1.21,0.01"),
    ),
    lamps=(Lamp("window", (-0.10, 0.45), 0.9), Lamp("window", (0.63, 0.98), 0.22)),
    casts_shadow=False,
)

ROWBOAT = Shape(
    (
        rounded("timber", "-1.5,0.92 -0.9,0.62 0,0.52 0.9,0.62 1.6,1 1.1,0.1 0,-0.08 -1.1,0.1"),
        straight("iron", "-0.3,0.6 -0.2,0.66 1.9,-0.1 1.82,-0.2"),
    ),
)

# The panes are what is left between the bars, so the window is drawn as its bars and walls.
LAMP_ROOM = Shape(
    (
        block("boots", -1.2, 0.86, 1.2, 1.05),
        block("boots", -1.2, -0.05, 1.2, 0.13),
        *row("boots", (-1.2, -0.62, -0.22, 0.18, 0.58, 1.02), 0.0, 0.045, 1.0),
        block("boots", -1.2, 0.585, 1.2, 0.605),
        *row("iron", (-1.2,), 0.125, 2.4, 0.018),
    ),
    casts_shadow=False,
)

DOORWAY = Shape(
    (
        block("boots", -1.3, -0.05, -0.26, 1.05),
        block("boots", 0.26, -0.05, 1.3, 1.05),
        block("boots", -0.3, 0.90, 0.3, 1.05),
        straight("timber", "0.26,-0.05 0.46,-0.12 0.46,0.98 0.26,0.9"),
    ),
    casts_shadow=False,
)

# Each ring is as wide as the glass is where it sits: height and half of the width.
LENS_RINGS = (
    (0.26, 0.275),
    (0.32, 0.31),
    (0.38, 0.34),
    (0.44, 0.352),
    (0.67, 0.352),
    (0.73, 0.335),
    (0.79, 0.305),
    (0.85, 0.268),
)

LENS = Shape(
    (
        straight("iron", "-0.30,0 0.30,0 0.20,0.16 -0.20,0.16"),
        block("brass", -0.30, 0.14, 0.30, 0.20),
        rounded(
            "glass",
            "-0.22,0.19 0.22,0.19 0.335,0.37 0.36,0.555 0.335,0.74 0.22,0.92 "
            "-0.22,0.92 -0.335,0.74 -0.36,0.555 -0.335,0.37",
        ),
        *(block("white", -half, level, half, level + 0.018) for level, half in LENS_RINGS),
        *(block("brass", -half, level, half, level + 0.008) for level, half in LENS_RINGS),
        disc("brass", 0.0, 0.555, 0.135),
        disc("white", 0.0, 0.555, 0.125),
        disc("glass", 0.0, 0.555, 0.105),
        block("brass", -0.24, 0.91, 0.24, 0.95),
        block("brass", -0.03, 0.95, 0.03, 1.0),
    )
)

LENS_LIT = Shape(
    (*LENS.parts, disc("lamp", 0.0, 0.555, 0.10)),
    lamps=(Lamp("lamp", (0.0, 0.555), 1.3), Lamp("lamp", (0.0, 0.555), 0.35)),
)

SHAPES: Mapping[str, Shape] = {
    "lighthouse": LIGHTHOUSE,
    "lighthouse_dark": LIGHTHOUSE_DARK,
    "house": HOUSE,
    "store": STORE,
    "pier": PIER,
    "ferry": FERRY,
    "rowboat": ROWBOAT,
    "lamp_room": LAMP_ROOM,
    "doorway": DOORWAY,
    "lens": LENS,
    "lens_lit": LENS_LIT,
}
