"""`date`: a day, `2011-01-21`, on the wire and in the column alike (data-types §3.6)."""

from __future__ import annotations

import datetime as time
import re

from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.date_buckets import date_bucketings
from slatehouse.schema.date_relations import Times, date_relations
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import BadDate, WrongClass
from slatehouse.schema.relative_time import shifted
from slatehouse.schema.summaries import times

_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_HOURS_PER_DAY = 24


def is_day(text: str) -> bool:
    """The text is a day of the calendar in the one form that is read."""
    if not _SHAPE.fullmatch(text):
        return False
    try:
        time.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(field: Field, sent: object) -> str | None:
    if sent is None or sent == "":
        return None
    if not isinstance(sent, str):
        raise WrongClass(field, sent, DateType.classes)
    if not is_day(sent):
        raise BadDate(field, sent)
    return sent


def _compared(asked: Asked, sent: object) -> str | None:
    return _day(asked.field, sent)


def _reach(now: time.datetime, count: int, unit: str) -> str:
    """The day so many units from today; hours count in whole days."""
    if unit == "HOUR":
        whole_days = abs(count) // _HOURS_PER_DAY
        count, unit = (whole_days if count > 0 else -whole_days), "DAY"
    return shifted(now, count, unit).date().isoformat()


def _span(first: time.date, last: time.date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()


class DateType(DataType):
    """A calendar day of the years 1 to 9999, without time or zone."""

    name = "date"
    creatable = True
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = times()
    groupings = date_bucketings()
    relations = date_relations(Times(_compared, _reach, _span))
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (_day(field, sent),)
