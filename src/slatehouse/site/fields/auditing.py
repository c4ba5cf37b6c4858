"""What the audit trail is told of the schema: which fields and types were changed, and how, but no values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from slatehouse.accounts.audit import Deed
from slatehouse.schema.customization import Customization, FieldRecord
from slatehouse.site.writing import Writing

__all__ = ["audit_schema"]


def audit_schema(writes: Writing, before: Customization, after: Customization) -> None:
    """Tell, in the transaction of the change, how what is recorded of the schema differs."""
    audit = writes.site.accounts.audit
    for name, what in _changes(before, after):
        audit.record(writes.connection, Deed.SCHEMA_CHANGED, writes.caller, name, what=what)


def _changes(before: Customization, after: Customization) -> Iterator[tuple[str, str]]:
    """Each name that differs, and what became of it."""
    known = {record.id: record for record in before.fields}
    for record in after.fields:
        if (what := _field_change(known.get(record.id), record)) is not None:
            yield f"{record.entity_type}.{record.name}", what
    types = {record.name: record for record in before.types}
    for kind in after.types:
        if kind != types.get(kind.name):
            yield kind.name, "enabled" if kind.is_enabled else "disabled"
    for project in _differing(before.by_project, after.by_project):
        yield project, "changed for a project"


def _field_change(old: FieldRecord | None, new: FieldRecord) -> str | None:
    if old is None:
        return "added" if new.is_custom else "changed"
    if old.is_trashed != new.is_trashed:
        return "trashed" if new.is_trashed else "revived"
    return None if old == new else "changed"


def _differing(
    before: Mapping[tuple[int, str], Mapping[str, Any]], after: Mapping[tuple[int, str], Mapping[str, Any]]
) -> Iterator[str]:
    for key, fields in after.items():
        for name, facts in fields.items():
            if before.get(key, {}).get(name) != facts:
                yield f"{key[1]}.{name}"
