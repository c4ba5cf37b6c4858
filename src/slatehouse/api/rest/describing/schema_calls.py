"""What is told of the schema: types, fields, and how a site changes them (contract rest/50)."""

from __future__ import annotations

from slatehouse.api.rest import schema
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ANYTHING,
    FLAG,
    ROW_ID,
    TEXT,
    Shape,
    array,
    choice,
    mapping,
    nullable,
    record,
)
from slatehouse.api.wire.content_types import JSON
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.site.fields.properties import BEYOND, CHANGEABLE

__all__ = ["OPERATIONS"]


def _said(value: Shape) -> Shape:
    return record({"value": value, "editable": FLAG})


_TYPE = record({"name": _said(TEXT), "visible": _said(FLAG)})
_FIELD = record(
    {
        "name": _said(TEXT),
        "description": _said(TEXT),
        "custom_metadata": _said(TEXT),
        "entity_type": _said(TEXT),
        "data_type": _said(TEXT),
        "editable": _said(FLAG),
        "mandatory": _said(FLAG),
        "unique": _said(FLAG),
        "properties": mapping(_said(ANYTHING)),
        "visible": _said(FLAG),
        "ui_value_displayable": _said(FLAG),
    }
)
_CREATABLE = choice(*(name for name, each in DATA_TYPES.items() if each.creatable))
_DIFFERENTLY = "In a project, `visible` and `hidden_values` are the project's."


def _properties(*names: str) -> Shape:
    return array(record({"property_name": choice(*names), "value": ANYTHING}))


OPERATIONS: Operations = {
    schema.show_types: Operation(
        name="read_schema",
        tag=Tag.SCHEMA,
        summary="List the entity types",
        answers=(Answer(200, "Types by their names.", data_of(mapping(_TYPE))),),
    ),
    schema.show_type: Operation(
        name="read_entity_type",
        tag=Tag.SCHEMA,
        summary="Read an entity type",
        names={"type_name": "Shot"},
        answers=(Answer(200, "The type.", data_of(_TYPE, links=SELF)),),
    ),
    schema.show_fields: Operation(
        name="read_fields",
        tag=Tag.SCHEMA,
        summary="List the fields of an entity type",
        details=_DIFFERENTLY,
        names={"type_name": "Shot"},
        answers=(Answer(200, "Fields by their names.", data_of(mapping(_FIELD), links=SELF)),),
    ),
    schema.show_field: Operation(
        name="read_field",
        tag=Tag.SCHEMA,
        summary="Read a field of an entity type",
        details=f"{_DIFFERENTLY} Null of a field that is there without being listed.",
        names={"type_name": "Shot", "name": "sg_status_list"},
        answers=(Answer(200, "The field.", data_of(nullable(_FIELD), links=SELF)),),
    ),
    schema.create_field: Operation(
        name="create_field",
        tag=Tag.SCHEMA,
        summary="Add a field to an entity type",
        details=(
            "The property `name` is its display name, from which its own is made; that stands at the end of "
            "`links.self`. A checkbox needs a `default_value`, a link `valid_types` with one type."
        ),
        names={"type_name": "Shot"},
        bodies={
            JSON: Body(
                record(
                    {
                        "data_type": _CREATABLE,
                        "properties": _properties(
                            *(name for name in CHANGEABLE if name != "visible"), "valid_types", *BEYOND
                        ),
                    }
                ),
                {"data_type": "text", "properties": [{"property_name": "name", "value": "Lens"}]},
            )
        },
        answers=(Answer(201, "The field.", data_of(_FIELD, links=SELF)),),
        refusals=frozenset({409}),
    ),
    schema.change_field: Operation(
        name="update_field",
        tag=Tag.SCHEMA,
        summary="Change what the schema says of a field",
        details="Whether it is `visible` is said for a project.",
        names={"type_name": "Shot", "name": "sg_status_list"},
        bodies={
            JSON: Body(
                record({"properties": _properties(*CHANGEABLE, *BEYOND)}, {"project_id": ROW_ID}),
                {"properties": [{"property_name": "description", "value": "How far it is."}]},
            )
        },
        answers=(Answer(200, "The field.", data_of(_FIELD, links=SELF)),),
    ),
    schema.trash_field: Operation(
        name="trash_field",
        tag=Tag.SCHEMA,
        summary="Put a field into the trash",
        details="Its values stay with it, and its name stays taken. Fields that a site did not add stay.",
        names={"type_name": "Shot", "name": "sg_lens"},
        answers=(Answer(204, "It is in the trash."),),
    ),
    schema.revive_field: Operation(
        name="revive_field",
        tag=Tag.SCHEMA,
        summary="Take a field out of the trash",
        names={"type_name": "Shot", "name": "sg_lens"},
        bodies={JSON: Body(record({"revive": {**FLAG, "enum": [True]}}), {"revive": True})},
        answers=(Answer(204, "It is back, with its values."),),
    ),
}
