"""The people and scripts of a site, as far as signing in and recognising them needs to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.schema.data_types.text import KEY
from slatehouse.schema.link import Link
from slatehouse.schema.text_key import text_key
from slatehouse.store.connection import Connection, Database, Row
from slatehouse.store.product_tables import rule_sets as own_rule_sets
from slatehouse.store.product_tables import script_keys
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED, Tables

__all__ = ["Directory", "Person", "Places", "RuleSetInForce", "Script"]

_ACTIVE = "act"


@dataclass(frozen=True, slots=True)
class RuleSetInForce:
    """The permission rule set of somebody: its row, and its version where it is one of the site's own.

    Without one, the id is 0 and the texts are empty.
    """

    id: int
    code: str
    name: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """The live projects that somebody is on, and the live groups that they are in. `has_projects`: projects
    were stated, whether or not they are live still."""

    projects: tuple[int, ...]
    groups: tuple[int, ...]
    has_projects: bool


@dataclass(frozen=True, slots=True)
class Script:
    """A script that is not retired."""

    id: int
    name: str
    script_name: str
    logs_events: bool
    rule_set: RuleSetInForce


@dataclass(frozen=True, slots=True)
class Person:
    """A person who is not retired. Until `locked_until`, as it is stored, no password opens the account."""

    id: int
    name: str
    login: str
    locked_until: str | None
    is_active: bool
    lets_impersonate: bool
    rule_set: RuleSetInForce


class Directory:
    """Looks people and scripts up by what they call themselves or by id; retired rows are never found."""

    def __init__(self, database: Database, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        people, scripts = tables.entities["HumanUser"], tables.entities["ApiUser"]
        self._person_by_id = self._compile(_people(tables).where(people.c.id == slot(0)))
        self._person_by_login = self._compile(_people(tables).where(people.c.login == slot(0)))
        self._people_by_email = self._compile(_people(tables).where(people.c[f"email{KEY}"] == slot(0)))
        self._login = self._compile(select(people.c.login).where(people.c.id == slot(0)))
        self._script_by_id = self._compile(
            _scripts(tables).where(scripts.c.id == slot(0), _has_key(scripts.c.id, slot(1)))
        )
        self._scripts_by_name = self._compile(
            _scripts(tables).where(scripts.c.firstname == slot(0)).order_by(scripts.c.id)
        )
        self._places_of_person = self._compile(
            _linked(tables, "ProjectUserConnection", "Project").union_all(
                _linked(tables, "GroupUserConnection", "Group")
            )
        )
        self._places_of_script = self._compile(_linked(tables, "ApiUserProjectConnection", "Project"))

    def person(self, row_id: int) -> Person | None:
        """The person with this id."""
        return self._one_person(self._person_by_id, row_id)

    def person_with_login(self, login: str) -> Person | None:
        """The person with exactly this login."""
        return self._one_person(self._person_by_login, login) if _is_storable(login) else None

    def person_with_email(self, email: str) -> Person | None:
        """The only person with this e-mail address, whatever its case; None where there are several."""
        found = self._rows(self._people_by_email, text_key(email)) if _is_storable(email) else []
        return _person(found[0]) if len(found) == 1 else None

    def known(self, connection: Connection, person_id: int) -> Link:
        """The person by their login, as a transaction sees them; retired ones, too."""
        found = connection.rows(self._login, [person_id])
        return Link(person_id, (found[0][0] if found else None) or "", "HumanUser")

    def script(self, row_id: int) -> Script | None:
        """The script with this id, while it has a key that is good."""
        found = self._rows(self._script_by_id, row_id, moment_text(self._clock()))
        return _script(found[0]) if found else None

    def scripts_named(self, name: str) -> list[Script]:
        """The scripts of exactly this name, which nothing keeps unique, whether or not they have a key."""
        return [_script(row) for row in self._rows(self._scripts_by_name, name)] if _is_storable(name) else []

    def places_of_person(self, row_id: int) -> Places:
        """Where a person is."""
        return _places(self._rows(self._places_of_person, row_id))

    def places_of_script(self, row_id: int) -> Places:
        """The projects that a script is narrowed to."""
        return _places(self._rows(self._places_of_script, row_id))

    def _one_person(self, statement: Statement, value: object) -> Person | None:
        found = self._rows(statement, value)
        return _person(found[0]) if found else None

    def _rows(self, statement: Statement, *values: object) -> list[Row]:
        with self._database.reading() as connection:
            return connection.rows(statement, values)

    def _compile(self, query: Select[Any] | CompoundSelect[Any]) -> Statement:
        return compile_statement(query, self._database.dialect)


def _people(tables: Tables) -> Select[Any]:
    people = tables.entities["HumanUser"]
    columns = [
        people.c.login,
        people.c.locked_until,
        people.c.sg_status_list,
        people.c.can_impersonate_this_user,
    ]
    return _live_rows(tables, people, "HumanUser", columns)


def _scripts(tables: Tables) -> Select[Any]:
    scripts = tables.entities["ApiUser"]
    columns = [scripts.c.firstname, scripts.c.generate_event_log_entries]
    return _live_rows(tables, scripts, "ApiUser", columns)


def _has_key(script: ColumnElement[int], now: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the script has a key that has not ended."""
    ends_at = script_keys.c.ends_at
    return exists().where(script_keys.c.script_id == script, or_(ends_at.is_(None), ends_at > now))


