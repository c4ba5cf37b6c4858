"""`duration`: whole minutes; fractions are cut off toward zero (data-types §3.8)."""

from __future__ import annotations

import math
from typing import ClassVar

from sqlalchemy import Integer

from slatehouse.schema.buckets import Bucketings, GroupingKind, number_bucketings, spans
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.number import whole_number, within_range
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.refusals import OutOfRange
from slatehouse.schema.summaries import numbers

# The `hours_per_day` of the site's preferences, eight, in minutes.
MINUTES_PER_DAY = 8 * 60


def _minutes(field: Field, sent: object) -> int | None:
    if not isinstance(sent, float):
        return whole_number(field, sent, DurationType.classes)
    if not math.isfinite(sent):
        raise OutOfRange(field, sent)
    return int(sent)


def _compared(asked: Asked, sent: object) -> int | None:
    return _minutes(asked.field, sent)


def duration_text(minutes: float) -> str:
    """The duration in working days, as pages show it: `1.25 days`."""
    days = f"{minutes / MINUTES_PER_DAY:.2f}".rstrip("0").rstrip(".")
    return f"{days} day" if days == "1" else f"{days} days"


class DurationType(DataType):
    """A length of working time in minutes."""

    name = "duration"
    creatable = True
    classes = ("String", "Integer", "NilClass", "Float")
    columns = (ColumnShape("", Integer()),)
    summaries = numbers()
    groupings: ClassVar[Bucketings] = {
        **number_bucketings(duration_text),
        GroupingKind.ONE_DAY: spans(MINUTES_PER_DAY, duration_text),
        GroupingKind.FIVE_DAYS: spans(5 * MINUTES_PER_DAY, duration_text),
    }
    relations = number_relations(_compared)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (within_range(field, _minutes(field, sent)),)
