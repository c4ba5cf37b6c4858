"""Custom entity types: types like any other while they are enabled, and no types while they are not."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.schema.slots import slot_facts, slot_names
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.refusals import NameMissing, NoSuchSlot
from slatehouse.site.fields.slots import disable_slot, enable_slot

SLOT = "CustomEntity42"


def enable(desk: Desk, slot: str = SLOT, name: str = "Vendor") -> None:
    alter(desk.site, desk.caller, lambda change: enable_slot(change, slot, name))


def disable(desk: Desk, slot: str = SLOT) -> None:
    alter(desk.site, desk.caller, lambda change: disable_slot(change, slot))


def test_there_are_a_hundred_and_fifty() -> None:
    assert len(slot_names()) == len(set(slot_names())) == 75 + 60 + 15


@pytest.mark.parametrize("slot", ["CustomEntity75", "CustomNonProjectEntity60", "CustomThreadedEntity15"])
def test_rows_of_each_family(desk: Desk, slot: str) -> None:
    enable(desk, slot, "Thing {x}")
    assert desk.site.schema[slot].display_name == "Thing {x}"
    row = desk.create(slot)
    assert desk.get(row, "code") == f"New Thing {{x}} {row.id}"
    note = desk.create("Note", note_links=[row])
    assert desk.get(row, "notes") == [note]


def test_what_links_a_custom_entity(desk: Desk) -> None:
    enable(desk)
    vendor = desk.create(SLOT, code="Ink & Paint")
    version = desk.create("Version", entity=vendor)
    task = desk.create("Task", entity=vendor)
    file = desk.create("PublishedFile", entity=vendor)
    found = {name: desk.get(vendor, name) for name in ("sg_versions", "tasks", "sg_published_files")}
    assert found == {"sg_versions": [version], "tasks": [task], "sg_published_files": [file]}
    assert desk.read(version, f"entity.{SLOT}.code") == {f"entity.{SLOT}.code": "Ink & Paint"}


def test_a_disabled_one_is_gone_and_comes_back_with_its_rows(desk: Desk) -> None:
    enable(desk)
    vendor = desk.create(SLOT, code="Ink & Paint")
    asked = NewField("Shot", "entity", [("name", "Vendor"), ("valid_types", [SLOT])])
    name = desk.session.add_field(asked)[0].name
    shot = desk.create("Shot", **{name: vendor})
    disable(desk)
    assert SLOT not in desk.site.schema
    assert name not in desk.site.schema["Shot"].fields
    assert SLOT not in desk.site.schema["Version"].fields["entity"].valid_types
    assert desk.read(shot)["code"]
    with pytest.raises(NoSuchSlot):
        disable(desk)
    enable(desk, name="Supplier")
    assert desk.get(vendor, "code") == "Ink & Paint"
    assert desk.get(shot, name) == Target(SLOT, vendor.id)


def test_one_that_is_shipped_enabled(desk: Desk) -> None:
    row = desk.create("CustomEntity01", code="kept")
    disable(desk, "CustomEntity01")
    assert "CustomEntity01" not in desk.site.schema
    enable(desk, "CustomEntity01", "Disk")
    assert desk.get(row, "code") == "kept"
    assert desk.get(row, "tasks") == []


def test_shipped_ones_have_nothing_that_the_template_has_not(desk: Desk) -> None:
    for slot in slot_names():
        if slot in desk.site.schema:
            assert desk.site.schema[slot].fields.keys() <= slot_facts(slot)["fields"].keys()


def test_names_and_slots_that_are_none(desk: Desk) -> None:
    with pytest.raises(NoSuchSlot):
        enable(desk, "CustomEntity76")
    with pytest.raises(NameMissing):
        enable(desk, SLOT, "  ")
