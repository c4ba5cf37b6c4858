"""Which rows of a type may be read, where a rule set leaves that to the shape of the type; and the rules of a
whole set for one schema, as the planner takes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from slatehouse.accounts.rule_sets import RuleSet
from slatehouse.query.visibility import AllOf, Every, Follows, InProjects, NoRow, RowRule, Visibility
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.schema import Schema

__all__ = ["about", "by_shape", "visibility_of"]

_ABOUT: Mapping[str, tuple[str, ...]] = {
    "PageHit": ("page",),
    "PageSetting": ("page",),
    "PlaylistShare": ("playlist",),
    "PublishedFileDependency": ("published_file", "dependent_published_file"),
    "Reply": ("entity",),
    "TankDependency": ("tank_published_file", "dependent_tank_published_file"),
    "TaskDependency": ("task", "dependent_task"),
}
"""Types without a project whose rows are about others, and the links to those."""

_HISTORY = frozenset({"created_by", "updated_by", "image_source_entity"})


@lru_cache(maxsize=1024)
def about(entity_type: EntityType) -> tuple[str, ...]:
    """The links to the rows that a row of a type without a project is about, such as the two that a
    connection connects; none for what stands for itself."""
    named = _ABOUT.get(entity_type.name) or _ends(entity_type)
    return tuple(name for name in named if name in entity_type.fields)


def by_shape(entity_type: EntityType) -> RowRule:
    """Which rows may be read of a type that a set says nothing of: of what belongs to projects, those of the
    asker's; of what is about other rows, such as connections, those about rows that may be read; all of what
    belongs to the studio."""
    if ends := about(entity_type):
        return _all_of(tuple(Follows(name) for name in ends))
    if entity_type.name == "Project" or entity_type.is_project_scoped:
        return InProjects()
    return Every()


@lru_cache(maxsize=128)
def visibility_of(rules: RuleSet, schema: Schema, *, is_narrowed: bool = False) -> Visibility | None:
    """What may be read by a set in one schema; None: everything. Scripts that are
    narrowed may read no more of what belongs to projects than what belongs to theirs.
    """
    if rules.administers:
        return None
    hidden = frozenset((name, each) for name, rule in rules.types.items() for each in rule.hidden)
    rows = {each.name: _rule(rules, each, is_narrowed=is_narrowed) for each in schema}
    return Visibility(MappingProxyType(rows), hidden)


def _rule(rules: RuleSet, entity_type: EntityType, *, is_narrowed: bool) -> RowRule:
    stated = rules.of(entity_type.name).read
    rule = by_shape(entity_type) if stated is None else stated
    return _narrowed(entity_type, rule) if is_narrowed else rule


def _narrowed(entity_type: EntityType, rule: RowRule) -> RowRule:
    """A rule for those who are narrowed to projects: what is of a project is of theirs, or not there."""
    shape = by_shape(entity_type)
    if rule == shape or isinstance(rule, NoRow) or isinstance(shape, Every):
        return rule
    return shape if isinstance(rule, Every) else AllOf((rule, shape))


def _ends(entity_type: EntityType) -> tuple[str, ...]:
    """The links of a connection to the rows that it connects."""
    if not entity_type.name.endswith("Connection"):
        return ()
    return tuple(
        name
        for name, field in entity_type.fields.items()
        if field.type.kind is Kind.LINK and name not in _HISTORY
    )


def _all_of(parts: tuple[RowRule, ...]) -> RowRule:
    return parts[0] if len(parts) == 1 else AllOf(parts)
