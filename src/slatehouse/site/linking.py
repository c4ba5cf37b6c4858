"""Writing the links of multi-entity fields, wherever they are kept (see `schema.links`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from slatehouse.schema.data_types.multi_entity import LinkChange, UpdateMode
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.links import LinkKeeping, OppositeOf, OwnTable, ReverseOf, Through, View
from slatehouse.schema.refusals import NotLegal, ReadOnly
from slatehouse.site.draft import Draft

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What a change of links came to: the targets gained and lost."""

    added: tuple[Target, ...]
    removed: tuple[Target, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.removed


def change_links(
    writing: Writing, owner: Target, field: Field, change: LinkChange, *, is_new: bool = False
) -> LinkResult:
    """Apply a change to the links of one row; links that are there already stay as they are.

    A new row, by `is_new`, has none yet.
    """
    assert field.keeping is not None
    keeper = _KEEPERS[type(field.keeping)](writing, owner, field, field.keeping, change.said)
    result = _difference([] if is_new else keeper.current(), change)
    if result.removed:
        result = replace(result, removed=_live(writing, result.removed))
    writing.telling.append((owner, field.name))
    if result.removed:
        keeper.remove(result.removed)
    if result.added:
        keeper.add(result.added)
    writing.telling.pop()
    return result


def changed_rows(
    writing: Writing, owner: Target | None, field: Field, change: LinkChange
) -> tuple[Target, ...]:
    """The rows that a change of the links of a row, or of a new one, adds and removes."""
    result = _difference([] if owner is None else linked_rows(writing, owner, field), change)
    return (*result.added, *_live(writing, result.removed))


def linked_rows(writing: Writing, owner: Target, field: Field) -> list[Target]:
    """The rows that a multi-entity field of a row links, retired ones included where they are kept."""
    assert field.keeping is not None
    return _KEEPERS[type(field.keeping)](writing, owner, field, field.keeping, {}).current()


def _live(writing: Writing, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Those of the targets that show to the caller. What did not show is not dropped by who writes a list
    back: a link to a retired row, which shows again when the row returns, or to one that is not for the
    caller's eyes."""
    writing.known.meet(targets)
    shown = writing.sight.shown(targets)
    return tuple(target for target in targets if target in shown and writing.name_of(target) is not None)


def _difference(current: list[Target], change: LinkChange) -> LinkResult:
    asked, have = dict.fromkeys(change.targets), set(current)
    added = tuple(target for target in asked if target not in have)
    match change.mode:
        case UpdateMode.ADD:
            return LinkResult(added)
        case UpdateMode.REMOVE:
            return LinkResult((), tuple(target for target in current if target in asked))
        case UpdateMode.SET:
            return LinkResult(added, tuple(target for target in current if target not in asked))


@dataclass(frozen=True)
class _Keeper:
    """How one row's links of one field are read and changed."""

    writing: Writing
    owner: Target
    field: Field
    keeping: Any
    said: Mapping[Target, Mapping[str, object]]

    def current(self) -> list[Target]:
        raise ReadOnly(self.field)

    def add(self, targets: Sequence[Target]) -> None:
        raise ReadOnly(self.field)

    def remove(self, targets: Sequence[Target]) -> None:
        raise ReadOnly(self.field)


class _OwnTableKeeper(_Keeper):
    @property
    def _table(self) -> tuple[str, str]:
        return (self.field.entity_type, self.field.name)

    def current(self) -> list[Target]:
        found = self.writing.rows.links(self.writing.connection, self._table, self.owner.id)
        return [Target(*pair) for pair in found]

    def add(self, targets: Sequence[Target]) -> None:
        pairs = [(self.owner.id, *target) for target in targets]
        self.writing.rows.add_links(self.writing.connection, self._table, pairs)

    def remove(self, targets: Sequence[Target]) -> None:
        pairs = [(self.owner.id, *target) for target in targets]
        self.writing.rows.remove_links(self.writing.connection, self._table, pairs)


class _OppositeKeeper(_Keeper):
    @property
    def _table(self) -> tuple[str, str]:
        return (self.keeping.entity_type, self.keeping.field)

    def current(self) -> list[Target]:
        found = self.writing.rows.owners(self.writing.connection, self._table, self.owner)
        return [Target(self.keeping.entity_type, owner) for owner in found]

    def add(self, targets: Sequence[Target]) -> None:
        self._raise_unless_legal(targets)
        self.writing.rows.add_links(self.writing.connection, self._table, self._pairs(targets))

    def remove(self, targets: Sequence[Target]) -> None:
        self.writing.rows.remove_links(self.writing.connection, self._table, self._pairs(targets))

    def _pairs(self, targets: Sequence[Target]) -> list[tuple[int, str, int]]:
        return [(target.id, *self.owner) for target in targets]

    def _raise_unless_legal(self, targets: Sequence[Target]) -> None:
        if any(target.type != self.keeping.entity_type for target in targets):
            raise NotLegal(self.field)


class _ReverseKeeper(_OppositeKeeper):
    """A row is linked by one other at most: adding it here takes it from there, removing it leaves it linked
    by none. It is changed like any row, and never deleted (improvements A5)."""

    def current(self) -> list[Target]:
        found = self.writing.linking(self.keeping.entity_type, self.keeping.field, self.owner, None)
        return [Target(*pair) for pair in found]

    def add(self, targets: Sequence[Target]) -> None:
        self._raise_unless_legal(targets)
        self._point(targets, self.owner._asdict())

    def remove(self, targets: Sequence[Target]) -> None:
        self._point(targets, None)

    def _point(self, targets: Sequence[Target], owner: dict[str, object] | None) -> None:
        for target in targets:
            draft = Draft(self.writing.schema[target.type])
            draft.put(self.keeping.field, owner)
            self.writing.change(target.id, draft)


class _ThroughKeeper(_Keeper):
    def _connections(self) -> list[tuple[int, Target]]:
        keeping: Through = self.keeping
        found = self.writing.rows.far_ends(
            self.writing.connection, keeping.entity_type, keeping.near, keeping.far, self.owner
        )
        return [(row_id, Target(type_, target_id)) for row_id, type_, target_id in found]

    def current(self) -> list[Target]:
        return [target for _, target in self._connections()]

    def add(self, targets: Sequence[Target]) -> None:
        near, far = self.keeping.near, self.keeping.far
        for target in targets:
            ends = {near: self.owner._asdict(), far: target._asdict()}
            self.writing.make(self.keeping.entity_type, {**ends, **self.said.get(target, {})})

    def remove(self, targets: Sequence[Target]) -> None:
        for row_id, target in self._connections():
            if target in targets:
                self.writing.retire_row(self.keeping.entity_type, row_id)


_KEEPERS: dict[type[LinkKeeping], Callable[..., _Keeper]] = {
    OwnTable: _OwnTableKeeper,
    OppositeOf: _OppositeKeeper,
    ReverseOf: _ReverseKeeper,
    Through: _ThroughKeeper,
    View: _Keeper,
}
