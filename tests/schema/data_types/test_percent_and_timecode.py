"""`percent` and `timecode`, whole numbers that are never spelled (data-types §3.4 and §3.9)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.field import Field
from slatehouse.schema.refusals import OutOfRange, WrongClass

FIELDS = pytest.mark.parametrize(
    "field", [field_of("percent"), field_of("timecode")], ids=lambda f: f.type.name
)
BEYOND_RANGE = (2147483648, -2147483649, 2**63)


@FIELDS
@pytest.mark.parametrize("sent", [0, 1, 50, 101, -1, -1000, 86_400_001, 2147483647, -2147483648, None])
def test_a_whole_number_is_kept_unchanged(field: Field, sent: int | None) -> None:
    assert accepted(field, sent) == (sent,)
    assert shown(field, sent) == sent


@FIELDS
@pytest.mark.parametrize("sent", [0.5, 42.0, "42", " 42 ", "50%", "01:00:00:00", "", True, [1], {}])
def test_anything_else_is_refused_in_writes_and_filters(field: Field, sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("Integer", "NilClass")})
    assert refusal_of(accepted, field, sent) == expected
    for relation in ("is", "is_not", "greater_than", "less_than", "in", "not_in"):
        assert refusal_of(asked, field, relation, sent) == expected
    assert refusal_of(asked, field, "between", 0, sent) == expected


@FIELDS
@pytest.mark.parametrize("sent", BEYOND_RANGE)
def test_a_number_beyond_32_bits_is_refused(field: Field, sent: int) -> None:
    assert refusal_of(accepted, field, sent) == (OutOfRange, {"sent": sent})
