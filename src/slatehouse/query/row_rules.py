"""The rules of a visibility written as SQL: over a type's table, and over the names of rows that are linked.

A rule speaks of the rows as they are: what it looks at is not hidden from it. Many rules can be told by a
row's name alone, which has the row's project beside it, so that links are as cheap to check as to read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, and_, exists, false, literal, or_, select, true
from sqlalchemy.sql.elements import ColumnElement, False_, True_

from slatehouse.query.conditions import write_filter
from slatehouse.query.discretion import LOG, names_nothing_hidden
from slatehouse.query.filters import condition
from slatehouse.query.slots import askers_groups, askers_projects, asking_person, unseen
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
from slatehouse.schema.links import OppositeOf, ReverseOf
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.schema import Schema
from slatehouse.schema.sql import in_text, is_any, listed
from slatehouse.store.tables import is_placed

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

_PROJECT, _PERSON, _GROUP, _VERSION = "Project", "HumanUser", "Group", "Version"
_FEW = 12
_NO_ROW = NoRow()
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class RowRules:
    """Writes the rules of one visibility. `sources` are those of an asker who may read everything.

    `around` are the types whose rules are being written. `by_index` has the index of projects looked into
    where that helps: what reads rows in an order, or few of them, is better off without.
    """

    sources: Sources
    visibility: Visibility
    around: frozenset[str] = frozenset()
    by_index: bool = False

    def of_rows(self, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        """Which rows of the type's table may be read, live or retired."""
        written = self._written(self._rule(entity_type.name), entity_type, table)
        if entity_type.name != LOG or isinstance(written, False_) or self._hides_nothing:
            return written
        return and_(written, names_nothing_hidden(self, table))

    def of_any(self, names: FromClause) -> ColumnElement[bool]:
        """Which rows may be seen by their names, but for those that only join others."""
        types = (each for each in self.sources.schema.types if not _joins_others(self._rule(each)))
        return self._of_names([*types], names)

    def of_ends(self, field: Field, names: FromClause) -> ColumnElement[bool]:
        """Which rows may be seen at the end of the field's links, by their names.

        What a field was never declared to link is seen where its name alone tells that it may be read. So is
        what a field links that is declared for all types, or where one link more tells it: to write the rules
        of all types into such fields, and into those of the rows that they link, would take megabytes.
        """
        if self._lets_all_be_named:
            return true()
        declared = _declared_types(self.sources.schema, field)
        is_open_ended = not field.enforces_types and not isinstance(field.keeping, OppositeOf | ReverseOf)
        if is_open_ended:
            if len(declared) == len(self.sources.schema.types):
                declared = self._told_by_one_link if len(self.around) <= 1 else ()
            return self._of_names({*declared, *self._told_by_name}, names)
        if "valid_types" not in field.editable_properties and all(map(self._is_named, declared)):
            return true()
        return self._of_names(declared, names)

    def of_own_names(self, entity_type: EntityType, names: FromClause) -> ColumnElement[bool]:
        """Which rows of the type may be read, by their names."""
        return self._over_names(self._rule(entity_type.name), entity_type, names)

    @cached_property
    def _lets_all_be_named(self) -> bool:
        return all(map(self._is_named, self.sources.schema.types))

    @cached_property
    def _told_by_name(self) -> frozenset[str]:
        return frozenset(each for each in self.sources.schema.types if _is_told_by_name(self._rule(each)))

    @cached_property
    def _told_by_one_link(self) -> frozenset[str]:
        return frozenset(each for each in self.sources.schema.types if _links_followed(self._rule(each)) <= 1)

    @property
    def _hides_nothing(self) -> bool:
        return self._lets_all_be_named and not self.visibility.hidden

    def _rule(self, type_: str) -> RowRule:
        return self.visibility.of(type_)

    def _is_named(self, type_: str) -> bool:
        rule = self._rule(type_)
        return isinstance(rule, Every) or _is_named_alone(rule)

    def _of_names(self, types: Collection[str], names: FromClause) -> ColumnElement[bool]:
        """Which rows may be seen by their names: of these types, and of all whose rows are seen in the
        asker's projects, those there.

        What most rows are told by comes first.
        """
        schema = self.sources.schema
        known = [schema.types[each] for each in sorted(types) if each in schema.types]
        named = [each.name for each in known if self._is_named(each.name)]
        others = [each for each in known if not self._is_named(each.name)]
        parts = [self._in_projects(names)] if any(map(self._is_seen_in_projects, others)) else []
        parts += [_is_of(names, named)] if named else []
        by_rule: dict[object, list[EntityType]] = {}
        for each in others:
            by_rule.setdefault(self._likeness(each), []).append(each)
        for alike in by_rule.values():
            rule = _beside_projects(self._rule(alike[0].name))
            seen = self._over_names(rule, alike[0], names)
            if not isinstance(seen, False_):
                parts.append(and_(_is_of(names, [each.name for each in alike]), seen))
        return or_(false(), *parts)

    def _is_seen_in_projects(self, entity_type: EntityType) -> bool:
        is_placed_there = is_placed(entity_type) or entity_type.name == _PROJECT
        return is_placed_there and _passes_in_projects(self._rule(entity_type.name))

    def _in_projects(self, names: FromClause) -> ColumnElement[bool]:
        there = listed(names.c.project, askers_projects())
        return and_(there, ~_is_of(names, self._unseen_in_projects)) if self._unseen_in_projects else there

    @cached_property
    def _unseen_in_projects(self) -> list[str]:
        """The types that have rows in projects, of which not all rows in the asker's are seen."""
        kept = self.sources.tables.schema
        placed = [each.name for each in kept if is_placed(each) or each.name == _PROJECT]
        return [each for each in placed if not _passes_in_projects(self._rule(each))]

    def _written(self, rule: RowRule, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        """The rule over rows of the type, unless that is where one came from."""
        if entity_type.name in self.around:
            return false()
        inside = replace(self, around=self.around | {entity_type.name})
        # The asker's own schema may lack what the rule looks at.
        return inside._over_rows(rule, self.sources.schema[entity_type.name], table)

    def _likeness(self, entity_type: EntityType) -> object:
        """What types have in common whose names are told alike."""
        rule = self._rule(entity_type.name)
        if _is_told_by_name(rule) and entity_type.name != _PERSON:
            return rule, is_placed(entity_type)
        return entity_type.name

    def _over_rows(self, rule: RowRule, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        match rule:
            case Every():
                return true()
            case NoRow():
                return false()
            case InProjects() if entity_type.name == _PROJECT:
                return listed(table.c.id, askers_projects())
            case InProjects() if is_placed(entity_type):
                is_one = is_any if self.by_index else listed
                return is_one(table.c["project$id"], askers_projects())
            case Unplaced() if is_placed(entity_type):
                return table.c["project$id"].is_(None)
            case IsAsker() if entity_type.name == _PERSON:
                return _id(table) == unseen(asking_person())
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
                return listed(names.c.project, askers_projects())
            case Unplaced() if is_placed(entity_type):
                return names.c.project.is_(None)
            case IsAsker() if entity_type.name == _PERSON:
                return _id(names) == unseen(asking_person())
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
        is_open = self.of_ends(field, names)
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


def _declared_types(schema: Schema, field: Field) -> Collection[str]:
    """The types of rows that the field is meant to link."""
    if isinstance(field.keeping, OppositeOf | ReverseOf):
        return (field.keeping.entity_type,)
    if field.type.kind not in (Kind.LINK, Kind.LINKS):
        return field.type.links_to
    if field.source_of is None:
        return field.valid_types
    # The product's own: what holds the picture is the row itself, a Version, or what lends it.
    fields = schema[field.entity_type].fields
    lending = (fields[name] for name in fields[field.source_of].borrows)
    return {field.entity_type, _VERSION, *(type_ for each in lending for type_ in each.valid_types)}


def _joins_others(rule: RowRule) -> bool:
    """Whether rows are there for those who may read all that they join. There are as many types of them as of
    all others; what happens to them is told of the rows that they join, too."""
    return isinstance(rule, AllOf) and all(isinstance(part, Follows) for part in rule.parts)


def is_everything(rule: ColumnElement[bool]) -> bool:
    """Whether a rule that was written lets all rows pass."""
    return isinstance(rule, True_)


def _is_named_alone(rule: RowRule) -> bool:
    return isinstance(rule, NoRow) and rule.is_named


def _constants(test: Test) -> Binds:
    return tuple(map(literal, test.values))


def _is_told_by_name(rule: RowRule) -> bool:
    if isinstance(rule, AllOf | AnyOf):
        return all(map(_is_told_by_name, rule.parts))
    return isinstance(rule, Every | NoRow | InProjects | Unplaced | IsAsker)


def _passes_in_projects(rule: RowRule) -> bool:
    """Whether a rule lets all rows in the asker's projects pass."""
    match rule:
        case AnyOf(parts):
            return any(map(_passes_in_projects, parts))
        case AllOf(parts):
            return all(map(_passes_in_projects, parts))
    return isinstance(rule, Every | InProjects)


def _beside_projects(rule: RowRule) -> RowRule:
    """What is left to ask of a rule where a row is in none of the asker's projects."""
    match rule:
        case InProjects():
            return _NO_ROW
        case AnyOf(parts):
            return AnyOf(tuple(map(_beside_projects, parts)))
    return rule


def _links_followed(rule: RowRule) -> int:
    """How many links a rule follows."""
    if isinstance(rule, AllOf | AnyOf):
        return sum(map(_links_followed, rule.parts))
    return isinstance(rule, Follows)


def _is_asker_or_group(type_: ColumnElement[Any], row_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(
        and_(type_ == in_text(_PERSON), row_id == unseen(asking_person())),
        and_(type_ == in_text(_GROUP), is_any(row_id, askers_groups())),
    )


def _is_of(names: FromClause, types: list[str]) -> ColumnElement[bool]:
    # SQLite makes a table of a list each time; a few comparisons cost less.
    if len(types) <= _FEW:
        return or_(*(names.c.type == in_text(each) for each in types))
    return names.c.type.in_([in_text(each) for each in types])


def _ends(field: Field, table: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return table.c[f"{field.name}$type"], table.c[f"{field.name}$id"]


def _id(table: FromClause) -> ColumnElement[int]:
    return table.c.id
