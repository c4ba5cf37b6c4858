"""The job that makes the thumbnail of a picture and records it, or why there can be none."""

from __future__ import annotations

from pathlib import Path

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import wanted_by
from slatehouse.jobs.deriving import Refused, make_once, recipe_of, record
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.decoding.wanted import Wanted
from slatehouse.media.isolation import Failed
from slatehouse.media.thumbnails import thumbnail_of_file
from slatehouse.schema.link import Target
from slatehouse.site.uploads import finish_picture
from slatehouse.site.writing import Writing, writing

__all__ = ["RECIPE", "Drawn", "give_up", "work"]

RECIPE = "thumbnail"


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """The contents that are the thumbnail of another, in both sizes."""

    thumbnail: str
    large: str


class _Order(msgspec.Struct, frozen=True):
    """The picture in a field of a row, and the content that it had when its thumbnail was asked for."""

    type: str
    id: int
    field: str
    blob: str


def work(workshop: Workshop, payload: str) -> None:
    """Make the thumbnail and record it. That a file is no image is recorded too, and ends the job."""
    order, site = msgspec.json.decode(payload, type=_Order), workshop.site
    wanted = wanted_by(site.config.settings.media)
    recipe = recipe_of(RECIPE, wanted)
    made = make_once(site, order.blob, recipe, Drawn, lambda path: _drawn(workshop, path, wanted))
    with writing(site, system_caller(logs_events=False)) as writes:
        result = record(writes, made)
        if isinstance(result, Refused):
            _finish(writes, order, failure=result.reason)
        else:
            _finish(writes, order, result.thumbnail, result.large)


def give_up(workshop: Workshop, payload: str, reason: str) -> None:
    """Let the picture be served as it was uploaded: nobody is to wait for a thumbnail that does not come."""
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        _finish(writes, msgspec.json.decode(payload, type=_Order), failure=reason)


def _drawn(workshop: Workshop, path: Path, wanted: Wanted) -> Drawn | Failed:
    thumbnail = workshop.sandbox.run(thumbnail_of_file, str(path), msgspec.to_builtins(wanted))
    if isinstance(thumbnail, Failed):
        return thumbnail
    write = workshop.site.blobs.write
    return Drawn(write([thumbnail.jpeg]).name, write([thumbnail.large]).name)


def _finish(
    writes: Writing,
    order: _Order,
    thumbnail: str | None = None,
    large: str | None = None,
    failure: str | None = None,
) -> None:
    target = Target(order.type, order.id)
    finish_picture(writes, target, order.field, order.blob, thumbnail, failure, large)
