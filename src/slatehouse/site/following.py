"""Who follows which rows, and when people last saw a project (contract rest/70).

Nobody follows anything of themselves, and no log tells of it. What is retired is neither followed nor
follows, until it returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from slatehouse.accounts.errors import CannotAccess
from slatehouse.accounts.permissions import Verb, may
from slatehouse.query.filters import Filter
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.errors import NoSuchPerson, NoSuchProject, NoSuchRow
from slatehouse.site.lookup import by_type, find_rows, is_there, raise_unless_there, rows_there
from slatehouse.store.connection import Connection

if TYPE_CHECKING:
    from slatehouse.site.session import Session
    from slatehouse.site.writing import Writing

_PERSON, _PROJECT = "HumanUser", "Project"
_LAST_ACCESSED = "last_accessed_by_current_user"


class Follower(NamedTuple):
    """A person who follows a row."""

    id: int
    name: str | None
    status: str | None


def followers(session: Session, connection: Connection, row: Target) -> list[Follower]:
    """The live people who follow a live row, the first of them first."""
    edition, asker = session.edition, session.caller.asker
    raise_unless_there(edition, connection, row, asker)
    ids = session.site.follows.of_row(connection, row)
    person = edition.schema[_PERSON]
    fields = edition.paths(person, ("name", "sg_status_list"))
    found = find_rows(edition, connection, person, ids, fields, asker=asker).values
    return [Follower(each, *map(_text, found[each])) for each in ids if each in found]


def following(
    session: Session,
    connection: Connection,
    person: int,
    entity_type: EntityType | None,
    project: int | None,
) -> list[Target]:
    """The live rows that a person follows, of one type and of one project if they are named."""
    edition, asker = session.edition, session.caller.asker
    _raise_unless_person(session, connection, person)
    if project is not None:
        raise_unless_there(edition, connection, Target(_PROJECT, project), asker)
    followed = [Target(*row) for row in session.site.follows.of_person(connection, person)]
    ids = by_type(target for target in followed if target.type in edition.schema)
    wanted = ids if entity_type is None else ids.keys() & {entity_type.name}
    live = {
        Target(type_, row_id)
        for type_ in wanted
        for row_id in _live(session, connection, type_, ids[type_], project)
    }
    return [target for target in followed if target in live]


def follow(writing: Writing, person: int, rows: Sequence[Target]) -> None:
    """Let a person follow rows, all of them or none (improvements B18)."""
    edition, connection = writing.edition, writing.connection
    _raise_unless_person(writing, connection, person)
    may(writing.caller, Verb.ACT_FOR, edition.schema[_PERSON], (), person)
    for row in rows:
        may(writing.caller, Verb.READ, edition.schema[row.type], (), row.id)
    live = rows_there(edition, connection, rows, writing.caller.asker)
    for row in rows:
        if row not in live:
            raise NoSuchRow(*row)
    writing.site.follows.add(connection, person, rows)


def unfollow(writing: Writing, person: int, row: Target) -> None:
    """Let a person follow a row no longer."""
    edition, connection = writing.edition, writing.connection
    _raise_unless_person(writing, connection, person)
    may(writing.caller, Verb.ACT_FOR, edition.schema[_PERSON], (), person)
    raise_unless_there(edition, connection, row, writing.caller.asker)
    writing.site.follows.remove(connection, person, row)


def mark_accessed(writing: Writing, project: int, person: int) -> None:
    """Remember that a person saw a project now; of nobody nothing is remembered, and only a strict caller is
    told. The project itself does not change, and no log tells of it."""
    edition, connection, asker = writing.edition, writing.connection, writing.caller.asker
    if not is_there(edition, connection, Target(_PROJECT, project), asker):
        raise NoSuchProject(project)
    may(writing.caller, Verb.ACT_FOR, edition.schema[_PERSON], (), person)
    if is_there(edition, connection, Target(_PERSON, person), asker):
        columns = {_LAST_ACCESSED: writing.now_text}
        writing.rows.put_personal(connection, _PROJECT, project, person, columns)
    elif writing.is_strict:
        raise NoSuchPerson(_PERSON, person)


def _raise_unless_person(of: Session | Writing, connection: Connection, person: int) -> None:
    if not is_there(of.edition, connection, Target(_PERSON, person), of.caller.asker):
        raise NoSuchPerson(_PERSON, person)


def _live(
    session: Session, connection: Connection, type_: str, ids: list[int], project: int | None
) -> list[int]:
    """The live rows among some of a type that the caller may read, and that belong to the project."""
    edition, asker = session.edition, session.caller.asker
    entity_type = edition.schema[type_]
    where: tuple[Filter, ...] = ()
    if project is not None:
        if not entity_type.is_project_scoped:
            return []
        link = {"type": _PROJECT, "id": project}
        where = (session.condition(entity_type, "project", "is", [link]),)
    try:
        may(session.caller, Verb.READ, entity_type)
    except CannotAccess:
        return []
    return list(find_rows(edition, connection, entity_type, ids, where=where, asker=asker).values)


def _text(value: object) -> str | None:
    assert value is None or isinstance(value, str)
    return value
