"""How times are spelled in `Server-Timing`."""

import pytest

from slatehouse.api.wire.server_timing import told
from slatehouse.observe.stages import Spent


@pytest.mark.parametrize(
    ("spent", "header"),
    [
        (
            Spent(0.00002, 0.0001, 0.0123, 0.001, 0.0142, True),
            "auth;dur=0.02, plan;dur=0.10, db;dur=12.30, render;dur=1.00, total;dur=14.20",
        ),
        (
            Spent(0, 0, 31.5, 0.25, 32, True),
            "auth;dur=0.00, plan;dur=0.00, db;dur=31500.00, render;dur=250.00, total;dur=32000.00",
        ),
        # Clocks that are read one after the other may tell of a little less than nothing.
        (
            Spent(-1e-9, 0, 0, 0, 0, True),
            "auth;dur=0.00, plan;dur=0.00, db;dur=0.00, render;dur=0.00, total;dur=0.00",
        ),
        (Spent(0.001, 0, 0.25, 0, 0.2519, False), "total;dur=251"),
    ],
)
def test_times_are_milliseconds(spent: Spent, header: str) -> None:
    assert told(spent) == header
