"""One transaction's writes: rows created, updated, retired and revived, with all that follows from them.

The order is always the same: the draft is read and checked, the type's rules complete or refuse it, the row
and its links are written, its names are kept in step, and at the end the events are appended to the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.permissions import Verb, may
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.schema import Schema
from slatehouse.site.draft import Draft
from slatehouse.site.drafting import draft_to_create, draft_to_update
from slatehouse.site.errors import (
    CreateFailed,
    DeleteFailed,
    NoSuchRowToWrite,
    ReviveFailed,
    UpdateFailed,
)
from slatehouse.site.events import EventLog, Happening, attribute_change, links_change
from slatehouse.site.files import attach_files
from slatehouse.site.linking import change_links
from slatehouse.site.naming import is_renamed_by, put_names
from slatehouse.site.rules.register import rules_of
from slatehouse.store.connection import Connection
from slatehouse.store.rows import Rows

if TYPE_CHECKING:
    from slatehouse.site.site import Site

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass
class Writing:
    """The writes of one transaction, by one caller."""

    site: Site
    caller: Caller
    connection: Connection
    now: datetime
    log: EventLog = field(default_factory=EventLog)

    @property
    def schema(self) -> Schema:
        return self.site.schema

    @property
    def rows(self) -> Rows:
        return self.site.rows

    @property
    def now_text(self) -> str:
        return self.now.strftime(TIME_FORMAT)

    @property
    def caller_link(self) -> dict[str, object] | None:
        """The caller as a link; None for the system itself."""
        return None if self.caller.is_system else {"type": self.caller.type, "id": self.caller.id}

    def create(self, entity_type: EntityType, sent: Mapping[str, object]) -> int:
        """Make a row of what a caller sent; returns its id."""
        return self.insert(draft_to_create(self, entity_type, sent))

    def make(self, type_name: str, values: Mapping[str, object]) -> int:
        """Make a row of the product's own: values as on the wire, server fields allowed, nobody asked."""
        draft = Draft(self.schema[type_name])
        for name, value in values.items():
            draft.put(name, value)
        return self.insert(draft)

    def update(self, entity_type: EntityType, row_id: int, sent: Mapping[str, object]) -> None:
        """Change a live row as a caller asks."""
        self._raise_unless_live(entity_type, row_id)
        draft = draft_to_update(self, entity_type, row_id, sent)
        rules_of(entity_type.name).updating(self, row_id, draft)
        self.change(row_id, draft)

    def retire(self, entity_type: EntityType, row_id: int) -> None:
        """Retire a live row, and those that do not outlive it."""
        self._raise_unless_live(entity_type, row_id)
        may(self.caller, Verb.RETIRE, entity_type, (), row_id)
        if not entity_type.retires:
            reason = f"Entity type {entity_type.name} doesn't respond to retirement"
            raise DeleteFailed(entity_type.name, row_id, reason)
        rules_of(entity_type.name).retiring(self, row_id)
        self.retire_row(entity_type.name, row_id)

    def revive(self, entity_type: EntityType, row_id: int) -> bool:
        """Make a retired row live again, and those that were retired with it; False where it is live."""
        state = self.rows.state(self.connection, entity_type.name, row_id)
        if state is None:
            raise NoSuchRowToWrite(entity_type.name, row_id)
        may(self.caller, Verb.REVIVE, entity_type, (), row_id)
        is_live, retired_at = state
        if not is_live:
            self._revive_row(entity_type.name, row_id, str(retired_at))
        return not is_live

    def _revive_row(self, type_name: str, row_id: int, retired_at: str) -> None:
        entity_type = self.schema[type_name]
        for names in entity_type.unique:
            columns = self._columns_of(entity_type, names)
            values = self.rows.values(self.connection, type_name, row_id, columns)
            if self._is_taken(entity_type, values, row_id):
                index = f"sgcu_{entity_type.slug}"
                reason = (
                    "Can't unretire the entity because a field has a non-unique value for a unique index: "
                    f"{index}"
                )
                raise ReviveFailed(type_name, row_id, reason)
        self.rows.revive(self.connection, type_name, row_id)
        target = Target(type_name, row_id)
        meta = {"type": "entity_revival", "entity_type": type_name, "entity_id": row_id}
        self._log("Revival", target, meta)
        for dependent in rules_of(type_name).dependents(self, row_id, retired_at):
            self._revive_row(*dependent, retired_at)

    def retire_row(self, type_name: str, row_id: int, at: str | None = None) -> None:
        """Retire a row without asking whether the caller may; `at` ties it to the row it goes with."""
        at = at or self.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        target = Target(type_name, row_id)
        name = self.name_of(target) or ""
        project = self.project_of(target)
        for dependent in rules_of(type_name).dependents(self, row_id, None):
            self.retire_row(*dependent, at)
        self.rows.retire(self.connection, type_name, row_id, at)
        moment = self.now.strftime("%Y-%m-%d %H:%M:%S UTC")
        meta = {
            "type": "entity_retirement",
            "class_name": type_name,
            "display_name": name,
            "entity_id": row_id,
            "entity_type": type_name,
            "id": row_id,
            "retirement_date": moment,
        }
        self.log.changed(Happening("Retirement", target, name, project, meta))
        change = {
            "type": "attribute_change",
            "attribute_name": "retirement_date",
            "entity_type": type_name,
            "entity_id": row_id,
            "field_data_type": "date_time",
            "old_value": None,
            "new_value": moment,
            "platform_id": None,
        }
        self.log.changed(Happening("Change", target, name, project, change, "retirement_date"))

    def change(self, row_id: int, draft: Draft) -> None:
        """Write the changes that a draft makes to a live row; values that stay as they are count as none."""
        entity_type = draft.entity_type
        attach_files(self, draft, Target(entity_type.name, row_id))
        before = self.rows.values(self.connection, entity_type.name, row_id, list(draft.columns))
        changed = {
            column: value for column, value in draft.columns.items() if not _is_same(before[column], value)
        }
        target = Target(entity_type.name, row_id)
        self._raise_if_taken(draft, row_id, UpdateFailed)
        results = {
            name: change_links(self, target, entity_type.fields[name], change)
            for name, change in draft.links.items()
        }
        names = {column.partition("$")[0] for column in changed}
        if not names and all(result.is_empty for result in results.values()):
            return
        self.rows.update(
            self.connection, entity_type.name, row_id, changed | self._history(entity_type, "updated")
        )
        if is_renamed_by(entity_type, names):
            put_names(self, entity_type, row_id)
        for name in draft.named:
            each = entity_type.fields[name]
            if name in results and not results[name].is_empty:
                added, removed = (
                    self._told_links(side) for side in (results[name].added, results[name].removed)
                )
                meta = links_change(target, each, added, removed, in_create=False)
                self._log("Change", target, meta, name)
            elif name in names:
                old, new = self._told(each, before), self._told(each, draft.columns)
                self._log("Change", target, attribute_change(target, each, old, new, in_create=False), name)

    def insert(self, draft: Draft) -> int:
        """Make the row of a draft, with what its type's rules and defaults add; returns its id."""
        entity_type = draft.entity_type
        attach_files(self, draft, None)
        rules = rules_of(entity_type.name)
        rules.creating(self, draft)
        for each in entity_type.fields.values():
            if each.default is not None and each.type.columns:
                draft.put_default(each.name, each.default)
        if "uuid" in entity_type.fields:
            draft.columns["uuid"] = str(uuid4())
        self._raise_if_taken(draft, None, CreateFailed)
        history = self._history(entity_type, "created") | self._history(entity_type, "updated")
        row_id = self.rows.insert(self.connection, entity_type.name, history | draft.columns)
        self._put_placeholder(draft, row_id)
        rules.created(self, row_id, draft)
        self.rows.update(self.connection, entity_type.name, row_id, draft.columns or {"id": row_id})
        target = Target(entity_type.name, row_id)
        for name, change in draft.links.items():
            change_links(self, target, entity_type.fields[name], change)
        put_names(self, entity_type, row_id)
        self._log_created(target, draft)
        return row_id

    def _put_placeholder(self, draft: Draft, row_id: int) -> None:
        entity_type = draft.entity_type
        name = entity_type.placeholder_field
        if name is not None and entity_type.placeholder is not None and not draft.has(name):
            draft.put(name, entity_type.placeholder.format(id=row_id))

    def _log_created(self, target: Target, draft: Draft) -> None:
        if target.type == "EventLogEntry":
            return
        for each in draft.named.values():
            if each.name in draft.links:
                added = self._told_links(draft.links[each.name].targets)
                meta = links_change(target, each, added, [], in_create=True)
            else:
                new = self._told(each, draft.columns)
                if new is None or not each.declared:
                    continue
                meta = attribute_change(target, each, None, new, in_create=True)
            self._log("Change", target, meta, each.name)
        meta = {"type": "new_entity", "entity_type": target.type, "entity_id": target.id}
        self._log("New", target, meta)

    def _log(self, kind: str, target: Target, meta: dict[str, Any], attribute: str | None = None) -> None:
        name = self.name_of(target) or ""
        self.log.changed(Happening(kind, target, name, self.project_of(target), meta, attribute))

    def project_of(self, target: Target) -> Target | None:
        """The project that a row belongs to; a project belongs to itself."""
        if target.type == "Project":
            return target
        if "project" not in self.schema[target.type].fields:
            return None
        columns = self.rows.values(self.connection, target.type, target.id, ("project$id",))
        project = columns.get("project$id")
        return None if project is None else Target("Project", int(str(project)))

    def local_storages(self) -> list[tuple[int, str | None, dict[str, str]]]:
        """The live local storages: id, code, and the root of each platform that has one."""
        columns = ("code", "windows_path", "mac_path", "linux_path")
        found = []
        for row_id in self.rows.ids_having(self.connection, "LocalStorage", {}):
            row = self.rows.values(self.connection, "LocalStorage", row_id, columns)
            roots = {name: str(row[name]) for name in columns[1:] if row[name]}
            found.append((row_id, str(row["code"]) if row["code"] else None, roots))
        return found

    def _told(self, each: Field, columns: Mapping[str, object]) -> object:
        """A field's value as the event log tells it."""
        if each.type.kind is Kind.LINK:
            row_id, type_ = columns[f"{each.name}$id"], columns[f"{each.name}$type"]
            return None if row_id is None else self._told_link(Target(str(type_), int(str(row_id))))
        value = each.type.read([columns[each.name + each.type.columns[0].suffix]])
        return None if value is None else each.type.text(value)

    def _told_link(self, target: Target) -> dict[str, object]:
        status = None
        if "sg_status_list" in self.schema[target.type].fields:
            found = self.rows.values(self.connection, target.type, target.id, ("sg_status_list",))
            status = found.get("sg_status_list")
        return {
            "name": self.name_of(target),
            "type": target.type,
            "id": target.id,
            "valid": "valid",
            "status": status,
            "uuid": None,
        }

    def _told_links(self, targets: Sequence[Target]) -> list[object]:
        return [self._told_link(target) for target in targets]

    def _history(self, entity_type: EntityType, what: str) -> dict[str, object]:
        """The columns that say who did it and when; an authored time in the draft wins over them."""
        columns: dict[str, object] = {}
        if f"{what}_at" in entity_type.fields:
            columns[f"{what}_at"] = self.now_text
        if f"{what}_by" in entity_type.fields and not self.caller.is_system:
            columns |= {f"{what}_by$id": self.caller.id, f"{what}_by$type": self.caller.type}
        return columns

    def _raise_unless_live(self, entity_type: EntityType, row_id: int) -> None:
        state = self.rows.state(self.connection, entity_type.name, row_id)
        if state is None or not state[0]:
            raise NoSuchRowToWrite(entity_type.name, row_id)

    def _raise_if_taken(
        self, draft: Draft, row_id: int | None, failure: type[CreateFailed] | type[UpdateFailed]
    ) -> None:
        entity_type = draft.entity_type
        for names in entity_type.unique:
            if not any(draft.has(name) for name in names):
                continue
            columns = self._columns_of(entity_type, names)
            stored = self.rows.values(self.connection, entity_type.name, row_id, columns) if row_id else {}
            values = {column: draft.columns.get(column, stored.get(column)) for column in columns}
            if self._is_taken(entity_type, values, row_id):
                raise failure(entity_type.name, rules_of(entity_type.name).taken(entity_type, names))

    def _is_taken(self, entity_type: EntityType, values: Mapping[str, object], row_id: int | None) -> bool:
        if any(value is None for value in values.values()):
            return False
        return bool(set(self.rows.ids_having(self.connection, entity_type.name, values)) - {row_id})

    @staticmethod
    def _columns_of(entity_type: EntityType, names: Sequence[str]) -> list[str]:
        return [name + entity_type.fields[name].type.columns[0].suffix for name in names]

    def name_of(self, target: Target) -> str | None:
        """The display name of a live row; None where there is none."""
        return self.rows.name(self.connection, target.type, target.id)

    def stored(self, type_name: str, row_id: int, names: Sequence[str]) -> dict[str, Any]:
        """The plain values of some fields of a row; of a link, the id that it names."""
        fields = [self.schema[type_name].fields[name] for name in names]
        columns = [each.name + each.type.columns[0].suffix for each in fields]
        found = self.rows.values(self.connection, type_name, row_id, columns) if columns else {}
        return {
            each.name: found[column] if each.type.kind is Kind.LINK else each.type.read([found[column]])
            for each, column in zip(fields, columns, strict=True)
        }

    def linking(
        self, type_name: str, link: str, target: tuple[str, int], retired_at: str | None
    ) -> list[tuple[str, int]]:
        """The rows of a type whose single link names the target: the live ones, or those retired then."""
        found = self.rows.ids_linking(self.connection, type_name, link, target, retired_at)
        return [(type_name, row_id) for row_id in found]

    def rule_set(self, code: str) -> dict[str, object] | None:
        """The stock permission rule set of that code, as a link."""
        found = self.rows.ids_having(self.connection, "PermissionRuleSet", {"code": code})
        return {"type": "PermissionRuleSet", "id": found[0]} if found else None


def _is_same(stored: object, new: object) -> bool:
    """Whether a column keeps its value. A checkbox that was never written is an empty one."""
    return stored == new or (stored is None and new is False)


@contextmanager
def writing(site: Site, caller: Caller) -> Iterator[Writing]:
    """One transaction; the events are appended when the block ends well."""
    with site.database.writing() as connection:
        writes = Writing(site, caller, connection, site.clock())
        yield writes
        writes.log.write(writes)
