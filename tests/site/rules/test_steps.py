"""Steps: what changes their types' pivot columns is a change of the schema, once for each transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.site.draft import Draft
from slatehouse.site.editions import Editions
from slatehouse.site.site import Site
from slatehouse.site.writing import Writing, writing

LEASE = 0.25
SHOT: dict[str, object] = {"code": "Comp", "short_name": "cmp", "entity_type": "Shot"}


class Patient:
    """A site whose changes of the schema wait for other processes; `waits` are how long they waited."""

    def __init__(self, site: Site) -> None:
        self.waits: list[float] = []
        editions = Editions(site.database, site.edition, LEASE, lambda: 100.0, self.waits.append)
        self.site = replace(site, editions=editions)

    def write(self, *steps: Callable[[Writing], object]) -> None:
        with writing(self.site, system_caller()) as writes:
            for each in steps:
                each(writes)

    def make(self, values: dict[str, object]) -> int:
        made: list[int] = []
        self.write(lambda writes: made.append(writes.make("Step", values)))
        return made[0]

    def types_with(self, step: int) -> list[str]:
        return [each.name for each in self.site.schema if f"step_{step}" in each.fields]


@pytest.fixture
def patient(site: Site) -> Patient:
    return Patient(site)


def changed(row_id: int, **values: object) -> Callable[[Writing], None]:
    """A change as the product itself makes it, of fields, too, that nobody else changes."""

    def change(writes: Writing) -> None:
        draft = Draft(writes.schema["Step"])
        for name, value in values.items():
            draft.put(name, value)
        writes.change(row_id, draft)

    return change


def test_a_column_moves_with_its_step(patient: Patient) -> None:
    step = patient.make(SHOT)
    assert patient.types_with(step) == ["Shot"]
    patient.write(changed(step, entity_type="Asset"))
    assert patient.types_with(step) == ["Asset"]
    patient.write(changed(step, entity_type=None))
    assert patient.types_with(step) == []


def test_a_step_without_a_name_has_a_column(patient: Patient) -> None:
    step = patient.make(SHOT)
    patient.write(changed(step, code=None))
    assert patient.site.schema["Shot"].fields[f"step_{step}"].display_name == f"Step {step}"


def test_a_step_of_a_type_that_is_not_enabled_has_none(patient: Patient) -> None:
    assert patient.types_with(patient.make({**SHOT, "entity_type": "CustomEntity40"})) == []


def test_many_steps_of_one_transaction_wait_once(patient: Patient) -> None:
    before = patient.site.edition.custom.version
    patient.write(*[lambda writes: writes.make("Step", SHOT)] * 9)
    assert patient.waits == [LEASE]
    assert patient.site.edition.custom.version == before + 1
    assert len(patient.site.edition.custom.steps) == 9


def test_what_does_not_show_waits_for_nobody(patient: Patient) -> None:
    step = patient.make(SHOT)
    patient.waits.clear()
    patient.write(changed(step, list_order=3, code="Comp"), lambda writes: writes.make("Tag", {"name": "t"}))
    assert patient.waits == []


def test_what_is_rolled_back_changes_nothing(patient: Patient, site: Site) -> None:
    before = patient.site.edition
    with pytest.raises(ZeroDivisionError):
        patient.write(lambda writes: writes.make("Step", SHOT), lambda _: 1 // 0)
    assert patient.site.edition is before
    assert patient.waits == []
    assert site.editions.current().custom == before.custom


def test_a_step_waits_for_its_turn_to_change_the_schema(patient: Patient, site: Site) -> None:
    """What others changed meanwhile is in the edition that the step's writer publishes."""
    first, second = (patient.make({**SHOT, "entity_type": kind}) for kind in ("Shot", "Asset"))
    site.editions.current()
    patient.write(changed(first, code="Here"))
    with writing(site, system_caller()) as writes:
        changed(second, code="There")(writes)
    fields = [site.schema[kind].fields for kind in ("Shot", "Asset")]
    assert fields[0][f"step_{first}"].display_name == "Here"
    assert fields[1][f"step_{second}"].display_name == "There"