def _live_rows(tables: Tables, table: Table, kind: str, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Live rows of the table: id, display name, what there is to know of the rule set, then the columns."""
    names, rule_sets = tables.names, tables.entities["PermissionRuleSet"]
    joined = (
        table.outerjoin(names, and_(names.c.type == kind, names.c.id == table.c.id))
        .outerjoin(rule_sets, rule_sets.c.id == table.c["permission_rule_set$id"])
        .outerjoin(own_rule_sets, own_rule_sets.c.rule_set_id == rule_sets.c.id)
    )
    rule_set = (
        func.coalesce(rule_sets.c.id, 0),
        func.coalesce(rule_sets.c.code, ""),
        func.coalesce(rule_sets.c.display_name, ""),
        own_rule_sets.c.version,
    )
    return (
        select(table.c.id, func.coalesce(names.c.name, ""), *rule_set, *columns)
        .select_from(joined)
        .where(table.c[RETIRED].is_(None))
    )


def _linked(tables: Tables, connection_type: str, place_type: str) -> Select[Any]:
    """The places of one type that live connections of a user lead to: whether it is a project, its id, and
    whether it is live."""
    connections, places = tables.entities[connection_type], tables.entities[place_type]
    link = place_type.lower()
    is_live = case((places.c[RETIRED].is_(None), literal_column("1")), else_=literal_column("0"))
    return (
        select(literal_column("1" if place_type == "Project" else "0"), places.c.id, is_live)
        .join_from(connections, places, places.c.id == connections.c[f"{link}$id"])
        .where(connections.c["user$id"] == slot(0), connections.c[RETIRED].is_(None))
    )


def _places(rows: Sequence[Row]) -> Places:
    live = sorted({(bool(is_project), row_id) for is_project, row_id, is_live in rows if is_live})
    return Places(
        projects=tuple(row_id for is_project, row_id in live if is_project),
        groups=tuple(row_id for is_project, row_id in live if not is_project),
        has_projects=any(is_project for is_project, *_ in rows),
    )


def _person(row: Row) -> Person:
    row_id, name, *rule_set, login, locked_until, status, lets_impersonate = row
    return Person(
        id=row_id,
        name=name or login,
        login=login,
        locked_until=locked_until,
        is_active=status == _ACTIVE,
        lets_impersonate=bool(lets_impersonate),
        rule_set=RuleSetInForce(*rule_set),
    )


def _script(row: Row) -> Script:
    row_id, name, *rule_set, script_name, logs_events = row
    return Script(
        id=row_id,
        name=name or script_name,
        script_name=script_name,
        logs_events=bool(logs_events),
        rule_set=RuleSetInForce(*rule_set),
    )


def _is_storable(text: str) -> bool:
    """Whether a database could hold the text, and so find it: none holds NULs and lone surrogates."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
