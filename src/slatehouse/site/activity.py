"""Which activity streams tell of an event (contract rest/70, "Which rows a stream holds").

A row's own stream tells of its making, its changes and its retirement, and its project's of all of that;
where its making is told besides, see `announcing`. Streams keep what they were told: links that change later
change nothing in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class Told(NamedTuple):
    """The streams that tell of an event, and the row whose thread it belongs to, if any."""

    streams: tuple[Target, ...] = ()
    thread: Target | None = None


NOWHERE: Told = Told()


def told_of_change(writing: Writing, target: Target) -> Told:
    """Where a change or the retirement of a row is told."""
    if not has_stream(writing.schema[target.type]):
        return NOWHERE
    return Told(streams(target, writing.project_of(target)))


def streams(*rows: Target | None) -> tuple[Target, ...]:
    """The streams of these rows, each once."""
    return tuple(dict.fromkeys([row for row in rows if row is not None]))


def has_stream(entity_type: EntityType) -> bool:
    """Rows that only connect others, or keep something for them, are no news."""
    return entity_type.identity is not None or entity_type.main_link is not None
