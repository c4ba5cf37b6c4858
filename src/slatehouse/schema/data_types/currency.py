"""`currency`: money to two decimals, a JSON number everywhere (data-types §5, python-api/values §1)."""

from __future__ import annotations

from sqlalchemy import Double

from slatehouse.schema.buckets import number_bucketings
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.float import rounded, spelled_number
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.refusals import OutOfRange, WrongClass
from slatehouse.schema.summaries import numbers

DECIMALS = 2
LARGEST = 9_999_999_999_999.99


def _amount(field: Field, sent: object) -> float | None:
    if sent is None:
        return None
    if isinstance(sent, str):
        return rounded(field, spelled_number(field, sent), DECIMALS)
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        raise WrongClass(field, sent, CurrencyType.classes)
    try:
        return rounded(field, float(sent), DECIMALS)
    except OverflowError as error:
        raise OutOfRange(field, sent) from error


def _compared(asked: Asked, sent: object) -> float | None:
    return _amount(asked.field, sent)


class CurrencyType(DataType):
    """An amount; the currency itself is the site's."""

    name = "currency"
    creatable = True
    classes = ("String", "Integer", "BigDecimal", "Float", "NilClass")
    columns = (ColumnShape("", Double()),)
    summaries = numbers(empty=0.0)
    groupings = number_bucketings("{:.2f}".format)
    relations = number_relations(_compared)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        amount = _amount(field, sent)
        if amount is not None and abs(amount) > LARGEST:
            raise OutOfRange(field, sent)
        return (amount,)
