"""When people last saw a project (contract rest/70, behaviour/writing §11.1)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.follows import person_in
from slatehouse.api.rest.refusals import NoSuchPath
from slatehouse.api.wire.replies import Reply

__all__ = ["update_last_accessed"]

_PROJECT, _SEGMENT = "Project", "projects"


def update_last_accessed(call: Call, segment: str, row_id: int) -> Reply:
    """`PUT /entity/projects/<id>/_update_last_accessed`; of someone unknown nothing is remembered,
    and only a strict caller told."""
    if segment != _SEGMENT:
        raise NoSuchPath
    call.session.mark_accessed(row_id, person_in(call))
    link = f"{call.prefix}/entity/{_SEGMENT}/{row_id}"
    return json_reply({"data": {"type": _PROJECT, "id": row_id}, "links": {"self": link}})
