"""How many values each relation takes (data-types §2.7)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import asked, field_of, refusal_of

from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.refusals import WrongArity

TWO = {"between", "in_last", "not_in_last", "in_next", "not_in_next"}
SOME = {"in", "not_in"}
PER_RELATION = [
    (data_type.name, relation)
    for data_type in DATA_TYPES.values()
    if data_type.filterable and data_type.name != "pivot_column"
    for relation in data_type.relations
]


def wrong_counts(relation: str) -> list[tuple[object, ...]]:
    if relation in SOME:
        return [()]
    return [(), ("a",), ("a", "b", "c")] if relation in TWO else [(), ("a", "b")]


def expected_words(relation: str) -> str:
    if relation in SOME:
        return "at least a 1-element array"
    return "a 2-element array" if relation in TWO else "a 1-element array"


@pytest.mark.parametrize(("name", "relation"), PER_RELATION)
def test_a_wrong_number_of_values_is_refused_before_they_are_read(name: str, relation: str) -> None:
    for values in wrong_counts(relation):
        assert refusal_of(asked, field_of(name), relation, *values) == (
            WrongArity,
            {"relation": relation, "values": values, "expects": expected_words(relation)},
        )
