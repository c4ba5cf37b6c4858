"""Which summaries and groups each data type has, and how a group's value is rendered (data-types §2.10)."""

from datetime import date

import pytest
from tests.schema.data_types.fields import field_of

from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.data_types.duration import duration_text
from slatehouse.schema.data_types.timecode import timecode_text
from slatehouse.schema.refusals import GroupingNotAllowed, SummaryNotAllowed
from slatehouse.schema.status_summaries import STATUS_PERCENTAGE, common_status
from slatehouse.schema.summaries import SummaryKind

COUNTS = "record_count count"
NUMBERS = f"{COUNTS} sum maximum minimum average percentage"
TENS = "exact tens hundreds thousands tensofthousands hundredsofthousands millions"
DATES = "exact day week month quarter year clustered_date oneday fivedays"
"""Each data type: its summaries, its groups."""
TABLE = {
    "text": (COUNTS, "exact firstletter"),
    "number": (NUMBERS, TENS),
    "float": (NUMBERS, TENS),
    "percent": (NUMBERS, TENS),
    "currency": (NUMBERS, TENS),
    "duration": (NUMBERS, f"{TENS} oneday fivedays"),
    "timecode": (NUMBERS, TENS),
    "calculated": (NUMBERS, "exact"),
    "checkbox": (f"{COUNTS} percentage checked unchecked", "exact"),
    "date": (f"{COUNTS} earliest latest", DATES),
    "date_time": (f"{COUNTS} earliest latest", DATES),
    "list": (COUNTS, "exact"),
    "status_list": (f"{COUNTS} status_percentage status_percentage_as_float status_list", "exact"),
    "color": (COUNTS, "exact"),
    "entity": (COUNTS, "exact entitytype"),
    "multi_entity": (COUNTS, "exact entitytype"),
    "entity_type": (COUNTS, "exact"),
    "uuid": (COUNTS, "exact"),
    "tag_list": (COUNTS, "exact"),
    "footage": (COUNTS, "exact"),
    "system_task_type": (COUNTS, "exact"),
    "url_template": (COUNTS, "exact"),
    "image": ("", ""),
    "url": ("", ""),
    "password": ("", ""),
    "serializable": ("", ""),
    "jsonb": ("", ""),
    "summary": ("", ""),
    "pivot_column": ("", ""),
}


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(DATA_TYPES)


@pytest.mark.parametrize("name", TABLE)
def test_what_a_data_type_can_be_summarized_and_grouped_by(name: str) -> None:
    data_type = DATA_TYPES[name]
    assert set(data_type.summaries) == set(TABLE[name][0].split())
    assert set(data_type.groupings) == set(TABLE[name][1].split())


@pytest.mark.parametrize(
    "name", ["image", "url", "password", "serializable", "jsonb", "summary"], ids=lambda name: name
)
@pytest.mark.parametrize("kind", SummaryKind)
def test_fields_without_summaries_are_left_out_of_answers(name: str, kind: SummaryKind) -> None:
    assert DATA_TYPES[name].summarizer(field_of(name), kind) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("number", "status_percentage"), ("text", "sum"), ("date", "sum"), ("pivot_column", "count")],
)
def test_a_summary_that_means_nothing_for_the_values_is_refused(name: str, kind: str) -> None:
    with pytest.raises(SummaryNotAllowed) as refused:
        DATA_TYPES[name].summarizer(field_of(name), SummaryKind(kind))
    assert set(refused.value.legal) == set(TABLE[name][0].split())


