"""What a caller may do: one question, asked by every verb of the site before it looks at values.

The caller's rule set decides; some things are denied to administrators too (`rules`). Where a right holds for
some rows only, whoever asks lends a way to test the row, within the transaction of the write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

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
from slatehouse.accounts.rule_sets import Right
from slatehouse.accounts.rule_words import words_of_condition
from slatehouse.accounts.rules import denial_of_retirement, denial_of_update
from slatehouse.query.visibility import Every, NoRow, RowRule
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target

__all__ = [
    "RowTest",
    "Verb",
    "is_editable",
    "is_hidden",
    "may",
    "may_assign_seats",
    "may_copy_sites",
    "may_give",
    "may_look_after",
    "may_look_after_others",
    "may_manage_webhooks",
    "may_see_audit_trail",
    "may_see_licence",
    "may_see_plans",
    "raise_unless_in_person",
    "reads_every_row",
]

_SCRIPT, _PERSON = "ApiUser", "HumanUser"
_OWN_SWITCH = "generate_event_log_entries"
_SET_OF_NEW_PEOPLE = "artist"
_UNIQUE = "values that are unique tell of all rows, and are written by those who may read them all"
_FOR_THE_PRODUCT = frozenset({"PermissionRuleSet"})
"""Types whose rows stand for something that is made and removed in another way (`site.rule_sets`)."""


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


class RowTest(Protocol):
    """Tells whether a row meets a rule, as the database has it within the transaction under way."""

    def meets(self, entity_type: EntityType, row: int, rule: RowRule) -> bool:
        """Whether it does; a row that is not there meets none."""


def may(
    caller: Caller,
    verb: Verb,
    entity_type: EntityType,
    fields: Iterable[Field] = (),
    row: int | None = None,
    rows: RowTest | None = None,
) -> None:
    """Returns where the caller may, and raises the `PermissionRefusal` where not.

    `fields` are those of a create or an update, in the order in which they were sent; an update of none
    passes for all. `row` is the id, where one row is meant, and `rows` tests it: a right that holds for some
    rows only is none without. (behaviour/auth-and-permissions §7 to §10)
    """
    if not caller.is_system:
        _VERBS[verb](_Asked(caller, entity_type, tuple(fields), row, rows))


def is_editable(caller: Caller, field: Field) -> bool:
    """Whether there are rows of which the caller may change the field (auth-and-permissions §8)."""
    if caller.is_system:
        return True
    if denial_of_update(caller, field) is not None or _tells_too_much(caller, field):
        return False
    return caller.is_administrator or caller.rules.updates(field) is not False


def reads_every_row(caller: Caller, entity_type: str) -> bool:
    """Whether there is no row of the type that the caller may not read."""
    return caller.visibility is None or isinstance(caller.visibility.of(entity_type), Every)


def is_hidden(caller: Caller, field: Field) -> bool:
    """Whether the field is, to the caller, none that exists."""
    return not caller.is_administrator and field.name in caller.rules.of(field.entity_type).hidden


def may_give(caller: Caller, rule_set: str) -> bool:
    """Whether the caller may give a person or a script the rule set of that code. Nobody gives more than they
    have: only administrators give sets that their own does not name."""
    return caller.is_administrator or rule_set in caller.rules.gives


def may_see_licence(caller: Caller) -> None:
    """Raises `LicenceForAdministrators` unless the caller is one, or has it from the rule set (rest/90)."""
    if not (caller.is_administrator or caller.rules.sees_licence):
        raise LicenceForAdministrators


def may_assign_seats(caller: Caller) -> None:
    """Raises `NotEditable` unless the caller may say which subscriptions people have."""
    if not caller.is_administrator:
        raise NotEditable("HumanUser.subscription")


def may_see_audit_trail(caller: Caller) -> None:
    """Raises `CannotAccess` unless the caller is an administrator of the whole site."""
    if not caller.is_administrator:
        raise CannotAccess("AuditTrail", caller.rule_set_name or None)


def may_see_plans(caller: Caller) -> None:
    """Raises `CannotAccess` unless the caller is an administrator of the whole site: how the database goes
    about a question tells of all rows."""
    if not caller.is_administrator:
        raise CannotAccess("QueryPlan", caller.rule_set_name or None)


def may_copy_sites(caller: Caller) -> None:
    """Raises `CannotAccess` unless the caller may write rows as another site has them, past all rules."""
    if not caller.is_administrator:
        raise CannotAccess("Site", caller.rule_set_name or None)


def may_manage_webhooks(caller: Caller) -> None:
    """Raises `CannotAccess` unless the caller may have the site tell other machines of what happens."""
    if not (caller.is_administrator or caller.rules.manages_webhooks):
        raise CannotAccess("Webhook", caller.rule_set_name or None)


def may_look_after(caller: Caller, account: Target) -> None:
    """Raises `CannotActFor` unless the account is the caller's own, or the caller an administrator."""
    if not caller.is_administrator and account != (caller.type, caller.id):
        raise CannotActFor(account.type)


def may_look_after_others(caller: Caller) -> None:
    """Raises `CannotActFor` unless the caller may do to anyone's account what nobody does to their own."""
    if not caller.is_administrator:
        raise CannotActFor("HumanUser")


