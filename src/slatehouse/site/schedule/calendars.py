"""The calendars that tasks are scheduled by: of their project, and of the people who work on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from slatehouse.scheduling.calendar import WorkCalendar
from slatehouse.scheduling.work_rules import DayRule, Scope, ScopeRules, merged, together
from slatehouse.schema.data_types.duration import MINUTES_PER_DAY
from slatehouse.store.connection import Connection
from slatehouse.store.work_rules import STUDIO, WorkRules

_SCOPES = {STUDIO: Scope.STUDIO, "Project": Scope.PROJECT, "HumanUser": Scope.USER}
# No row has this id, and so no rules are found for it.
_ANYONE = _NO_PROJECT = 0
_Owner = tuple[Scope, int]
_STUDIO: _Owner = (Scope.STUDIO, 0)


@dataclass
class Calendars:
    """The rules of a site as one transaction sees them, each read once."""

    stored: WorkRules
    connection: Connection
    _people: frozenset[int] | None = None
    _weeks: dict[_Owner, frozenset[int]] | None = None
    _days: dict[_Owner, dict[date, DayRule]] = field(default_factory=dict)
    _merged: dict[tuple[int, int], WorkCalendar] = field(default_factory=dict)
    _calendars: dict[tuple[int, frozenset[int]], WorkCalendar] = field(default_factory=dict)

    def of(self, project: int | None, people: Iterable[int] = ()) -> WorkCalendar:
        """The calendar of work in a project by some people."""
        ruled = frozenset(person if person in self.ruled_people else _ANYONE for person in people)
        key = (project or _NO_PROJECT, ruled or frozenset({_ANYONE}))
        if key not in self._calendars:
            self.read([key[0]], key[1])
            self._calendars[key] = together(self._of_one(key[0], person) for person in key[1])
        return self._calendars[key]

    def rules(self, project: int | None, person: int | None) -> list[ScopeRules]:
        """The rules that hold for a project and a person, the least specific first."""
        project, person = project or _NO_PROJECT, person or _ANYONE
        self.read([project], [person])
        owners = [_STUDIO, (Scope.PROJECT, project), (Scope.USER, person)]
        return [ScopeRules(owner[0], self._week(owner), self._days.get(owner, {})) for owner in owners]

    def read(self, projects: Iterable[int], people: Iterable[int]) -> None:
        """Read the rules of these projects and people together, those that are not read yet."""
        new = [
            [each for each in set(ids) if (scope, each) not in self._days]
            for scope, ids in ((Scope.PROJECT, projects), (Scope.USER, people))
        ]
        if not any(new) and _STUDIO in self._days:
            return
        for scope, ids in zip((Scope.PROJECT, Scope.USER), new, strict=True):
            self._days |= {(scope, each): {} for each in ids}
        self._days[_STUDIO] = {}
        for project, person, day, working, description in self.stored.days(self.connection, *new):
            owner = _owner(project, person)
            self._days[owner][date.fromisoformat(day)] = DayRule(bool(working), description)

    @property
    def ruled_people(self) -> frozenset[int]:
        """The people who have rules of their own."""
        if self._people is None:
            self._people = frozenset(self.stored.people(self.connection))
        return self._people

    def forget(self) -> None:
        """The rules were changed: they are read anew."""
        self._people = self._weeks = None
        for kept in (self._days, self._merged, self._calendars):
            kept.clear()

    def _week(self, owner: _Owner) -> frozenset[int] | None:
        if self._weeks is None:
            self._weeks = {
                (_SCOPES[owner_type], owner_id): frozenset(map(int, weekdays))
                for owner_type, owner_id, weekdays in self.stored.weeks(self.connection)
            }
        return self._weeks.get(owner)

    def _of_one(self, project: int, person: int) -> WorkCalendar:
        key = (project, person)
        if key not in self._merged:
            self._merged[key] = merged(self.rules(project, person), MINUTES_PER_DAY)
        return self._merged[key]


def _owner(project: int | None, person: int | None) -> _Owner:
    if person is not None:
        return (Scope.USER, person)
    return _STUDIO if project is None else (Scope.PROJECT, project)
