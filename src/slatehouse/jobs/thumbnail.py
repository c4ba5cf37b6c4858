"""The job that makes the thumbnail of a picture and records it, or why there can be none."""

from __future__ import annotations

import msgspec

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.decoding import NotDecoded, is_to_blame, wanted_by
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.isolation import Failed
from slatehouse.media.thumbnails import Thumbnail, thumbnail_of_file
from slatehouse.schema.link import Target
from slatehouse.site.site import Site
from slatehouse.site.uploads import finish_picture
from slatehouse.site.writing import writing

__all__ = ["give_up", "work"]


class _Order(msgspec.Struct, frozen=True):
    """The picture in a field of a row, and the content that it had when its thumbnail was asked for."""

    type: str
    id: int
    field: str
    blob: str


def work(workshop: Workshop, payload: str) -> None:
    """Make the thumbnail and record it. That a file is no image is recorded too, and ends the job."""
    order = msgspec.json.decode(payload, type=_Order)
    outcome = _drawn(workshop, order.blob)
    if isinstance(outcome, Thumbnail):
        kept = workshop.site.blobs.write([outcome.jpeg])
        _record(workshop.site, order, kept.sha256, None)
    elif is_to_blame(outcome):
        _record(workshop.site, order, None, outcome.reason)
    else:
        raise NotDecoded(outcome.reason)


def give_up(workshop: Workshop, payload: str, reason: str) -> None:
    """Let the picture be served as it was uploaded: nobody is to wait for a thumbnail that does not come."""
    _record(workshop.site, msgspec.json.decode(payload, type=_Order), None, reason)


def _drawn(workshop: Workshop, blob: str) -> Thumbnail | Failed:
    wanted = wanted_by(workshop.site.config.settings.media)
    with workshop.site.blobs.as_file(blob) as path:
        return workshop.sandbox.run(thumbnail_of_file, str(path), msgspec.to_builtins(wanted))


def _record(site: Site, order: _Order, thumbnail: str | None, failure: str | None) -> None:
    with writing(site, system_caller(logs_events=False)) as writes:
        finish_picture(writes, Target(order.type, order.id), order.field, order.blob, thumbnail, failure)
