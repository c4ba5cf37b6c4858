"""Which days are worked, and the rules that say so: asked, and written (rest/90-site, schedule)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import Verb, may
from slatehouse.scheduling.work_rules import WorkDay, work_day
from slatehouse.schema.link import Link, Target
from slatehouse.site.draft import Draft
from slatehouse.site.schedule.calendars import Calendars
from slatehouse.site.schedule.recalculating import Recalculation
from slatehouse.site.schedule.refusals import EndBeforeStart, TooManyDays, TwoScopes
from slatehouse.site.schedule.settling import lock, settle
from slatehouse.store.work_rules import STUDIO

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

MOST_DAYS = 36_600
"""A hundred years. The real service answers any range at once."""
_TYPE = "WorkDayRule"


class Recalculated(Enum):
    """What changes of the tasks that happen on a day when its rule is written."""

    DURATION = "duration"
    DUE_DATE = "due_date"


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to write: for everyone, for a project, or for a person."""

    day: date
    working: bool
    description: str | None = None
    project: int | None = None
    person: int | None = None

    @property
    def owner(self) -> Target:
        """Whose rule it is; of the type "" for everyone's."""
        return owner_of(self.project, self.person)


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule as it stands now, with the names of those it is for."""

    day: date
    working: bool
    description: str | None
    project: Link | None
    person: Link | None


def owner_of(project: int | None, person: int | None) -> Target:
    """The row that a scope belongs to; of the type "" for the studio. Raises `TwoScopes`."""
    if project is not None and person is not None:
        raise TwoScopes
    if person is not None:
        return Target("HumanUser", person)
    return Target(STUDIO, 0) if project is None else Target("Project", project)


def work_days(
    calendars: Calendars, start: date, end: date, project: int | None, person: int | None
) -> list[WorkDay]:
    """Every day from one to another, both included. A project or person that is not there has no rules.

    Raises `EndBeforeStart` or `TooManyDays`.
    """
    if end < start:
        raise EndBeforeStart(start, end)
    count = (end - start).days + 1
    if count > MOST_DAYS:
        raise TooManyDays(MOST_DAYS)
    rules = calendars.rules(project, person)
    return [work_day(start + timedelta(number), rules) for number in range(count)]


def set_rule(writing: Writing, rule: NewRule, recalculated: Recalculated | None) -> WrittenRule:
    """Write a rule, in place of the one for the same day and scope, and recalculate tasks if that is asked.

    Raises `TwoScopes`, `NoSuchRowToWrite` or `UpdateFailed`.
    """
    _raise_unless_writable(writing, rule.owner)
    lock(writing)
    recalculation = None
    if recalculated is not None:
        is_of_dates = recalculated is Recalculated.DUE_DATE
        recalculation = Recalculation(writing, rule.day, rule.project, rule.person, is_of_dates)
    _put_rule(writing, rule)
    writing.calendars.forget()
    if recalculation is not None:
        recalculation.run()
        settle(writing)
    project, person = (_link(writing, rule.owner, type_) for type_ in ("Project", "HumanUser"))
    return WrittenRule(rule.day, rule.working, rule.description, project, person)


def set_week(writing: Writing, owner: Target, weekdays: frozenset[int] | None) -> None:
    """Give an owner a week (Monday is 0); None takes it away. No task is recalculated."""
    _raise_unless_writable(writing, owner)
    lock(writing)
    stored = writing.edition.work_rules
    if weekdays is None:
        stored.remove_week(writing.connection, owner)
    else:
        stored.put_week(writing.connection, owner, sorted(weekdays))
    writing.calendars.forget()


def _put_rule(writing: Writing, rule: NewRule) -> None:
    draft = Draft(writing.schema[_TYPE])
    draft.put("date", rule.day.isoformat())
    draft.put("working", rule.working)
    draft.put("description", rule.description)
    draft.put("project", None if rule.project is None else rule.owner._asdict())
    draft.put("user", None if rule.person is None else rule.owner._asdict())
    found = writing.edition.work_rules.rule_of(
        writing.connection, rule.day.isoformat(), rule.project, rule.person
    )
    if found:
        writing.change(found[0], draft)
    else:
        writing.insert(draft)


def _link(writing: Writing, owner: Target, type_: str) -> Link | None:
    return Link(owner.id, writing.name_of(owner) or "", type_) if owner.type == type_ else None


def _raise_unless_writable(writing: Writing, owner: Target) -> None:
    entity_type = writing.schema[_TYPE]
    may(writing.caller, Verb.UPDATE, entity_type, (entity_type.fields["working"],))
    if owner.type != STUDIO:
        writing.raise_unless_there(owner)
