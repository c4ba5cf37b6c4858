"""What nodes ask the site for. Every answer is one statement, however many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slatehouse.query.filters import EVERY_ROW, Condition, Filter, both
from slatehouse.query.question import Question, SortKey
from slatehouse.query.summaries import Grouping, SummaryQuestion
from slatehouse.query.visibility import NoRow
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link, Target
from slatehouse.schema.schema import Schema
from slatehouse.site.navigation.branches import Branch, branches_of

if TYPE_CHECKING:
    from slatehouse.site.session import Session

_NAME = "cached_display_name"


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree as one caller sees it."""

    session: Session
    branches: tuple[Branch, ...]

    @property
    def schema(self) -> Schema:
        return self.session.edition.schema

    @property
    def name(self) -> str:
        return self.session.site.config.settings.site.name

    def branch(self, type_: str) -> Branch | None:
        """The branch of a type."""
        return next((each for each in self.branches if each.entity_type.name == type_), None)

    def is_(self, entity_type: EntityType, path: str, value: object) -> Condition:
        """Rows at whose path this value stands, or this row."""
        sent = value._asdict() if isinstance(value, Target) else value
        return self.session.condition(entity_type, path, "is", [sent])

    def rows(
        self, entity_type: EntityType, where: Filter, fields: Sequence[str] = ()
    ) -> list[tuple[Link, list[object]]]:
        """Rows by their names, each with the values of some of its fields."""
        paths = self.session.edition.paths(entity_type, (_NAME, *fields))
        answer = self.session.find(Question(entity_type, where, paths, (SortKey(paths[0]),)))
        return [
            (Link(row.id, str(row.values[0] or ""), entity_type.name), row.values[1:]) for row in answer.rows
        ]

    def row(self, entity_type: EntityType, row_id: int, where: Filter = EVERY_ROW) -> Link | None:
        """One row, if it meets the condition."""
        found = self.rows(entity_type, both(self.session.edition.has_id(entity_type, row_id), where))
        return found[0][0] if found else None

    def values(self, entity_type: EntityType, field: Field, where: Filter) -> list[object]:
        """The different values of a field, None among them where a row has none; links as rows."""
        path = self.session.edition.paths(entity_type, (field.name,))[0]
        grouping = Grouping(path, GroupingKind.EXACT)
        answer = self.session.summarize(SummaryQuestion(entity_type, where, (), (grouping,)))
        return [group.value for group in answer.groups]


def tree_of(session: Session) -> Tree:
    """The tree that a site's settings describe, without the types of which the caller may read nothing."""
    settings, visibility = session.site.config.settings, session.caller.visibility
    branches = branches_of(session.edition.schema, settings.site.navigation)
    if visibility is None:
        return Tree(session, branches)
    seen = (each for each in branches if not isinstance(visibility.of(each.entity_type.name), NoRow))
    return Tree(session, tuple(seen))
