"""Updating rows: the whole row in the answer, and no trace of a write that changes nothing (writing §3)."""

from __future__ import annotations

import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Link, Target
from slatehouse.schema.refusals import EmptyIdentity, ReadOnly, UnknownField
from slatehouse.site.errors import NoSuchRow, NoSuchRowToWrite, UpdateFailed
from slatehouse.site.uploads import UploadPlace


def test_the_answer_is_the_whole_row(ada: Desk) -> None:
    shot = ada.create("Shot", code="a")
    answer = ada.update(shot, code="b", sg_cut_in=1001)
    assert answer == ada.read(shot)
    assert set(answer) == set(ada.site.schema["Shot"].fields) - {"id"}
    assert (answer["code"], answer["sg_cut_in"]) == ("b", 1001)


def test_a_change_is_dated_and_signed(ada: Desk, clock: Clock) -> None:
    grace = ada.hire("grace")
    shot = ada.create("Shot", code="a")
    clock.move(hours=1)
    grace.update(shot, code="b")
    fields = ("created_at", "created_by", "updated_at", "updated_by")
    assert list(ada.read(shot, *fields).values()) == [
        "2026-03-04T05:06:07Z",
        Link(ada.caller.id, "Ada", "HumanUser"),
        "2026-03-04T06:06:07Z",
        Link(grace.caller.id, "Grace", "HumanUser"),
    ]


FULL: dict[str, object] = {
    "code": "v1",
    "description": "Büro",
    "flagged": True,
    "frame_count": 24,
    "sg_movie_aspect_ratio": 1.777778,
    "client_approved_at": "2026-01-01T00:00:00Z",
    "sg_status_list": "apr",
}
SAME = [
    {},
    *({name: value} for name, value in FULL.items()),
    {"code": "  v1 "},
    {"frame_count": "24"},
    {"sg_movie_aspect_ratio": "1.77777778"},
    {"client_approved_at": "2026-01-01T01:00:00.7+01:00"},
    {"client_approved": False},
    {"client_approved": "false"},
    {"client_code": None},
    {"client_code": ""},
    {"image": None},
    {"sg_task": None},
    {"cached_display_name": "discarded"},
    {"sg_uploaded_movie": None},
    {"tag_list": []},
]
SAME_LINKS = [
    {"entity": "shot"},
    {"playlists": ["playlist"]},
    {"playlists": ["playlist", "playlist"]},
    {"playlists": {"multi_entity_update_mode": "add", "value": ["playlist"]}},
    {"playlists": {"multi_entity_update_mode": "add", "value": []}},
    {"playlists": {"multi_entity_update_mode": "remove", "value": ["other"]}},
    {"playlists": {"multi_entity_update_mode": "set", "value": ["playlist"]}},
    {"notes": []},
]


def named(value: object, rows: dict[str, Target]) -> object:
    """The value with the names of rows in their places."""
    match value:
        case str():
            return rows[value]
        case list():
            return [named(each, rows) for each in value]
        case dict():
            return {**value, "value": named(value["value"], rows)}
    return value


def assert_unchanged_by(ada: Desk, clock: Clock, version: Target, sent: dict[str, object]) -> None:
    before, events = ada.read(version), ada.find("EventLogEntry")
    clock.move(hours=1)
    assert ada.update(version, **sent) == before
    assert ada.find("EventLogEntry") == events


@pytest.mark.parametrize("sent", SAME, ids=str)
def test_a_value_that_is_there_already_changes_nothing(
    ada: Desk, clock: Clock, sent: dict[str, object]
) -> None:
    """No event, no new `updated_at`."""
    assert_unchanged_by(ada, clock, ada.create("Version", **FULL), sent)


@pytest.mark.parametrize("sent", SAME_LINKS, ids=str)
def test_links_that_are_there_already_change_nothing(
    ada: Desk, clock: Clock, sent: dict[str, object]
) -> None:
    rows = {
        "shot": ada.create("Shot"),
        "playlist": ada.create("Playlist"),
        "other": ada.create("Playlist"),
    }
    version = ada.create("Version", entity=rows["shot"], playlists=[rows["playlist"]])
    assert_unchanged_by(ada, clock, version, {name: named(value, rows) for name, value in sent.items()})


