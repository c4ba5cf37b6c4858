"""Working days: counting them, and finding the one so many further on, without walking from day to day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate

MONDAY_TO_FRIDAY = frozenset(range(5))
_DAYS = 7
_LAST = date.max.toordinal()


class OutOfCalendar(Exception):
    """No working day lies so far before or after, between the years 1 and 9999."""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: weekdays (Monday is 0), and single days that are otherwise.

    Every working day has a position: the first that the calendar knows is at 1. `minutes_per_day` is the
    working time of one day.
    """

    week: frozenset[int] = MONDAY_TO_FRIDAY
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    minutes_per_day: int = 8 * 60

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return self.exceptions.get(day, day.weekday() in self.week)

    def closing(self, day: date) -> int:
        """The position of the last working day until this one, itself included; 0 where there is none."""
        return self._worked(day.toordinal())

    def opening(self, day: date) -> int:
        """The position of the first working day from this one on, itself included."""
        return self._worked(day.toordinal() - 1) + 1

    def day_at(self, position: int) -> date:
        """The working day at the position. Raises `OutOfCalendar`."""
        exceptions, worked, changes = self._steps
        after = bisect_left(worked, position)
        earlier_changes = changes[after - 1] if after else 0
        ordinal = self._by_week(position - earlier_changes)
        if after < len(exceptions):
            ordinal = min(ordinal, exceptions[after])
        if position < 1 or ordinal > _LAST:
            raise OutOfCalendar
        return date.fromordinal(ordinal)

    def shifted(self, day: date, days: int) -> date:
        """The working day so many further on, or back; the day itself for 0. Raises `OutOfCalendar`."""
        if days == 0:
            return day
        return self.day_at((self.closing(day) if days > 0 else self.opening(day)) + days)

    def length(self, minutes: int) -> int:
        """The working days that so many minutes touch; a day at least."""
        return max(1, -(-minutes // self.minutes_per_day))

    def minutes(self, start: date, due: date) -> int:
        """The working time from one day to another, both included; none where the second lies before."""
        days = self.closing(due) - self.opening(start) + 1
        return max(0, days) * self.minutes_per_day

    def due(self, start: date, minutes: int) -> date:
        """The day on which work of that length ends. Work of no length ends as it starts."""
        return self.day_at(self.opening(start) + self.length(minutes) - 1) if minutes > 0 else start

    def start(self, due: date, minutes: int) -> date:
        """The day on which work of that length starts. Work of no length starts as it ends."""
        return self.day_at(self.closing(due) - self.length(minutes) + 1) if minutes > 0 else due

    @cached_property
    def _weekdays(self) -> tuple[int, ...]:
        return tuple(sorted(self.week))

    @cached_property
    def _weekdays_before(self) -> tuple[int, ...]:
        return tuple(accumulate((day in self.week for day in range(_DAYS)), initial=0))

    @cached_property
    def _steps(self) -> tuple[list[int], list[int], list[int]]:
        """Of the days that differ from their week, in order: the ordinals, the days worked until each, and by
        how much that differs from the plain weeks."""
        different = sorted(
            (day.toordinal(), 1 if working else -1)
            for day, working in self.exceptions.items()
            if working is not (day.weekday() in self.week)
        )
        ordinals = [ordinal for ordinal, _ in different]
        changes = list(accumulate(change for _, change in different))
        worked = [
            self._worked_by_week(ordinal) + change for ordinal, change in zip(ordinals, changes, strict=True)
        ]
        return ordinals, worked, changes

    def _worked(self, ordinal: int) -> int:
        ordinals, _, changes = self._steps
        until = bisect_right(ordinals, ordinal)
        return self._worked_by_week(ordinal) + (changes[until - 1] if until else 0)

    def _worked_by_week(self, ordinal: int) -> int:
        # The calendar's first day, the ordinal 1, is a Monday.
        weeks, days = divmod(ordinal, _DAYS)
        return weeks * len(self.week) + self._weekdays_before[days]

    def _by_week(self, position: int) -> int:
        """The ordinal of the working day at a position, were there weeks alone."""
        if not self.week:
            return _LAST + 1
        weeks, number = divmod(position - 1, len(self.week))
        return weeks * _DAYS + self._weekdays[number] + 1
