"""To somebody who may not read everything a row has changed where what they read of its own fields has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from tests.fixtures.desk import Desk, desk_of
from tests.fixtures.sites import Sites

from slatehouse.accounts.rule_files import read_rules
from slatehouse.schema.link import Target
from slatehouse.site.errors import RowChanged
from slatehouse.site.fields.creating import NewField
from slatehouse.site.row_states import RowState, field_names
from slatehouse.site.site import Site

LEAD = """
code = "lead"
name = "Lead"
kind = "HumanUser"
[others]
read = "by shape"
[types.Task]
update = true
fields = { est_in_mins = "hidden" }
"""


class World(NamedTuple):
    """A task of a film that the lead is on; the producer is on another, and may write everywhere."""

    office: Desk
    producer: Desk
    lead: Desk
    shot: Target
    task: Target

    def another(self, desk: Desk) -> Target:
        """A task of the film of somebody."""
        return desk.create("Task", content="Roto")


@pytest.fixture(scope="module")
def office(site_of_module: Site) -> Desk:
    desk = desk_of(site_of_module)
    return replace(desk, project=desk.create("Project", name="Lighthouse"))


@pytest.fixture(scope="module")
def producer(office: Desk) -> Desk:
    return replace(office, project=office.create("Project", name="Harbour"))


@pytest.fixture(scope="module")
def lead(office: Desk) -> Desk:
    person = office.hire("ada")
    person.caller = replace(person.caller, projects=(office.project.id,))
    return with_rules(person, LEAD)


@pytest.fixture
def world(office: Desk, producer: Desk, lead: Desk) -> World:
    shot = office.create("Shot", code=f"SH{len(office.find('Shot'))}")
    return World(office, producer, lead, shot, office.create("Task", content="Comp", entity=shot))


def with_rules(desk: Desk, rules: str) -> Desk:
    return replace(desk, caller=replace(desk.caller, rule_set="lead", own_rules=read_rules(rules)))


def state(desk: Desk, row: Target, *names: str, retired: bool = False) -> RowState:
    """In which state the row is to whoever reads these fields, or all."""
    edition = desk.session.edition
    entity_type = edition.schema[row.type]
    paths = edition.paths(entity_type, names) if names else None
    return desk.session.state_of(desk.session.read(entity_type, row.id, paths, retired))


def is_as(desk: Desk, row: Target, *known: RowState) -> bool:
    """Whether a write is done that expects one of the states."""
    try:
        desk.session.update(desk.session.edition.schema[row.type], row.id, {}, known)
    except RowChanged:
        return False
    return True


Change = Callable[[World], object]


def changed(**values: object) -> Change:
    return lambda world: world.office.update(world.task, **values)


TOLD: dict[str, tuple[tuple[str, ...], Change]] = {
    "a value": (("content",), changed(content="Comp 2")),
    "one of several": (("sg_description", "content"), changed(content="Comp 2")),
    "any, where all were read": ((), changed(sg_description="Fog")),
    "a link": (("entity",), changed(entity=None)),
    "a link whose row is gone": (("entity",), lambda world: world.office.retire(world.shot)),
    "links": (
        ("upstream_tasks",),
        lambda world: world.office.update(world.task, upstream_tasks=[world.another(world.office)]),
    ),
    "links from the other end": (
        ("notes",),
        lambda world: world.office.create("Note", subject="Fog", tasks=[world.task]),
    ),
    "what is calculated": (("workload_per_day",), changed(duration=4800)),
}
NOT_TOLD: dict[str, tuple[tuple[str, ...], Change]] = {
    "what was not read": (("content",), changed(sg_description="Fog")),
    "what is hidden": (("content", "duration"), changed(est_in_mins=77)),
    "the name of a linked row": (("entity",), lambda world: world.office.update(world.shot, code="SH9")),
    "a field of a linked row": (
        ("entity.Shot.code",),
        lambda world: world.office.update(world.shot, code="SH9"),
    ),
    "a link to what is hidden": (
        ("upstream_tasks",),
        lambda world: world.office.update(world.task, upstream_tasks=[world.another(world.producer)]),
    ),
    "a link from what is hidden": (
        ("notes",),
        lambda world: world.producer.create("Note", subject="Fog", tasks=[world.task]),
    ),
    "what is counted elsewhere": (
        ("open_notes_count",),
        lambda world: world.office.create("Note", subject="Fog", tasks=[world.task], sg_status_list="opn"),
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_was_read_has_changed(world: World, what: str) -> None:
    names, change = TOLD[what]
    known = state(world.lead, world.task, *names)
    assert is_as(world.lead, world.task, known)
    change(world)
    assert not is_as(world.lead, world.task, known)
    assert is_as(world.lead, world.task, known, state(world.lead, world.task, *names))


@pytest.mark.parametrize("what", NOT_TOLD)
def test_something_else_has_changed(world: World, what: str) -> None:
    names, change = NOT_TOLD[what]
    known = state(world.lead, world.task, *names)
    change(world)
    assert is_as(world.lead, world.task, known)


def test_the_order_of_what_was_read_makes_no_state(world: World) -> None:
    first, second = ("content", "entity", "notes"), ("notes", "entity.Shot.code", "content", "id", "entity")
    assert state(world.lead, world.task, *first) == state(world.lead, world.task, *second)


def test_what_is_not_the_rows_own_makes_no_state(world: World) -> None:
    read = state(world.lead, world.task, "id", "open_notes_count", "entity.Shot.code", "step_0")
    assert list(field_names(world.office.site.schema["Task"], read.fields)) == []


def test_a_state_is_the_same_in_every_process(world: World, sites: Sites) -> None:
    other = sites.opened(world.office.site.directory)
    try:
        elsewhere = with_rules(replace(world.lead, site=other), LEAD)
        assert state(elsewhere, world.task) == state(world.lead, world.task)
    finally:
        other.close()


def test_a_state_is_of_a_row_and_a_caller(world: World) -> None:
    twin = world.office.create("Task", content="Comp", entity=world.shot)
    colleague = replace(world.lead, caller=replace(world.lead.caller, id=world.lead.caller.id + 1))
    known = {state(desk, row, "content") for desk in (world.lead, colleague) for row in (world.task, twin)}
    assert len(known) == 4


@pytest.mark.parametrize(
    ("now", "passes"),
    [
        (LEAD, True),
        (LEAD + "create = true", True),
        (LEAD.replace("est_in_mins", "sg_description"), False),
        (LEAD + '[types.Note]\nread = "none"', False),
        ('code = "lead"\nname = "Lead"\nkind = "HumanUser"\nadministers = true', False),
    ],
    ids=["the same", "other rights", "another field hidden", "other rows hidden", "nothing hidden"],
)
def test_a_state_is_of_what_may_be_read(world: World, now: str, passes: bool) -> None:
    """Even where what was read, which is nothing here, reads alike."""
    promoted = with_rules(world.lead, now)
    assert is_as(promoted, world.task, state(world.lead, world.task, "sg_description")) is passes
    assert is_as(world.lead, world.task, state(promoted, world.task, "sg_description")) is passes


def test_no_state_outlives_the_place_of_its_fields(world: World) -> None:
    """A new field takes the place of others, all of them unset: none is to be taken for another."""
    known = [state(world.lead, world.task, *names) for names in (("sg_description",), ("sg_priority_1",), ())]
    world.office.session.add_field(NewField("Task", "text", [("name", "A First")]))
    assert not any(is_as(world.lead, world.task, each) for each in known)


def test_a_state_holds_for_retired_rows_apart(world: World) -> None:
    live = state(world.lead, world.task, "content")
    world.office.retire(world.task)
    gone = state(world.lead, world.task, "content", retired=True)
    assert gone != live
