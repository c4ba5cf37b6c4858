"""`float` (data-types §3.3, python-api/values §1)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schema.data_types.fields import Refused, accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import OutOfRange, Unparsable, WrongClass

FIELD = field_of("float")
CLASSES = ("String", "BigDecimal", "Float", "NilClass")


@pytest.mark.parametrize(
    ("sent", "stored", "text"),
    [
        (25.0, 25.0, "25.0"),
        (2.5, 2.5, "2.5"),
        (-1.5, -1.5, "-1.5"),
        (0.04, 0.04, "0.04"),
        (0.00001, 0.00001, "0.00001"),
        ("3.75", 3.75, "3.75"),
        (" 4.5 ", 4.5, "4.5"),
        ("2", 2.0, "2.0"),
        (1.23456789012345, 1.234568, "1.234568"),
        (123456789.12345679, 123456789.123457, "123456789.123457"),
        (1e20, 1e20, "100000000000000000000.0"),
        (1e-9, 0.0, "0.0"),
        (-1e-9, 0.0, "0.0"),
        ("1.00000000000000000000000000000000000001", 1.0, "1.0"),
        (None, None, None),
    ],
)
def test_a_number_is_kept_to_six_decimals_and_shown_as_a_string(
    sent: object, stored: float | None, text: str | None
) -> None:
    assert accepted(FIELD, sent) == (stored,)
    assert math.copysign(1, stored or 0.0) == math.copysign(1, -1.0 if text and text[0] == "-" else 1.0)
    assert shown(FIELD, sent) == text
    assert FIELD.type.number(stored) == stored


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (2, (WrongClass, {"sent": 2, "classes": CLASSES})),
        (True, (WrongClass, {"sent": True, "classes": CLASSES})),
        ([2.5], (WrongClass, {"sent": [2.5], "classes": CLASSES})),
        ("abc", (Unparsable, {"sent": "abc"})),
        ("", (Unparsable, {"sent": ""})),
        ("nan", (Unparsable, {"sent": "nan"})),
        ("1_000.0", (Unparsable, {"sent": "1_000.0"})),
        ("1e999", (OutOfRange, {"sent": math.inf})),
        (math.inf, (OutOfRange, {"sent": math.inf})),
    ],
)
def test_writes_and_filters_refuse_alike(sent: object, refusal: Refused) -> None:
    assert refusal_of(accepted, FIELD, sent) == refusal
    for relation in ("is", "is_not", "greater_than", "less_than", "in", "not_in"):
        assert refusal_of(asked, FIELD, relation, sent) == refusal
    assert refusal_of(asked, FIELD, "between", 0.5, sent) == refusal


@pytest.mark.parametrize(
    ("sent", "read"),
    [(33, 33.0), (2.5, 2.5), ("2.5", "2.5"), (None, None), (True, True), (10**400, math.inf)],
)
def test_the_python_api_may_send_whole_numbers(sent: object, read: object) -> None:
    assert FIELD.type.from_number(sent) == read
    assert type(FIELD.type.from_number(sent)) is type(read)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_that_is_shown_spells_the_number_that_is_stored(number: float) -> None:
    (stored,) = accepted(FIELD, number)
    text = shown(FIELD, number)
    assert isinstance(text, str) and "e" not in text and "." in text
    assert accepted(FIELD, text) == (stored,)
