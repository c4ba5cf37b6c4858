"""Filter trees: conditions on paths, joined by `and` and `or`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum

import msgspec

from slatehouse.query.paths import Path, resolve
from slatehouse.schema.data_types.data_type import Asked, Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import UnknownPath
from slatehouse.schema.schema import Schema


class Operator(Enum):
    """How the parts of a group are joined."""

    AND = "and"
    OR = "or"


class Condition(msgspec.Struct, frozen=True):
    """One test at the end of one path."""

    path: Path
    test: Test


class Group(msgspec.Struct, frozen=True):
    """Several filters joined; a group without parts holds for every row."""

    operator: Operator
    parts: tuple[Filter, ...]


Filter = Condition | Group
EVERY_ROW = Group(Operator.AND, ())


def both(*filters: Filter) -> Group:
    """A filter that holds where all of these do."""
    return Group(Operator.AND, filters)


def condition(
    schema: Schema,
    start: EntityType,
    text: str,
    relation: str,
    values: Sequence[object],
    now: datetime,
    *,
    is_strict: bool = False,
) -> Condition:
    """The condition that a question asks for; raises a refusal of the path, the relation or a value."""
    path = resolve(schema, start, text)
    if path is None:
        raise UnknownPath(start.name, text, relation, tuple(values))
    asked = Asked(path.leaf, text, relation, tuple(values), now, is_strict)
    return Condition(path, path.leaf.type.test(asked))


def simplified(group: Group) -> Filter:
    """The same filter without empty groups and without groups inside their like, whatever its depth.

    An empty group holds everywhere, so it vanishes from an `and` and makes an `or` vanish.
    """
    parts: list[Filter] = []
    for part in group.parts:
        if isinstance(part, Group):
            part = simplified(part)
        if not isinstance(part, Group):
            parts.append(part)
        elif not part.parts:
            if group.operator is Operator.OR:
                return EVERY_ROW
        elif part.operator is group.operator:
            parts.extend(part.parts)
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else Group(group.operator, tuple(parts))


Shape = tuple[object, ...]


def shape_of(filter_: Filter) -> Shape:
    """What of a filter decides its SQL: everything but the values."""
    if isinstance(filter_, Condition):
        return (filter_.path.text, filter_.test.writer)
    return (filter_.operator, *(shape_of(part) for part in filter_.parts))


def values_of(filter_: Filter) -> Iterator[object]:
    """The values to bind, in the order in which the SQL is written."""
    if isinstance(filter_, Condition):
        yield from filter_.test.values
        return
    for part in filter_.parts:
        yield from values_of(part)
