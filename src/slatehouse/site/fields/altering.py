"""A change of the schema: one transaction, in force everywhere when it is answered."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.permissions import Verb, may
from slatehouse.schema.customization import FieldRecord
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.site.edition import Edition, next_edition
from slatehouse.site.fields.auditing import audit_schema
from slatehouse.site.fields.refusals import NoSuchField, NoSuchType
from slatehouse.site.writing import Writing, writing
from slatehouse.store.alteration import grow
from slatehouse.store.connection import NotUnique, StoreBusy
from slatehouse.store.customization import Customizations

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["DISPLAY_COLUMN", "Alteration", "Changed", "alter"]

Outcome = TypeVar("Outcome")

DISPLAY_COLUMN = "DisplayColumn"
"""What the event log calls a field; it is no type that anyone can read (behaviour/pages-and-events §8)."""

_LONGEST = 15.0
_FIRST_PATIENCE, _LAST_PATIENCE = 0.1, 3.0
_PATIENCE_OF_ONE = 1.0
_LONGEST_PAUSE = 0.3


class Changed(NamedTuple):
    """A field that something was recorded of, by the number under which events are about it."""

    id: int
    entity_type: str
    name: str
    data_type: str

    @property
    def target(self) -> Target:
        """What events about it link."""
        return Target(DISPLAY_COLUMN, self.id)


@dataclass(frozen=True, slots=True)
class Alteration:
    """A change under way, of the schema as it was when the change got its turn."""

    writes: Writing
    records: Customizations
    before: Edition
    _numbered: dict[tuple[str, str], Changed] = field(default_factory=dict)

    def entity_type(self, name: str) -> EntityType:
        """A type whose schema the caller may change."""
        found = self.before.schema.types.get(name)
        if found is None:
            raise NoSuchType(name)
        may(self.writes.caller, Verb.ALTER, found)
        return found

    def live_field(self, entity_type: str, name: str) -> Field:
        """A live field of a type whose schema the caller may change."""
        found = self.entity_type(entity_type).fields.get(name)
        if found is None or not found.declared:
            raise NoSuchField(entity_type, name)
        return found

    def facts(self, entity_type: str, name: str) -> Mapping[str, Any]:
        """What is said of a field, by what is shipped and by the site."""
        facts: Mapping[str, Any] = self.before.layers.made[entity_type].kept["fields"][name]
        return facts

    def record(self, entity_type: str, name: str) -> FieldRecord | None:
        """What the site has recorded of a field."""
        return self.before.custom.field(entity_type, name)

    def numbered(self, field: Field) -> Changed:
        """A live field under its number, which a shipped one gets when it is first changed."""
        key, record = (field.entity_type, field.name), self.record(field.entity_type, field.name)
        if record is not None:
            return Changed(record.id, *key, field.type.name)
        if key not in self._numbered:
            self._numbered[key] = self.add(FieldRecord(0, *key, {}), field.type.name)
        return self._numbered[key]

    def add(self, record: FieldRecord, data_type: str) -> Changed:
        """Record a field that nothing was recorded of."""
        row_id = self.records.add_field(self.writes.connection, record)
        self.writes.rows.names.put(self.writes.connection, [(DISPLAY_COLUMN, row_id, record.name)])
        return Changed(row_id, record.entity_type, record.name, data_type)


def alter(site: Site, caller: Caller, change: Callable[[Alteration], Outcome]) -> tuple[Outcome, Edition]:
    """What the change returns, and the edition in which it is in force, in every process.

    The change is done again from the start where others were in its way, unless it is a part of a transaction
    that is not its own; there it is in force when that ends. Raises its refusals, and `StoreBusy` where they
    stayed there.
    """
    if site.database.is_joined():
        outcome, after = _alter_once(site, caller, change, _PATIENCE_OF_ONE)
    else:
        outcome, after = _altered(site, caller, change)
    site.database.when_committed(lambda: site.editions.publish(after))
    return outcome, after


def _altered(site: Site, caller: Caller, change: Callable[[Alteration], Outcome]) -> tuple[Outcome, Edition]:
    deadline, patience = time.monotonic() + _LONGEST, _FIRST_PATIENCE
    while True:
        try:
            return _alter_once(site, caller, change, patience)
        except StoreBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.01, _LONGEST_PAUSE))  # nosec B311 # a pause
            patience = min(2 * patience, _LAST_PATIENCE)


def _alter_once(
    site: Site, caller: Caller, change: Callable[[Alteration], Outcome], patience: float
) -> tuple[Outcome, Edition]:
    known, records = site.editions.known, site.editions.records
    with writing(site, caller, known) as writes:
        custom = records.begin(writes.connection)
        before = known if known.custom.version == custom.version else next_edition(known, custom)
        writes.edition = before
        outcome = change(Alteration(writes, records, before))
        records.count(writes.connection, custom.version + 1)
        after = next_edition(before, records.recorded(writes.connection))
        audit_schema(writes, before.custom, after.custom)
        try:
            grow(site.database, writes.connection, before.tables, after.tables, patience)
        except NotUnique as error:
            # Rows were made alike after they were looked at; next time they are told of.
            raise StoreBusy("others write what is to be unique") from error
    return outcome, after
