"""Filter trees as such: simplifying one changes nothing but its form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.desk import Desk

from slatehouse.query.filters import (
    EVERY_ROW,
    Condition,
    Filter,
    Group,
    Operator,
    condition,
    shape_of,
    simplified,
    values_of,
)
from slatehouse.schema.refusals import UnknownPath
from slatehouse.schema.schema import standard_schema

SCHEMA = standard_schema()
SHOT = SCHEMA["Shot"]
NOW = datetime(2026, 3, 4, tzinfo=UTC)
FACTS = [condition(SCHEMA, SHOT, "sg_cut_in", "is", [number], NOW) for number in range(4)]

worlds = st.lists(st.booleans(), min_size=len(FACTS), max_size=len(FACTS))
operators = st.sampled_from(Operator)
trees = st.recursive(
    st.sampled_from(FACTS),
    lambda parts: st.builds(Group, operators, st.lists(parts, max_size=3).map(tuple)),
    max_leaves=12,
)
groups = st.builds(Group, operators, st.lists(trees, max_size=4).map(tuple))


def is_true(filter_: Filter, world: list[bool]) -> bool:
    if isinstance(filter_, Condition):
        return world[FACTS.index(filter_)]
    parts = [is_true(part, world) for part in filter_.parts]
    return not parts or (all(parts) if filter_.operator is Operator.AND else any(parts))


def groups_in(filter_: Filter) -> Iterator[Group]:
    if isinstance(filter_, Group):
        yield filter_
        for part in filter_.parts:
            yield from groups_in(part)


@given(group=groups, world=worlds)
def test_a_simplified_filter_holds_where_the_filter_does(group: Group, world: list[bool]) -> None:
    assert is_true(simplified(group), world) is is_true(group, world)


@given(group=groups)
def test_a_simplified_filter_has_no_group_that_could_go(group: Group) -> None:
    simple = simplified(group)
    assert simple == EVERY_ROW or all(len(each.parts) > 1 for each in groups_in(simple)) or not group.parts
    for each in groups_in(simple):
        assert all(part.operator is not each.operator for part in each.parts if isinstance(part, Group))


@given(group=groups)
def test_simplifying_twice_is_simplifying_once(group: Group) -> None:
    once = simplified(group)
    assert (simplified(once) if isinstance(once, Group) else once) == once


@given(group=groups)
def test_filters_that_differ_in_values_alone_have_one_shape(group: Group) -> None:
    def with_other_values(filter_: Filter) -> Filter:
        if isinstance(filter_, Condition):
            return condition(SCHEMA, SHOT, "sg_cut_in", "is", [100], NOW)
        return Group(filter_.operator, tuple(map(with_other_values, filter_.parts)))

    other = with_other_values(group)
    assert shape_of(other) == shape_of(group)
    assert len(list(values_of(other))) == len(list(values_of(group)))


def test_a_path_that_leads_nowhere_is_refused_with_what_was_asked() -> None:
    with pytest.raises(UnknownPath) as refused:
        condition(SCHEMA, SHOT, "sg_sequence.Bogus.code", "is", ["x"], NOW)
    told = refused.value
    assert (told.entity_type, told.path, told.relation, told.values) == (
        "Shot",
        "sg_sequence.Bogus.code",
        "is",
        ("x",),
    )


@pytest.mark.parametrize("depth", [3, 64, 265])
def test_deeply_nested_groups_are_answered(desk_of_module: Desk, depth: int) -> None:
    """As deep as the service goes (querying §2); `and` and `or` in turn, so that no level melts away."""
    desk = desk_of_module
    shot = desk.create("Shot", code=f"deep {depth}")
    wanted: Filter = desk.where("Shot", "code", "is", f"deep {depth}")
    always, never = desk.where("Shot", "id", "greater_than", 0), desk.where("Shot", "code", "is", "nobody")
    for level in range(depth):
        operator, other = ((Operator.AND, always), (Operator.OR, never))[level % 2]
        wanted = Group(operator, (wanted, other))
    assert desk.find("Shot", wanted) == [shot.id]
