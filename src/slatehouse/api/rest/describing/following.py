"""What is told of following rows, of a note's thread, and of the projects last seen (contract rest/70)."""

from __future__ import annotations

from slatehouse.api.rest import activity_stream, changes, follows, last_accessed, threads
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ANYTHING,
    FLAG,
    NUMBER,
    OBJECT,
    ROW_ID,
    TEXT,
    array,
    choice,
    nullable,
    record,
    ref,
)
from slatehouse.api.wire.content_types import JSON

__all__ = ["OPERATIONS"]

_FOLLOWER = record(
    {"id": ROW_ID, "type": choice("HumanUser"), "attributes": record({"name": nullable(TEXT)}), "links": SELF}
)
_FOLLOWED = record({"id": ROW_ID, "type": ref("EntityName"), "links": SELF})
_THREAD_ROW = {
    "type": "object",
    "properties": {"type": choice("Note", "Reply", "Attachment"), "id": ROW_ID},
    "required": ["type", "id"],
    "description": "The note, a file of it or a reply, with its fields beside `type` and `id`.",
}
_PERSON = record({"user_id": ROW_ID})
_NAMED = {"type": TEXT, "id": ROW_ID, "name": nullable(TEXT), "status": nullable(TEXT)}
_UPDATE = record(
    {
        "id": ROW_ID,
        "update_type": choice("create", "update", "delete", "create_reply"),
        "meta": OBJECT,
        "created_at": TEXT,
        "read": FLAG,
        "primary_entity": {
            "type": "object",
            "properties": _NAMED,
            "required": list(_NAMED),
            "description": "The row that it is about, and what `entity_fields` asks for of its type.",
        },
        "created_by": nullable(record({**_NAMED, "image": nullable(TEXT)})),
    }
)
_STREAM = record(
    {
        "entity_type": ref("EntityName"),
        "entity_id": ROW_ID,
        "latest_update_id": NUMBER,
        "earliest_update_id": NUMBER,
        "updates": array(_UPDATE),
    }
)

_NAMED_ROW = nullable(record({"id": ROW_ID, "name": TEXT, "type": TEXT}))
_CHANGE = record(
    {
        "id": ROW_ID,
        "event_type": nullable(TEXT),
        "operation": nullable(choice("create", "update", "delete", "revive")),
        "created_at": TEXT,
        "entity": _NAMED_ROW,
        "project": _NAMED_ROW,
        "user": _NAMED_ROW,
        "attribute_name": nullable(TEXT),
        "meta": ANYTHING,
        "session_uuid": nullable(TEXT),
    }
)

OPERATIONS: Operations = {
    changes.show: Operation(
        name="follow_changes",
        tag=Tag.FOLLOWING,
        summary="Follow what happens to rows",
        details=(
            "The changes that follow a cursor, in the order of their making, and the cursor from which "
            "to go on. Without `after`, the cursor of now. With `wait`, an answer comes as soon as there are "
            "changes. Where `text/event-stream` is accepted, they come as server-sent events, and "
            "`Last-Event-ID` counts for `after`. Of what the caller may not read nothing is told. 410 where "
            "what followed the cursor is not kept any more."
        ),
        query={"after": "0", "types": "Shot,Version", "limit": 3},
        answers=(
            Answer(
                200,
                "Changes, and how far they reach.",
                record({"data": array(_CHANGE), "cursor": TEXT}),
                also=(changes.EVENTS,),
            ),
        ),
        refusals=frozenset({410, 503}),
    ),
    activity_stream.show_activity: Operation(
        name="read_activity_stream",
        tag=Tag.FOLLOWING,
        summary="Read what happened to a row and to those that belong to it",
        details=(
            "The newest first. `earliest_update_id` is the `max_id` of the next page; 0 when there is none."
        ),
        names={"segment": "shots", "row_id": 5},
        query={"limit": 3, "entity_fields[]": {"Shot": "description"}},
        answers=(Answer(200, "A page of updates.", data_of(_STREAM, links=SELF)),),
    ),
    follows.show_followers: Operation(
        name="list_followers",
        tag=Tag.FOLLOWING,
        summary="List who follows a row",
        details="All of them, in no pages.",
        names={"segment": "shots", "row_id": 5},
        answers=(Answer(200, "People.", data_of(array(_FOLLOWER))),),
    ),
    follows.show_following: Operation(
        name="list_followed",
        tag=Tag.FOLLOWING,
        summary="List what a person follows",
        details="All of it, in no pages.",
        fixed={"segment": "human_users"},
        names={"row_id": 1},
        query={"entity": "Shot", "project_id": 3},
        answers=(Answer(200, "Rows.", data_of(array(_FOLLOWED))),),
    ),
    follows.follow: Operation(
        name="follow",
        tag=Tag.FOLLOWING,
        summary="Let a person follow rows",
        details="All of them, or none where one is not there.",
        fixed={"segment": "human_users"},
        names={"row_id": 1},
        bodies={
            JSON: Body(
                record({"entities": array(record({"entity": ref("EntityName"), "record_id": ROW_ID}))}),
                {"entities": [{"entity": "Shot", "record_id": 5}]},
            )
        },
        answers=(Answer(204, "They are followed."),),
    ),
    follows.unfollow: Operation(
        name="unfollow",
        tag=Tag.FOLLOWING,
        summary="Let a person follow a row no longer",
        names={"segment": "shots", "row_id": 5},
        bodies={JSON: Body(_PERSON, {"user_id": 1})},
        answers=(Answer(204, "It is not followed."),),
    ),
    threads.show_thread: Operation(
        name="read_thread",
        tag=Tag.FOLLOWING,
        summary="Read a note with its files and replies",
        details="In the order in which they were written, in no pages.",
        fixed={"segment": "notes"},
        names={"row_id": 15},
        query={"entity_fields[]": {"Note": "sg_status_list,note_links"}},
        answers=(Answer(200, "The note, then what belongs to it.", data_of(array(_THREAD_ROW), links=SELF)),),
    ),
    last_accessed.update_last_accessed: Operation(
        name="update_last_accessed",
        tag=Tag.FOLLOWING,
        summary="Remember that a person saw a project",
        fixed={"segment": "projects"},
        names={"row_id": 3},
        bodies={JSON: Body(_PERSON, {"user_id": 1})},
        answers=(
            Answer(
                200,
                "It is remembered.",
                data_of(record({"type": choice("Project"), "id": ROW_ID}), links=SELF),
            ),
        ),
    ),
}
