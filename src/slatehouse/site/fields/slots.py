"""Enabling, naming and disabling custom entity types."""

from __future__ import annotations

from slatehouse.accounts.errors import CannotAlter
from slatehouse.schema.customization import TypeRecord
from slatehouse.schema.slots import is_slot
from slatehouse.site.fields.altering import Alteration
from slatehouse.site.fields.refusals import NameMissing, NoSuchSlot

__all__ = ["disable_slot", "enable_slot"]


def enable_slot(change: Alteration, slot: str, display_name: str) -> None:
    """Make the slot's type one of the site's, under the name; one that was disabled has its rows again."""
    _raise_unless_slot(change, slot)
    if not display_name.strip():
        raise NameMissing("create")
    change.records.put_type(change.writes.connection, TypeRecord(slot, True, display_name))


def disable_slot(change: Alteration, slot: str) -> None:
    """Take the slot's type out of the site, with all fields that link it alone. Its rows are kept."""
    _raise_unless_slot(change, slot)
    enabled = change.before.schema.types.get(slot)
    if enabled is None:
        raise NoSuchSlot(slot)
    change.records.put_type(change.writes.connection, TypeRecord(slot, False, enabled.display_name))


def _raise_unless_slot(change: Alteration, slot: str) -> None:
    if not is_slot(slot):
        raise NoSuchSlot(slot)
    caller = change.writes.caller
    if not (caller.is_administrator or caller.rules.alters_schema):
        raise CannotAlter(slot)
