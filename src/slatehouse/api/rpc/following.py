"""Following, the threads of notes, and who last saw a project (python-api/methods §11, §13, §14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.rows import field_shown
from slatehouse.query.paths import Path
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link, Target
from slatehouse.site.threads import AUTHOR, CREATED_AT, ThreadRow

__all__ = [
    "entity_fields",
    "follow",
    "followers",
    "following",
    "note_thread_contents",
    "unfollow",
    "update_project_last_accessed_by_current_user",
]

_PERSON, _PROJECT = "HumanUser", "Project"


def follow(call: Call) -> dict[str, Any]:
    """`follow`: whether they did before or not."""
    person, row = _pair(call.arguments)
    call.session.follow(person.id, [row])
    return {"followed": True, "user": person._asdict(), "entity": row._asdict()}


def unfollow(call: Call) -> dict[str, Any]:
    """`unfollow`: whether they followed or not."""
    person, row = _pair(call.arguments)
    call.session.unfollow(person.id, call.schema[row.type], row.id)
    return {"unfollowed": True, "user": person._asdict(), "entity": row._asdict()}


def followers(call: Call) -> list[dict[str, Any]]:
    """`followers`: the people who follow a row."""
    type_, row_id = call.arguments.row_of("entity")
    found = call.session.followers(call.schema[type_], row_id)
    return [
        {"type": _PERSON, "id": each.id, "name": each.name, "status": each.status, "valid": "valid"}
        for each in found
    ]


def following(call: Call) -> list[dict[str, Any]]:
    """`following`: the rows that a person follows."""
    arguments = call.arguments
    _, person = arguments.row_of("user", kind=_PERSON)
    entity_type = None if arguments.get("entity_type") is None else arguments.entity_type("entity_type")
    project = arguments.id_of("project", _PROJECT)
    return [each._asdict() for each in call.session.following(person, entity_type, project)]


def update_project_last_accessed_by_current_user(call: Call) -> dict[str, Any]:
    """`update_project_last_accessed_by_current_user`: now, for a person named or for whoever calls."""
    arguments = call.arguments
    project = arguments.row_id("project_id")
    has_person = arguments.get("user_id") is not None
    person = arguments.row_id("user_id") if has_person else call.session.caller.person
    call.session.mark_accessed(project, person)
    return {"type": _PROJECT, "id": project}


def note_thread_contents(call: Call) -> list[dict[str, Any]]:
    """`note_thread_contents`: a note, its replies and its files, in the order in which they came."""
    arguments = call.arguments
    fields = entity_fields(call, arguments, ("Note", "Reply", "Attachment"))
    note, *others = call.session.thread(arguments.row_id("note_id"), fields)
    return [_shown(call, row) for row in (note, *sorted(others, key=_place))]


def entity_fields(call: Call, arguments: Arguments, types: Sequence[str]) -> Mapping[str, tuple[Path, ...]]:
    """The further fields that are asked for, of the types among these."""
    sent = arguments.get("entity_fields")
    if sent is None:
        return {}
    asked = Arguments(arguments.mapping("entity_fields"), call.schema)
    return {
        name: call.session.edition.paths(call.schema[name], asked.names(name))
        for name in types
        if name in asked.sent
    }


def _pair(arguments: Arguments) -> tuple[Target, Target]:
    return Target(*arguments.row_of("user", kind=_PERSON)), Target(*arguments.row_of("entity"))


def _place(row: ThreadRow) -> tuple[str, bool, int]:
    """When the row came. Times are whole seconds; of one second, replies go before the files that follow
    them, as the client's tests post them."""
    (created,) = (value for path, value in row.values.items() if path.text == CREATED_AT)
    return str(created), row.type == "Attachment", row.id


def _shown(call: Call, row: ThreadRow) -> dict[str, Any]:
    values = {path.text: field_shown(path, value, call.files) for path, value in row.values.items()}
    author = values.get(AUTHOR)
    if row.type == "Reply" and isinstance(author, Link):
        picture = row.picture if isinstance(row.picture, Picture) else None
        named = {"type": author.type, "id": author.id, "name": author.name}
        values[AUTHOR] = {**named, "image": call.files.image(picture)}
    return {**values, "type": row.type, "id": row.id}
