"""What summaries and groups look like: names, order, levels, and what is left out or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.query.paths import Path, resolve
from slatehouse.query.summaries import Group, Grouping, Summary, SummaryAnswer, SummaryQuestion
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.link import Link
from slatehouse.schema.refusals import GroupingNotAllowed, SummaryNotAllowed
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.site import Site

Ask = Callable[..., SummaryAnswer]
SHOTS: tuple[dict[str, object], ...] = (
    {"code": "a1", "sg_status_list": "fin", "sg_cut_duration": 100, "sg_sequence": 1},
    {"code": "B2", "sg_status_list": "ip", "sg_cut_duration": 100, "sg_sequence": 1},
    {"code": "b3", "sg_status_list": "ip", "sg_cut_duration": 115, "sg_sequence": 2},
    {"code": "c4", "sg_status_list": "wtg", "sg_cut_duration": None, "sg_sequence": 3},
    {"code": "d5", "sg_status_list": None, "sg_cut_duration": -5, "sg_sequence": None},
)


def fill(site: Site) -> None:
    session = site.session(system_caller())
    project = {"type": "Project", "id": session.create(site.schema["Project"], {"name": "Film"}).rows[0].id}
    for code in ("Dawn", "dawn", "Cut"):
        session.create(site.schema["Sequence"], {"project": project, "code": code})
    for number, values in enumerate(SHOTS, start=1):
        link = values["sg_sequence"]
        sequence = link and {"type": "Sequence", "id": link}
        session.create(site.schema["Shot"], {**values, "project": project, "sg_sequence": sequence})
        for name in ("comp", "light")[: number % 3]:
            minutes = 480 * number if name == "comp" else 600
            shot = {"type": "Shot", "id": number}
            task = {"project": project, "content": name, "entity": shot, "duration": minutes}
            session.create(site.schema["Task"], task)
        shots = [{"type": "Shot", "id": other} for other in range(1, number)]
        session.create(site.schema["Note"], {"project": project, "subject": "N", "note_links": shots[-2:]})
    session.retire(site.schema["Sequence"], 3)


@pytest.fixture(scope="module")
def ask(site_of_module: Site) -> Iterator[Ask]:
    site = site_of_module
    fill(site)

    def ask_(
        type_: str, summaries: list[tuple[str, str]], *groupings: tuple[str, str, bool]
    ) -> SummaryAnswer:
        question = SummaryQuestion(
            site.schema[type_],
            summaries=tuple(Summary(path(type_, name), SummaryKind(kind)) for name, kind in summaries),
            groupings=tuple(
                Grouping(path(type_, name), GroupingKind(kind), down) for name, kind, down in groupings
            ),
        )
        return site.session(system_caller()).summarize(question)

    def path(type_: str, name: str) -> Path:
        found = resolve(site.schema, site.schema[type_], name)
        assert found is not None
        return found

    yield ask_


def tree(groups: list[Group] | None) -> dict[str, object] | None:
    """The groups by name, with their one summary or their groups."""
    if groups is None:
        return None
    return {each.name: tree(each.groups) or next(iter(each.summaries.values())) for each in groups}


def test_without_groupings_there_are_no_groups(ask: Ask) -> None:
    answer = ask("Shot", [("id", "count"), ("sg_cut_duration", "sum")])
    assert answer == SummaryAnswer({"id": 5, "sg_cut_duration": 310}, [])


@pytest.mark.parametrize(
    ("type_", "field", "kind", "down", "expected"),
    [
        ("Shot", "sg_status_list", "exact", False, {"fin": 1, "ip": 2, "wtg": 1, "": 1}),
        ("Shot", "sg_status_list", "exact", True, {"wtg": 1, "ip": 2, "fin": 1, "": 1}),
        ("Shot", "code", "firstletter", False, {"A": 1, "B": 2, "C": 1, "D": 1}),
        ("Shot", "sg_cut_duration", "tens", False, {"-10 - -1": 1, "100 - 109": 2, "110 - 119": 1, "": 1}),
        ("Shot", "id", "exact", True, {"5": 1, "4": 1, "3": 1, "2": 1, "1": 1}),
        ("Task", "entity", "entitytype", False, {"Shot": 6}),
        ("Task", "entity", "exact", False, {"a1": 1, "B2": 2, "c4": 1, "d5": 2}),
        ("Task", "entity.Shot.sg_status_list", "exact", False, {"fin": 1, "ip": 2, "wtg": 1, "": 2}),
        ("Note", "note_links", "exact", False, {"a1": 1, "a1, B2": 1, "B2, b3": 1, "b3, c4": 1, "": 1}),
        ("Note", "note_links", "entitytype", False, {"Shot": 4, "": 1}),
        ("Version", "client_approved", "exact", False, {}),
    ],
)
def test_groups_come_in_order_and_the_one_without_a_value_last(
    ask: Ask, type_: str, field: str, kind: str, down: bool, expected: dict[str, int]
) -> None:
    found = tree(ask(type_, [("id", "count")], (field, kind, down)).groups)
    assert found is not None
    assert list(found.items()) == list(expected.items())


def test_rows_of_one_name_are_groups_of_their_own_and_retired_ones_are_none(ask: Ask) -> None:
    groups = ask("Shot", [("id", "count")], ("sg_sequence", "exact", False)).groups
    assert [(each.name, each.value, each.summaries["id"]) for each in groups] == [
        ("Dawn", Link(1, "Dawn", "Sequence"), 2),
        ("dawn", Link(2, "dawn", "Sequence"), 1),
        ("", None, 2),
    ]


def test_each_grouping_divides_the_groups_of_the_one_before(ask: Ask) -> None:
    answer = ask(
        "Shot",
        [("id", "count")],
        ("project", "exact", False),
        ("sg_status_list", "exact", False),
        ("code", "exact", True),
    )
    by_status = {"fin": {"a1": 1}, "ip": {"b3": 1, "B2": 1}, "wtg": {"c4": 1}, "": {"d5": 1}}
    assert tree(answer.groups) == {"Film": by_status}
    assert list(by_status["ip"]) == ["b3", "B2"]
    assert answer.groups[0].summaries == {"id": 5}


@pytest.mark.parametrize(
    ("field", "kind", "expected"),
    [
        ("sg_cut_duration", "count", 4),
        ("sg_cut_duration", "record_count", 5),
        ("sg_cut_duration", "maximum", 115),
        ("sg_cut_duration", "minimum", -5),
        ("sg_cut_duration", "average", 77.5),
        ("sg_cut_duration", "percentage", 80),
        ("sg_status_list", "status_list", "ip"),
        ("sg_status_list", "status_percentage", 20),
        ("sg_sequence", "count", 3),
        ("tasks", "count", 4),
        ("sg_cut_out", "sum", 0),
        ("sg_cut_out", "average", 0.0),
        ("created_at", "earliest", "2026-03-04T05:06:07Z"),
    ],
)
def test_a_summary_is_a_plain_value(ask: Ask, field: str, kind: str, expected: object) -> None:
    found = ask("Shot", [(field, kind)]).summaries[field]
    assert (found, type(found)) == (expected, type(expected))


def test_a_formula_is_summarized_by_its_value(ask: Ask) -> None:
    summaries = [("workload", "sum"), ("workload_per_day", "sum"), ("workload_per_day_per_assignee", "sum")]
    answer = ask("Task", summaries, ("workload", "exact", True))
    assert answer.summaries == {
        "workload": 6960,
        "workload_per_day": 5.25,
        "workload_per_day_per_assignee": 0,
    }
    assert [(each.name, each.value, each.summaries["workload"]) for each in answer.groups] == [
        ("5 days", "2400.000000", 2400),
        ("4 days", "1920.000000", 1920),
        ("2 days", "960.000000", 960),
        ("1.25 days", "600.000000", 1200),
        ("1 day", "480.000000", 480),
    ]


def test_of_two_summaries_of_a_field_the_last_counts(ask: Ask) -> None:
    assert ask("Shot", [("id", "count"), ("id", "maximum")]).summaries == {"id": 5}
    assert ask("Shot", [("id", "minimum"), ("id", "count")]).summaries == {"id": 5}


@pytest.mark.parametrize("field", ["image", "open_notes_count", "tasks.Task.content"])
def test_what_cannot_be_summarized_is_left_out(ask: Ask, field: str) -> None:
    assert ask("Shot", [(field, "count")]) == SummaryAnswer({}, [])


def test_groups_need_no_summaries(ask: Ask) -> None:
    groups = ask("Shot", [("image", "count")], ("sg_status_list", "exact", False)).groups
    assert [(each.name, each.summaries) for each in groups] == [
        ("fin", {}),
        ("ip", {}),
        ("wtg", {}),
        ("", {}),
    ]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("image", "exact"),
        ("open_notes_count", "exact"),
        ("code", "week"),
        ("step_0", "exact"),
        ("tasks.Task.content", "exact"),
    ],
)
def test_what_forms_no_groups_is_refused(ask: Ask, field: str, kind: str) -> None:
    with pytest.raises(GroupingNotAllowed) as refused:
        ask("Shot", [("id", "count")], (field, kind, False))
    assert refused.value.grouping == kind


def test_a_percentage_of_statuses_wants_statuses(ask: Ask) -> None:
    with pytest.raises(SummaryNotAllowed) as refused:
        ask("Shot", [("sg_cut_duration", "status_percentage")])
    assert refused.value.field.path == "Shot.sg_cut_duration"
