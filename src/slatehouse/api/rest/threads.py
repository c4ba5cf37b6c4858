"""A note with its files and replies (contract rest/70)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.flat_rows import entity_fields, flat
from slatehouse.api.rest.refusals import UnknownField
from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link
from slatehouse.site.threads import AUTHOR, ThreadRow

__all__ = ["show_thread"]

_NOTE, _WIDENED = "Note", ("Note", "Attachment")


def show_thread(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/notes/<id>/thread_contents`."""
    entity_type = call.entity_type(segment)
    if entity_type.name != _NOTE:
        raise UnknownField(entity_type.name, "thread_contents")
    findings = call.findings()
    fields = entity_fields(call, {name: call.schema[name] for name in _WIDENED}, findings)
    findings.raise_if_any()
    thread = call.session.thread(row_id, fields)
    files = call.files
    rows = [_shown(row, files) for row in thread]
    return json_reply({"data": rows, "links": {"self": call.path}})


def _shown(row: ThreadRow, files: FileForms) -> dict[str, object]:
    shown = {"type": row.type, "id": row.id, **flat(row.values, files)}
    author = shown.get(AUTHOR)
    if row.type == "Reply" and isinstance(author, Link):
        picture = row.picture if isinstance(row.picture, Picture) else None
        named = {"id": author.id, "name": author.name, "type": author.type}
        shown[AUTHOR] = {**named, "image": files.image(picture)}
    return shown
