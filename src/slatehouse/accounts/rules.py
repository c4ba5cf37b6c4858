"""Rules that deny something to administrators too, and the texts in which clients are told of them.

The real service keeps such rules as rows that nobody can read; they show in refusals only, and their numbers
here are those that were seen there (behaviour/auth-and-permissions §9).
"""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.accounts.caller import Caller
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field

__all__ = ["denial_of_retirement", "denial_of_update"]


@dataclass(frozen=True, slots=True)
class _DenyUpdate:
    """Denies changes of one field, or of every field of the type, to callers of one rule set or to all.

    `ending` is what follows the field's name in the text.
    """

    number: int
    entity_type: str
    field: str | None = None
    ending: str = ""
    rule_set: str | None = None

    def denies(self, caller: Caller, field: Field) -> bool:
        return (
            field.entity_type == self.entity_type
            and self.field in (None, field.name)
            and self.rule_set in (None, caller.rule_set)
        )


_DENIED_UPDATES = (
    _DenyUpdate(306, "EventLogEntry"),
    _DenyUpdate(336, "Delivery", "delivery_number", ending=", field_value =>"),
    _DenyUpdate(
        2027, "HumanUser", "can_impersonate_this_user", ending=", field_value => ", rule_set="api_admin"
    ),
)
_DENIED_RETIREMENTS = {"EventLogEntry": 297}


def denial_of_update(caller: Caller, field: Field) -> str | None:
    """The text of the rule that denies the caller changes of the field; None where there is none."""
    for rule in _DENIED_UPDATES:
        if rule.denies(caller, field):
            what = f"DENY update_field FOR entity_type => {field.entity_type}, field_name => {field.name}"
            return _text(caller, rule.number, what + rule.ending)
    return None


def denial_of_retirement(caller: Caller, entity_type: EntityType) -> str | None:
    """The text of the rule that denies the caller to retire rows of the type; None where there is none."""
    number = _DENIED_RETIREMENTS.get(entity_type.name)
    if number is None:
        return None
    return _text(caller, number, f"DENY retire_entity FOR entity_type => {entity_type.name}")


def _text(caller: Caller, number: int, what: str) -> str:
    return f"{caller.rule_set_name} -- PermissionRule {number}: {what}"
