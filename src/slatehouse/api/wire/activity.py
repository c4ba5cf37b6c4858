"""Activity streams as both doors show them (contract rest/70, python-api/methods §16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slatehouse.api.wire.files import FileForms
from slatehouse.query.paths import Path
from slatehouse.schema.files import Picture
from slatehouse.site.streams import Seen, Stream, Update

__all__ = ["stream_shown"]

Show = Callable[[Mapping[Path, object]], dict[str, object]]


def stream_shown(stream: Stream, files: FileForms, show: Show) -> dict[str, object]:
    """A page of a stream; `show` puts the values of fields into the form of the door."""
    return {
        "entity_type": stream.row.type,
        "entity_id": stream.row.id,
        "latest_update_id": stream.latest,
        "earliest_update_id": stream.earliest,
        "updates": [_update(update, files, show) for update in stream.updates],
    }


def _update(update: Update, files: FileForms, show: Show) -> dict[str, object]:
    return {
        "id": update.id,
        "update_type": update.type,
        "meta": update.meta,
        "created_at": update.created_at,
        "read": update.primary.is_read,
        "primary_entity": _widened(update.primary, show),
        "created_by": update.author and {**_named(update.author), "image": _picture(update.author, files)},
    }


def _widened(seen: Seen, show: Show) -> dict[str, object]:
    """The row with what was asked for after the usual keys, whose values nothing replaces."""
    usual = _named(seen)
    return usual | show(seen.values) | usual


def _named(seen: Seen) -> dict[str, object]:
    return {"type": seen.type, "id": seen.id, "name": seen.name, "status": seen.status}


def _picture(author: Seen, files: FileForms) -> str | None:
    return files.image(author.image) if isinstance(author.image, Picture) else None
