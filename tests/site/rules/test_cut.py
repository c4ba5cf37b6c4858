"""Cut and CutItem: a name with a revision, and numbers that nobody relates (entity-types B.20, B.21)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.refusals import EmptyIdentity, WrongLinkType
from slatehouse.site.errors import MissingRequired


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"code": "reel"}, "reel"),
        ({"code": "reel", "revision_number": 1}, "reel v001"),
        ({"code": "reel", "revision_number": 12}, "reel v012"),
        ({"code": "reel", "revision_number": 1234}, "reel v1234"),
        ({"code": "reel", "revision_number": 0}, "reel v000"),
    ],
    ids=str,
)
def test_a_cut_is_named_with_its_revision(robot: Desk, sent: dict[str, object], name: str) -> None:
    cut = robot.create("Cut", **sent)
    assert robot.get(cut, "cached_display_name") == name
    item = robot.create("CutItem", cut=cut)
    assert item.id in robot.find("CutItem", robot.where("CutItem", "cut", "name_is", name))
    assert item.id in robot.find("CutItem", robot.where("CutItem", "cut.Cut.code", "is", "reel"))


@pytest.mark.parametrize(("type_", "label"), [("Cut", "New Cut"), ("CutItem", "New Cut Item")])
def test_a_name_is_given_and_not_taken(robot: Desk, type_: str, label: str) -> None:
    row = robot.create(type_)
    assert robot.get(row, "code") == f"{label} {row.id}"
    for change in ("", None):
        with pytest.raises(EmptyIdentity):
            robot.update(row, code=change)
        with pytest.raises(EmptyIdentity):
            robot.create(type_, code=change)


def test_an_item_needs_a_project_even_in_a_cut(robot: Desk) -> None:
    with pytest.raises(MissingRequired):
        robot.session.create(
            robot.site.schema["CutItem"], {"code": "a", "cut": robot.create("Cut")._asdict()}
        )


def test_nothing_is_computed_or_checked(robot: Desk) -> None:
    sent: dict[str, object] = {
        "edit_in": 20,
        "edit_out": 10,
        "cut_item_in": -5,
        "cut_item_out": None,
        "cut_order": 1,
        "timecode_edit_in_text": "banana",
    }
    for _ in range(2):
        item = robot.create("CutItem", **sent)
        assert robot.read(item, *sent) == sent
    cut = robot.create("Cut", fps=24.0, timecode_start_text="")
    read = robot.read(cut, "fps", "duration", "timecode_start_text", "sg_status_list", "platform_id")
    assert list(read.values()) == [24.0, None, None, "ip", None]


def test_an_item_moves_to_the_cut_that_is_written(robot: Desk) -> None:
    first, second = robot.create("Cut"), robot.create("Cut")
    item = robot.create("CutItem", cut=first)
    robot.update(item, cut=second)
    assert (robot.get(first, "cut_items"), robot.get(second, "cut_items")) == ([], [item])
    robot.retire(second)
    assert robot.get(item, "cut") is None


@pytest.mark.parametrize("field", ["cut", "shot", "version"])
def test_links_of_an_item_are_of_their_type(robot: Desk, field: str) -> None:
    with pytest.raises(WrongLinkType):
        robot.create("CutItem", **{field: robot.project})
