"""One transaction's writes: rows created, updated, retired and revived, with all that follows from them.

The order is always the same: the draft is read and checked, the type's rules complete or refuse it, the row,
its names and its links are written, and at the end the events are appended to the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import CannotCreate
from slatehouse.accounts.permissions import Verb, may
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.schema import Schema
from slatehouse.site.changing import change_row
from slatehouse.site.creating import make_row
from slatehouse.site.draft import Draft
from slatehouse.site.drafting import draft_to_create, draft_to_update
from slatehouse.site.edition import Edition
from slatehouse.site.errors import DeleteFailed, NoSuchRowToWrite
from slatehouse.site.events import EventLog
from slatehouse.site.known import KnownRows
from slatehouse.site.naming import plain_value
from slatehouse.site.retiring import retire_row, revive_row
from slatehouse.site.rules.register import rules_of
from slatehouse.site.schedule.agenda import Agenda
from slatehouse.site.schedule.calendars import Calendars
from slatehouse.site.schedule.settling import settle
from slatehouse.site.sight import Sight
from slatehouse.store.connection import Connection
from slatehouse.store.rows import Rows
from slatehouse.store.task_networks import TaskNetworks

if TYPE_CHECKING:
    from slatehouse.site.site import Site

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_MOST_IDS_AT_ONCE = 64


class Made(NamedTuple):
    """A row that was made, and of what."""

    id: int
    draft: Draft


@dataclass
class Writing:
    """The writes of one transaction, by one caller.

    `telling` are the multi-entity fields that are being changed right now: their own rows tell of that, so
    that nobody else has to. `is_strict`: the caller wants a refusal where otherwise something passes in
    silence. `alters_schema`: rows were written that the schema is made of.
    """

    site: Site
    caller: Caller
    edition: Edition
    connection: Connection
    now: datetime
    log: EventLog = field(default_factory=EventLog)
    telling: list[tuple[Target, str]] = field(default_factory=list)
    agenda: Agenda = field(default_factory=Agenda)
    is_strict: bool = False
    alters_schema: bool = False
    _histories: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    _new_ids: dict[str, list[int]] = field(default_factory=dict)
    _ids_reserved: dict[str, int] = field(default_factory=dict)

    @property
    def schema(self) -> Schema:
        return self.edition.schema

    @property
    def rows(self) -> Rows:
        return self.edition.rows

    @property
    def networks(self) -> TaskNetworks:
        return self.edition.task_networks

    @cached_property
    def calendars(self) -> Calendars:
        """The calendars that tasks are scheduled by."""
        return Calendars(self.edition.work_rules, self.connection)

    @cached_property
    def sight(self) -> Sight:
        """What the caller sees of the rows."""
        return Sight(self.caller, self.edition, self.connection)

    @cached_property
    def known(self) -> KnownRows:
        """What this transaction knows of rows."""
        return KnownRows(self.schema, self.rows, self.connection)

    @cached_property
    def now_text(self) -> str:
        return self.now.strftime(TIME_FORMAT)

    @property
    def caller_link(self) -> dict[str, object] | None:
        """The caller as a link; None for the system itself."""
        return None if self.caller.is_system else {"type": self.caller.type, "id": self.caller.id}

    def create(self, entity_type: EntityType, sent: Mapping[str, object]) -> Made:
        """Make a row of what a caller sent."""
        entity_type = self._whole(entity_type)
        self._settle_for(entity_type)
        draft = draft_to_create(self, entity_type, sent)
        row_id = self.insert(draft)
        if not self.may_see(Target(entity_type.name, row_id)):
            # Whoever makes a row is shown it; what they could not see, they may not make.
            raise CannotCreate(entity_type.name)
        self._settle_for(entity_type)
        return Made(row_id, draft)

    def make(self, type_name: str, values: Mapping[str, object]) -> int:
        """Make a row of the product's own: values as on the wire, server fields allowed, nobody asked."""
        draft = Draft(self.schema[type_name])
        for name, value in values.items():
            draft.put(name, value)
        return self.insert(draft)

    def insert(self, draft: Draft) -> int:
        """Make the row of a draft, with what its type's rules and defaults add; returns its id."""
        return make_row(self, draft)

    def update(self, entity_type: EntityType, row_id: int, sent: Mapping[str, object]) -> None:
        """Change a live row as a caller asks."""
        entity_type = self._whole(entity_type)
        self.raise_unless_there(Target(entity_type.name, row_id))
        self._settle_for(entity_type)
        self.change(row_id, draft_to_update(self, entity_type, row_id, sent))
        self._settle_for(entity_type)

    def change(self, row_id: int, draft: Draft) -> None:
        """Write the changes that a draft makes to a live row; values that stay as they are count as none."""
        change_row(self, row_id, draft)

    def touch(self, entity_type: EntityType, row_id: int) -> None:
        """Stamp a live row as updated, as a caller asks; the log has nothing to tell of that."""
        entity_type = self._whole(entity_type)
        self.raise_unless_there(Target(entity_type.name, row_id))
        may(self.caller, Verb.UPDATE, entity_type, (entity_type.fields["updated_at"],), row_id, self.sight)
        self.rows.update(self.connection, entity_type.name, row_id, self.history(entity_type, "updated"))

    def retire(self, entity_type: EntityType, row_id: int) -> None:
        """Retire a live row as a caller asks, and those that do not outlive it."""
        entity_type = self._whole(entity_type)
        self.raise_unless_there(Target(entity_type.name, row_id))
        may(self.caller, Verb.RETIRE, entity_type, (), row_id, self.sight)
        if not entity_type.retires:
            reason = f"Entity type {entity_type.name} doesn't respond to retirement"
            raise DeleteFailed(entity_type.name, row_id, reason)
        rules_of(entity_type.name).retiring(self, row_id)
        self._settle_for(entity_type)
        self.retire_row(entity_type.name, row_id)
        self._settle_for(entity_type)

    def retire_row(self, type_name: str, row_id: int) -> None:
        """Retire a live row without asking whether the caller may."""
        retire_row(self, Target(type_name, row_id))

    def revive(self, entity_type: EntityType, row_id: int) -> bool:
        """Make a retired row live again, and those that were retired with it; False where it is live."""
        entity_type = self._whole(entity_type)
        state = self.rows.state(self.connection, entity_type.name, row_id)
        if state is None or not self.may_see(Target(entity_type.name, row_id), retired=not state[0]):
            raise NoSuchRowToWrite(entity_type.name, row_id)
        may(self.caller, Verb.REVIVE, entity_type, (), row_id, self.sight)
        is_live, mark = state
        if not is_live:
            revive_row(self, Target(entity_type.name, row_id), str(mark))
            self._settle_for(entity_type)
        return not is_live

    def _whole(self, entity_type: EntityType) -> EntityType:
        """A type as it is, with the fields that the caller may not see."""
        return self.schema[entity_type.name]

    def name_of(self, target: Target) -> str | None:
        """The display name of a live row; None where there is none."""
        return self.known.name(target)

    def project_of(self, target: Target) -> Target | None:
        """The project that a row belongs to; a project belongs to itself."""
        return self.known.project(target)

    def scene_of(self, target: Target) -> Target | None:
        """The project in which that happens which happens to a row: its own, or that of what it is about."""
        return self.known.scene(target)

    def stored(self, type_name: str, row_id: int, names: Sequence[str]) -> dict[str, Any]:
        """The plain values of some fields of a row; of a link, the id that it names."""
        fields = [self.schema[type_name].fields[name] for name in names]
        columns = [each.column_names[0] for each in fields]
        found = self.rows.values(self.connection, type_name, row_id, columns)
        return {each.name: plain_value(each, found) for each in fields}

    def linking(
        self, type_name: str, link: str, target: tuple[str, int], mark: str | None
    ) -> list[tuple[str, int]]:
        """The rows of a type whose single link names the target: the live ones, or those retired under the
        mark."""
        found = self.rows.ids_linking(self.connection, type_name, link, target, mark)
        return [(type_name, row_id) for row_id in found]

    def raise_unless_there(self, row: Target) -> None:
        """Raises `NoSuchRowToWrite` unless the row is live and the caller may read it."""
        state = self.rows.state(self.connection, *row)
        if state is None or not state[0] or not self.may_see(row):
            raise NoSuchRowToWrite(*row)

    def may_see(self, row: Target, *, retired: bool = False) -> bool:
        """Whether the caller may read a row that is live, or retired."""
        return row in self.seen_of([row], retired=retired)

    def seen_of(self, rows: Collection[Target], *, retired: bool = False) -> Collection[Target]:
        """Those that the caller may read among some rows that are live, or retired."""
        return self.sight.seen(rows, retired=retired)

    def rule_set(self, code: str) -> dict[str, object] | None:
        """The stock permission rule set of that code, as a link."""
        found = self.rows.ids_having(self.connection, "PermissionRuleSet", {"code": code})
        return {"type": "PermissionRuleSet", "id": found[0]} if found else None

    def history(self, entity_type: EntityType, what: str) -> dict[str, object]:
        """The columns that say who `created` or `updated` a row of the type now."""
        key = (entity_type.name, what)
        if key not in self._histories:
            self._histories[key] = self._history(entity_type, what)
        return self._histories[key]

    def put_personal(self, target: Target, columns: Mapping[str, object]) -> None:
        """Keep for the caller what everyone has for themselves about a row. Scripts have nothing of their
        own, and no log tells of it."""
        if columns and self.caller.person:
            self.rows.put_personal(self.connection, target.type, target.id, self.caller.person, columns)

    def new_id(self, entity_type: EntityType) -> int:
        """An id for a new row of the type; the more are asked for, the more are reserved at once."""
        name = entity_type.name
        waiting = self._new_ids.setdefault(name, [])
        if not waiting:
            count = min(2 * self._ids_reserved.get(name, 0), _MOST_IDS_AT_ONCE) or 1
            self._ids_reserved[name] = count
            waiting += reversed(self.rows.new_ids(self.connection, name, count))
        return waiting.pop()

    def tells_itself(self, target: Target, field: Field) -> bool:
        """Whether the change of this multi-entity field is being told of already."""
        return (target, field.name) in self.telling

    def _history(self, entity_type: EntityType, what: str) -> dict[str, object]:
        columns: dict[str, object] = {}
        if f"{what}_at" in entity_type.fields:
            columns[f"{what}_at"] = self.now_text
        if f"{what}_by" in entity_type.fields and not self.caller.is_system:
            columns |= {f"{what}_by$id": self.caller.id, f"{what}_by$type": self.caller.type}
        return columns

    def _settle_for(self, entity_type: EntityType) -> None:
        """Move the tasks that have to move, before and after a write that may see or show where they are."""
        if not rules_of(entity_type.name).is_settled_later:
            settle(self)


@contextmanager
def writing(
    site: Site,
    caller: Caller,
    edition: Edition | None = None,
    *,
    is_strict: bool = False,
    is_lasting: bool = True,
) -> Iterator[Writing]:
    """One transaction, or a part of the one that the thread is in, in the schema as it is now unless an
    edition is given; the events are appended when the block ends well. What it changes of the schema is in
    force everywhere when this, or that transaction, ends."""
    edition, changed = (edition or site.editions.current()).whole, None
    caller = caller.in_schema(edition.schema)
    with site.database.writing(is_lasting=is_lasting) as connection:
        writes = Writing(site, caller, edition, connection, site.clock(), is_strict=is_strict)
        yield writes
        settle(writes)
        if writes.alters_schema:
            changed = site.editions.count(connection)
        writes.log.write(writes)
    if changed is not None:
        site.database.when_committed(partial(site.editions.publish, changed))
