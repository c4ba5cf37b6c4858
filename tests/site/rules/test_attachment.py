"""Attachment: what it is called, and that its file is its own for good (entity-types B.16)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.files import FileValue
from slatehouse.schema.refusals import CreateOnly, ReadOnly

WEB = {"url": "https://example.com/reel.mov", "name": "reel"}
EMPTY = {"display_name": None, "filename": None, "this_file": None, "sg_status_list": "na", "file_size": None}


def test_an_attachment_may_be_empty(robot: Desk) -> None:
    shot = robot.create("Shot")
    for sent in ({}, {"project": robot.project}, {"attachment_links": [shot]}):
        attachment = robot.create("Attachment", **sent)
        assert robot.read(attachment, *EMPTY) == EMPTY
        assert robot.get(attachment, "attachment_links") == sent.get("attachment_links", [])


def test_a_link_names_its_attachment(robot: Desk) -> None:
    attachment = robot.create("Attachment", this_file=WEB)
    read = robot.read(attachment, "this_file", "display_name", "cached_display_name", "filename")
    assert isinstance(read["this_file"], FileValue)
    assert (read["this_file"].link_type, read["this_file"].url) == ("web", WEB["url"])
    assert (read["display_name"], read["cached_display_name"], read["filename"]) == ("reel", "reel", None)


def test_a_name_that_was_sent_wins(robot: Desk) -> None:
    attachment = robot.create("Attachment", this_file=WEB, display_name="the reel")
    assert robot.get(attachment, "cached_display_name") == "the reel"
    assert robot.update(attachment, display_name="cut 3")["cached_display_name"] == "cut 3"


def test_its_file_makes_no_further_attachment_and_stays(robot: Desk) -> None:
    attachment = robot.create("Attachment", this_file=WEB)
    assert robot.find("Attachment")[-1] == attachment.id
    with pytest.raises(CreateOnly):
        robot.update(attachment, this_file=WEB)


@pytest.mark.parametrize("field", ["filename", "file_extension", "file_size", "local_storage"])
def test_what_the_server_finds_out_is_read_only(robot: Desk, field: str) -> None:
    with pytest.raises(ReadOnly):
        robot.create("Attachment", **{field: None})
    attachment = robot.create("Attachment")
    with pytest.raises(ReadOnly):
        robot.update(attachment, **{field: None})
