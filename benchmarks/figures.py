"""A measured figure, ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line of a table. Texts, because some figures are rates and some are sizes."""

    what: str
    ours: str
    reference: str = "-"
    ratio: str = "-"
    aim: str = "-"


def rates(what: str, ours: list[float], reference: list[float], aim: str, unit: str = "/s") -> Figure:
    """Requests a second, or so many `unit`, of ours beside the reference's; the ratio is the median of the
    rounds' ratios."""
    ratio = median(a / b for a, b in zip(ours, reference, strict=True))
    return Figure(what, f"{median(ours):,.0f}{unit}", f"{median(reference):,.0f}{unit}", f"{ratio:.0%}", aim)
