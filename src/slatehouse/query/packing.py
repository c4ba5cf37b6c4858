"""Fields that are read together as one text, since each column by itself would be a sub-select by itself: the
source of a picture, with the picture where both are asked for and it may be another row's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import FromClause
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.paths import Path
from slatehouse.query.pictures import (
    packed_picture_and_source,
    packed_source,
    picture_in,
    source_in,
    source_in_both,
)
from slatehouse.schema.field import Field

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

__all__ = ["Pack", "Unpack", "pack_of"]

Unpack = Callable[[Any], Sequence[Any]]
"""Makes the values of a field's columns of the text."""


class Pack(NamedTuple):
    """How a field is read from a text: under which name that is selected, how it is written of the source,
    and how the field's values are found in it."""

    name: str
    source: Field
    write: Callable[[Sources, FromClause, Field], ColumnElement[Any]]
    unpack: Unpack


def pack_of(sources: Sources, path: Path, texts: Collection[str]) -> Pack | None:
    """How the path is read, beside those that are spelled so; None where it is read by its columns."""
    leaf, fields = path.leaf, sources.schema[path.leaf.entity_type].fields
    of_leaf = (each for each in fields.values() if each.source_of == leaf.name) if leaf.borrows else iter(())
    source = leaf if leaf.source_of is not None else next(of_leaf, None)
    if source is None or source.source_of is None or sources.hides(source):
        return None
    picture, before = fields[source.source_of], path.text.removesuffix(leaf.name)
    if picture.borrows and {before + source.name, before + picture.name} <= set(texts):
        unpack = source_in_both if leaf is source else picture_in
        return Pack(before + source.name, source, packed_picture_and_source, unpack)
    return Pack(path.text, source, packed_source, source_in) if leaf is source else None
