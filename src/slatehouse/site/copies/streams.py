"""What the activity streams tell of events that were copied with another site's log (contract rest/70)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from slatehouse.site.activity import has_stream, streams

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = ["tell_streams"]

_TOLD = frozenset({"New", "Change", "Retirement"})


def tell_streams(writing: Writing, events: Iterable[Mapping[str, Any]]) -> None:
    """Let the streams of the rows that events are about, and of their projects, tell of them.

    Of a part of a making or of a retirement nothing is told, as of those that happen here.
    """
    news = [(event["id"], shown) for event in events if (shown := _streams(writing, event))]
    if not news:
        return
    activity, connection = writing.site.activity, writing.connection
    first = activity.reserve(connection, len(news))
    activity.append(
        connection,
        [
            (stream.type, stream.id, update, event, None, None)
            for update, (event, shown) in enumerate(news, start=first)
            for stream in shown
        ],
    )


def _streams(writing: Writing, event: Mapping[str, Any]) -> tuple[Any, ...]:
    row, meta = event.get("entity"), event.get("meta")
    told = meta if isinstance(meta, Mapping) else {}
    is_part = event.get("attribute_name") == "retirement_date" or told.get("in_create") is True
    kind = str(event.get("event_type") or "").rpartition("_")[2]
    if row is None or is_part or kind not in _TOLD or row.type not in writing.schema:
        return ()
    return streams(row, event.get("project")) if has_stream(writing.schema[row.type]) else ()
