"""Following rows (contract rest/70). Lists come whole, and links in them name types as the schema does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.refusals import CouldNotFind, NoSuchPath, UnknownField
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.errors import NoSuchPerson, NoSuchRow

__all__ = ["follow", "show_followers", "show_following", "unfollow"]

_PERSON = "HumanUser"
_ENTITIES = "entities"


def show_followers(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>/followers`."""
    entity_type = call.entity_type(segment)
    with _lookups():
        found = call.session.followers(entity_type, row_id)
    rows = [
        {
            "id": each.id,
            "type": _PERSON,
            "attributes": {"name": each.name},
            "links": _links(call, _PERSON, each.id),
        }
        for each in found
    ]
    return json_reply({"data": rows})


def show_following(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/human_users/<id>/following`, of one type and of one project if they are named."""
    named = call.entity_type(segment)
    if named.name != _PERSON:
        raise UnknownField(named.name, "following")
    findings = call.findings()
    entity_type = _type_asked(call, findings)
    project = call.query.get("project_id")
    project_id = None if project is None else findings.whole_number(project, "project_id")
    findings.raise_if_any()
    with _lookups(quoted=NoSuchRow):
        found = call.session.following(row_id, entity_type, project_id)
    rows = [{"id": each.id, "type": each.type, "links": _links(call, *each)} for each in found]
    return json_reply({"data": rows})


def follow(call: Call, segment: str, row_id: int) -> Reply:
    """`POST /entity/human_users/<id>/follow`: all of the rows are followed, or none."""
    if call.entity_type(segment).name != _PERSON:
        raise NoSuchPath
    body, findings = call.body(), call.findings()
    findings.only(body, (_ENTITIES,))
    rows = [_row(call, place, sent, findings) for place, sent in findings.hashes(body, _ENTITIES)]
    findings.raise_if_any()
    with _lookups(quoted=NoSuchPerson):
        call.session.follow(row_id, rows)
    return Reply(status=204)


def unfollow(call: Call, segment: str, row_id: int) -> Reply:
    """`PUT /entity/<type>/<id>/unfollow`."""
    entity_type = call.entity_type(segment)
    person = person_in(call)
    with _lookups():
        call.session.unfollow(person, entity_type, row_id)
    return Reply(status=204)


def person_in(call: Call) -> int:
    """The `user_id` in the body."""
    body, findings = call.body(), call.findings()
    findings.only(body, ("user_id",))
    person = findings.number(body, "user_id")
    findings.raise_if_any()
    return person


def _type_asked(call: Call, findings: Findings) -> EntityType | None:
    sent = call.query.get("entity")
    if sent is None:
        return None
    found = call.schema.addressed_by(sent)
    if found is None:
        findings.add("is not valid", "entity")
    return found


def _row(call: Call, place: str, sent: Mapping[str, Any], findings: Findings) -> Target:
    """A row to follow; its type as the schema names it."""
    findings.only(sent, ("entity", "record_id"), _ENTITIES, place)
    type_ = sent.get("entity")
    if "entity" not in sent:
        findings.add("is missing", _ENTITIES, place, "entity")
    elif not isinstance(type_, str) or type_ not in call.schema:
        findings.add("is not valid", _ENTITIES, place, "entity")
    return Target(str(type_), findings.number(sent, "record_id", _ENTITIES, place))


def _links(call: Call, type_: str, row_id: int) -> dict[str, str]:
    return {"self": f"{call.prefix}/entity/{type_}/{row_id}"}


@contextmanager
def _lookups(quoted: type[NoSuchRow] | None = None) -> Iterator[None]:
    """What is not there is told of in words of its own; an id that stood in the address, between quotes."""
    try:
        yield
    except NoSuchRow as error:
        is_quoted = quoted is not None and isinstance(error, quoted)
        sent = f'"{error.row_id}"' if is_quoted else str(error.row_id)
        raise CouldNotFind(error.entity_type, sent) from error