def test_fields_that_are_not_sent_stay(ada: Desk) -> None:
    version = ada.create("Version", **FULL)
    after = ada.update(version, frame_count=25)
    assert {name: after[name] for name in FULL} == {**FULL, "frame_count": 25}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"description": "  padded  "}, "padded"),
        ({"description": "   "}, None),
        ({"description": ""}, None),
        ({"description": "line1\nline2 <b>&\"' 🎬"}, "line1\nline2 <b>&\"' 🎬"),
        ({"description": "x" * 100_000}, "x" * 100_000),
        ({"frame_count": "42"}, 42),
        ({"frame_count": -(2**31)}, -(2**31)),
        ({"flagged": "true"}, True),
        ({"sg_status_list": None}, None),
        ({"client_approved_at": "2026-03-04"}, "2026-03-04T00:00:00Z"),
        ({"tag_list": ["b", "A", "b"]}, ["b", "A"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_value_is_read_as_its_type_stores_it(ada: Desk, sent: dict[str, object], read: object) -> None:
    version = ada.create("Version", description="before")
    (name,) = sent
    assert ada.update(version, **sent)[name] == read
    assert ada.get(version, name) == read


def test_the_last_of_two_writers_wins(ada: Desk) -> None:
    shot = ada.create("Shot", code="a")
    ada.update(shot, code="b")
    ada.hire("grace").update(shot, code="c")
    assert ada.get(shot, "code") == "c"


@pytest.mark.parametrize(
    ("type_", "sent", "refusal"),
    [
        ("Shot", {"bogus": 1}, UnknownField),
        ("Shot", {"code": ""}, EmptyIdentity),
        ("Shot", {"code": None}, EmptyIdentity),
        ("Shot", {"id": 1}, ReadOnly),
        ("Shot", {"cached_display_name": "x", "open_notes": []}, ReadOnly),
        ("Task", {"workload": 1}, ReadOnly),
        ("Task", {"sibling_tasks": []}, ReadOnly),
    ],
)
def test_an_update_is_refused(
    ada: Desk, type_: str, sent: dict[str, object], refusal: type[Exception]
) -> None:
    row = ada.create(type_)
    before = ada.read(row)
    with pytest.raises(refusal):
        ada.update(row, **sent)
    assert ada.read(row) == before


def test_a_task_may_lose_its_name(ada: Desk) -> None:
    task = ada.create("Task", content="comp")
    assert ada.update(task, content="")["content"] is None
    assert ada.get(ada.create("Version", sg_task=task), "sg_task.Task.cached_display_name") == "-"


def test_what_another_row_has_cannot_be_taken(ada: Desk) -> None:
    ada.create("LocalStorage", code="a")
    other = ada.create("LocalStorage", code="b")
    with pytest.raises(UpdateFailed):
        ada.update(other, code="a")
    assert ada.update(other, code="b", description="same")["description"] == "same"


def test_rows_that_are_not_there_are_not_written(ada: Desk) -> None:
    shot = ada.create("Shot")
    ada.retire(shot)
    for missing in (shot, Target("Shot", 999)):
        for write in (lambda row: ada.update(row, code="x"), ada.retire):
            with pytest.raises(NoSuchRowToWrite):
                write(missing)
        with pytest.raises(NoSuchRow):
            ada.read(missing)


def test_clearing_the_image_clears_what_came_with_it(ada: Desk) -> None:
    """The filmstrip goes with the image, and nothing is then its source (data-types §3.16, errata 23)."""
    version = ada.create("Version")
    entity_type = ada.site.schema["Version"]
    for name in ("image", "filmstrip_image"):
        place = UploadPlace(entity_type, version.id, entity_type.fields[name])
        ticket = ada.session.begin_upload(place, f"{name}.png")
        ada.site.receive_upload(ticket.token, iter([b"pixels"]), 6)
        ada.session.complete_upload(place, ticket.filename, ticket.timestamp)
    names = ("image", "filmstrip_image", "image_source_entity")
    assert None not in ada.read(version, *names).values()
    ada.update(version, image=None)
    assert list(ada.read(version, *names).values()) == [None] * 3