def raise_unless_in_person(caller: Caller) -> None:
    """Raises `CannotActFor` for a script, also where it acts as a person: people's secrets are their own."""
    if caller.type != "HumanUser" or caller.script_id is not None:
        raise CannotActFor("HumanUser")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, and what it takes to answer it."""

    caller: Caller
    entity_type: EntityType
    fields: tuple[Field, ...]
    row: int | None
    rows: RowTest | None

    @property
    def is_own_row(self) -> bool:
        """Whether a script means itself. What people see of themselves is their rule set's business."""
        return self.entity_type.name == self.caller.type == _SCRIPT and self.row == self.caller.id

    def has(self, right: Right) -> bool:
        if isinstance(right, bool) or self.row is None or self.rows is None:
            return right is True
        return self.rows.meets(self.entity_type, self.row, right)

    def words(self, key: str, verb: str, about: str, right: Right) -> str | None:
        """The text of the rule under which there is a right; None where there is no right at all."""
        if isinstance(right, bool):
            return None
        number = self.caller.rules.of(self.entity_type.name).numbers.get(key, 0)
        condition = words_of_condition(verb, about, right)
        return f"{self.caller.rule_set_name} -- PermissionRule {number}: {condition}"


def _read(asked: _Asked) -> None:
    caller, name = asked.caller, asked.entity_type.name
    is_closed = not caller.is_administrator and isinstance(caller.rules.of(name).read, NoRow)
    if is_closed and not asked.is_own_row:
        raise CannotAccess(name, caller.rule_set_name or None)


def _create(asked: _Asked) -> None:
    caller, entity_type = asked.caller, asked.entity_type
    if entity_type.name in _FOR_THE_PRODUCT:
        raise CannotCreate(entity_type.name)
    if caller.is_administrator:
        return
    rules = caller.rules.of(entity_type.name)
    if not rules.create or (entity_type.name == _PERSON and not may_give(caller, _SET_OF_NEW_PEOPLE)):
        raise CannotCreate(entity_type.name)
    for field in asked.fields:
        # What may never be changed afterwards may not be said in the beginning either, where a set names it.
        if rules.fields.get(field.name) is False:
            raise NotEditable(field.path)
        _raise_if_too_much_is_told(caller, field)


def _update(asked: _Asked) -> None:
    met: set[Right] = set()
    for field in asked.fields:
        _update_field(asked, field, met)


def _update_field(asked: _Asked, field: Field, met: set[Right]) -> None:
    """`met` are the rights that the row was found to meet, so that it is asked once, not for each field."""
    caller = asked.caller
    denial = denial_of_update(caller, field)
    if denial is not None:
        raise NotEditable(field.path, denial)
    if caller.is_administrator or (field.name == _OWN_SWITCH and asked.is_own_row):
        return
    _raise_if_too_much_is_told(caller, field)
    right = caller.rules.updates(field)
    if right not in met and not asked.has(right):
        about = f"entity_type => {field.entity_type}, field_name => {field.name}"
        key = field.name if field.name in caller.rules.of(field.entity_type).fields else "(update)"
        raise NotEditable(field.path, asked.words(key, "update_field", about, right))
    met.add(right)


def _raise_if_too_much_is_told(caller: Caller, field: Field) -> None:
    if _tells_too_much(caller, field):
        raise NotEditable(field.path, _UNIQUE)


def _tells_too_much(caller: Caller, field: Field) -> bool:
    """Whether a write of the field would tell the caller what rows hold that they may not read: that a value
    is taken. Shipped fields that are unique are written by whoever may, as on the real service."""
    return field.unique and field.custom and not reads_every_row(caller, field.entity_type)


def _retire(asked: _Asked) -> None:
    name = asked.entity_type.name
    denial = denial_of_retirement(asked.caller, asked.entity_type)
    if denial is not None or name in _FOR_THE_PRODUCT:
        raise CannotDelete(name, denial)
    right = asked.caller.rules.of(name).retire
    if not asked.caller.is_administrator and not asked.has(right):
        raise CannotDelete(name, asked.words("(retire)", "retire_entity", f"entity_type => {name}", right))


def _revive(asked: _Asked) -> None:
    name = asked.entity_type.name
    right = asked.caller.rules.of(name).revive
    if name in _FOR_THE_PRODUCT or not (asked.caller.is_administrator or asked.has(right)):
        raise CannotRevive(name)


def _alter(asked: _Asked) -> None:
    if not (asked.caller.is_administrator or asked.caller.rules.alters_schema):
        raise CannotAlter(asked.entity_type.name)


def _act_for(asked: _Asked) -> None:
    caller = asked.caller
    if not (caller.is_administrator or caller.rules.acts_for_others) and caller.person != asked.row:
        raise CannotActFor(_PERSON)


_VERBS = {
    Verb.READ: _read,
    Verb.CREATE: _create,
    Verb.UPDATE: _update,
    Verb.RETIRE: _retire,
    Verb.REVIVE: _revive,
    Verb.ACT_FOR: _act_for,
    Verb.ALTER: _alter,
}
