"""The rules of a visibility written as SQL: over a type's table, and over the names of rows that are linked.

A rule speaks of the rows as they are: what it looks at is not hidden from it. Many rules can be told by a
row's name alone, which has the row's project beside it, so that links are as cheap to check as to read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, and_, exists, false, literal, literal_column, or_, select, true
from sqlalchemy.sql.elements import ColumnElement, False_, True_

from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import condition
from slatehouse.query.slots import askers_groups, askers_projects, asking_person
from slatehouse.query.visibility import (
    AllOf,
    AnyOf,
    Every,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    NoRow,
    RowRule,
    Unplaced,
    Visibility,
)
from slatehouse.schema.data_types.data_type import Binds, Kind, Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.sql import is_any
from slatehouse.store.names import is_placed

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

_PROJECT, _PERSON, _GROUP = "Project", "HumanUser", "Group"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class RowRules:
    """Writes the rules of one visibility. `sources` are those of an asker who may read everything.

    `around` are the types whose rules are being written.
    """

    sources: Sources
    visibility: Visibility
    around: frozenset[str] = frozenset()

    def of_rows(self, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        """Which rows of the type's table may be read, live or retired."""
        return self._written(self.visibility.of(entity_type.name), entity_type, table)

    def of_names(self, types: Collection[str], names: FromClause) -> ColumnElement[bool]:
        """Which rows may be seen at the end of a link, by their names. Rows of other types may not."""
        by_rule: dict[object, list[EntityType]] = {}
        for entity_type in map(self.sources.schema.types.get, types):
            if entity_type is not None:
                by_rule.setdefault(self._likeness(entity_type), []).append(entity_type)
        parts = []
        for alike in by_rule.values():
            rule = self.visibility.of(alike[0].name)
            seen = true() if _is_named_alone(rule) else self._over_names(rule, alike[0], names)
            if not isinstance(seen, False_):
                parts.append(and_(_is_of(names, [each.name for each in alike]), seen))
        return or_(false(), *parts)

    def _written(self, rule: RowRule, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        """The rule over rows of the type, unless that is where one came from."""
        if entity_type.name in self.around:
            return false()
        inside = replace(self, around=self.around | {entity_type.name})
        # The asker's own schema may lack what the rule looks at.
        return inside._over_rows(rule, self.sources.schema[entity_type.name], table)

    def lets_all_be_named(self, types: Iterable[str]) -> bool:
        """Whether every link to rows of the types is seen."""
        rules = (self.visibility.of(each) for each in types)
        return all(isinstance(rule, Every) or _is_named_alone(rule) for rule in rules)

    def of_own_names(self, entity_type: EntityType, names: FromClause) -> ColumnElement[bool]:
        """Which rows of the type may be read, by their names."""
        return self._over_names(self.visibility.of(entity_type.name), entity_type, names)

    def _likeness(self, entity_type: EntityType) -> object:
        """What types have in common whose names are told alike."""
        rule = self.visibility.of(entity_type.name)
        if _is_told_by_place(rule):
            return rule, is_placed(entity_type), entity_type.name == _PROJECT
        return entity_type.name

    def _over_rows(self, rule: RowRule, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        match rule:
            case Every():
                return true()
            case NoRow():
                return false()
            case InProjects() if entity_type.name == _PROJECT:
                return is_any(table.c.id, askers_projects())
            case InProjects() if is_placed(entity_type):
                return is_any(table.c["project$id"], askers_projects())
            case Unplaced() if is_placed(entity_type):
                return table.c["project$id"].is_(None)
            case IsAsker() if entity_type.name == _PERSON:
                return _id(table) == asking_person()
            case Holds(name):
                return self._holds(entity_type.fields.get(name), table)
            case Follows(name):
                return self._follows(entity_type.fields.get(name), table)
            case Meets():
                return self._meets(rule, entity_type, table)
            case AllOf(parts):
                return and_(true(), *(self._over_rows(part, entity_type, table) for part in parts))
            case AnyOf(parts):
                return or_(false(), *(self._over_rows(part, entity_type, table) for part in parts))
        return false()

    def _over_names(self, rule: RowRule, entity_type: EntityType, names: FromClause) -> ColumnElement[bool]:
        match rule:
            case Every():
                return true()
            case InProjects():
                return is_any(names.c.project, askers_projects())
            case Unplaced() if is_placed(entity_type):
                return names.c.project.is_(None)
            case IsAsker() if entity_type.name == _PERSON:
                return _id(names) == asking_person()
            case AllOf(parts):
                return and_(true(), *(self._over_names(part, entity_type, names) for part in parts))
            case AnyOf(parts):
                return or_(false(), *(self._over_names(part, entity_type, names) for part in parts))
            case Holds() | Follows() | Meets():
                return self._by_row(rule, entity_type, names)
        return false()

    def _by_row(self, rule: RowRule, entity_type: EntityType, names: FromClause) -> ColumnElement[bool]:
        """The rule of the row that a name is of, which has to be looked up for it."""
        row = self.sources.table(entity_type)
        passes = self._written(rule, entity_type, row)
        return false() if isinstance(passes, False_) else exists().where(row.c.id == names.c.id, passes)

    def _holds(self, field: Field | None, table: FromClause) -> ColumnElement[bool]:
        if field is not None and field.type.kind is Kind.LINK:
            return _is_asker_or_group(*_ends(field, table))
        if field is not None and field.type.kind is Kind.LINKS:
            # Without reference to the row: the few links to the asker and their groups come first.
            pairs = self.sources.pairs(field).subquery()
            owners = select(pairs.c.owner).where(_is_asker_or_group(pairs.c.type, pairs.c.id))
            return table.c.id.in_(owners)
        return false()

    def _follows(self, field: Field | None, table: FromClause) -> ColumnElement[bool]:
        if field is None or field.type.kind not in (Kind.LINK, Kind.LINKS):
            return false()
        names = self.sources.tables.names.alias()
        is_open = self.of_names(self.sources.linked_types(field), names)
        if isinstance(is_open, False_):
            return false()
        leads = [is_open] if field.keeps_retired else [~names.c.retired, is_open]
        if field.type.kind is Kind.LINK:
            type_, row_id = _ends(field, table)
            return exists().where(names.c.type == type_, names.c.id == row_id, *leads)
        pairs = self.sources.pairs(field).subquery()
        same_row = names.c.type == pairs.c.type, names.c.id == pairs.c.id
        return exists().where(pairs.c.owner == table.c.id, *same_row, *leads)

    def _meets(self, rule: Meets, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        try:
            met = condition(self.sources.schema, entity_type, rule.path, rule.relation, rule.values, _NEVER)
        except Refusal:
            return false()
        return write_filter(self.sources, table, met, _constants)


def is_everything(rule: ColumnElement[bool]) -> bool:
    """Whether a rule that was written lets all rows pass."""
    return isinstance(rule, True_)


def _is_named_alone(rule: RowRule) -> bool:
    return isinstance(rule, NoRow) and rule.is_named


def _constants(test: Test) -> Binds:
    return tuple(map(literal, test.values))


def _is_told_by_place(rule: RowRule) -> bool:
    if isinstance(rule, AllOf | AnyOf):
        return all(map(_is_told_by_place, rule.parts))
    return isinstance(rule, Every | NoRow | InProjects | Unplaced)


def _is_asker_or_group(type_: ColumnElement[Any], row_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(
        and_(type_ == _name(_PERSON), row_id == asking_person()),
        and_(type_ == _name(_GROUP), is_any(row_id, askers_groups())),
    )


def _is_of(names: FromClause, types: list[str]) -> ColumnElement[bool]:
    if len(types) == 1:
        return names.c.type == _name(types[0])
    return names.c.type.in_([_name(each) for each in types])


def _name(type_: str) -> ColumnElement[str]:
    """A type's name in the text of a statement, where it is no value to bind each time."""
    return literal_column("'{}'".format(type_.replace("'", "''")))


def _ends(field: Field, table: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return table.c[f"{field.name}$type"], table.c[f"{field.name}$id"]


def _id(table: FromClause) -> ColumnElement[int]:
    return table.c.id
