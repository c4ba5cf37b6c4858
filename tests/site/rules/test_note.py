"""Note and Reply: what they start with, and what becomes of a thread (entity-types B.17, B.18)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import CreateOnly, ReadOnly, WrongClass
from slatehouse.site.errors import ApiRefusal, DeleteFailed

CONSTANT = (
    "Warning: If you see this displayed in the UI, it means the widget is not respecting grid_column = false."
)


def test_a_note_needs_a_project_alone(robot: Desk) -> None:
    shown = robot.echo("Note")
    plain = {name: value for name, value in shown.items() if not hasattr(value, "id") and value != []}
    assert plain == {
        "cached_display_name": "",
        "created_at": "2026-03-04T05:06:07Z",
        "publish_status": "published",
        "read_by_current_user": "unread",
        "reply_content": CONSTANT,
        "sg_status_list": "opn",
        "subject": None,
        "updated_at": "2026-03-04T05:06:07Z",
    }


def test_a_note_is_its_writer_s(robot: Desk, ann: Desk) -> None:
    for desk in (robot, ann):
        note = desk.create("Note")
        writer = Target(desk.caller.type, desk.caller.id)
        assert (desk.get(note, "user"), desk.get(note, "created_by")) == (writer, writer)


@pytest.mark.parametrize("type_", ["Note", "Delivery"])
def test_the_reply_content_says_the_same_everywhere(robot: Desk, type_: str) -> None:
    row = robot.create(type_)
    assert robot.get(row, "reply_content") == CONSTANT
    assert row.id in robot.find(type_, robot.where(type_, "reply_content", "contains", "GRID_COLUMN"))
    assert robot.find(type_, robot.where(type_, "reply_content", "is", None)) == []
    with pytest.raises(ReadOnly):
        robot.update(row, reply_content="x")


def test_client_notes_are_made_elsewhere(robot: Desk, ann: Desk) -> None:
    for desk in (robot, ann):
        with pytest.raises(ApiRefusal, match="Client Notes can not be created through the API"):
            desk.create("Note", client_note=True)
        note = desk.create("Note", client_note=False)
        assert desk.get(note, "client_note") is False
        for is_client_note in (True, False):
            with pytest.raises(CreateOnly):
                desk.update(note, client_note=is_client_note)


def test_meta_is_written_once(robot: Desk) -> None:
    meta = {"bb": [1, 1.0, 2**40, None], "a": {"é": ""}}
    note = robot.create("Note", meta=meta)
    assert robot.get(note, "meta") == meta
    for rewritten in ({"a": 1}, None):
        with pytest.raises(CreateOnly):
            robot.update(note, meta=rewritten)
    with pytest.raises(WrongClass):
        robot.create("Note", meta="{}")


def test_a_thread_is_in_order_of_time_and_a_list_written_back_loses_nothing(robot: Desk) -> None:
    """The real service deletes what the list leaves out (improvements A5)."""
    note = robot.create("Note")
    replies = [robot.create("Reply", content=content, entity=note) for content in "cab"]
    assert robot.get(note, "replies") == replies
    robot.update(note, replies=replies[:1])
    assert robot.get(note, "replies") == replies[:1]
    for reply in replies[1:]:
        assert robot.get(reply, "entity") is None
    robot.update(replies[1], entity=note)
    assert robot.get(note, "replies") == replies[:2]


def test_a_reply_needs_nothing(robot: Desk) -> None:
    reply = robot.create("Reply")
    read = robot.read(reply, "content", "entity", "publish_status")
    assert read == {"content": None, "entity": None, "publish_status": "published"}
    assert robot.get(reply, "user") == Target("ApiUser", robot.caller.id)
    assert "publish_status" in robot.echo("Reply")


@pytest.mark.parametrize("type_", ["Note", "Version", "Delivery", "Project", "LocalStorage"])
def test_a_reply_is_to_a_row_of_any_type(robot: Desk, type_: str) -> None:
    sent = {"name": "Another"} if type_ == "Project" else {}
    row = robot.create(type_, **sent)
    assert robot.get(robot.create("Reply", entity=row), "entity") == row


def test_a_reply_to_nothing_cannot_be_retired(robot: Desk) -> None:
    reply = robot.create("Reply", content="x")
    with pytest.raises(DeleteFailed) as refused:
        robot.retire(reply)
    assert refused.value.reason == "undefined method 'reflect_on_association' for class NilClass"
    note = robot.create("Note")
    robot.update(reply, entity=note)
    robot.retire(note)
    robot.retire(reply)
    assert robot.revive(reply) is True
