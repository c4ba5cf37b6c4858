"""The links of one field of a row, all of them at once (contract rest/20)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, field_of
from slatehouse.api.rest.options import list_options
from slatehouse.api.rest.refusals import FieldIsNoLink, OwnerNotFound
from slatehouse.api.rest.rows import form_of
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.site.errors import NoSuchRow

__all__ = ["show_links"]


def show_links(call: Call, segment: str, row_id: int, name: str) -> Reply:
    """`GET /entity/<type>/<id>/relationships/<field>`; paging, fields and sort change nothing."""
    entity_type = call.entity_type(segment)
    field = field_of(entity_type, name)
    if field.type.kind not in (Kind.LINK, Kind.LINKS):
        raise FieldIsNoLink(field)
    findings = call.findings()
    retired = list_options(call.query.hash("options"), findings).retired
    findings.raise_if_any()
    try:
        links = call.session.links(entity_type, row_id, field, retired)
    except NoSuchRow as error:
        raise OwnerNotFound(entity_type.name, row_id) from error
    form = form_of(field)
    data = links if form is None else form(links)
    return json_reply({"data": data, "links": {"self": call.path}})
