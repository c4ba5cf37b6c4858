"""`currency` (data-types §5, python-api/values §1)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import Refused, accepted, field_of, refusal_of, shown

from slatehouse.schema.refusals import OutOfRange, Unparsable, WrongClass

FIELD = field_of("currency")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (1999, 1999.0),
        (19.99, 19.99),
        (19.994, 19.99),
        (-0.001, 0.0),
        ("1000.5", 1000.5),
        (9_999_999_999_999.99, 9_999_999_999_999.99),
        (None, None),
    ],
)
def test_an_amount_is_kept_to_two_decimals_and_shown_as_a_number(sent: object, stored: float | None) -> None:
    assert accepted(FIELD, sent) == (stored,)
    assert shown(FIELD, sent) == FIELD.type.number(stored) == stored


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (10_000_000_000_000, (OutOfRange, {"sent": 10_000_000_000_000})),
        (10**400, (OutOfRange, {"sent": 10**400})),
        (True, (WrongClass, {"sent": True, "classes": FIELD.type.classes})),
        ("$5", (Unparsable, {"sent": "$5"})),
        ("", (Unparsable, {"sent": ""})),
    ],
)
def test_a_write_is_refused(sent: object, refusal: Refused) -> None:
    assert refusal_of(accepted, FIELD, sent) == refusal
