"""The fifteen relations of days and moments (data-types §1, DATE15); "now" is `Asked.now`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct

from slatehouse.schema.comparisons import Comparisons
from slatehouse.schema.conditions import Asked, Relation, Test, Writer
from slatehouse.schema.refusals import BadTimeCount, BadTimeUnit, WrongClass
from slatehouse.schema.relations import Outside, Within, nothing, one, two
from slatehouse.schema.relative_time import UNITS, calendar_days


class Times(Struct, frozen=True):
    """How a data type spells time in its column; texts whose byte order is the order of time.

    `read` turns a filter's value into the column's text, None for "unset". `reach` is the text of the moment
    so many units from now, with now itself at 0. `span` is the first and last text of a run of days.
    """

    read: Callable[[Asked, object], str | None]
    reach: Callable[[datetime, int, str], str]
    span: Callable[[date, date], tuple[str, str]]

    def around_now(self, direction: int, writer: Writer) -> Relation:
        """A relation on the time between now and n units before (-1) or after (+1) it, both ends included."""

        def make(asked: Asked, count: object, unit: object) -> Test:
            steps, kind = _count(asked, count), _unit(asked, unit)
            now = asked.now.astimezone(UTC)
            ends = sorted((self.reach(now, 0, kind), self.reach(now, direction * steps, kind)))
            return Test(writer, tuple(ends))

        return two(make)

    def in_calendar(self, unit: str) -> Relation:
        """A relation on the calendar unit so many units from today's."""

        def make(asked: Asked, offset: object) -> Test:
            if isinstance(offset, bool) or not isinstance(offset, int):
                raise WrongClass(asked.field, offset, ("Integer",))
            days = calendar_days(asked.now.astimezone(UTC).date(), offset, unit)
            return Test(nothing) if days is None else Test(Within(), self.span(*days))

        return one(make)


def date_relations(times: Times) -> Mapping[str, Relation]:
    """DATE15 in printed order."""
    texts: Comparisons[str] = Comparisons(times.read)
    return {
        **texts.equality(),
        **texts.order(),
        "in_last": times.around_now(-1, Within()),
        "not_in_last": times.around_now(-1, Outside()),
        "in_next": times.around_now(1, Within()),
        "not_in_next": times.around_now(1, Outside()),
        "in_calendar_week": times.in_calendar("WEEK"),
        "in_calendar_month": times.in_calendar("MONTH"),
        "in_calendar_day": times.in_calendar("DAY"),
        "in_calendar_year": times.in_calendar("YEAR"),
        **texts.range(),
        **texts.membership(),
    }


def _count(asked: Asked, sent: object) -> int:
    if isinstance(sent, bool) or not isinstance(sent, int) or sent < 1:
        raise BadTimeCount(asked.field, asked.relation, asked.values)
    return sent


def _unit(asked: Asked, sent: object) -> str:
    if not isinstance(sent, str) or sent not in UNITS:
        raise BadTimeUnit(asked.field, asked.relation, asked.values, UNITS)
    return sent
