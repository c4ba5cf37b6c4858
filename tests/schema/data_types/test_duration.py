"""`duration` (data-types §3.8)."""

from __future__ import annotations

import math

import pytest
from tests.schema.data_types.fields import Refused, accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import OutOfRange, Unparsable, WrongClass

FIELD = field_of("duration")
CLASSES = ("String", "Integer", "NilClass", "Float")


@pytest.mark.parametrize(
    ("sent", "minutes"),
    [
        (90, 90),
        (1440, 1440),
        (-30, -30),
        (0, 0),
        ("90", 90),
        (" 90 ", 90),
        (1.5, 1),
        (90.4, 90),
        (90.9, 90),
        (-1.5, -1),
        (-90.6, -90),
        (0.4, 0),
        (2147483647, 2147483647),
        (None, None),
    ],
)
def test_minutes_are_cut_off_toward_zero(sent: object, minutes: int | None) -> None:
    assert accepted(FIELD, sent) == (minutes,)
    assert shown(FIELD, sent) == minutes


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ("2:30", (Unparsable, {"sent": "2:30"})),
        ("1h", (Unparsable, {"sent": "1h"})),
        ("90m", (Unparsable, {"sent": "90m"})),
        ("2 days", (Unparsable, {"sent": "2 days"})),
        ("", (Unparsable, {"sent": ""})),
        (True, (WrongClass, {"sent": True, "classes": CLASSES})),
        ([90], (WrongClass, {"sent": [90], "classes": CLASSES})),
        (math.inf, (OutOfRange, {"sent": math.inf})),
    ],
)
def test_writes_and_filters_refuse_alike(sent: object, refusal: Refused) -> None:
    assert refusal_of(accepted, FIELD, sent) == refusal
    assert refusal_of(asked, FIELD, "is", sent) == refusal
    assert refusal_of(asked, FIELD, "not_in", 1, sent) == refusal


@pytest.mark.parametrize("sent", [2147483648, "2147483648", 2147483648.5])
def test_a_write_beyond_32_bits_is_refused(sent: object) -> None:
    assert refusal_of(accepted, FIELD, sent) == (OutOfRange, {"sent": 2147483648})


@pytest.mark.parametrize("sent", ["480", 480, 480.0, 480.6])
def test_a_filter_reads_texts_and_fractions(sent: object) -> None:
    assert asked(FIELD, "is", sent).values == (480,)
