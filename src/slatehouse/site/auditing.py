"""What the audit trail is told of people and scripts: which come and go, and what decides what they may.

It is told in the transaction of the change, and whether or not the caller's events are logged. Administrators
may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.accounts.audit import Deed, Detail, Entry
from slatehouse.accounts.permissions import may_see_audit_trail
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link, Target
from slatehouse.site.draft import Draft, target_in
from slatehouse.store.audit import Sought

if TYPE_CHECKING:
    from slatehouse.site.session import Session
    from slatehouse.site.writing import Writing

__all__ = ["SIGNS_IN_WITH", "audit", "audit_added", "audit_changed", "audit_membership", "audit_trail"]

SIGNS_IN_WITH = {"HumanUser": "login", "ApiUser": "firstname"}
"""The types whose rows are accounts, and the field by which each signs in."""

_WATCHED = {
    "permission_rule_set": Deed.PERMISSION_CHANGED,
    "can_impersonate_this_user": Deed.PERMISSION_CHANGED,
    "sg_status_list": Deed.ACCOUNT_CHANGED,
    "locked_until": Deed.ACCOUNT_CHANGED,
    "login": Deed.ACCOUNT_CHANGED,
    "firstname": Deed.ACCOUNT_CHANGED,
}
_OF_SCRIPTS_ALONE = frozenset({"firstname"})


def audit_trail(session: Session, sought: Sought, most: int) -> list[Entry]:
    """The newest entries of the audit trail among those sought, for administrators of the whole site."""
    may_see_audit_trail(session.caller)
    return session.site.accounts.audit.newest(sought, most)


def audit(writing: Writing, deed: Deed, account: Target, **details: Detail) -> None:
    """Tell of a deed to an account. What the product does by itself, laying out a site, is not told."""
    caller = writing.caller
    if caller.is_system and not caller.login_or_script:
        return
    name = writing.stored(account.type, account.id, (SIGNS_IN_WITH[account.type],))
    about = Link(account.id, str(*name.values()), account.type)
    trail, address = writing.site.accounts.audit, caller.address
    trail.record(writing.connection, deed, caller, about, address=address, **details)


def audit_added(writing: Writing, account: Target, draft: Draft) -> None:
    """There is a new person or script."""
    rule_set = draft.entity_type.fields["permission_rule_set"]
    audit(writing, Deed.ACCOUNT_ADDED, account, rule_set=_shown(writing, rule_set, draft.columns))


def audit_changed(writing: Writing, account: Target, draft: Draft, before: Mapping[str, object]) -> None:
    """Fields of an account were changed; one entry for each that decides something."""
    for name, field in draft.named.items():
        if name not in _WATCHED or (name in _OF_SCRIPTS_ALONE and account.type != "ApiUser"):
            continue
        old, new = _shown(writing, field, before), _shown(writing, field, draft.columns)
        if old != new:
            audit(writing, _WATCHED[name], account, field=name, old=old, new=new)


def audit_membership(writing: Writing, user: Target, place: Target, *, joins: bool) -> None:
    """A person or script came to a project or group, or went from it."""
    if user.type in SIGNS_IN_WITH:
        what = {place.type.lower(): writing.name_of(place), "id": place.id, "joined": joins}
        audit(writing, Deed.PERMISSION_CHANGED, user, **what)


def _shown(writing: Writing, field: Field, columns: Mapping[str, object]) -> Detail:
    """A value as the trail tells it; a link by its name."""
    if field.type.kind is Kind.LINK:
        target = target_in(columns, field.name)
        return None if target is None else writing.name_of(target)
    value = columns.get(field.column_names[0])
    return value if isinstance(value, str | int | bool) else None
