"""`date_time` (data-types §3.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.schema.refusals import BadDateTime, WrongClass

FIELD = field_of("date_time")


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        ("2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z"),
        ("2026-03-04T05:06:07+05:00", "2026-03-04T00:06:07Z"),
        ("2026-03-04T05:06:07-08:00", "2026-03-04T13:06:07Z"),
        ("2026-03-04T05:06:07", "2026-03-04T05:06:07Z"),
        ("2026-03-04T05:06:07.999Z", "2026-03-04T05:06:07Z"),
        ("20260304T050607Z", "2026-03-04T05:06:07Z"),
        ("2026-03-04", "2026-03-04T00:00:00Z"),
        ("0987-01-02T00:00:00Z", "0987-01-02T00:00:00Z"),
        (None, None),
    ],
)
def test_a_moment_is_kept_in_utc_to_the_second(sent: object, moment: str | None) -> None:
    assert accepted(FIELD, sent) == (moment,)
    assert shown(FIELD, sent) == FIELD.type.number(moment) == moment


@pytest.mark.parametrize(
    "sent",
    [
        "2026-03-04 05:06:07",
        "2026-03-04 05:06:07 UTC",
        "1772600767",
        "20260304",
        "not-a-time",
        "",
        "2026-03-04T",
        "2026-02-30T00:00:00Z",
        "2026-03-04T25:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "2026-03-04T05:06:07Z\n",
    ],
)
def test_any_other_text_is_no_moment(sent: str) -> None:
    assert refusal_of(accepted, FIELD, sent) == (BadDateTime, {"sent": sent})
    assert refusal_of(asked, FIELD, "is", sent) == (BadDateTime, {"sent": sent})
    assert refusal_of(asked, FIELD, "in", None, sent) == (BadDateTime, {"sent": sent})


@pytest.mark.parametrize("sent", [1772600767, 1.5, True, [], {}])
def test_anything_else_is_of_the_wrong_class(sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("String", "NilClass")})
    assert refusal_of(accepted, FIELD, sent) == expected
    assert refusal_of(asked, FIELD, "less_than", sent) == expected


MOMENTS = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_whatever_the_zone_the_same_moment_is_kept(moment: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    if timedelta(days=1) < moment - datetime.min.replace(tzinfo=UTC) < timedelta(days=3_652_000):
        assert accepted(FIELD, moment.astimezone(zone).isoformat()) == (moment_text(moment),)


@given(MOMENTS, MOMENTS)
def test_texts_are_in_the_order_of_their_moments(one: datetime, other: datetime) -> None:
    assert (one < other) == (moment_text(one) < moment_text(other))
