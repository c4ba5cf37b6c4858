"""Playlist and the order of its versions (entity-types B.11, B.12)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.site.errors import CreateFailed

CONNECTION = "PlaylistVersionConnection"


def connections(desk: Desk, playlist: Target) -> list[tuple[int, object]]:
    """The rows that join a playlist to its versions, by their place: id and place."""
    here = desk.where(CONNECTION, "playlist", "is", playlist)
    found = desk.find(CONNECTION, here, sort="sg_sort_order")
    return [(row_id, desk.get(Target(CONNECTION, row_id), "sg_sort_order")) for row_id in found]


def test_the_answer_of_a_create_shows_what_the_contract_shows(robot: Desk) -> None:
    shown = robot.echo("Playlist", code="dailies")
    assert {name: value for name, value in shown.items() if not hasattr(value, "id") and value != []} == {
        "cached_display_name": "dailies",
        "code": "dailies",
        "created_at": "2026-03-04T05:06:07Z",
        "external_share_count": 0,
        "media_center_viewed_by_current_user": "unread",
        "open_notes_count": 0,
        "updated_at": "2026-03-04T05:06:07Z",
    }


def test_versions_are_listed_by_code_and_ordered_by_hand(robot: Desk) -> None:
    versions = [robot.create("Version", code=code) for code in "cab"]
    playlist = robot.create("Playlist", versions=versions)
    assert robot.get(playlist, "versions") == [versions[1], versions[2], versions[0]]
    for place, (row_id, _) in enumerate(connections(robot, playlist)):
        robot.update(Target(CONNECTION, row_id), sg_sort_order=10 - place)
    assert [place for _, place in connections(robot, playlist)] == [8, 9, 10]


def test_a_place_stays_with_its_row(robot: Desk) -> None:
    versions = [robot.create("Version", code=code) for code in "ab"]
    playlist = robot.create("Playlist", versions=versions)
    assert [place for _, place in connections(robot, playlist)] == [None, None]
    ids = [row_id for row_id, _ in connections(robot, playlist)]
    robot.update(Target(CONNECTION, ids[0]), sg_sort_order=5)
    robot.update(playlist, versions=list(reversed(versions)))
    assert connections(robot, playlist) == [(ids[0], 5), (ids[1], None)]
    for mode in ("remove", "add"):
        robot.update(playlist, versions={"multi_entity_update_mode": mode, "value": [versions[0]]})
    joined = connections(robot, playlist)
    assert joined[0] == (ids[1], None)
    assert joined[1][0] not in ids and joined[1][1] is None


def test_a_join_may_be_made_with_its_place_and_once(robot: Desk) -> None:
    playlist, version = robot.create("Playlist"), robot.create("Version")
    joined = robot.create(CONNECTION, playlist=playlist, version=version, sg_sort_order=3)
    assert connections(robot, playlist) == [(joined.id, 3)]
    assert robot.get(version, "playlists") == [playlist]
    with pytest.raises(CreateFailed) as refused:
        robot.create(CONNECTION, playlist=playlist, version=version)
    assert refused.value.reason == "Validation failed: There is already a connection between the entities."
