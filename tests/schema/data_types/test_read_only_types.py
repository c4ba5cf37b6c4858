"""`password`, `calculated`, `summary`, `pivot_column`: no write sets them (data-types §3.18, 3.22-3.24)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import accepted, asked, field_of, refusal_of

from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.refusals import FilterUnsupported, NotWritable, ReadOnly, Refusal


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("password", NotWritable),
        ("summary", NotWritable),
        ("calculated", ReadOnly),
        ("pivot_column", ReadOnly),
    ],
)
@pytest.mark.parametrize("sent", [None, "", "secret", 0, {}])
def test_any_write_is_refused(name: str, refusal: type[Refusal], sent: object) -> None:
    assert refusal_of(accepted, field_of(name), sent) == (refusal, {})


@pytest.mark.parametrize(("name", "constant"), [("password", "*******"), ("pivot_column", None)])
def test_what_keeps_nothing_reads_the_same_on_every_row(name: str, constant: object) -> None:
    data_type = DATA_TYPES[name]
    assert data_type.constant() == data_type.read([]) == data_type.read([constant]) == constant


def test_a_password_that_a_path_does_not_reach_reads_null() -> None:
    assert DATA_TYPES["password"].read([None]) is None


@pytest.mark.parametrize("relation", ["is", "is_not"])
@pytest.mark.parametrize("values", [(), (None,), ("x",), (1, 2)])
def test_a_pivot_column_honours_none_of_its_relations(relation: str, values: tuple[object, ...]) -> None:
    assert refusal_of(asked, field_of("pivot_column"), relation, *values) == (FilterUnsupported, {})


@pytest.mark.parametrize(
    ("value", "text"), [(480, 480), (0.892857142857, "0.892857"), ("charA1,226", "charA1,226"), (None, None)]
)
def test_a_calculated_value_is_shown_as_its_renderer_has_it(value: object, text: object) -> None:
    calculated = DATA_TYPES["calculated"]
    assert calculated.text(calculated.read([value])) == text
    assert calculated.number(calculated.read([value])) == value
