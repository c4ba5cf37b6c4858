"""Every entity type of the schema, whatever it is for, is made, read, changed, retired and revived."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.schema import standard_schema

WRITABLE = [each.name for each in standard_schema() if not each.read_only]
CHANGEABLE = [each for each in WRITABLE if each != "EventLogEntry"]
SAMPLES: dict[str, object] = {
    "text": "changed",
    "number": 7,
    "float": 1.5,
    "checkbox": True,
    "date": "2026-03-04",
    "date_time": "2026-03-04T05:06:07Z",
    "duration": 480,
    "percent": 50,
    "currency": 1.5,
    "color": "1,2,3",
    "entity_type": "Shot",
    "tag_list": ["a"],
    "url": {"url": "https://example.com/"},
}
# Words that only some texts may hold, and fields that follow from others that are written with them.
WORDS = {("TaskDependency", "dependency_type"): "start-to-start"}
FOLLOWING = {
    ("HumanUser", "name"),
    ("Task", "milestone"),
    *((each, "cached_display_name") for each in WRITABLE),
}


def required(desk: Desk, type_: str) -> dict[str, object]:
    """What a create of the type must bring."""
    entity_type = desk.site.schema[type_]
    names = set(entity_type.requires) - {"project"}
    # A reply to nothing can be made, and never retired (writing §5.1).
    names |= {"entity"} if type_ == "Reply" else set()
    return {name: _some(desk, entity_type.fields[name]) for name in sorted(names)}


def _some(desk: Desk, field: Field) -> object:
    if field.type.kind is Kind.LINK:
        type_ = field.valid_types[0]
        return desk.create(type_, **required(desk, type_))
    if field.name == "name":
        return f"{field.entity_type} {len(desk.find(field.entity_type))}"
    return SAMPLES.get(field.type.name, "{}")


def changes(desk: Desk, type_: str) -> dict[str, object]:
    """A new value for every plain field that may be written, and every list of links cleared."""
    found: dict[str, object] = {}
    for each in desk.site.schema[type_].fields.values():
        if not each.editable or (type_, each.name) in FOLLOWING:
            continue
        if each.type.kind is Kind.LINKS:
            found[each.name] = []
        elif each.type.name in SAMPLES:
            found[each.name] = WORDS.get((type_, each.name), SAMPLES[each.type.name])
        elif each.valid_values:
            found[each.name] = each.valid_values[-1]
    return found


@pytest.mark.parametrize("type_", WRITABLE)
def test_a_row_of_every_type_lives_and_returns(desk_of_module: Desk, type_: str) -> None:
    desk = desk_of_module
    row = desk.create(type_, **required(desk, type_))
    before = desk.read(row)
    shown = desk.site.editions.known.every_path(desk.site.schema[type_])
    assert set(before) == {path.text for path in shown}
    assert desk.update(row) == before
    if not desk.site.schema[type_].retires:
        return
    desk.retire(row)
    assert row.id in desk.find(type_, retired=True)
    assert desk.read(row, retired=True).keys() == before.keys()
    assert desk.revive(row) is True
    assert desk.read(row) == before


@pytest.mark.parametrize("type_", CHANGEABLE)
def test_every_field_of_every_type_is_written_and_read(desk_of_module: Desk, type_: str) -> None:
    """By a person, because some fields are each person's own."""
    desk = desk_of_module
    person = desk.hire(f"writer of {type_}")
    sent = changes(desk, type_)
    after = person.update(desk.create(type_, **required(desk, type_)), **sent)
    plain = {name: value for name, value in sent.items() if not isinstance(value, dict)}
    assert {name: after[name] for name in plain} == plain
