"""`date_time`: a moment to the second in UTC, `2011-01-21T13:26:09Z` (data-types §3.7)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.date_buckets import date_bucketings
from slatehouse.schema.date_relations import Times, date_relations
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import BadDateTime, WrongClass
from slatehouse.schema.relative_time import shifted
from slatehouse.schema.summaries import times

# Days, and ISO 8601 moments with their `T`; a space instead, which Python would read, is not.
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?|[0-9]{8}T.+", re.ASCII)
_AS_STORED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def moment_text(moment: datetime) -> str:
    """The moment as it is stored and shown; the fraction of its second is dropped, no zone means UTC."""
    in_utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return in_utc.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _moment(field: Field, sent: object) -> str | None:
    if sent is None:
        return None
    if not isinstance(sent, str):
        raise WrongClass(field, sent, DateTimeType.classes)
    if not _SHAPE.fullmatch(sent):
        raise BadDateTime(field, sent)
    try:
        return moment_text(datetime.fromisoformat(sent))
    except (ValueError, OverflowError) as error:
        raise BadDateTime(field, sent) from error


def _compared(asked: Asked, sent: object) -> str | None:
    return _moment(asked.field, sent)


def _reach(now: datetime, count: int, unit: str) -> str:
    return moment_text(shifted(now, count, unit))


def _span(first: date, last: date) -> tuple[str, str]:
    return f"{first.isoformat()}T00:00:00Z", f"{last.isoformat()}T23:59:59Z"


class DateTimeType(DataType):
    """A moment of the years 1 to 9999. A day stands for its midnight; the empty text is refused."""

    name = "date_time"
    creatable = True
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = times()
    groupings = date_bucketings()
    relations = date_relations(Times(_compared, _reach, _span))
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (_moment(field, sent),)

    def restored(self, field: Field, shown: object) -> tuple[object, ...]:
        # Another site shows moments as they are stored: there are some in each of millions of rows.
        if isinstance(shown, str) and _AS_STORED.fullmatch(shown):
            try:
                datetime.fromisoformat(shown)
            except ValueError:
                pass
            else:
                return (shown,)
        return self.accept(field, shown)
