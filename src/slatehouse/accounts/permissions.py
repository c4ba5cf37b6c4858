"""What a caller may do: one question, asked by every verb of the site before it looks at values.

Administrators may do everything that no rule denies. Everyone else may read, decide what they follow
themselves, and write what is kept for each person apart, such as what they have read; a script may also turn
its own events on and off.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import (
    CannotAccess,
    CannotActFor,
    CannotAlter,
    CannotCreate,
    CannotDelete,
    CannotRevive,
    LicenceForAdministrators,
    NotEditable,
)
from slatehouse.accounts.rules import denial_of_retirement, denial_of_update
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.origins import PerPerson

__all__ = ["Verb", "may", "may_assign_seats", "may_look_after", "may_see_licence"]

_FOR_ADMINISTRATORS = "ApiUser"
_OWN_SWITCH = "generate_event_log_entries"


class Verb(Enum):
    """What a caller can ask to do to rows, or to the schema of their type. To act for a person is to change
    what they keep for themselves: what they follow, when they last saw a project."""

    READ = auto()
    CREATE = auto()
    UPDATE = auto()
    RETIRE = auto()
    REVIVE = auto()
    ACT_FOR = auto()
    ALTER = auto()


def may(
    caller: Caller, verb: Verb, entity_type: EntityType, fields: Iterable[Field] = (), row: int | None = None
) -> None:
    """Returns where the caller may, and raises the `PermissionRefusal` where not.

    `fields` are those of an update, in the order in which they were sent; an update of none passes for all.
    `row` is the id, where one row is meant. (behaviour/auth-and-permissions §7 to §10)
    """
    if caller.is_system:
        return
    match verb:
        case Verb.READ:
            _read(caller, entity_type, row)
        case Verb.CREATE:
            _create(caller, entity_type)
        case Verb.UPDATE:
            for field in fields:
                _update(caller, field, row)
        case Verb.RETIRE:
            _retire(caller, entity_type)
        case Verb.REVIVE:
            _revive(caller, entity_type)
        case Verb.ACT_FOR:
            _act_for(caller, row)
        case Verb.ALTER:
            _alter(caller, entity_type)


def may_see_licence(caller: Caller) -> None:
    """Raises `LicenceForAdministrators` unless the caller is one (rest/90)."""
    if not caller.is_administrator:
        raise LicenceForAdministrators


def may_assign_seats(caller: Caller) -> None:
    """Raises `NotEditable` unless the caller may say which subscriptions people have."""
    if not caller.is_administrator:
        raise NotEditable("HumanUser.subscription")


def may_look_after(caller: Caller, account: Target) -> None:
    """Raises `CannotActFor` unless the account is the caller's own, or the caller an administrator."""
    if not caller.is_administrator and account != (caller.type, caller.id):
        raise CannotActFor(account.type)


def _read(caller: Caller, entity_type: EntityType, row: int | None) -> None:
    is_open = entity_type.name != _FOR_ADMINISTRATORS or caller.is_administrator
    if not is_open and not _is_own_row(caller, entity_type.name, row):
        raise CannotAccess(entity_type.name, caller.rule_set_name or None)


def _create(caller: Caller, entity_type: EntityType) -> None:
    if not caller.is_administrator:
        raise CannotCreate(entity_type.name)


def _update(caller: Caller, field: Field, row: int | None) -> None:
    denial = denial_of_update(caller, field)
    if denial is not None:
        raise NotEditable(field.path, denial)
    is_own_switch = field.name == _OWN_SWITCH and _is_own_row(caller, field.entity_type, row)
    is_open = is_own_switch or isinstance(field.origin, PerPerson)
    if not caller.is_administrator and not is_open:
        raise NotEditable(field.path)


def _retire(caller: Caller, entity_type: EntityType) -> None:
    denial = denial_of_retirement(caller, entity_type)
    if denial is not None or not caller.is_administrator:
        raise CannotDelete(entity_type.name, denial)


def _revive(caller: Caller, entity_type: EntityType) -> None:
    if not caller.is_administrator:
        raise CannotRevive(entity_type.name)


def _alter(caller: Caller, entity_type: EntityType) -> None:
    if not caller.is_administrator:
        raise CannotAlter(entity_type.name)


def _act_for(caller: Caller, person: int | None) -> None:
    if not caller.is_administrator and caller.person != person:
        raise CannotActFor("HumanUser")


def _is_own_row(caller: Caller, entity_type: str, row: int | None) -> bool:
    """Whether a script means itself. What people see of themselves is their rule set's business."""
    return entity_type == caller.type == "ApiUser" and row == caller.id
