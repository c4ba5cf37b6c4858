"""What rows can be sorted by (contract rest/00 §5.1)."""

from __future__ import annotations

from slatehouse.query.paths import Path, resolve
from slatehouse.schema.data_types.data_type import Kind, Sorting
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import UnknownPath
from slatehouse.schema.schema import Schema
from slatehouse.site.errors import NotSortable, ReadFailed


def ordered_path(
    schema: Schema, entity_type: EntityType, name: str, *, is_strict: bool = False
) -> Path | None:
    """The path of a key; None where the key is to be passed over, as the real service does.

    Raises `ReadFailed` for types that nobody can sort by, and `UnknownPath` or `NotSortable` for what a
    strict caller is told of.
    """
    path = resolve(schema, entity_type, name)
    if path is None:
        if is_strict:
            raise UnknownPath(entity_type.name, name)
        return None
    if path.leaf.type.sorting is Sorting.REFUSED:
        raise ReadFailed(entity_type.name)
    unordered = _unordered(path)
    if unordered is not None and is_strict:
        raise NotSortable(unordered)
    return None if unordered is not None else path


def _unordered(path: Path) -> Field | None:
    """The first field of a path that gives its rows no order; None where all do."""
    links = (hop.field for hop in path.hops)
    many = next((field for field in links if field.type.kind is not Kind.LINK), None)
    return many or (None if path.leaf.type.sorting is Sorting.HONOURED else path.leaf)
