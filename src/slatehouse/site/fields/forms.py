"""What the schema says of types and fields, as plain values; both doors show them so (contract rest/50).

Each property is `{"value": …, "editable": …}`, where `editable` says whether the property can be changed, not
whether rows may be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.permissions import is_editable
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.site.edition import Edition

__all__ = ["field_form", "fields_form", "type_form"]

Form = dict[str, Any]


def type_form(entity_type: EntityType) -> Form:
    """What the schema says of a type."""
    return {"name": _said(entity_type.display_name), "visible": _said(True)}


def fields_form(
    edition: Edition, entity_type: EntityType, caller: Caller, project: int | None = None
) -> Form:
    """What it says of the fields of a type, to this caller, in a project."""
    return {
        name: field_form(edition, field, caller, project)
        for name, field in entity_type.fields.items()
        if field.declared
    }


def field_form(edition: Edition, field: Field, caller: Caller, project: int | None = None) -> Form:
    """What it says of a field, in the order of errata 34."""
    scoped = {} if project is None else edition.custom.by_project.get((project, field.entity_type), {})
    here = scoped.get(field.name, {})
    return {
        "name": _said(field.display_name, editable=True),
        "description": _said(field.description, editable=True),
        "custom_metadata": _said(field.custom_metadata, editable=True),
        "entity_type": _said(field.entity_type),
        "data_type": _said(field.type.name),
        "editable": _said(field.editable and is_editable(caller, field)),
        "mandatory": _said(field.mandatory),
        "unique": _said(field.unique),
        "properties": _properties(field, here),
        "visible": _said(here.get("visible", field.visible), editable=field.hideable),
        "ui_value_displayable": _said(field.displayable),
    }


def _said(value: object, *, editable: bool = False) -> Form:
    return {"value": value, "editable": editable}


def _properties(field: Field, here: Mapping[str, object]) -> Form:
    values = {
        "default_value": field.default,
        "summary_default": field.properties.get("summary", "none"),
        **field.type.schema_properties(field),
    }
    if "hidden_values" in values:
        values["hidden_values"] = here.get("hidden_values", [])
    return {name: _said(value, editable=name in field.editable_properties) for name, value in values.items()}
