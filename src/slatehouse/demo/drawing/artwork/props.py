"""What the cast carries and finds: the ember pail, the storm lantern, the charcoal burners' fire."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.demo.drawing.shapes import Lamp, Shape, block, disc, rounded, straight

PAIL = Shape(
    (
        straight(
            "iron",
            "-0.4,0.58 -0.3,0.92 0,1 0.3,0.92 0.4,0.58 0.36,0.58 0.26,0.88 0,0.95 -0.26,0.88 -0.36,0.58",
        ),
        rounded("ember", "-0.4,0.56 -0.2,0.68 0,0.64 0.18,0.7 0.4,0.56 0,0.5"),
        rounded("flame", "-0.22,0.58 -0.12,0.65 0,0.61 0.14,0.66 0.24,0.58 0,0.54"),
        straight("iron", "-0.44,0.58 0.44,0.58 0.34,0 -0.34,0"),
        block("slate", -0.45, 0.545, 0.45, 0.585),
        block("slate", -0.40, 0.22, 0.40, 0.245),
        disc("ember", -0.16, 0.40, 0.026),
        disc("ember", 0.0, 0.40, 0.026),
        disc("ember", 0.16, 0.40, 0.026),
    ),
    lamps=(Lamp("ember", (0.0, 0.62), 1.3), Lamp("flame", (0.0, 0.62), 0.5)),
)

LANTERN = Shape(
    (
        straight("iron", "-0.03,0.86 0,1 0.03,0.86"),
        rounded("iron", "-0.2,0.74 0.2,0.74 0.1,0.86 -0.1,0.86"),
        block("window", -0.15, 0.22, 0.15, 0.75),
        disc("flame", 0.0, 0.44, 0.085, 1.6),
        block("iron", -0.17, 0.20, -0.14, 0.76),
        block("iron", 0.14, 0.20, 0.17, 0.76),
        block("iron", -0.012, 0.20, 0.012, 0.30),
        straight("iron", "-0.24,0 0.24,0 0.18,0.22 -0.18,0.22"),
    ),
    lamps=(Lamp("flame", (0.0, 0.45), 1.7), Lamp("flame", (0.0, 0.45), 0.6)),
)

FIRE = Shape(
    (
        straight("timber", "-0.62,0 -0.56,0.1 0.5,0.22 0.52,0.1"),
        straight("timber", "0.62,0 0.56,0.1 -0.5,0.22 -0.52,0.1"),
        rounded(
            "ember",
            "-0.4,0.14 -0.34,0.42 -0.18,0.52 -0.12,0.78 0.02,1 0.1,0.7 0.26,0.6 0.38,0.36 0.36,0.14 0,0.06",
        ),
        rounded("flame", "-0.24,0.14 -0.14,0.42 0,0.66 0.1,0.44 0.22,0.32 0.2,0.12 0,0.07"),
    ),
    lamps=(Lamp("ember", (0.0, 0.35), 4.2), Lamp("flame", (0.0, 0.35), 1.5)),
)

# A charcoal clamp: turf over stacked wood, with a smouldering mouth.
CLAMP = Shape(
    (
        rounded("rock", "-0.95,-0.04 0.95,-0.04 0.78,0.44 0.42,0.86 0,1 -0.42,0.86 -0.78,0.44"),
        rounded("ember", "-0.16,0 0.16,0 0.12,0.22 0,0.3 -0.12,0.22"),
        disc("boots", 0.0, 0.97, 0.09, 0.5),
    ),
    lamps=(Lamp("ember", (0.0, 0.12), 1.1),),
)

SHAPES: Mapping[str, Shape] = {"pail": PAIL, "lantern": LANTERN, "fire": FIRE, "clamp": CLAMP}
