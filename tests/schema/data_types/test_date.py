"""`date` (data-types §3.6)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import Refused, accepted, asked, field_of, refusal_of, shown

from slatehouse.schema.refusals import BadDate, BadTimeCount, BadTimeUnit, WrongClass
from slatehouse.schema.relative_time import UNITS

FIELD = field_of("date")


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-09-02", "2026-09-02"),
        ("1968-10-13", "1968-10-13"),
        ("2024-02-29", "2024-02-29"),
        (None, None),
        ("", None),
    ],
)
def test_a_day_is_kept(sent: object, day: str | None) -> None:
    assert accepted(FIELD, sent) == (day,)
    assert shown(FIELD, sent) == day


@pytest.mark.parametrize(
    "sent",
    [
        "2026-09-02T13:45:06Z",
        "2026-09-02T13:45:06+02:00",
        "09/07/2026",
        "2026/09/09",
        "2026-9-8",
        "20260902",
        "2026-W10-3",
        "1757000000",
        "tomorrow",
        "2026-02-30",
        "0000-01-01",
        " 2026-09-02",
        "2026-09-02\n",
        "٢٠٢٦-٠٩-٠٢",
    ],
)
def test_any_other_text_is_no_date(sent: str) -> None:
    assert refusal_of(accepted, FIELD, sent) == (BadDate, {"sent": sent})
    assert refusal_of(asked, FIELD, "is", sent) == (BadDate, {"sent": sent})
    assert refusal_of(asked, FIELD, "between", "2026-01-01", sent) == (BadDate, {"sent": sent})
    assert refusal_of(asked, FIELD, "not_in", None, sent) == (BadDate, {"sent": sent})


@pytest.mark.parametrize("sent", [1757000000, True, False, 1.5, [], {}])
def test_anything_else_is_of_the_wrong_class(sent: object) -> None:
    expected = (WrongClass, {"sent": sent, "classes": ("String", "NilClass")})
    assert refusal_of(accepted, FIELD, sent) == expected
    assert refusal_of(asked, FIELD, "greater_than", sent) == expected


@pytest.mark.parametrize("name", ["date", "date_time"])
@pytest.mark.parametrize("relation", ["in_last", "not_in_last", "in_next", "not_in_next"])
@pytest.mark.parametrize(
    ("count", "unit", "refusal"),
    [
        (100, "day", (BadTimeUnit, {"legal": UNITS})),
        (100, "FORTNIGHT", (BadTimeUnit, {"legal": UNITS})),
        (100, None, (BadTimeUnit, {"legal": UNITS})),
        (-1, "DAY", (BadTimeCount, {})),
        (0, "DAY", (BadTimeCount, {})),
        (1.5, "DAY", (BadTimeCount, {})),
        ("4", "DAY", (BadTimeCount, {})),
        (True, "DAY", (BadTimeCount, {})),
        (None, "DAY", (BadTimeCount, {})),
    ],
)
def test_relative_dates_are_refused(
    name: str, relation: str, count: object, unit: object, refusal: Refused
) -> None:
    cause, facts = refusal
    expected = (cause, {"relation": relation, "values": (count, unit), **facts})
    assert refusal_of(asked, field_of(name), relation, count, unit) == expected


@pytest.mark.parametrize("name", ["date", "date_time"])
@pytest.mark.parametrize("unit", ["week", "month", "day", "year"])
@pytest.mark.parametrize("offset", ["0", 1.0, None, True])
def test_a_calendar_offset_is_a_whole_number(name: str, unit: str, offset: object) -> None:
    expected = (WrongClass, {"sent": offset, "classes": ("Integer",)})
    assert refusal_of(asked, field_of(name), f"in_calendar_{unit}", offset) == expected
