"""HumanUser and ApiUser: names, logins and the permission sets they start with (entity-types B.23, B.24)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.accounts.audit import Deed
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.auditing import audit, audit_added, audit_changed
from slatehouse.site.draft import Draft
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


_ACTIVE = "act"


class HumanUserRules(Rules):
    """A person's name is the first name and the last name; a login is theirs alone."""

    name_fields = ("name",)
    echo = ("firstname", "lastname", "permission_rule_set", "can_impersonate_this_user")

    def creating(self, writing: Writing, draft: Draft) -> None:
        if not any(draft.value(part) for part in ("name", "firstname", "lastname")):
            draft.put("firstname", "New")
            draft.put("lastname", f"User {secrets.token_hex(4)}")
        _join_names(draft, draft.value("firstname"), draft.value("lastname"))
        draft.put_default("can_impersonate_this_user", True)
        draft.put_default("permission_rule_set", writing.rule_set("artist"))

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        if draft.has("name") or draft.has("firstname") or draft.has("lastname"):
            before = writing.stored("HumanUser", row_id, ("firstname", "lastname"))
            first, last = (
                draft.value(part) if draft.has(part) else before[part] for part in ("firstname", "lastname")
            )
            _join_names(draft, first, last)

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        audit_added(writing, Target("HumanUser", row_id), draft)

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        audit_changed(writing, Target("HumanUser", row_id), draft, before)
        # A session that outlived this would come back with the person.
        if draft.has("sg_status_list") and draft.value("sg_status_list") != _ACTIVE:
            writing.site.accounts.end_sessions(writing.connection, "HumanUser", row_id)

    def retired(self, writing: Writing, row_id: int) -> None:
        writing.site.accounts.end_sessions(writing.connection, "HumanUser", row_id)
        audit(writing, Deed.ACCOUNT_RETIRED, Target("HumanUser", row_id))

    def revived(self, writing: Writing, row_id: int) -> None:
        audit(writing, Deed.ACCOUNT_REVIVED, Target("HumanUser", row_id))


def _join_names(draft: Draft, first: object, last: object) -> None:
    if draft.has("firstname") or draft.has("lastname"):
        draft.put("name", " ".join(str(part) for part in (first, last) if part))
        return
    first_word, _, rest = str(draft.value("name") or "").partition(" ")
    draft.put("firstname", first_word)
    draft.put("lastname", rest)


class ApiUserRules(Rules):
    """A script is named by itself and its version."""

    name_fields = ("firstname", "lastname")

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("lastname", "1.0")
        draft.put_default("generate_event_log_entries", True)
        draft.put_default("permission_rule_set", writing.rule_set("api_admin"))

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        audit_added(writing, Target("ApiUser", row_id), draft)

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        audit_changed(writing, Target("ApiUser", row_id), draft, before)

    def retired(self, writing: Writing, row_id: int) -> None:
        writing.site.accounts.end_sessions(writing.connection, "ApiUser", row_id)
        audit(writing, Deed.ACCOUNT_RETIRED, Target("ApiUser", row_id))

    def revived(self, writing: Writing, row_id: int) -> None:
        audit(writing, Deed.ACCOUNT_REVIVED, Target("ApiUser", row_id))

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return " ".join(str(part) for part in values.values() if part)
