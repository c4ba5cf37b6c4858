"""`number` (data-types §3.2)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import Refused, accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import OutOfRange, Unparsable, WrongClass

FIELD = field_of("number")
CLASSES = ("String", "Integer", "NilClass")


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        (42, 42),
        (-7, -7),
        (0, 0),
        ("42", 42),
        (" -7 ", -7),
        (None, None),
        (2147483647, 2147483647),
        (-2147483648, -2147483648),
    ],
)
def test_a_number_is_kept_as_sent_or_spelled(sent: object, number: int | None) -> None:
    assert accepted(FIELD, sent) == (number,)
    assert shown(FIELD, sent) == number


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (3.7, (WrongClass, {"sent": 3.7, "classes": CLASSES})),
        (-3.0, (WrongClass, {"sent": -3.0, "classes": CLASSES})),
        (True, (WrongClass, {"sent": True, "classes": CLASSES})),
        ([1], (WrongClass, {"sent": [1], "classes": CLASSES})),
        ("42abc", (Unparsable, {"sent": "42abc"})),
        ("", (Unparsable, {"sent": ""})),
        ("٤٢", (Unparsable, {"sent": "٤٢"})),
        ("4" * 5_000, (Unparsable, {"sent": "4" * 5_000})),
        (2147483648, (OutOfRange, {"sent": 2147483648})),
        (-2147483649, (OutOfRange, {"sent": -2147483649})),
        (2**63, (OutOfRange, {"sent": 2**63})),
        ("2147483648", (OutOfRange, {"sent": 2147483648})),
    ],
)
def test_a_write_is_refused(sent: object, refusal: Refused) -> None:
    assert refusal_of(accepted, FIELD, sent) == refusal


@pytest.mark.parametrize(
    ("relation", "values", "refusal"),
    [
        ("is", (1.0,), (WrongClass, {"sent": 1.0, "classes": CLASSES})),
        ("in", (1, 2.5), (WrongClass, {"sent": 2.5, "classes": CLASSES})),
        ("greater_than", (False,), (WrongClass, {"sent": False, "classes": CLASSES})),
        ("between", (1, "x"), (Unparsable, {"sent": "x"})),
    ],
)
def test_a_filter_is_refused(relation: str, values: tuple[object, ...], refusal: Refused) -> None:
    assert refusal_of(asked, FIELD, relation, *values) == refusal


def test_a_filter_may_name_a_number_that_no_column_holds() -> None:
    assert asked(FIELD, "less_than", 10**30).values == (2**63 - 1,)
    assert asked(FIELD, "in", -(10**30)).values == ([-(2**63 - 1)],)
