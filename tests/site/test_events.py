"""The event log: what each verb leaves in it (writing §8, entity-types B.28)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk

from slatehouse.query.question import Question
from slatehouse.schema.link import Link, Target

FIELDS = ("event_type", "attribute_name", "meta", "entity", "project", "user", "created_at", "description")


class Log:
    """The entries that were added since this was made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen = len(desk.find("EventLogEntry"))

    @property
    def entries(self) -> list[dict[str, Any]]:
        desk, entity_type = self._desk, self._desk.site.schema["EventLogEntry"]
        answer = desk.session.find(Question(entity_type, fields=desk.site.edition.paths(entity_type, FIELDS)))
        return [dict(zip(FIELDS, row.values, strict=True)) for row in answer.rows][self._seen :]

    @property
    def told(self) -> list[tuple[str, str | None]]:
        """The entries' types and attributes."""
        return [(each["event_type"], each["attribute_name"]) for each in self.entries]

    def meta(self, attribute: str) -> dict[str, Any]:
        """The meta of the one entry about an attribute."""
        (meta,) = (each["meta"] for each in self.entries if each["attribute_name"] == attribute)
        assert isinstance(meta, dict)
        return meta


@pytest.fixture
def log(ada: Desk) -> Log:
    return Log(ada)


def link_in_meta(desk: Desk, row: Target, name: str, status: str | None) -> dict[str, object]:
    return {"name": name, "type": row.type, "id": row.id, "valid": "valid", "status": status, "uuid": None}


def test_a_create_tells_of_each_field_that_it_filled_and_then_of_the_row(ada: Desk, log: Log) -> None:
    shot = ada.create("Shot", code="SH010", description="a chase", sg_cut_in=None)
    types = log.told
    assert types[-1] == ("Shotgun_Shot_New", None)
    assert set(types[:-1]) == {
        ("Shotgun_Shot_Change", name) for name in ("code", "description", "sg_status_list")
    }
    assert log.entries[-1]["meta"] == {"type": "new_entity", "entity_type": "Shot", "entity_id": shot.id}
    assert log.meta("sg_status_list") == {
        "type": "attribute_change",
        "attribute_name": "sg_status_list",
        "entity_type": "Shot",
        "entity_id": shot.id,
        "in_create": True,
        "field_data_type": "status_list",
        "old_value": None,
        "new_value": "wtg",
        "platform_id": None,
    }


def test_a_placeholder_is_told_too(ada: Desk, log: Log) -> None:
    shot = ada.create("Shot")
    assert log.meta("code")["new_value"] == f"New Shot {shot.id}"


def test_each_entry_says_who_did_it_when_and_to_what(ada: Desk, log: Log, clock: Clock) -> None:
    clock.move(minutes=1)
    shot = ada.create("Shot", code="SH010")
    for entry in log.entries:
        assert entry["user"] == Link(ada.caller.id, "Ada", "HumanUser")
        assert entry["project"] == Link(ada.project.id, "Film", "Project")
        assert entry["entity"] == Link(shot.id, "SH010", "Shot")
        assert entry["created_at"] == "2026-03-04T05:07:07Z"
        assert "Ada" in entry["description"] and "SH010" in entry["description"]


def test_an_update_tells_of_each_field_that_changed(ada: Desk, log: Log) -> None:
    shot = ada.create("Shot", code="a", sg_cut_in=1, description="same")
    log = Log(ada)
    ada.update(shot, code="b", sg_cut_in=None, description="same", sg_cut_out=2)
    assert set(log.told) == {("Shotgun_Shot_Change", name) for name in ("code", "sg_cut_in", "sg_cut_out")}
    assert log.meta("sg_cut_in") == {
        "type": "attribute_change",
        "attribute_name": "sg_cut_in",
        "entity_type": "Shot",
        "entity_id": shot.id,
        "field_data_type": "number",
        "old_value": 1,
        "new_value": None,
        "platform_id": None,
    }


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"flagged": True}, True),
        ({"frame_count": "24"}, 24),
        ({"client_approved_at": "2026-03-04"}, "2026-03-04T00:00:00Z"),
        ({"description": " padded "}, "padded"),
        ({"sg_movie_aspect_ratio": 2.5}, 2.5),
        ({"sg_status_list": "apr"}, "apr"),
    ],
    ids=str,
)
def test_values_are_told_as_they_are_stored(ada: Desk, sent: dict[str, object], told: object) -> None:
    version = ada.create("Version")
    log = Log(ada)
    ada.update(version, **sent)
    assert log.meta(next(iter(sent)))["new_value"] == told


