"""Writing the links of multi-entity fields, wherever they are kept (see `schema.links`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slatehouse.schema.data_types.multi_entity import LinkChange, UpdateMode
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.links import LinkKeeping, OppositeOf, OwnTable, ReverseOf, Through, View
from slatehouse.schema.refusals import NotLegal, ReadOnly

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


@dataclass(frozen=True)
class LinkResult:
    """What a change of links came to: the targets gained and lost."""

    added: tuple[Target, ...]
    removed: tuple[Target, ...]

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.removed


def change_links(writing: Writing, owner: Target, field: Field, change: LinkChange) -> LinkResult:
    """Apply a change to the links of one row; links that are there already stay as they are."""
    assert field.keeping is not None
    keeper = _KEEPERS[type(field.keeping)](writing, owner, field, field.keeping)
    result = _difference(keeper.current(), change)
    for target in result.removed:
        keeper.remove(target)
    for target in result.added:
        keeper.add(target)
    return result


def _difference(current: list[Target], change: LinkChange) -> LinkResult:
    asked, have = set(change.targets), set(current)
    added = tuple(target for target in change.targets if target not in have)
    match change.mode:
        case UpdateMode.ADD:
            return LinkResult(added, ())
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

    def current(self) -> list[Target]:
        raise ReadOnly(self.field)

    def add(self, target: Target) -> None:
        raise ReadOnly(self.field)

    def remove(self, target: Target) -> None:
        raise ReadOnly(self.field)


class _OwnTableKeeper(_Keeper):
    @property
    def _table(self) -> tuple[str, str]:
        return (self.field.entity_type, self.field.name)

    def current(self) -> list[Target]:
        found = self.writing.rows.links(self.writing.connection, self._table, self.owner.id)
        return [Target(*pair) for pair in found]

    def add(self, target: Target) -> None:
        self.writing.rows.add_links(self.writing.connection, self._table, [(self.owner.id, *target)])

    def remove(self, target: Target) -> None:
        self.writing.rows.remove_links(self.writing.connection, self._table, [(self.owner.id, *target)])


class _OppositeKeeper(_Keeper):
    @property
    def _table(self) -> tuple[str, str]:
        return (self.keeping.entity_type, self.keeping.field)

    def current(self) -> list[Target]:
        found = self.writing.rows.owners(self.writing.connection, self._table, self.owner)
        return [Target(self.keeping.entity_type, owner) for owner in found]

    def add(self, target: Target) -> None:
        self._raise_unless_legal(target)
        self.writing.rows.add_links(self.writing.connection, self._table, [(target.id, *self.owner)])

    def remove(self, target: Target) -> None:
        self.writing.rows.remove_links(self.writing.connection, self._table, [(target.id, *self.owner)])

    def _raise_unless_legal(self, target: Target) -> None:
        if target.type != self.keeping.entity_type:
            raise NotLegal(self.field)


class _ReverseKeeper(_OppositeKeeper):
    """A row is linked by one other at most: adding it here takes it from there, removing it leaves it linked
    by none. It is never deleted (improvements A5)."""

    def current(self) -> list[Target]:
        found = self.writing.linking(self.keeping.entity_type, self.keeping.field, self.owner, None)
        return [Target(*pair) for pair in found]

    def add(self, target: Target) -> None:
        self._raise_unless_legal(target)
        self._point(target, self.owner.id, self.owner.type)

    def remove(self, target: Target) -> None:
        self._point(target, None, None)

    def _point(self, target: Target, row_id: int | None, type_: str | None) -> None:
        link = self.keeping.field
        values = {f"{link}$id": row_id, f"{link}$type": type_}
        self.writing.rows.update(self.writing.connection, target.type, target.id, values)


class _ThroughKeeper(_Keeper):
    def current(self) -> list[Target]:
        keeping: Through = self.keeping
        found = []
        for _, connection_id in self._connections():
            columns = (f"{keeping.far}$type", f"{keeping.far}$id")
            row = self.writing.rows.values(
                self.writing.connection, keeping.entity_type, connection_id, columns
            )
            if row[columns[1]] is not None:
                found.append(Target(str(row[columns[0]]), int(str(row[columns[1]]))))
        return found

    def _connections(self) -> list[tuple[str, int]]:
        return self.writing.linking(self.keeping.entity_type, self.keeping.near, self.owner, None)

    def add(self, target: Target) -> None:
        ends = {self.keeping.near: self.owner._asdict(), self.keeping.far: target._asdict()}
        self.writing.make(self.keeping.entity_type, ends)

    def remove(self, target: Target) -> None:
        columns = {
            f"{self.keeping.near}$id": self.owner.id,
            f"{self.keeping.far}$id": target.id,
            f"{self.keeping.far}$type": target.type,
        }
        for connection_id in self.writing.rows.ids_having(
            self.writing.connection, self.keeping.entity_type, columns
        ):
            self.writing.retire_row(self.keeping.entity_type, connection_id)


_KEEPERS: dict[type[LinkKeeping], Callable[[Writing, Target, Field, Any], _Keeper]] = {
    OwnTable: _OwnTableKeeper,
    OppositeOf: _OppositeKeeper,
    ReverseOf: _ReverseKeeper,
    Through: _ThroughKeeper,
    View: _Keeper,
}
