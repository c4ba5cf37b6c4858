"""`percent`: a whole number on a scale where 50 is one half; nothing is clamped (data-types §3.4)."""

from __future__ import annotations

from sqlalchemy import Integer

from slatehouse.schema.buckets import number_bucketings
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.number import within_range
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.refusals import WrongClass
from slatehouse.schema.summaries import numbers

INTEGER_ONLY = ("Integer", "NilClass")


def plain_integer(field: Field, sent: object) -> int | None:
    """The whole number that was sent; a text that spells one is refused."""
    if sent is None:
        return None
    if isinstance(sent, bool) or not isinstance(sent, int):
        raise WrongClass(field, sent, INTEGER_ONLY)
    return sent


def compared_integer(asked: Asked, sent: object) -> int | None:
    """The whole number of a filter's value."""
    return plain_integer(asked.field, sent)


class PercentType(DataType):
    """A share in hundredths, of any size that the column holds."""

    name = "percent"
    creatable = True
    classes = INTEGER_ONLY
    columns = (ColumnShape("", Integer()),)
    summaries = numbers()
    groupings = number_bucketings("{}%".format)
    relations = number_relations(compared_integer)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (within_range(field, plain_integer(field, sent)),)
