"""What the demo enters. The recorder refuses links that lead nowhere, so those need no test of their own."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.demo.recorder import Recorded, Recorder, links_in

from slatehouse.demo.film import productions, studio
from slatehouse.demo.workdays import working_days


@pytest.mark.parametrize(
    ("entity_type", "least"),
    [
        ("Project", 3),
        ("Sequence", 3),
        ("Shot", 24),
        ("Asset", 12),
        ("HumanUser", 8),
        ("Department", 5),
        ("Group", 3),
        ("Step", 6),
        ("Task", 100),
        ("Version", 80),
        ("Playlist", 5),
        ("PublishedFile", 40),
        ("Note", 60),
        ("Reply", 30),
        ("TimeLog", 100),
    ],
)
def test_there_is_enough_to_look_at(told: Recorder, entity_type: str, least: int) -> None:
    assert len(told.of(entity_type)) >= least


def test_of_the_projects_one_is_a_template_and_one_is_archived(told: Recorder) -> None:
    assert [row.values.get("is_template", False) for row in told.of("Project")] == [True, False, False]
    assert [(kind, values) for kind, _, values in told.updates] == [("Project", {"archived": True})]
    archived = told.row({"type": "Project", "id": told.updates[0][1]})
    assert archived.values["name"] == "Paper Weather"


@pytest.mark.parametrize(
    ("entity_type", "field"),
    [
        ("HumanUser", "login"),
        ("HumanUser", "email"),
        ("HumanUser", "name"),
        ("Project", "code"),
        ("Shot", "code"),
        ("Asset", "code"),
        ("Version", "code"),
        ("PublishedFile", "code"),
        ("Step", "short_name"),
    ],
)
def test_names_are_not_used_twice(told: Recorder, entity_type: str, field: str) -> None:
    values = [row.values[field] for row in told.of(entity_type)]
    assert len(set(values)) == len(values)


def test_a_task_s_duration_is_its_working_days_in_minutes(told: Recorder) -> None:
    for task in told.of("Task"):
        start, due = (date.fromisoformat(str(task.values[f"{end}_date"])) for end in ("start", "due"))
        assert task.values["duration"] == len(list(working_days(start, due))) * studio().day_minutes


def test_frames_of_a_shot_fit_into_each_other(told: Recorder) -> None:
    for shot in told.of("Shot"):
        head, first, last, tail, cut, working = (
            shot.values[f"sg_{name}"]
            for name in ("head_in", "cut_in", "cut_out", "tail_out", "cut_duration", "working_duration")
        )
        assert isinstance(head, int) and isinstance(first, int) and isinstance(last, int)
        assert isinstance(tail, int)
        assert head < first < last < tail
        assert (cut, working) == (last - first + 1, tail - head + 1)


def test_a_note_on_a_version_is_younger_than_the_version(told: Recorder) -> None:
    for note in told.of("Note"):
        for link in _links(note, "note_links"):
            if link["type"] == "Version":
                assert _made(told.row(link)) < _made(note)


def test_the_notes_are_entered_in_the_order_in_which_they_were_written(told: Recorder) -> None:
    for production in productions():
        project = next(row for row in told.of("Project") if row.values["code"] == production.code)
        written = [_made(note) for note in told.of("Note") if note.values["project"] == _link_to(project)]
        assert written == sorted(written)


def test_the_notes_of_the_film_spread_over_its_weeks(told: Recorder) -> None:
    weeks = {_made(note).isocalendar()[:2] for note in told.of("Note")}
    assert len(weeks) >= 8


def test_a_thread_goes_on_in_time(told: Recorder) -> None:
    for reply in told.of("Reply"):
        assert _made(told.row(reply.values["entity"])) < _made(reply)


def test_every_note_says_something_to_somebody_about_something(told: Recorder) -> None:
    for note in told.of("Note"):
        text = note.values["content"]
        assert isinstance(text, str) and len(text) > 30
        assert _links(note, "note_links") and _links(note, "addressings_to")
        assert note.values["user"] == note.values["created_by"]


def test_no_two_notes_say_the_same(told: Recorder) -> None:
    texts = [note.values["content"] for note in told.of("Note")]
    assert len(set(texts)) == len(texts)


def test_notes_are_open_under_way_and_closed(told: Recorder) -> None:
    assert {note.values["sg_status_list"] for note in told.of("Note")} == {"opn", "ip", "clsd"}
    assert {note.values["sg_note_type"] for note in told.of("Note")} == {"Internal", "Client"}


def test_a_playlist_holds_nothing_that_came_later(told: Recorder) -> None:
    for playlist in told.of("Playlist"):
        shown_on = datetime.fromisoformat(str(playlist.values["sg_date_and_time"]))
        versions = [told.row(link) for link in _links(playlist, "versions")]
        assert versions
        assert all(_made(version) < shown_on for version in versions)


def test_rows_of_a_project_link_to_rows_of_the_same_project(told: Recorder) -> None:
    for row in told.rows:
        for link in links_in(row.values):
            other = told.row(link)
            if "project" in row.values and "project" in other.values:
                assert row.values["project"] == other.values["project"]


def _links(row: Recorded, field: str) -> list[dict[str, object]]:
    return list(links_in({field: row.values[field]}))


def _link_to(row: Recorded) -> dict[str, object]:
    return {"type": row.type, "id": row.id}


def _made(row: Recorded) -> datetime:
    return datetime.fromisoformat(str(row.values["created_at"]))