def test_a_link_is_told_with_its_name_and_status(ada: Desk) -> None:
    shots = [ada.create("Shot", code="a"), ada.create("Shot", code="b", sg_status_list="fin")]
    version = ada.create("Version", entity=shots[0])
    log = Log(ada)
    ada.update(version, entity=shots[1])
    meta = log.meta("entity")
    assert meta["old_value"] == link_in_meta(ada, shots[0], "a", "wtg")
    assert meta["new_value"] == link_in_meta(ada, shots[1], "b", "fin")


def test_links_are_told_as_those_added_and_those_removed(ada: Desk) -> None:
    shots = [ada.create("Shot", code=code) for code in "abc"]
    note = ada.create("Note", note_links=shots[:2])
    log = Log(ada)
    ada.update(note, note_links=shots[1:])
    assert log.told == [("Shotgun_Note_Change", "note_links")]
    assert log.meta("note_links") == {
        "type": "attribute_change",
        "attribute_name": "note_links",
        "entity_type": "Note",
        "entity_id": note.id,
        "field_data_type": "multi_entity",
        "added": [link_in_meta(ada, shots[2], "c", "wtg")],
        "removed": [link_in_meta(ada, shots[0], "a", "wtg")],
    }


def test_links_of_a_create_are_told_as_added(ada: Desk, log: Log) -> None:
    playlist = ada.create("Playlist")
    ada.create("Note", subject="x", note_links=[playlist])
    meta = log.meta("note_links")
    assert meta["in_create"] is True
    assert (meta["added"], meta["removed"]) == ([link_in_meta(ada, playlist, "New Playlist 1", None)], [])


def test_a_retirement_is_told_twice(ada: Desk) -> None:
    shot = ada.create("Shot", code="SH010")
    log = Log(ada)
    ada.retire(shot)
    assert log.told == [("Shotgun_Shot_Retirement", None), ("Shotgun_Shot_Change", "retirement_date")]
    assert log.entries[0]["meta"] == {
        "type": "entity_retirement",
        "class_name": "Shot",
        "display_name": "SH010",
        "entity_id": shot.id,
        "entity_type": "Shot",
        "id": shot.id,
        "retirement_date": "2026-03-04 05:06:07 UTC",
    }
    change = log.meta("retirement_date")
    assert (change["old_value"], change["new_value"]) == (None, "2026-03-04 05:06:07 UTC")


def test_what_goes_along_is_told_too(ada: Desk) -> None:
    shot = ada.create("Shot")
    ada.create("Version", entity=shot)
    log = Log(ada)
    ada.retire(shot)
    ada.revive(shot)
    told = [event for event, attribute in log.told if attribute is None]
    expected = [
        f"Shotgun_{type_}_{what}" for what in ("Retirement", "Revival") for type_ in ("Shot", "Version")
    ]
    assert sorted(told) == sorted(expected)


def test_a_revival_is_told_once(ada: Desk) -> None:
    shot = ada.create("Shot")
    ada.retire(shot)
    log = Log(ada)
    ada.revive(shot)
    ada.revive(shot)
    assert [each["meta"] for each in log.entries] == [
        {"type": "entity_revival", "entity_type": "Shot", "entity_id": shot.id}
    ]


def test_the_log_goes_on_naming_a_row_that_was_retired(ada: Desk, log: Log) -> None:
    """Otherwise its history could not be found any more (improvements B23)."""
    shot = ada.create("Shot", code="SH010")
    ada.retire(shot)
    assert {each["entity"] for each in log.entries} == {Link(shot.id, "SH010", "Shot")}
    about = ada.find("EventLogEntry", ada.where("EventLogEntry", "entity", "is", shot))
    assert len(about) == len(log.entries)


def test_callers_whose_events_are_not_kept_leave_none(ada: Desk, log: Log) -> None:
    silent = Desk(ada.site, replace(ada.caller, logs_events=False), ada.project)
    shot = silent.create("Shot")
    silent.update(shot, code="x")
    silent.retire(shot)
    silent.revive(shot)
    assert log.told == []


def test_entries_that_callers_write_take_their_place_in_the_log(ada: Desk) -> None:
    ada.create("Shot")
    before = ada.find("EventLogEntry")
    first = ada.create("EventLogEntry", event_type="Studio_Render_Done", description="frame 7", meta={"a": 1})
    ada.create("Shot")
    second = ada.create("EventLogEntry")
    after = ada.find("EventLogEntry")
    assert after == list(range(1, len(after) + 1))
    assert first.id == len(before) + 1 and second.id == len(after)
    assert list(ada.read(first, "event_type", "description", "meta").values()) == [
        "Studio_Render_Done",
        "frame 7",
        {"a": 1},
    ]
