"""A note with its files and replies, in the order in which they came (contract rest/70, thread_contents)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from slatehouse.query.paths import Path, resolve
from slatehouse.query.question import Question
from slatehouse.schema.schema import Schema
from slatehouse.site.errors import NoSuchRow
from slatehouse.store.connection import Connection

if TYPE_CHECKING:
    from slatehouse.site.session import Session

CREATED_AT, AUTHOR = "created_at", "user"
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "Note": ("content", CREATED_AT, "created_by"),
    "Attachment": (CREATED_AT, "created_by"),
    "Reply": ("content", CREATED_AT, AUTHOR),
}
# Links through which a file and a reply belong to a note.
_BELONGING = {"Attachment": "attachment_links", "Reply": "entity"}


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One row of a thread: the values that are shown of it, by path.

    `picture` is that of a reply's author.
    """

    type: str
    id: int
    values: Mapping[Path, object]
    picture: object = None


def read_thread(
    session: Session, connection: Connection, note_id: int, extra: Mapping[str, tuple[Path, ...]]
) -> list[ThreadRow]:
    """The note first, then its live files and replies; `extra` are fields to show beside the usual ones."""
    notes = list(_rows(session, connection, "Note", note_id, extra.get("Note", ())))
    if not notes:
        raise NoSuchRow("Note", note_id)
    others = [
        row
        for type_ in _BELONGING
        for row in _rows(session, connection, type_, note_id, extra.get(type_, ()))
    ]
    return notes + sorted(others, key=_moment)


def _moment(row: ThreadRow) -> tuple[str, str, int]:
    """When the row came. Times are whole seconds; a file that came with words is shown before them."""
    (created,) = (value for path, value in row.values.items() if path.text == CREATED_AT)
    return str(created or ""), row.type, row.id


def _rows(
    session: Session, connection: Connection, type_: str, note_id: int, extra: tuple[Path, ...]
) -> Iterator[ThreadRow]:
    edition = session.edition
    entity_type = edition.schema[type_]
    shown = tuple(dict.fromkeys((*edition.paths(entity_type, _SHOWN[type_]), *extra)))
    pictures = _pictures(edition.schema) if type_ == "Reply" else ()
    if type_ in _BELONGING:
        link = [{"type": "Note", "id": note_id}]
        where = session.condition(entity_type, _BELONGING[type_], "is", link)
    else:
        where = edition.has_id(entity_type, note_id)
    question = Question(entity_type, where, (*shown, *pictures))
    plan, values = edition.planner.plan(question, session.caller.asker)
    for row in plan.run(connection, values):
        picture = next((each for each in row.values[len(shown) :] if each is not None), None)
        yield ThreadRow(type_, row.id, dict(zip(shown, row.values, strict=False)), picture)


@lru_cache(maxsize=16)
def _pictures(schema: Schema) -> tuple[Path, ...]:
    """The pictures of those who may have written a reply."""
    reply = schema["Reply"]
    types = reply.fields[AUTHOR].valid_types
    found = (resolve(schema, reply, f"{AUTHOR}.{type_}.image") for type_ in types)
    return tuple(path for path in found if path is not None)
