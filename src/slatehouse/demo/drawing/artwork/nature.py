"""Single trees and rocks that stand in front of the ridges."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.demo.drawing.shapes import Part, Shape, block, points, rounded, straight

# Half of a fir's outline, from the foot of its crown to the tip.
FIR_SIDE = points(
    "0.02,0 0.02,0.10 0.24,0.08 0.14,0.25 0.20,0.24 0.11,0.41 0.165,0.40 "
    "0.085,0.56 0.125,0.56 0.06,0.71 0.085,0.71 0.03,0.86 0,1"
)
FIR_OUTLINE = FIR_SIDE + tuple((-x, y) for x, y in reversed(FIR_SIDE[:-1]))
FIR_CROWN = Part("ink", FIR_OUTLINE)

FIR = Shape((FIR_CROWN,), casts_shadow=False)

SNOWY_FIR = Shape(
    (
        FIR_CROWN,
        straight("snow", "0,1 0.03,0.86 0.05,0.8 0,0.86 -0.03,0.86"),
        straight("snow", "-0.01,0.66 0.085,0.71 0.125,0.56 0.05,0.62"),
        straight("snow", "-0.16,0.4 -0.06,0.52 0.02,0.47 -0.05,0.45"),
        straight("snow", "0.03,0.32 0.13,0.37 0.2,0.24 0.1,0.29"),
        straight("snow", "-0.24,0.08 -0.13,0.22 -0.02,0.17 -0.12,0.14"),
    ),
    casts_shadow=False,
)

# A near trunk runs out of the frame at both ends.
TRUNK = Shape(
    (
        rounded("ink", "-0.1,-0.1 0.12,-0.1 0.07,0.3 0.06,0.7 0.08,1.1 -0.06,1.1 -0.05,0.6 -0.06,0.25"),
        straight("ink", "0.05,0.62 0.3,0.8 0.31,0.82 0.05,0.67"),
        straight("ink", "-0.04,0.46 -0.26,0.6 -0.27,0.62 -0.04,0.51"),
    ),
    casts_shadow=False,
)

BIRCH = Shape(
    (
        rounded("white", "-0.022,0 0.026,0 0.018,0.4 0.014,1 -0.004,1 -0.014,0.4"),
        straight("white", "0,0.62 0.15,0.84 0.16,0.84 0.015,0.6"),
        straight("white", "0,0.5 -0.12,0.72 -0.13,0.715 -0.008,0.47"),
        *(
            block("ink", left, up, left + 0.018, up + 0.010)
            for left, up in (
                (-0.016, 0.12),
                (0.0, 0.24),
                (-0.012, 0.33),
                (0.0, 0.46),
                (-0.008, 0.58),
                (-0.004, 0.74),
            )
        ),
    ),
    casts_shadow=False,
)

ROCK = Shape(
    (
        straight("rock", "-0.95,-0.05 -0.7,0.46 -0.3,0.86 0.1,1 0.52,0.7 0.98,-0.05"),
        straight("slate", "-0.3,0.86 0.1,1 0.52,0.7 0.2,0.6"),
    ),
)

# Where the ice has broken, seen at a flat angle.
CRACK = Shape(
    (
        straight(
            "deep",
            "-2.4,0.5 -1.5,0.62 -0.7,0.44 0.2,0.66 1.1,0.4 2.5,0.56 1.2,0.22 0.3,0.5 -0.6,0.26 -1.4,0.48",
        ),
        straight("deep", "0.2,0.6 0.6,0.95 1.2,1.1 0.5,0.85"),
        straight("deep", "-0.7,0.4 -1,0.05 -1.8,-0.2 -0.85,0.05"),
    ),
    casts_shadow=False,
)

# The floe is one of many; a frame sets several.
FLOE = Shape(
    (
        straight("deep", "-1.3,0 -0.9,-0.45 0.8,-0.5 1.35,0.05 0.9,0.2 -0.8,0.2"),
        straight("snow", "-1.3,0.2 -0.9,-0.15 0.8,-0.2 1.35,0.25 0.8,0.95 -0.6,1"),
    ),
    casts_shadow=False,
)

SHAPES: Mapping[str, Shape] = {
    "fir": FIR,
    "snowy_fir": SNOWY_FIR,
    "trunk": TRUNK,
    "birch": BIRCH,
    "rock": ROCK,
    "crack": CRACK,
    "floe": FLOE,
}
