"""What the setting `site.navigation` makes of a project's tree."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.site.fields.creating import NewField
from slatehouse.site.navigation.branches import branches_of
from slatehouse.site.navigation.expanding import level_at
from slatehouse.site.navigation.searching import MOST_FOUND, places_named, places_of
from slatehouse.site.navigation.tree import Tree


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ((), []),
        (("Sequence", "Shot.sg_sequence"), [("Sequence", None), ("Shot", "sg_sequence")]),
        (("Shot.sg_nothing", "Nothing.sg_sequence"), [("Shot", None)]),
        (("Shot.code", "Shot.assets"), [("Shot", None), ("Shot", None)]),
        (("Project", "Step.entity_type"), []),
        (("Shot.sg_status_list",), [("Shot", "sg_status_list")]),
    ],
)
def test_what_is_not_there_is_left_out(
    desk_of_module: Desk, names: tuple[str, ...], shown: list[tuple[str, str | None]]
) -> None:
    branches = branches_of(desk_of_module.site.schema, names)
    assert [(each.entity_type.name, each.field and each.field.name) for each in branches] == shown


def tree(desk: Desk, *names: str) -> Tree:
    return Tree(desk.session, branches_of(desk.site.schema, names))


def test_rows_without_groups_stand_below_their_type(desk_of_module: Desk) -> None:
    desk = desk_of_module
    project = desk.create("Project", name="Plain")
    row = desk.create("Sequence", project=project, code="S")
    plain, path = tree(desk, "Sequence"), f"/Project/{project.id}/Sequence"
    (child,) = level_at(plain, path).children
    assert (child.label, child.path) == ("S", f"{path}/id/{row.id}")
    (place,) = places_of(plain, "/", row)
    assert place.incremental_path == [f"/Project/{project.id}", path, f"{path}/id/{row.id}"]
    assert place.path_label == "Sequences"
    assert level_at(tree(desk), f"/Project/{project.id}").children == []


def test_a_type_that_groups_another_may_have_a_branch_of_its_own(desk_of_module: Desk) -> None:
    desk = desk_of_module
    project = desk.create("Project", name="Both")
    row = desk.create("Sequence", project=project, code="Twice")
    both = tree(desk, "Sequence", "Shot.sg_sequence")
    assert [place.path_label for place in places_of(both, "/", row)] == ["Sequences", "Shots"]
    assert [place.path_label for place in places_named(both, "/", "twice")] == ["Sequences", "Shots"]


@pytest.mark.parametrize("status", ["ip", "wtg"])
def test_statuses_group_as_lists_do(desk_of_module: Desk, status: str) -> None:
    desk = desk_of_module
    project = desk.create("Project", name=f"Status {status}")
    row = desk.create("Shot", project=project, sg_status_list=status)
    grouped, path = tree(desk, "Shot.sg_status_list"), f"/Project/{project.id}/Shot"
    groups = level_at(grouped, path).children
    assert [child.label for child in groups] == [status, "Shots with no Status"]
    (place,) = places_of(grouped, path, row)
    assert place.incremental_path[1] == groups[0].path


def test_values_that_a_path_cannot_hold_are_escaped(desk_of_module: Desk) -> None:
    desk = desk_of_module
    project = desk.create("Project", name="Odd")
    asset = desk.site.schema["Asset"]
    rows: dict[str, Target] = {}
    for value in ("a/b", "50%", "%2F", "__none__", "id", "Ærø & co"):
        rows[value] = desk.create("Asset", project=project, code=value)
        column = {"sg_asset_type": value, "sg_asset_type$key": value.lower()}
        known = {
            name: each
            for name, each in column.items()
            if name in desk.site.edition.tables.entities["Asset"].c
        }
        with desk.site.database.writing() as connection:
            desk.site.edition.rows.update(connection, asset.name, rows[value].id, known)
    shown = tree(desk, "Asset.sg_asset_type")
    groups = level_at(shown, f"/Project/{project.id}/Asset").children[:-1]
    assert {child.label for child in groups} == set(rows)
    for child in groups:
        assert child.path is not None
        (row,) = level_at(shown, child.path).children
        assert row.label == child.label
        (place,) = places_of(shown, child.path, rows[child.label])
        assert place.incremental_path == [child.path, row.path]


@pytest.mark.parametrize("value", ["Hero", None])
def test_a_field_of_the_sites_own_groups_at_once(desk_of_module: Desk, value: str | None) -> None:
    desk = desk_of_module
    about = (("name", f"Billing {value}"), ("valid_values", ["Hero", "Extra"]))
    field, _ = desk.session.add_field(NewField("Asset", "list", about))
    project = desk.create("Project", name=f"Billed {value}")
    row = desk.create("Asset", project=project, **{field.name: value})
    grouped, path = tree(desk, f"Asset.{field.name}"), f"/Project/{project.id}/Asset"
    groups = level_at(grouped, path).children
    labels = [] if value is None else [value]
    assert [child.label for child in groups] == [*labels, f"Assets with no Billing {value}"]
    (place,) = places_of(grouped, path, row)
    assert place.incremental_path[1] == groups[0].path


def test_what_is_elsewhere_takes_no_place_in_a_search(desk_of_module: Desk) -> None:
    desk = desk_of_module
    project = desk.create("Project", name="Crowd")
    crowd, lead = (desk.create("Sequence", project=project, code=name) for name in ("extras", "xyz"))
    for number in range(MOST_FOUND):
        desk.create("Asset", project=project, code="xyz")
        desk.create("Shot", project=project, code="xyz", sg_sequence=crowd)
        desk.create("Sequence", project=project, code=f"xyz{number}")
    row = desk.create("Shot", project=project, code="xyz and more", sg_sequence=lead)
    loose = desk.create("Shot", project=project, code="xyz alone")
    shots = tree(desk, "Asset.sg_asset_type", "Shot.sg_sequence")
    group = f"/Project/{project.id}/Shot/sg_sequence"
    for below, found in (
        (f"{group}/Sequence/{lead.id}", [lead, row]),
        (f"{group}/Sequence/{lead.id}/id/{row.id}", [row]),
        (f"{group}/__none__", [loose]),
        (f"/Project/{project.id}/Asset/sg_asset_type/Prop", []),
    ):
        assert [place.row for place in places_named(shots, below, "xyz")] == found
    below_shots = places_named(shots, f"/Project/{project.id}/Shot", "xyz")
    assert {place.row.type for place in below_shots} == {"Shot", "Sequence"}
    assert len(places_named(shots, f"/Project/{project.id}", "xyz")) == MOST_FOUND
