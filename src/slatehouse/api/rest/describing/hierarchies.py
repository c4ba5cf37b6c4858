"""What is told of the navigation tree (contract rest/60)."""

from __future__ import annotations

from slatehouse.api.rest import hierarchy
from slatehouse.api.rest.describing.envelopes import data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ANYTHING,
    FLAG,
    ROW_ID,
    TEXT,
    any_of,
    array,
    choice,
    nullable,
    record,
    ref,
)
from slatehouse.api.wire.content_types import JSON

__all__ = ["OPERATIONS"]

_ROW = record({"type": ref("EntityName"), "id": ROW_ID})
_NODE = record({"kind": choice("root", "entity", "entity_type", "list", "empty"), "value": ANYTHING})
_CHILD = record({"label": TEXT, "ref": _NODE, "has_children": FLAG}, {"path": TEXT})
_LEVEL = record(
    {
        "label": TEXT,
        "ref": _NODE,
        "parent_path": nullable(TEXT),
        "path": TEXT,
        "target_entities": record({"type": TEXT, "additional_filter_presets": array(ref("FilterPreset"))}),
        "has_children": FLAG,
        "children": array(_CHILD),
    }
)
_PLACE = record(
    {
        "label": TEXT,
        "incremental_path": array(TEXT),
        "path_label": TEXT,
        "ref": _ROW,
        "project_id": nullable(ROW_ID),
    }
)
_CRITERIA = any_of(record({"entity": _ROW}), record({"search_string": {**TEXT, "minLength": 1}}))

OPERATIONS: Operations = {
    hierarchy.expand: Operation(
        name="expand_hierarchy",
        tag=Tag.HIERARCHY,
        summary="Read one level of the navigation tree",
        details="The paths of `children` lead to the next one.",
        bodies={JSON: Body(record({"path": TEXT}), {"path": "/Project/3/Shot"})},
        answers=(Answer(200, "The level.", data_of(_LEVEL)),),
        refusals=frozenset({404}),
    ),
    hierarchy.search: Operation(
        name="search_hierarchy",
        tag=Tag.HIERARCHY,
        summary="Find rows in the navigation tree",
        details="One row by its type and id, or rows whose names hold a text.",
        bodies={
            JSON: Body(
                record({"root_path": TEXT, "search_criteria": _CRITERIA}),
                {"root_path": "/Project/3", "search_criteria": {"entity": {"type": "Shot", "id": 5}}},
            )
        },
        answers=(Answer(200, "Where each of the rows is.", data_of(array(_PLACE))),),
    ),
}
