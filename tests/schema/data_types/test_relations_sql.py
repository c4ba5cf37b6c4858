"""Which rows the relations find: the worked examples of the contract, run as SQL on real rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.schema.data_types.fields import field_of
from tests.schema.data_types.relation_harness import rows_of

from slatehouse.schema.link import Target

Case = tuple[str, tuple[object, ...], list[int]]

TEXTS = ("Bunny_010", "bunny_020", "Größe 100%", None, "a_b")
TEXT_CASES: list[Case] = [
    ("is", ("BUNNY_010",), [1]),
    ("is", ("grösse 100%",), [3]),
    ("is", (None,), [4]),
    ("is", ("",), [4]),
    ("is_not", ("bunny_010",), [2, 3, 4, 5]),
    ("is_not", (None,), [1, 2, 3, 5]),
    ("is_not", ("",), [1, 2, 3, 5]),
    ("contains", ("NNY",), [1, 2]),
    ("contains", ("_",), [1, 2, 5]),
    ("contains", ("%",), [3]),
    ("contains", ("",), [1, 2, 3, 5]),
    ("not_contains", ("nny",), [3, 4, 5]),
    ("starts_with", ("BUN",), [1, 2]),
    ("starts_with", ("010",), []),
    ("starts_with", ("",), [1, 2, 3, 5]),
    ("ends_with", ("0",), [1, 2]),
    ("ends_with", ("Bunny_010",), [1]),
    ("ends_with", ("xBunny_010",), []),
    ("in", ("bunny_010", "A_B"), [1, 5]),
    ("in", ("",), []),
    ("in", ("a_b", None), [4, 5]),
    ("not_in", ("bunny_010",), [2, 3, 4, 5]),
    ("not_in", ("",), [1, 2, 3, 4, 5]),
    ("not_in", ("bunny_010", None), [2, 3, 5]),
    ("not_in", (None,), [1, 2, 3, 5]),
]

NUMBERS = (1001, 0, None, None)
NUMBER_CASES: list[Case] = [
    ("is", (0,), [2]),
    ("is", ("1001",), [1]),
    ("is", (None,), [3, 4]),
    ("is_not", (1001,), [2, 3, 4]),
    ("is_not", (None,), [1, 2]),
    ("greater_than", (-1,), [1, 2]),
    ("greater_than", (2**70,), []),
    ("less_than", (1,), [2]),
    ("less_than", (None,), []),
    ("between", (0, 1001), [1, 2]),
    ("between", (1001, 1), [1]),
    ("between", (None, 1001), []),
    ("in", ("1001", 5), [1]),
    ("in", (None,), [3, 4]),
    ("in", (0, None), [2, 3, 4]),
    ("not_in", (1001,), [2, 3, 4]),
    ("not_in", (999999,), [1, 2, 3, 4]),
    ("not_in", (None,), [1, 2]),
    ("not_in", (0, None), [1]),
]

FLOATS = (1.5, 0.0, None, 2.25)
FLOAT_CASES: list[Case] = [
    ("is", (1.5000004,), [1]),
    ("is", (1.500001,), []),
    ("is", ("1.5",), [1]),
    ("is", (0.0,), [2]),
    ("is", (None,), [3]),
    ("is_not", (1.5,), [2, 3, 4]),
    ("greater_than", (0.0,), [1, 4]),
    ("less_than", (1.5,), [2]),
    ("between", (1.5, 2.25), [1, 4]),
    ("between", (2.5, 0.5), [1, 4]),
    ("in", (1.5, 13.3), [1]),
    ("not_in", (1.5,), [2, 3, 4]),
    ("not_in", (1.5, 0.0), [3, 4]),
    ("not_in", (None,), [1, 2, 4]),
]

PERCENTS = (50, 0, None, 101)
PERCENT_CASES: list[Case] = [
    ("is", (50,), [1]),
    ("is", (None,), [3]),
    ("between", (0, 50), [1, 2]),
    ("between", (101, 1), [1, 4]),
    ("greater_than", (100,), [4]),
    ("less_than", (51,), [1, 2]),
    ("is_not", (50,), [2, 3, 4]),
    ("in", (50, 101), [1, 4]),
    ("in", (0, None), [2, 3]),
    ("not_in", (0, 50), [3, 4]),
    ("not_in", (None,), [1, 2, 4]),
]

DURATIONS = (480, 2100, None)
DURATION_CASES: list[Case] = [
    ("is", (480.6,), [1]),
    ("is", ("480",), [1]),
    ("in", (None,), [3]),
    ("in", (None, 2100), [2, 3]),
    ("not_in", (None,), [1, 2]),
    ("not_in", (480,), [2, 3]),
    ("not_in", (480, 2100), [3]),
    ("is_not", (480,), [2, 3]),
    ("is_not", (None,), [1, 2]),
    ("greater_than", (480,), [2]),
    ("less_than", (481,), [1]),
    ("less_than", (480.9,), []),
    ("between", (1, 2099), [1]),
    ("between", (2100, 480), [1, 2]),
]

BOXES = (True, False, "true")
BOX_CASES: list[Case] = [
    ("is", (True,), [1, 3]),
    ("is", ("false",), [2]),
    ("is_not", (True,), [2]),
    ("is_not", ("false",), [1, 3]),
]

DAYS = ("2026-03-04", "2026-02-27", "2026-03-11", "1968-10-13", None, "2026-01-31")
DAY_CASES: list[Case] = [
    ("is", ("1968-10-13",), [4]),
    ("is", (None,), [5]),
    ("is", ("",), [5]),
    ("is_not", ("2026-03-04",), [2, 3, 4, 5, 6]),
    ("is_not", ("",), [1, 2, 3, 4, 6]),
    ("greater_than", ("2026-03-04",), [3]),
    ("less_than", ("2026-02-27",), [4, 6]),
    ("between", ("2026-02-27", "2026-03-04"), [1, 2]),
    ("between", ("2026-03-04", "2026-02-27"), [1, 2]),
    ("between", (None, "2026-03-04"), []),
    ("between", ("2026-03-04", ""), []),
    ("in", ("2026-03-11", "1968-10-13"), [3, 4]),
    ("in", ("2026-03-11", None), [3, 5]),
    ("not_in", ("2026-03-11",), [1, 2, 4, 5, 6]),
    ("not_in", ("2026-03-11", "1968-10-13"), [1, 2, 5, 6]),
    ("not_in", (None,), [1, 2, 3, 4, 6]),
    ("in_last", (5, "DAY"), [1, 2]),
    ("in_last", (4, "DAY"), [1]),
    ("in_last", (1, "HOUR"), [1]),
    ("in_last", (119, "HOUR"), [1]),
    ("in_last", (200, "HOUR"), [1, 2]),
    ("in_last", (1, "WEEK"), [1, 2]),
    ("in_last", (1, "MONTH"), [1, 2]),
    ("in_last", (100, "YEAR"), [1, 2, 4, 6]),
    ("in_last", (10**30, "HOUR"), [1, 2, 4, 6]),
    ("not_in_last", (5, "DAY"), [3, 4, 5, 6]),
    ("in_next", (7, "DAY"), [1, 3]),
    ("in_next", (1, "WEEK"), [1, 3]),
    ("in_next", (6, "DAY"), [1]),
    ("in_next", (1, "HOUR"), [1]),
    ("not_in_next", (1, "WEEK"), [2, 4, 5, 6]),
    ("in_calendar_day", (0,), [1]),
    ("in_calendar_day", (-5,), [2]),
    ("in_calendar_week", (0,), [1]),
    ("in_calendar_week", (-1,), [2]),
    ("in_calendar_week", (1,), [3]),
    ("in_calendar_month", (0,), [1, 3]),
    ("in_calendar_month", (-1,), [2]),
    ("in_calendar_month", (-2,), [6]),
    ("in_calendar_year", (0,), [1, 2, 3, 6]),
    ("in_calendar_year", (-58,), [4]),
    ("in_calendar_year", (10**30,), []),
]

# The clock of the tests stands at 13:26:09 on 4 March 2026.
MOMENTS = (
    "2026-03-04T00:00:00Z",
    "2026-03-04T00:30:00Z",
    "2026-03-04T13:26:09Z",
    "2026-03-04T13:26:10Z",
    "2026-02-28T23:59:59Z",
    None,
    "2026-03-20T12:00:00Z",
    "2026-03-08T23:59:59Z",
)
MOMENT_CASES: list[Case] = [
    ("is", ("2026-03-04",), [1]),
    ("is", ("2026-03-04T14:26:09+01:00",), [3]),
    ("is", ("2026-03-04T13:26:09.9Z",), [3]),
    ("is", (None,), [6]),
    ("is_not", ("2026-03-04",), [2, 3, 4, 5, 6, 7, 8]),
    ("is_not", (None,), [1, 2, 3, 4, 5, 7, 8]),
    ("greater_than", ("2026-03-04",), [2, 3, 4, 7, 8]),
    ("less_than", ("2026-03-04",), [5]),
    ("between", ("2026-03-04T00:00:00Z", "2026-03-04T00:30:00Z"), [1, 2]),
    ("between", ("2026-03-04T13:26:09Z", "2026-03-04"), [1, 2, 3]),
    ("in", ("2026-03-04", None), [1, 6]),
    ("not_in", ("2026-03-04",), [2, 3, 4, 5, 6, 7, 8]),
    ("not_in", ("2026-03-04", "2026-02-28T23:59:59Z"), [2, 3, 4, 6, 7, 8]),
    ("in_last", (1, "HOUR"), [3]),
    ("in_last", (13, "HOUR"), [2, 3]),
    ("in_last", (14, "HOUR"), [1, 2, 3]),
    ("in_last", (1, "WEEK"), [1, 2, 3, 5]),
    ("not_in_last", (14, "HOUR"), [4, 5, 6, 7, 8]),
    ("in_next", (1, "HOUR"), [3, 4]),
    ("not_in_next", (1, "DAY"), [1, 2, 5, 6, 7, 8]),
    ("in_calendar_day", (0,), [1, 2, 3, 4]),
    ("in_calendar_day", (-4,), [5]),
    ("in_calendar_week", (-1,), [5]),
    ("in_calendar_week", (2,), [7]),
    ("in_calendar_month", (-1,), [5]),
    ("in_calendar_month", (0,), [1, 2, 3, 4, 7, 8]),
    ("in_calendar_year", (0,), [1, 2, 3, 4, 5, 7, 8]),
]

LENGTHS = ("16-08", "16-10", "0-00", None, "116-08")
LENGTH_CASES: list[Case] = [
    ("is", ("16-08",), [1]),
    ("is", ("6-08",), []),
    ("is", (None,), [4]),
    ("is", ("",), [4]),
    ("is_not", ("16-08",), [2, 3, 4, 5]),
    ("is_not", ("",), [1, 2, 3, 5]),
    ("contains", ("6-0",), [1, 5]),
    ("contains", ("",), [1, 2, 3, 5]),
    ("not_contains", ("6-0",), [2, 3, 4]),
    ("starts_with", ("16",), [1, 2]),
    ("starts_with", ("08",), []),
    ("ends_with", ("6-08",), [1, 5]),
    ("ends_with", ("16",), []),
    ("in", ("16-10", "0-00"), [2, 3]),
    ("in", ("",), []),
    ("in", ("116-08", None), [4, 5]),
    ("not_in", ("16-10", "0-00"), [1, 4, 5]),
    ("not_in", ("",), [1, 2, 3, 4, 5]),
]

WORDS = ("Type A", "Type B", None)
WORD_CASES: list[Case] = [
    ("is", ("type a",), [1]),
    ("is", ("Final",), []),
    ("is", (None,), [3]),
    ("is", ("",), [3]),
    ("is_not", ("TYPE A",), [2, 3]),
    ("is_not", ("",), [1, 2]),
    ("in", ("Type A",), [1]),
    ("in", ("junk", "Type B"), [2]),
    ("in", ("junk", None), [3]),
    ("not_in", ("Type A", "junk"), [2, 3]),
]

COLORS = ("pipeline_step", "29,215,46", "222,0,0")
COLOR_CASES: list[Case] = [
    ("is", ("pipeline_step",), [1]),
    ("is", ("PIPELINE_STEP",), []),
    ("is", ("#ff8000",), []),
    ("in", ("222,0,0", "Green"), [2, 3]),
    ("not_in", ("222,0,0", "Green"), [1]),
    ("is_not", ("pipeline_step",), [2, 3]),
    ("is", (None,), []),
]

TYPE_NAMES = ("Shot", "Asset", None)
TYPE_NAME_CASES: list[Case] = [
    ("is", ("Shot",), [1]),
    ("is", ("shot",), []),
    ("is", ("",), [3]),
    ("in", ("Shot", "something else"), [1]),
    ("in", ("Asset",), [2]),
    ("is_not", ("Shot",), [2, 3]),
    ("not_in", ("Shot", "something else"), [2, 3]),
]

TAGS = (["Night", "Rain"], ["rain check"], None, ["Ride"])
TAG_CASES: list[Case] = [
    ("is", ("RAIN",), [1]),
    ("is", (None,), [3]),
    ("is_not", ("rain",), [2, 3, 4]),
    ("is_not", (None,), [1, 2, 4]),
    ("name_contains", ("rai",), [1, 2]),
    ("name_not_contains", ("rai",), [3, 4]),
    ("name_id", (7,), [1]),
    ("name_id", (8,), []),
    ("name_id", (9,), []),
    ("in", ("night", "ride"), [1, 4]),
    ("in", ("night", None), [1, 3]),
    ("not_in", ("night",), [2, 3, 4]),
    ("not_in", ("night", None), [2, 4]),
]

DOCUMENTS: tuple[object, ...] = ({"a": {"b": [1, 2, 3]}, "zz": True}, {"a": 1.0}, [{"x": 1}], [], None, {})
DOCUMENT_CASES: list[Case] = [
    ("is", ({"zz": True, "a": {"b": [1, 2, 3]}},), [1]),
    ("is", ({"a": {"b": [1, 2, 3]}},), []),
    ("is", ({},), [6]),
    ("is", ([{"x": 1}],), [3]),
    ("is", (None,), [5]),
    ("is", ([],), [5]),
    ("is_not", ({},), [1, 2, 3, 4, 5]),
    ("is_not", (None,), [1, 2, 3, 4, 6]),
    ("contains", ({"a": {"b": [1]}},), [1]),
    ("contains", ({"a": {"b": [3, 1, 1]}},), [1]),
    ("contains", ({"a": 1},), [2]),
    ("contains", ({"zz": 1},), []),
    ("contains", ({"x": 1},), []),
    ("contains", ({},), [1, 2, 6]),
    ("not_contains", ({"a": 1},), [1, 3, 4, 5, 6]),
    ("not_contains", ({},), [3, 4, 5]),
]

TABLE: list[tuple[str, dict[str, Any], tuple[object, ...], list[Case]]] = [
    ("text", {}, TEXTS, TEXT_CASES),
    ("number", {}, NUMBERS, NUMBER_CASES),
    ("float", {}, FLOATS, FLOAT_CASES),
    ("currency", {}, FLOATS, FLOAT_CASES[2:]),
    ("percent", {}, PERCENTS, PERCENT_CASES),
    ("timecode", {}, PERCENTS, PERCENT_CASES),
    ("duration", {}, DURATIONS, DURATION_CASES),
    ("checkbox", {}, BOXES, BOX_CASES),
    ("date", {}, DAYS, DAY_CASES),
    ("date_time", {}, MOMENTS, MOMENT_CASES),
    ("list", {"valid_values": WORDS[:2]}, WORDS, WORD_CASES),
    ("status_list", {"valid_values": WORDS[:2]}, WORDS, WORD_CASES),
    ("color", {"entity_type": "Task"}, COLORS, COLOR_CASES),
    ("entity_type", {"valid_values": TYPE_NAMES[:2]}, TYPE_NAMES, TYPE_NAME_CASES),
    ("system_task_type", {}, TYPE_NAMES, TYPE_NAME_CASES),
    ("footage", {}, LENGTHS, LENGTH_CASES),
    ("tag_list", {}, TAGS, TAG_CASES),
    ("jsonb", {}, DOCUMENTS, DOCUMENT_CASES),
]


@pytest.mark.parametrize(("name", "facts", "values", "cases"), TABLE, ids=[row[0] for row in TABLE])
def test_each_relation_finds_the_rows_of_the_contract(
    name: str, facts: dict[str, Any], values: tuple[object, ...], cases: list[Case]
) -> None:
    with rows_of(field_of(name, **facts)) as rows:
        rows.fill(values)
        rows.name("Tag", 7, "Rain")
        rows.name("Tag", 8, "Night", retired=True)
        rows.name("Shot", 9, "Rain")
        found = [(relation, sent, rows.found(relation, *sent)) for relation, sent, _ in cases]
    assert found == cases


def test_a_checkbox_that_was_never_written_is_false() -> None:
    with rows_of(field_of("checkbox")) as rows:
        rows.fill_columns([(None,), (True,), (False,)])
        assert rows.read() == [False, True, False]
        assert rows.found("is", False) == rows.found("is_not", True) == [1, 3]
        assert rows.found("is", True) == rows.found("is_not", False) == [2]
        assert rows.order() == [1, 3, 2]


def test_a_picture_is_set_or_not() -> None:
    with rows_of(field_of("image")) as rows:
        rows.fill_columns([('{"original":"ab","name":"a.png"}',), (None,)])
        assert rows.found("is", None) == [2]
        assert rows.found("is_not", None) == [1]


def test_uuids_are_found_however_they_are_spelled() -> None:
    first, second = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-1000-8000-000000000000"
    with rows_of(field_of("uuid")) as rows:
        rows.fill_columns([(first,), (second,), (None,)])
        assert rows.found("is", first.upper().replace("-", "")) == [1]
        assert rows.found("is", "") == [3]
        assert rows.found("is_not", first) == [2, 3]
        assert rows.found("is_not", "") == [1, 2]
        assert rows.found("in", "{" + second + "}", "f" * 32) == [2]
        assert rows.found("not_in", second) == [1, 3]
        assert rows.found("not_in", first, second) == [3]


def test_relative_dates_follow_the_clock_of_the_question_in_utc() -> None:
    late_on_new_years_eve = datetime.fromisoformat("2025-12-31T23:30:00-08:00")
    with rows_of(field_of("date")) as rows:
        rows.fill(["2025-12-31", "2026-01-01"])
        assert rows.found("in_calendar_day", 0, now=late_on_new_years_eve) == [2]
        assert rows.found("in_calendar_year", 0, now=late_on_new_years_eve) == [2]
        assert rows.found("in_last", 1, "DAY", now=datetime(2025, 12, 31, tzinfo=UTC)) == [1]


SHOT, OTHER_SHOT, RETIRED = Target("Shot", 1), Target("Shot", 2), Target("Shot", 3)
ASSET = Target("Asset", 1)


def as_hash(target: Target) -> dict[str, object]:
    return {"type": target.type, "id": target.id}


LINK_CASES: list[Case] = [
    ("is", (as_hash(SHOT),), [1]),
    ("is", (as_hash(RETIRED),), []),
    ("is", (as_hash(Target("Shot", 99)),), []),
    ("is", (None,), [3, 4]),
    ("is_not", (as_hash(SHOT),), [2, 3, 4, 5]),
    ("is_not", (None,), [1, 2, 5]),
    ("in", (as_hash(SHOT), as_hash(ASSET)), [1, 2]),
    ("in", (as_hash(ASSET), None), [2, 3, 4]),
    ("in", (None,), [3, 4]),
    ("not_in", (as_hash(SHOT), as_hash(ASSET)), [3, 4, 5]),
    ("not_in", (as_hash(SHOT), None), [2, 5]),
    ("not_in", (None,), [1, 2, 5]),
    ("type_is", ("Shot",), [1, 5]),
    ("type_is", ("Bogus",), []),
    ("type_is", (None,), []),
    ("type_is_not", ("Shot",), [2, 3, 4]),
    ("type_is_not", (None,), [1, 2, 3, 4, 5]),
    ("name_is", ("SH010",), [1]),
    ("name_is", ("sh0",), []),
    ("name_contains", ("sh",), [1, 5]),
    ("name_not_contains", ("sh",), [2, 3, 4]),
]


def test_a_link_finds_live_rows_alone() -> None:
    with rows_of(field_of("entity", valid_types=("Shot", "Asset"))) as rows:
        _name_targets(rows)
        rows.fill([as_hash(SHOT), as_hash(ASSET), None, as_hash(RETIRED), as_hash(OTHER_SHOT)])
        assert [
            (relation, sent, rows.found(relation, *sent)) for relation, sent, _ in LINK_CASES
        ] == LINK_CASES


LINKS_CASES: list[Case] = [
    ("is", (as_hash(SHOT),), [1, 2]),
    ("is", (as_hash(RETIRED),), []),
    ("is", (None,), [3, 4]),
    ("is_not", (as_hash(SHOT),), [3, 4, 5]),
    ("is_not", (None,), [1, 2, 5]),
    ("in", (as_hash(ASSET), as_hash(OTHER_SHOT)), [2, 5]),
    ("not_in", (as_hash(ASSET), as_hash(OTHER_SHOT)), [1, 3, 4]),
    ("type_is", ("Asset",), [2]),
    ("type_is_not", ("Asset",), [1, 3, 4, 5]),
    ("name_is", ("chair",), [2]),
    ("name_is", ("sh0",), []),
    ("name_contains", ("sh0",), [1, 2, 5]),
    ("name_not_contains", ("sh0",), [3, 4]),
]


def test_links_find_live_rows_alone() -> None:
    with rows_of(field_of("multi_entity")) as rows:
        _name_targets(rows)
        rows.fill([[SHOT], [SHOT, ASSET], [], [RETIRED], [OTHER_SHOT]])
        assert [
            (relation, sent, rows.found(relation, *sent)) for relation, sent, _ in LINKS_CASES
        ] == LINKS_CASES


def _name_targets(rows: Any) -> None:
    rows.name("Shot", 1, "sh010")
    rows.name("Shot", 2, "SH020")
    rows.name("Shot", 3, "sh030", retired=True)
    rows.name("Asset", 1, "Chair")


@pytest.mark.parametrize(
    ("name", "facts", "values", "ascending", "descending"),
    [
        ("text", {}, ["beta", "Alpha", None, "alpha", "Ä"], [2, 4, 1, 5, 3], [5, 1, 2, 4, 3]),
        ("number", {}, [10, 9, None, -1, 9], [4, 2, 5, 1, 3], [1, 2, 5, 4, 3]),
        ("float", {}, [10.5, 9.25, None, -1.0], [4, 2, 1, 3], [1, 2, 4, 3]),
        ("date", {}, ["2026-01-02", "1968-10-13", None], [2, 1, 3], [1, 2, 3]),
        (
            "status_list",
            {"valid_values": ("wtg", "fin", "ip")},
            ["wtg", "fin", None, "ip"],
            [2, 4, 1, 3],
            [1, 4, 2, 3],
        ),
        ("footage", {}, ["10-00", "9-15", None, "9-02"], [4, 2, 1, 3], [1, 2, 4, 3]),
        ("checkbox", {}, [True, False, True], [2, 1, 3], [1, 3, 2]),
    ],
)
def test_rows_sort_with_the_unset_ones_last(
    name: str, facts: dict[str, Any], values: list[object], ascending: list[int], descending: list[int]
) -> None:
    with rows_of(field_of(name, **facts)) as rows:
        rows.fill(values)
        assert rows.order() == ascending
        assert rows.order(descending=True) == descending


@pytest.mark.parametrize(
    ("name", "values", "read"),
    [
        ("text", [" a ", None], ["a", None]),
        ("float", [1.5, None], [1.5, None]),
        ("date_time", ["2026-03-04", None], ["2026-03-04T00:00:00Z", None]),
        ("tag_list", [["b", "a"], None], [["b", "a"], []]),
        ("jsonb", [{"b": [1.0]}, None], [{"b": [1.0]}, None]),
        ("serializable", [[{"start": "2026-01-01"}], None], [[{"start": "2026-01-01"}], None]),
    ],
)
def test_rows_read_what_was_written(name: str, values: list[object], read: list[object]) -> None:
    with rows_of(field_of(name)) as rows:
        rows.fill(values)
        assert rows.read() == read
