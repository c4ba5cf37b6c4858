"""What a text search shows of the rows that it found (rest/30-search §4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slatehouse.query.visibility import Asker
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Link, Target
from slatehouse.site.edition import Edition
from slatehouse.site.lookup import find_rows
from slatehouse.store.connection import Connection

_STATUS, _PROJECT, _PICTURE = "sg_status_list", "project", "image"


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that a text search found: its name, what its main link names, its status code, its project and
    its picture."""

    type: str
    id: int
    name: str
    link: Link | None
    status: str | None
    project: Link | None
    picture: Picture | None


def hits_of(edition: Edition, connection: Connection, found: Sequence[Target], asker: Asker) -> list[Hit]:
    """The found rows in their order, as the asker may read them; a statement or two for each type."""
    by_type: dict[str, list[int]] = {}
    for target in found:
        by_type.setdefault(target.type, []).append(target.id)
    hits = {
        Target(hit.type, hit.id): hit
        for type_, ids in by_type.items()
        for hit in _hits_of_type(edition, connection, type_, ids, asker)
    }
    return [hits[target] for target in found if target in hits]


def _hits_of_type(
    edition: Edition, connection: Connection, type_: str, ids: list[int], asker: Asker
) -> Iterable[Hit]:
    entity_type = edition.schema[type_]
    shown = (entity_type.main_link or "", _STATUS, _PROJECT, _PICTURE)
    fields = edition.paths(entity_type, [name for name in shown if name in entity_type.fields])
    found = find_rows(edition, connection, entity_type, ids, fields, asker=asker)
    names = edition.rows.names.find(connection, type_, ids)
    for row_id, values in found.values.items():
        if row_id not in names:
            continue
        shown_values = dict(zip((path.text for path in fields), values, strict=True))
        link, status, project, picture = map(shown_values.get, shown)
        assert link is None or isinstance(link, Link)
        assert status is None or isinstance(status, str)
        assert project is None or isinstance(project, Link)
        assert picture is None or isinstance(picture, Picture)
        yield Hit(type_, row_id, names[row_id], link, status, project, picture)
