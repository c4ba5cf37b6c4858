"""Where a site's own part of its schema is kept, and the version that counts its changes.

Steps belong to it, whose rows give types their pivot columns. A change runs in one transaction that counts
the version up; only one is under way at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
from sqlalchemy import Dialect, Table, column, insert, literal_column, select, table, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.customization import (
    Customization,
    FieldRecord,
    ProjectRecord,
    StepRecord,
    TypeRecord,
)
from slatehouse.store.connection import Connection, Row
from slatehouse.store.product_tables import entity_types, fields, project_fields, site_facts
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED

__all__ = ["Customizations"]

_VERSION = "schema_version"
_CHANGES_LOCK = 0x5C4E3A
_STEPS = table("steps", *(column(name) for name in ("id", "entity_type", "code", RETIRED)))
# Of a site that is being made the tables of its rows are the last.
_IS_THERE = {
    "sqlite": Statement(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('slatehouse_fields', 'steps') HAVING count(*) = 2",
        (),
    ),
    "postgresql": Statement(
        "SELECT 1 WHERE to_regclass('slatehouse_fields') IS NOT NULL AND to_regclass('steps') IS NOT NULL", ()
    ),
}
_ONE_CHANGE_AT_A_TIME = Statement("SELECT pg_advisory_xact_lock(%s)", ((_CHANGES_LOCK,),))


class Customizations:
    """Reads and writes the records in databases of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        name: ColumnElement[str] = literal_column(f"'{_VERSION}'")
        self._version = self._compiled(select(site_facts.c.value).where(site_facts.c.name == name))

    def version(self, connection: Connection) -> int:
        """How often the schema was changed."""
        found = connection.rows(self._version)
        return int(found[0][0]) if found else 0

    def read(self, connection: Connection) -> Customization:
        """Everything recorded; nothing where the database is too old to have a place for it."""
        if not connection.rows(_IS_THERE[self._dialect.name]):
            return Customization()
        while True:
            found = self.recorded(connection)
            if self.version(connection) == found.version:
                return found

    def begin(self, connection: Connection) -> Customization:
        """Wait until no other change is under way; what is recorded then."""
        if self._dialect.name == "postgresql":
            connection.rows(_ONE_CHANGE_AT_A_TIME)
        return self.recorded(connection)

    def count(self, connection: Connection, version: int) -> None:
        """The schema has this version from the end of the transaction on."""
        self._put(connection, site_facts, {"name": _VERSION}, {"value": str(version)})

    def add_field(self, connection: Connection, record: FieldRecord) -> int:
        """Record a field; the id of the record, which the database gives."""
        values = [record.entity_type, record.name, _encoded(record.facts), record.is_custom, record.relation]
        return int(connection.rows(self._add_field, values)[0][0])

    def put_facts(self, connection: Connection, record_id: int, facts: Mapping[str, Any]) -> None:
        """Record other facts of a field."""
        connection.run(self._put_facts, [_encoded(facts), record_id])

    def relate(self, connection: Connection, record_id: int, relation: int) -> None:
        """Record that a field is an end of the relation."""
        connection.run(self._relate, [relation, record_id])

    def mark(self, connection: Connection, record_ids: Sequence[int], *, is_trashed: bool) -> None:
        """Put fields into the trash, or take them out."""
        connection.run_many(self._mark, [(is_trashed, each) for each in record_ids])

    def put_type(self, connection: Connection, record: TypeRecord) -> None:
        """Record what the site makes of an entity type."""
        values = {"is_enabled": record.is_enabled, "display_name": record.display_name}
        self._put(connection, entity_types, {"name": record.name}, values)

    def put_project(self, connection: Connection, record: ProjectRecord) -> None:
        """Record what a project has differently of a field."""
        key = {"project": record.project, "entity_type": record.entity_type, "field": record.field}
        self._put(connection, project_fields, key, {"facts": _encoded(record.facts)})

    def recorded(self, connection: Connection) -> Customization:
        """Everything recorded, as the transaction sees it that makes the change."""
        version = self.version(connection)
        found = [connection.rows(each) for each in self._everything]
        return Customization(
            version,
            tuple(map(_field, found[0])),
            tuple(TypeRecord(name, bool(is_enabled), shown) for name, is_enabled, shown in found[1]),
            tuple(map(_project, found[2])),
            tuple(StepRecord(*each) for each in found[3]),
        )

    def _put(
        self, connection: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]
    ) -> None:
        """One row, in place of what had the key before."""
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(table).values({name: slot(number) for number, name in enumerate((*key, *values))})
        upsert = row.on_conflict_do_update(
            index_elements=list(key), set_={name: row.excluded[name] for name in values}
        )
        connection.run(self._compiled(upsert), [*key.values(), *values.values()])

    def _compiled(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _everything(self) -> tuple[Statement, ...]:
        names = ("id", "entity_type", "name", "facts", "is_custom", "is_trashed", "relation")
        kind = _STEPS.c.entity_type
        steps = select(_STEPS.c.id, kind, _STEPS.c.code).where(_STEPS.c[RETIRED].is_(None), kind.is_not(None))
        return (
            self._compiled(select(*(fields.c[name] for name in names)).order_by(fields.c.id)),
            self._compiled(select(entity_types)),
            self._compiled(select(project_fields)),
            self._compiled(steps.order_by(_STEPS.c.id)),
        )

    @cached_property
    def _add_field(self) -> Statement:
        names = ("entity_type", "name", "facts", "is_custom", "relation")
        row = insert(fields).values(
            {name: slot(number) for number, name in enumerate(names)},
        )
        return self._compiled(row.values(is_trashed=False).returning(fields.c.id))

    @cached_property
    def _put_facts(self) -> Statement:
        return self._compiled(update(fields).values(facts=slot(0)).where(fields.c.id == slot(1)))

    @cached_property
    def _relate(self) -> Statement:
        return self._compiled(update(fields).values(relation=slot(0)).where(fields.c.id == slot(1)))

    @cached_property
    def _mark(self) -> Statement:
        return self._compiled(update(fields).values(is_trashed=slot(0)).where(fields.c.id == slot(1)))


def _field(row: Row) -> FieldRecord:
    row_id, entity_type, name, facts, is_custom, is_trashed, relation = row
    return FieldRecord(
        row_id, entity_type, name, _decoded(facts), bool(is_custom), bool(is_trashed), relation
    )


def _project(row: Row) -> ProjectRecord:
    project, entity_type, field, facts = row
    return ProjectRecord(project, entity_type, field, _decoded(facts))


def _encoded(facts: Mapping[str, Any]) -> str:
    return msgspec.json.encode(facts).decode()


def _decoded(text: str) -> dict[str, Any]:
    return msgspec.json.decode(text, type=dict[str, Any])
