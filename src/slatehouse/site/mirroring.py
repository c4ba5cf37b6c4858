"""Links that the far row's log tells of too: a task's entity gains it among its `tasks`, and the tasks that a
dependency joins gain each other (contract writing §8.1, scheduling §6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.links import ReverseOf, Through
from slatehouse.site.draft import target_in
from slatehouse.site.linking import LinkResult
from slatehouse.site.rules.register import rules_of
from slatehouse.site.telling import tell_links

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

Columns = Mapping[str, object]


def mirror_links(
    writing: Writing, target: Target, before: Columns, after: Columns, *, in_create: bool = False
) -> None:
    """Tell of the links that a row gained and lost, to the rows at their far ends.

    `before` and `after` are columns of the row; links that are in neither are as they were.
    """
    for name in rules_of(target.type).mirrored:
        lost, gained = target_in(before, name), target_in(after, name)
        if lost == gained:
            continue
        for far, columns, result_of in ((lost, before, _loss), (gained, after, _gain)):
            field = far and _far_field(writing.schema[far.type], target.type, name)
            if far is None or field is None or writing.tells_itself(far, field):
                continue
            member = _member(field.keeping, target, columns)
            if member is not None:
                tell_links(writing, far, field, result_of(member), in_create=in_create)


def _gain(member: Target) -> LinkResult:
    return LinkResult((member,))


def _loss(member: Target) -> LinkResult:
    return LinkResult((), (member,))


def _member(keeping: object, target: Target, columns: Columns) -> Target | None:
    """The row that shows in the far row's field: the linking one itself, or what lies behind a connection."""
    return target_in(columns, keeping.far) if isinstance(keeping, Through) else target


@lru_cache(maxsize=1024)
def _far_field(far: EntityType, linking: str, link: str) -> Field | None:
    """The multi-entity field in which a row of the far type shows those that link it so."""
    for field in far.fields.values():
        match field.keeping:
            case ReverseOf(entity_type, name) if (entity_type, name) == (linking, link):
                return field
            case Through(entity_type, near, _) if (entity_type, near) == (linking, link):
                return field
    return None