@pytest.mark.parametrize("name", [name for name, (_, groups) in TABLE.items() if not groups])
@pytest.mark.parametrize("kind", GroupingKind)
def test_fields_whose_values_form_no_groups_are_refused(name: str, kind: GroupingKind) -> None:
    with pytest.raises(GroupingNotAllowed):
        DATA_TYPES[name].bucketing(field_of(name), kind)


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "00:00:00:00"),
        (20, "00:00:00:00"),
        (21, "00:00:00:01"),
        (500, "00:00:00:12"),
        (813, "00:00:00:19"),
        (814, "00:00:00:20"),
        (980, "00:00:00:23"),
        (981, "00:00:01:00"),
        (1000, "00:00:01:00"),
        (3_600_000, "01:00:00:00"),
        (86_400_000, "24:00:00:00"),
        (2_147_483_647, "596:31:23:16"),
        (-1, "-1:59:60:00"),
    ],
)
def test_timecodes_are_rendered_in_frames(milliseconds: int, text: str) -> None:
    assert timecode_text(milliseconds) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(600, "1.25 days"), (480, "1 day"), (0, "0 days"), (100, "0.21 days"), (-240, "-0.5 days")],
)
def test_durations_are_rendered_in_working_days(minutes: int, text: str) -> None:
    assert duration_text(minutes) == text


@pytest.mark.parametrize(
    ("name", "properties", "kind", "key", "value", "rendered"),
    [
        ("checkbox", {}, "exact", (0,), False, "[ ]"),
        ("checkbox", {}, "exact", (1,), True, "[X]"),
        ("timecode", {}, "exact", (981,), 981, "00:00:01:00"),
        ("duration", {}, "exact", (600,), 600, "1.25 days"),
        ("duration", {}, "oneday", (2.0,), 960, "2 days"),
        ("duration", {}, "fivedays", (1.0,), 2400, "5 days"),
        ("calculated", {"renderer": "duration"}, "exact", (600.0,), "600.000000", "1.25 days"),
        ("calculated", {"renderer": "float"}, "exact", (0.892857,), "0.892857", "0.892857"),
        ("calculated", {"renderer": "text"}, "exact", ("charA1,226",), "charA1,226", "charA1,226"),
        ("number", {}, "tens", (-1.0,), -10, "-10 - -1"),
        ("number", {}, "thousands", (2.0,), 2000, "2000 - 2999"),
        ("float", {}, "exact", (24.0,), 24.0, "24.0"),
        ("percent", {}, "exact", (50,), 50, "50%"),
        ("currency", {}, "exact", (12.5,), 12.5, "12.50"),
        ("text", {}, "firstletter", ("s",), "S", "S"),
        ("tag_list", {}, "exact", ('["rain","Fog"]',), ("rain", "Fog"), "rain, Fog"),
        ("footage", {}, "exact", ("16-08",), "16-08", "16-08"),
        ("entity_type", {}, "exact", ("Shot",), "Shot", "Shot"),
    ],
)
def test_a_group_has_a_value_and_its_rendering(
    name: str, properties: dict[str, object], kind: str, key: tuple[object, ...], value: object, rendered: str
) -> None:
    found = DATA_TYPES[name].bucketing(field_of(name, properties=properties), GroupingKind(kind))
    bucket = found.bucket(key, date(2026, 3, 18))
    assert (bucket.value, bucket.name) == (value, rendered)


@pytest.mark.parametrize(
    ("rows", "with_status", "counted", "least", "greatest", "status"),
    [
        (0, 0, 0, None, None, None),
        (3, 3, 3, "fin", "fin", "fin"),
        (3, 3, 3, "fin", "wtg", "ip"),
        (3, 2, 2, "fin", "fin", "ip"),
        (3, 0, 0, None, None, None),
        (3, 3, 0, None, None, "na"),
        (3, 3, 2, "fin", "fin", "fin"),
    ],
)
def test_statuses_roll_up_to_the_one_they_share(
    rows: int, with_status: int, counted: int, least: str | None, greatest: str | None, status: str | None
) -> None:
    assert common_status("omt").result([rows, with_status, counted, least, greatest]) == status


@pytest.mark.parametrize(
    ("rows", "with_status", "counted", "percentage"),
    [(0, 0, 0, 0), (1900, 1838, 1838, 3), (4, 4, 4, 0), (2, 2, 0, -1), (2, 1, 0, 100)],
)
def test_the_status_percentage_is_the_share_without_status(
    rows: int, with_status: int, counted: int, percentage: int
) -> None:
    assert STATUS_PERCENTAGE.result([rows, with_status, counted]) == percentage
