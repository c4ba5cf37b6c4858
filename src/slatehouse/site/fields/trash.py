"""Putting fields into the trash, with their values, and taking them out (contract rest/50, writing §9.3)."""

from __future__ import annotations

from slatehouse.schema.customization import FieldRecord
from slatehouse.site.fields.altering import Alteration, Changed
from slatehouse.site.fields.refusals import NoSuchField, NotTheSites
from slatehouse.site.fields.telling import tell_revived, tell_trashed
from slatehouse.site.fields.uniqueness import raise_if_shared

__all__ = ["revive_field", "trash_field"]


def trash_field(change: Alteration, entity_type: str, name: str) -> None:
    """Put a field of the site's own into the trash; its name stays taken. A relation goes with both ends."""
    field = change.live_field(entity_type, name)
    record = change.record(entity_type, name)
    if record is None or not record.is_custom:
        raise NotTheSites(entity_type, field.name)
    for end in _mark(change, record, is_trashed=True):
        tell_trashed(change, end)


def revive_field(change: Alteration, entity_type: str, name: str) -> None:
    """Take a field out of the trash, with the values that it had; a live one stays as it is."""
    kind = change.entity_type(entity_type)
    record = change.record(entity_type, name)
    if record is not None and record.is_custom and record.is_trashed:
        if record.facts.get("unique"):
            raise_if_shared(change, change.before.tables.schema[entity_type].fields[name])
        for end in _mark(change, record, is_trashed=False):
            tell_revived(change, end)
    elif name not in kind.fields:
        raise NoSuchField(entity_type, name)


def _mark(change: Alteration, record: FieldRecord, *, is_trashed: bool) -> list[Changed]:
    ends = [
        each
        for each in change.before.custom.fields
        if each.id == record.id or (record.relation is not None and each.relation == record.relation)
    ]
    change.records.mark(change.writes.connection, [each.id for each in ends], is_trashed=is_trashed)
    return [Changed(each.id, each.entity_type, each.name, each.facts["type"]) for each in ends]
