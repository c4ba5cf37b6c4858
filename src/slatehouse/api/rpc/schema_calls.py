"""The schema: read from memory, and changed (python-api/methods §12)."""

from __future__ import annotations

from msgspec import Raw

from slatehouse.api.rpc.arguments import Arguments, no
from slatehouse.api.rpc.call import Call
from slatehouse.api.wire.schema_pages import fields_page, types_page
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import UnknownField
from slatehouse.site.fields.changing import FieldChange
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.forms import field_form
from slatehouse.site.fields.properties import Property

__all__ = [
    "schema_entity_read",
    "schema_field_create",
    "schema_field_delete",
    "schema_field_read",
    "schema_field_update",
    "schema_read",
]


def schema_entity_read(call: Call) -> Raw:
    """`schema_entity_read`: every type that is enabled. A project has no other types."""
    _project(call.arguments)
    return Raw(types_page(call.session.edition.whole).body)


def schema_read(call: Call) -> dict[str, Raw]:
    """`schema_read`: the fields of every type."""
    project = call.session.project_differing(_project(call.arguments))
    return {each.name: Raw(fields_page(call.session, each, project).body) for each in call.schema}


def schema_field_read(call: Call) -> object:
    """`schema_field_read`: the fields of a type, or one of them."""
    arguments, session = call.arguments, call.session
    entity_type, project = arguments.entity_type(), session.project_differing(_project(arguments))
    if arguments.get("field_name") is None:
        return Raw(fields_page(session, entity_type, project).body)
    edition = session.edition.whole
    field = _field(arguments, edition.schema[entity_type.name])
    return {field.name: field_form(edition, field, session.caller, project)}


def schema_field_create(call: Call) -> str:
    """`schema_field_create`: the name that the new field is given."""
    arguments = call.arguments
    asked = NewField(arguments.entity_type().name, arguments.get("data_type"), _properties(arguments))
    field, _ = call.session.add_field(asked)
    return field.name


def schema_field_update(call: Call) -> bool:
    """`schema_field_update`: for all, or for one project."""
    arguments = call.arguments
    field, project = _field(arguments, arguments.entity_type()), _project(arguments)
    call.session.change_field(FieldChange(field.entity_type, field.name, _properties(arguments), project))
    return True


def schema_field_delete(call: Call) -> bool:
    """`schema_field_delete`: its values are kept."""
    arguments = call.arguments
    field = _field(arguments, arguments.entity_type())
    call.session.trash_field(field.entity_type, field.name)
    return True


def _project(arguments: Arguments) -> int | None:
    """The project that is asked about."""
    return arguments.id_of("project", "Project")


def _field(arguments: Arguments, entity_type: EntityType) -> Field:
    name = arguments.text("field_name")
    field = entity_type.fields.get(name)
    if field is None or not field.declared:
        raise UnknownField(entity_type.name, name)
    return field


def _properties(arguments: Arguments) -> list[Property]:
    """`[{"property_name": …, "value": …}, …]`."""
    properties: list[Property] = []
    for each in arguments.hashes("properties"):
        if "value" not in each.sent:
            raise no("value", "value", each.sent)
        properties.append((each.text("property_name"), each.get("value")))
    return properties
