"""Walking through all rows of a type by their ids, a page at a time, for who reads a whole site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slatehouse.query.paths import Path
from slatehouse.query.plan import FoundRow
from slatehouse.query.question import Page, Question, SortKey
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.session import Session

__all__ = ["walk"]


def walk(
    session: Session, entity_type: EntityType, paths: Sequence[Path], *, retired: bool, at_once: int
) -> Iterator[list[FoundRow]]:
    """The live rows of a type, or the retired ones, with these fields."""
    if not _has_any(session, entity_type):
        return
    order, fields, last = (SortKey(session.edition.paths(entity_type, ("id",))[0]),), tuple(paths), 0
    while True:
        behind = session.condition(entity_type, "id", "greater_than", [last])
        found = session.find(
            Question(entity_type, behind, fields, order, Page(at_once), retired=retired)
        ).rows
        if found:
            yield found
            last = found[-1].id
        if len(found) < at_once:
            return


def _has_any(session: Session, entity_type: EntityType) -> bool:
    # Most types of most sites are empty, and a question takes longer to plan than this to ask.
    with session.site.database.reading() as connection:
        return session.edition.rows.first_and_last_id(connection, entity_type.name) != (0, 0)
