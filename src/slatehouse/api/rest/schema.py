"""The schema: read from memory, and changed (contract rest/50)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.refusals import UnknownField, UnknownType
from slatehouse.api.rest.validation import Findings, whole_number
from slatehouse.api.wire.entity_tags import etag_of
from slatehouse.api.wire.replies import Reply
from slatehouse.api.wire.schema_pages import Page, fields_page, trash_page, types_page
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import LARGEST_ID
from slatehouse.site.fields.changing import FieldChange
from slatehouse.site.fields.creating import NewField, is_creatable
from slatehouse.site.fields.forms import field_form, type_form
from slatehouse.site.fields.properties import CHANGEABLE, Property
from slatehouse.site.fields.refusals import InvalidProperty

__all__ = [
    "change_field",
    "create_field",
    "revive_field",
    "show_field",
    "show_fields",
    "show_type",
    "show_types",
    "trash_field",
]

_NO_BODY = Reply(status=204)
_PROJECT_ID = "project_id"
_LINKED = b'{"data":%b,"links":{"self":%b}}'


def show_types(call: Call) -> Reply:
    """`GET /schema`: every type that is enabled. A project has no other types."""
    _project(call)
    return _whole_page(types_page(call.session.edition.whole))


def show_type(call: Call, type_name: str) -> Reply:
    """`GET /schema/<Type>`."""
    entity_type = _type(call, type_name)
    _project(call)
    return _linked(call, msgspec.json.encode(type_form(entity_type)))


def show_fields(call: Call, type_name: str) -> Reply:
    """`GET /schema/<Type>/fields`; a strict caller may ask for those in the trash (improvements A6)."""
    entity_type = _type(call, type_name)
    if call.is_strict and call.query.hash("options").get("return_only") == "retired":
        return _linked_page(call, trash_page(call.session, entity_type))
    return _linked_page(call, fields_page(call.session, entity_type, _project(call)))


def show_field(call: Call, type_name: str, name: str) -> Reply:
    """`GET /schema/<Type>/fields/<field>`; null of a field that exists without being listed."""
    field, session = _field(call, type_name, name), call.session
    form = (
        field_form(session.edition.whole, field, session.caller, _project(call)) if field.declared else None
    )
    return _linked(call, msgspec.json.encode(form))


def create_field(call: Call, type_name: str) -> Reply:
    """`POST /schema/<Type>/fields`; the new field's name stands in the link alone."""
    _type(call, type_name)
    body, findings = call.body(), call.findings()
    if "data_type" not in body:
        findings.add("is missing", "data_type")
    elif not is_creatable(body["data_type"]):
        findings.add("is not valid", "data_type")
    properties = _properties(body, findings)
    findings.only(body, ("data_type", "properties"))
    findings.raise_if_any()
    asked = NewField(type_name, body["data_type"], properties, is_strict=call.is_strict)
    field, edition = call.session.add_field(asked)
    form = field_form(edition, field, call.session.caller)
    return json_reply({"data": form, "links": {"self": f"{call.path}/{field.name}"}}, 201)


def change_field(call: Call, type_name: str, name: str) -> Reply:
    """`PUT /schema/<Type>/fields/<field>`; keys of the body that are none pass in silence."""
    body, findings = call.body(), call.findings()
    if call.is_strict and "data_type" in body:
        raise InvalidProperty("update", "data_type", body["data_type"], CHANGEABLE)
    properties = _properties(body, findings) if "properties" in body else []
    project = _body_project(call, body, findings)
    findings.only(body, ("properties", _PROJECT_ID))
    findings.raise_if_any()
    session = call.session
    field, edition = _field(call, type_name, name), session.edition.whole
    if properties:
        field, edition = session.change_field(FieldChange(type_name, name, properties, project))
    else:
        project = session.project_differing(project)
    form = field_form(edition, field, session.caller, project)
    return json_reply({"data": form, "links": {"self": call.path}})


def trash_field(call: Call, type_name: str, name: str) -> Reply:
    """`DELETE /schema/<Type>/fields/<field>`."""
    _field(call, type_name, name)
    call.session.trash_field(type_name, name)
    return _NO_BODY


def revive_field(call: Call, type_name: str, name: str) -> Reply:
    """`POST /schema/<Type>/fields/<field>` with `{"revive": true}`."""
    body, findings = call.body(), call.findings()
    if "revive" not in body:
        findings.add("is missing", "revive")
    elif body["revive"] is not True:
        findings.add("must be true", "revive")
    findings.only(body, ("revive",))
    findings.raise_if_any()
    call.session.revive_field(type_name, name)
    return _NO_BODY


def _type(call: Call, name: str) -> EntityType:
    """The type by its exact name; raises `UnknownType`."""
    found = call.session.edition.whole.schema.types.get(name)
    if found is None:
        raise UnknownType(name)
    return found


def _field(call: Call, type_name: str, name: str) -> Field:
    found = _type(call, type_name).fields.get(name)
    if found is None:
        raise UnknownField(type_name, name)
    return found


def _project(call: Call) -> int | None:
    """The project that is asked about, where it has something differently and the caller may read it.

    A strict caller is told of what cannot be one.
    """
    sent = call.query.get(_PROJECT_ID)
    if sent is None:
        return None
    project, findings = whole_number(sent), call.findings()
    if project is None:
        findings.silence("must be an integer", _PROJECT_ID)
    findings.raise_if_any()
    return call.session.project_differing(project)


def _body_project(call: Call, body: Mapping[str, Any], findings: Findings) -> int | None:
    """The project that a change is for, named in the body or in the query string."""
    sent = body.get(_PROJECT_ID, call.query.get(_PROJECT_ID))
    if sent is None:
        return None
    project = findings.whole_number(sent, _PROJECT_ID)
    if project is not None and not 0 < project <= LARGEST_ID:
        findings.add("must be the id of a project", _PROJECT_ID)
    return project


def _properties(body: Mapping[str, Any], findings: Findings) -> list[Property]:
    """`[{"property_name": …, "value": …}, …]`."""
    properties: list[Property] = []
    for place, each in findings.hashes(body, "properties"):
        name = findings.text(each, "property_name", "properties", place)
        if "value" not in each:
            findings.add("is missing", "properties", place, "value")
        findings.only(each, ("property_name", "value"), "properties", place)
        properties.append((name, each.get("value")))
    return properties


def _linked(call: Call, data: bytes) -> Reply:
    """The data, encoded already, with the link to itself."""
    return Reply(_LINKED % (data, msgspec.json.encode(call.path + call.query.text)))


def _linked_page(call: Call, page: Page) -> Reply:
    """The same, of data that are kept."""
    return _page_with_link(page, call.path + call.query.text)


@lru_cache(maxsize=4)
def _whole_page(page: Page) -> Reply:
    return Reply(b'{"data":%b}' % page.body, etag=etag_of(page.digest))


@lru_cache(maxsize=128)
def _page_with_link(page: Page, link: str) -> Reply:
    encoded = msgspec.json.encode(link)
    return Reply(_LINKED % (page.body, encoded), etag=etag_of(page.digest + encoded))
