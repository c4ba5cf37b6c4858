"""What is told of the calls on rows (contract rest/20)."""

from __future__ import annotations

from slatehouse.api.rest import batch, entities, entity, relationships
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    EMPTY,
    FLAG,
    ROW_ID,
    TEXT,
    UUID,
    Shape,
    any_of,
    array,
    choice,
    record,
    ref,
)
from slatehouse.api.wire.content_types import JSON

__all__ = ["OPERATIONS"]

_FILM = {"type": "Project", "id": 3}
# Under `Prefer: batch-references` alone.
_REF: Shape = {**TEXT, "minLength": 1}
_NAMED_ROW = record({"type": ref("EntityName"), "ref": _REF})
_CREATE = record(
    {"request_type": choice("create"), "entity": ref("EntityName"), "data": ref("Values")}, {"ref": _REF}
)
_UPDATE = record(
    {
        "request_type": choice("update"),
        "entity": ref("EntityName"),
        "record_id": any_of(ROW_ID, _NAMED_ROW),
        "data": ref("Values"),
    }
)
_DELETE = record(
    {
        "request_type": choice("delete"),
        "entity": ref("EntityName"),
        "record_id": any_of(ROW_ID, _NAMED_ROW),
    }
)
_UPSERT = record(
    {
        "request_type": choice("upsert"),
        "entity": ref("EntityName"),
        "by": _REF,
        "data": ref("Values"),
    },
    {"ref": _REF},
)
_UPSERTED = any_of(
    record({"data": ref("Row"), "did_create": FLAG}),
    record({"data": ref("Row"), "links": EMPTY, "status": choice("successful"), "did_create": FLAG}),
)
_DELETED = record(
    {"request_type": choice("delete"), "type": TEXT, "id": ROW_ID, "uuid": UUID, "did_delete": FLAG}
)

OPERATIONS: Operations = {
    entities.show_list: Operation(
        name="list_rows",
        tag=Tag.ROWS,
        summary="List the rows of a type",
        details=(
            "A page of live rows, by id unless `sort` says otherwise. A row shows the fields that `fields` "
            "names, and none without it. There is always a next page; an empty one ends the list."
        ),
        names={"segment": "shots"},
        query={"fields": "code,sg_status_list,project", "sort": "-code", "page[size]": 5},
        answers=(Answer(200, "A page of rows.", ref("Page")),),
    ),
    entities.create: Operation(
        name="create_row",
        tag=Tag.ROWS,
        summary="Create a row",
        details="The answer tells what was sent and what the site filled in.",
        names={"segment": "shots"},
        bodies={
            JSON: Body(
                ref("Values"), {"project": _FILM, "code": "HRB900", "description": "Fog over the quay"}
            )
        },
        answers=(Answer(201, "The new row.", ref("CreatedRow")),),
    ),
    entities.upsert: Operation(
        name="upsert_row",
        tag=Tag.ROWS,
        summary="Change a row or create it",
        details=(
            "The live row that has the body's value of the field `by` is changed; without one it is made. "
            "However many do the same at once, there is one row afterwards."
        ),
        names={"segment": "published_file_types"},
        query={"by": "code"},
        needs=frozenset({"by"}),
        bodies={JSON: Body(ref("Values"), {"code": "Lens Grid", "description": "Straight lines"})},
        answers=(
            Answer(201, "The new row.", ref("CreatedRow")),
            Answer(200, "The whole row as it now is.", ref("UpdatedRow")),
        ),
        refusals=frozenset({404, 409}),
    ),
    entity.read: Operation(
        name="read_row",
        tag=Tag.ROWS,
        summary="Read a row",
        details="Every field, unless `fields` names some.",
        names={"segment": "shots", "row_id": 5},
        query={"fields": "code,sg_status_list,sg_sequence.Sequence.code,tasks"},
        answers=(Answer(200, "The row.", ref("ReadRow")),),
    ),
    entity.update: Operation(
        name="update_row",
        tag=Tag.ROWS,
        summary="Change a row",
        details=(
            "What is not sent stays. A field of many links is replaced, unless its value says otherwise: "
            '`{"multi_entity_update_mode": "add", "value": [...]}`, or `remove`.'
        ),
        names={"segment": "shots", "row_id": 5},
        bodies={
            JSON: Body(ref("Values"), {"description": "The ferry crosses the tower", "sg_status_list": "fin"})
        },
        answers=(Answer(200, "The whole row as it now is.", ref("UpdatedRow")),),
        refusals=frozenset({409}),
    ),
    entity.retire: Operation(
        name="retire_row",
        tag=Tag.ROWS,
        summary="Retire a row",
        details="A retired row leaves every list and keeps its id; it can be revived.",
        names={"segment": "versions", "row_id": 161},
        answers=(Answer(204, "It is retired."),),
    ),
    entity.revive: Operation(
        name="revive_row",
        tag=Tag.ROWS,
        summary="Revive a retired row",
        details="`did_revive` is false where the row was not retired. A body is not read.",
        names={"segment": "shots", "row_id": 5},
        query={"revive": 1},
        needs=frozenset({"revive"}),
        answers=(
            Answer(
                200,
                "The row is live.",
                data_of(record({"type": TEXT, "id": ROW_ID}), links=SELF, meta=record({"did_revive": FLAG})),
            ),
        ),
    ),
    relationships.show_links: Operation(
        name="read_links",
        tag=Tag.ROWS,
        summary="Read what a field of a row links to",
        details="All of it, in no pages.",
        names={"segment": "shots", "row_id": 5, "name": "tasks"},
        answers=(
            Answer(
                200,
                "The link or links.",
                data_of(any_of(ref("LinkOrNull"), array(ref("Link"))), links=SELF),
            ),
        ),
    ),
    batch.batch: Operation(
        name="batch",
        tag=Tag.ROWS,
        summary="Write many rows at once",
        details=(
            "All of the requests are done, in their order, or none of them. Under `Prefer: batch-references` "
            'a create may have a name, `"ref": "opening"`, and `{"type": "Shot", "ref": "opening"}` is its '
            "row in the links of later requests, and as their `record_id`. There are requests of the type "
            "`upsert` then, too."
        ),
        bodies={
            JSON: Body(
                record({"requests": array(any_of(_CREATE, _UPDATE, _DELETE, _UPSERT))}),
                {
                    "requests": [
                        {
                            "request_type": "create",
                            "entity": "Shot",
                            "data": {"project": _FILM, "code": "HRB910"},
                        },
                        {
                            "request_type": "update",
                            "entity": "Shot",
                            "record_id": 6,
                            "data": {"description": "Gulls over the harbour wall"},
                        },
                        {"request_type": "delete", "entity": "Version", "record_id": 160},
                    ]
                },
            )
        },
        answers=(
            Answer(
                200,
                "An answer to each request, in their order.",
                data_of(array(any_of(ref("CreatedRow"), ref("UpdatedRow"), _UPSERTED, _DELETED))),
            ),
        ),
        refusals=frozenset({404, 409}),
    ),
}
