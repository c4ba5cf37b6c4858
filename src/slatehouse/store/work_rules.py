"""Where the rules about working days are: single days in rows of WorkDayRule, weeks in a table of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from sqlalchemy import Dialect, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from slatehouse.schema.sql import is_any
from slatehouse.store.connection import Connection, Row
from slatehouse.store.product_tables import work_weeks
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED, Tables

STUDIO = ""
"""The type of owner of the studio's own week, whose id is 0."""


class WorkRules:
    """The rules of a site. They belong to the studio, to a project or to a person."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._days = tables.entities["WorkDayRule"]
        self._dialect = dialect

    def days(self, connection: Connection, projects: Iterable[int], people: Iterable[int]) -> list[Row]:
        """The single days of the studio, of these projects and of these people, the older rules first:
        project, person, date, whether it is worked, description."""
        return connection.rows(self._select_days, [sorted(projects), sorted(people)])

    def weeks(self, connection: Connection) -> list[Row]:
        """Every week: the type and id of its owner, and the weekdays worked as digits from `0`, Monday."""
        return connection.rows(self._select_weeks)

    def people(self, connection: Connection) -> set[int]:
        """The people who have rules of their own."""
        return {int(row[0]) for row in connection.rows(self._select_people)}

    def rule_of(self, connection: Connection, day: str, project: int | None, person: int | None) -> list[int]:
        """The rules for a day of exactly this scope."""
        wanted = [each for each in (day, project, person) if each is not None]
        return [
            int(row[0]) for row in connection.rows(self._select_rule(project is None, person is None), wanted)
        ]

    def put_week(self, connection: Connection, owner: tuple[str, int], weekdays: Sequence[int]) -> None:
        """Give the owner this week, in place of the one before."""
        connection.run(self._upsert_week, [*owner, "".join(str(day) for day in weekdays)])

    def remove_week(self, connection: Connection, owner: tuple[str, int]) -> None:
        """Let the owner have the week of the next wider scope."""
        connection.run(self._delete_week, owner)

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _select_days(self) -> Statement:
        table = self._days
        project, person = table.c["project$id"], table.c["user$id"]
        names = ("date", "working", "description")
        scopes = or_(project.is_(None) & person.is_(None), is_any(project, slot(0)), is_any(person, slot(1)))
        rows = select(project, person, *(table.c[name] for name in names))
        return self._compile(rows.where(scopes, table.c[RETIRED].is_(None)).order_by(table.c.id))

    @cached_property
    def _select_weeks(self) -> Statement:
        return self._compile(select(work_weeks.c.owner_type, work_weeks.c.owner_id, work_weeks.c.weekdays))

    @cached_property
    def _select_people(self) -> Statement:
        person = self._days.c["user$id"]
        ruled = select(person).where(person.is_not(None), self._days.c[RETIRED].is_(None))
        owning = select(work_weeks.c.owner_id).where(work_weeks.c.owner_type == "HumanUser")
        return self._compile(ruled.union(owning))

    def _select_rule(self, no_project: bool, no_person: bool) -> Statement:
        table = self._days
        slots = iter(range(1, 3))
        scope = [
            table.c[name].is_(None) if absent else table.c[name] == slot(next(slots))
            for name, absent in (("project$id", no_project), ("user$id", no_person))
        ]
        live = table.c[RETIRED].is_(None)
        return self._compile(select(table.c.id).where(table.c.date == slot(0), *scope, live))

    @cached_property
    def _upsert_week(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        insert = make(work_weeks).values(owner_type=slot(0), owner_id=slot(1), weekdays=slot(2))
        keys = [work_weeks.c.owner_type, work_weeks.c.owner_id]
        upsert = insert.on_conflict_do_update(
            index_elements=keys, set_={"weekdays": insert.excluded.weekdays}
        )
        return self._compile(upsert)

    @cached_property
    def _delete_week(self) -> Statement:
        owner = work_weeks.c.owner_type == slot(0), work_weeks.c.owner_id == slot(1)
        return self._compile(delete(work_weeks).where(*owner))
