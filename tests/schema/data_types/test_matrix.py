"""Each data type at a glance: classes, columns, relations and sorting (data-types §1 and §2.4)."""

from __future__ import annotations

import pytest
from tests.schema.data_types.fields import asked, field_of, refusal_of

from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.data_types.data_type import Kind, Sorting
from slatehouse.schema.refusals import Unfilterable, UnknownRelation

TEXT8 = ("contains", "not_contains", "is", "is_not", "starts_with", "ends_with", "in", "not_in")
NUM7 = ("is", "is_not", "greater_than", "less_than", "between", "in", "not_in")
DATE15 = (
    *("is", "is_not", "greater_than", "less_than", "in_last", "not_in_last", "in_next", "not_in_next"),
    *("in_calendar_week", "in_calendar_month", "in_calendar_day", "in_calendar_year"),
    *("between", "in", "not_in"),
)
ENT9 = (
    *("is", "is_not", "name_contains", "name_not_contains", "name_is"),
    *("type_is", "type_is_not", "in", "not_in"),
)
ENUM4 = ("is", "is_not", "in", "not_in")
BOOL2 = ("is", "is_not")
JSON4 = ("is", "is_not", "contains", "not_contains")
TAGS = ("is", "is_not", "name_contains", "name_not_contains", "name_id", "in", "not_in")
NONE = None

TEXT = ("String", "NilClass")
INTEGER = ("Integer", "NilClass")
HASH = (
    "Hash",
    "ActiveSupport::HashWithIndifferentAccess",
    "ActionDispatch::Http::Parameters",
    "ActionDispatch::Http::ParamsHashWithIndifferentAccess",
    "NilClass",
)
JSON = (*HASH[:4], "Array", "NilClass")
SORTED, IGNORED, REFUSED = Sorting.HONOURED, Sorting.IGNORED, Sorting.REFUSED

MATRIX = [
    ("text", Kind.VALUE, TEXT, ("", "$key"), TEXT8, SORTED),
    ("number", Kind.VALUE, ("String", "Integer", "NilClass"), ("",), NUM7, SORTED),
    ("float", Kind.VALUE, ("String", "BigDecimal", "Float", "NilClass"), ("",), NUM7, SORTED),
    ("percent", Kind.VALUE, INTEGER, ("",), NUM7, SORTED),
    ("checkbox", Kind.VALUE, ("String", "FalseClass", "TrueClass"), ("",), BOOL2, SORTED),
    ("date", Kind.VALUE, TEXT, ("",), DATE15, SORTED),
    ("date_time", Kind.VALUE, TEXT, ("",), DATE15, SORTED),
    ("duration", Kind.VALUE, ("String", "Integer", "NilClass", "Float"), ("",), NUM7, SORTED),
    ("timecode", Kind.VALUE, INTEGER, ("",), NUM7, SORTED),
    ("list", Kind.VALUE, TEXT, ("", "$key"), ENUM4, SORTED),
    ("status_list", Kind.VALUE, TEXT, ("", "$key"), ENUM4, SORTED),
    ("color", Kind.VALUE, TEXT, ("",), ENUM4, SORTED),
    ("entity", Kind.LINK, HASH, ("$id", "$type"), ENT9, SORTED),
    ("multi_entity", Kind.LINKS, ("Array", "Hash"), (), ENT9, IGNORED),
    ("entity_type", Kind.VALUE, TEXT, ("",), ENUM4, SORTED),
    ("image", Kind.IMAGE, HASH, ("",), BOOL2, IGNORED),
    ("url", Kind.FILE, HASH, ("",), NONE, IGNORED),
    ("password", Kind.NOTHING, (), (), NONE, IGNORED),
    ("serializable", Kind.VALUE, JSON, ("",), NONE, IGNORED),
    ("jsonb", Kind.VALUE, JSON, ("",), JSON4, IGNORED),
    ("uuid", Kind.VALUE, ("String",), ("",), ENUM4, REFUSED),
    ("calculated", Kind.CALCULATED, (), (), NONE, SORTED),
    ("summary", Kind.SUMMARY, (), (), NONE, IGNORED),
    ("pivot_column", Kind.NOTHING, (), (), BOOL2, REFUSED),
    ("footage", Kind.VALUE, TEXT, ("", "$key"), TEXT8, SORTED),
    ("currency", Kind.VALUE, ("String", "Integer", "BigDecimal", "Float", "NilClass"), ("",), NUM7, SORTED),
    ("tag_list", Kind.VALUE, ("Array", "String", "NilClass"), ("", "$key"), TAGS, IGNORED),
    ("url_template", Kind.VALUE, TEXT, ("",), NONE, IGNORED),
    ("system_task_type", Kind.VALUE, TEXT, ("",), ENUM4, SORTED),
]


def test_every_data_type_is_in_the_matrix() -> None:
    assert list(DATA_TYPES) == [row[0] for row in MATRIX]


@pytest.mark.parametrize(("name", "kind", "classes", "columns", "relations", "sorting"), MATRIX)
def test_each_data_type_is_as_the_matrix_says(
    name: str,
    kind: Kind,
    classes: tuple[str, ...],
    columns: tuple[str, ...],
    relations: tuple[str, ...] | None,
    sorting: Sorting,
) -> None:
    data_type = DATA_TYPES[name]
    assert data_type.name == name
    assert data_type.kind is kind
    assert data_type.classes == classes
    assert tuple(shape.suffix for shape in data_type.columns) == columns
    assert (tuple(data_type.relations) if data_type.filterable else NONE) == relations
    assert data_type.sorting is sorting


@pytest.mark.parametrize(("name", "relations"), [(row[0], row[4]) for row in MATRIX if row[4] is not NONE])
@pytest.mark.parametrize("relation", ["not_between", "IS", ""])
def test_an_unknown_relation_is_refused_with_the_legal_ones(
    name: str, relations: tuple[str, ...], relation: str
) -> None:
    assert refusal_of(asked, field_of(name), relation, None) == (
        UnknownRelation,
        {"path": "sg_tried", "relation": relation, "values": (None,), "legal": relations},
    )


@pytest.mark.parametrize("name", [row[0] for row in MATRIX if row[4] is NONE])
@pytest.mark.parametrize("relation", ["is", "no_relation"])
def test_some_data_types_take_no_part_in_filters(name: str, relation: str) -> None:
    assert refusal_of(asked, field_of(name), relation, "x") == (
        Unfilterable,
        {"path": "sg_tried", "relation": relation, "values": ("x",)},
    )


@pytest.mark.parametrize(("name", "columns"), [(row[0], row[3]) for row in MATRIX])
def test_what_reads_as_stored_neither_reads_nor_shows_anything_else(
    name: str, columns: tuple[str, ...]
) -> None:
    data_type = DATA_TYPES[name]
    if data_type.reads_as_stored and columns:
        value = object()
        assert data_type.text(data_type.read([value])) is value
