"""Drawings on frames: their names tell of which frame of which Version they are."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.site.rules.annotations import annotation_in

WEB = {"url": "https://example.com/a", "name": "a.jpg"}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["annot_version_7.12.png"], (7, 12)),
        (["annot_version_7_v2.1012.jpg"], (7, 1012)),
        (["annot_version_7v2.1012.jpg"], (7, 1012)),
        (["ANNOT_VERSION_7.0012.JPEG"], (7, 12)),
        ([None, "annot_version_7.12.png"], (7, 12)),
        (["the lamp", "annot_version_7.12.png"], (7, 12)),
        (["annot_version_8.1.png", "annot_version_7.12.png"], (8, 1)),
        (["annot_version_7.png"], None),
        (["annot_version_x.12.png"], None),
        (["annot_version_7.12"], None),
        (["my annot_version_7.12.png"], None),
        (["annot_version_7.12.png\n"], None),
        (["annot_version_" + "9" * 400 + ".12.png"], None),
        (["annot_version_7." + "9" * 400 + ".png"], None),
        (["annot_version_\u0667.12.png"], None),
        ([], None),
    ],
)
def test_what_names_tell(names: list[object], told: tuple[int, int] | None) -> None:
    assert annotation_in(names) == told


def told(desk: Desk, file: Target) -> tuple[object, object]:
    return desk.get(file, "annotation_version"), desk.get(file, "annotation_frame")


def test_an_annotation_tells_its_frame_and_version_whatever_it_is_called_later(desk: Desk) -> None:
    version, other = desk.create("Version", code="lgt_v001"), desk.create("Version", code="lgt_v002")
    note = desk.create("Note", subject="The lamp", note_links=[version])
    name = f"annot_version_{version.id}.12.jpg"
    file = desk.create("Attachment", this_file={**WEB, "name": name}, attachment_links=[note])
    assert told(desk, file) == (version, 12)
    desk.update(file, display_name=f"annot_version_{other.id}.13.jpg")
    assert told(desk, file) == (other, 13)
    desk.update(file, description="warmer")
    assert told(desk, file) == (other, 13)
    desk.update(file, display_name="the lamp")
    assert told(desk, file) == (None, None), "it was never uploaded under another name"
    desk.update(file, display_name=name)
    desk.retire(version)
    assert told(desk, file) == (None, 12)
    desk.revive(version)
    assert desk.find("Attachment", desk.where("Attachment", "annotation_version", "is", version)) == [file.id]
    nobodys = desk.create("Attachment", this_file={**WEB, "name": "annot_version_999999999999.3.jpg"})
    assert told(desk, nobodys) == (None, 3)
    events = desk.where("EventLogEntry", "attribute_name", "starts_with", "annotation")
    assert desk.find("EventLogEntry", events) == []


def test_who_reads_everything_does_not_meet_it(desk: Desk) -> None:
    file = desk.create("Attachment", this_file={**WEB, "name": "annot_version_1.12.jpg"})
    assert not [name for name in desk.read(file) if name.startswith("annotation")]
