"""A site at random beside a model of it in plain Python: after each step they tell the same of all rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tests.fixtures.desk import Desk, on_the_wire
from tests.fixtures.tries import tries

from slatehouse.query.question import Question
from slatehouse.schema.link import Link, Target
from slatehouse.site.batch import BatchRequest, Create, RefusedInBatch, Retire, Update
from slatehouse.site.session import Answer

CODES = st.sampled_from(["sh010", "SH020", "Größe", "x"])
MODES = st.sampled_from(["set", "add", "remove"])
SHOWN = {
    "Sequence": ("code", "shots"),
    "Shot": ("code", "sg_sequence", "sg_versions", "notes"),
    "Version": ("code", "entity"),
    "Note": ("subject", "note_links"),
}


@dataclass
class Row:
    """What the model knows of a row: its values, the moment it was retired, and what it linked before."""

    values: dict[str, Any]
    retired: int | None = None


@dataclass
class Model:
    """The site as it should be. A link is kept on one side; the other, and what retires along, follow."""

    rows: dict[Target, Row] = field(default_factory=dict)
    moments: int = 0

    def is_live(self, row: Target) -> bool:
        return self.rows[row].retired is None

    def retire(self, row: Target) -> None:
        self.moments += 1
        self.rows[row].retired = self.moments
        for version in self._versions_of(row):
            if self.is_live(version):
                self.rows[version].retired = self.moments

    def revive(self, row: Target) -> bool:
        moment = self.rows[row].retired
        self.rows[row].retired = None
        for version in self._versions_of(row):
            if moment is not None and self.rows[version].retired == moment:
                self.rows[version].retired = None
        return moment is not None

    def _versions_of(self, row: Target) -> list[Target]:
        return [each for each, told in self.rows.items() if told.values.get("entity") == row]

    def shown(self, row: Target) -> dict[str, Any]:
        """What the row should read."""
        values = {name: self._value(row, name) for name in SHOWN[row.type]}
        return {
            name: sorted(each for each in value if self.is_live(each)) if isinstance(value, list) else value
            for name, value in values.items()
        }

    def _value(self, row: Target, name: str) -> Any:
        match name:
            case "shots":
                return self._linking("sg_sequence", row)
            case "sg_versions":
                return self._versions_of(row)
            case "notes":
                return [each for each, told in self.rows.items() if row in told.values.get("note_links", ())]
            case "sg_sequence" | "entity":
                target = self.rows[row].values[name]
                return target if target is not None and self.is_live(target) else None
        return self.rows[row].values[name]

    def _linking(self, name: str, row: Target) -> list[Target]:
        return [each for each, told in self.rows.items() if told.values.get(name) == row]


def machine_of(desk: Desk) -> type[RuleBasedStateMachine]:
    """A machine that works at the desk, in a project of its own each time."""
    stages = count(1)

    class SiteMachine(RuleBasedStateMachine):
        sequences, shots = Bundle("sequences"), Bundle("shots")
        versions, notes = Bundle("versions"), Bundle("notes")
        retired = Bundle("retired")

        @initialize()
        def begin(self) -> None:
            self.desk = Desk(desk.site, desk.caller)
            self.desk.project = self.desk.create("Project", name=f"Stage {next(stages)}")
            self.model = Model()

        def _create(self, type_: str, **values: Any) -> Target:
            made = self.desk.create(type_, **values)
            self.model.rows[made] = Row(values)
            return made

        @rule(target=sequences, code=CODES)
        def create_sequence(self, code: str) -> Target:
            return self._create("Sequence", code=code)

        @rule(target=shots, code=CODES, sequence=st.none() | sequences)
        def create_shot(self, code: str, sequence: Target | None) -> Target:
            if sequence is not None and not self.model.is_live(sequence):
                sequence = None
            return self._create("Shot", code=code, sg_sequence=sequence)

        @rule(target=versions, code=CODES, shot=shots)
        def create_version(self, code: str, shot: Target) -> Any:
            if not self.model.is_live(shot):
                return multiple()
            return self._create("Version", code=code, entity=shot)

        @rule(target=notes, subject=CODES, links=st.lists(shots | versions, max_size=3, unique=True))
        def create_note(self, subject: str, links: list[Target]) -> Target:
            live = [link for link in links if self.model.is_live(link)]
            return self._create("Note", subject=subject, note_links=live)

        @rule(row=sequences | shots | versions, code=CODES)
        def rename(self, row: Target, code: str) -> None:
            if self.model.is_live(row):
                self.desk.update(row, code=code)
                self.model.rows[row].values["code"] = code

        @rule(shot=shots, sequence=st.none() | sequences)
        def move_shot(self, shot: Target, sequence: Target | None) -> None:
            if self.model.is_live(shot) and (sequence is None or self.model.is_live(sequence)):
                self.desk.update(shot, sg_sequence=sequence)
                self.model.rows[shot].values["sg_sequence"] = sequence

        @rule(sequence=sequences, mode=MODES, chosen=st.lists(shots, max_size=3, unique=True))
        def write_shots_of(self, sequence: Target, mode: str, chosen: list[Target]) -> None:
            if not self.model.is_live(sequence):
                return
            live = [shot for shot in chosen if self.model.is_live(shot)]
            self.desk.update(sequence, shots={"multi_entity_update_mode": mode, "value": live})
            for shot, told in self.model.rows.items():
                if shot.type != "Shot" or not self.model.is_live(shot):
                    continue
                is_there = told.values["sg_sequence"] == sequence
                if shot in live and mode != "remove":
                    told.values["sg_sequence"] = sequence
                elif is_there and (mode == "set" or (mode == "remove" and shot in live)):
                    told.values["sg_sequence"] = None

        @rule(note=notes, mode=MODES, chosen=st.lists(shots | versions, max_size=3, unique=True))
        def write_note_links(self, note: Target, mode: str, chosen: list[Target]) -> None:
            if not self.model.is_live(note):
                return
            live = [row for row in chosen if self.model.is_live(row)]
            self.desk.update(note, note_links={"multi_entity_update_mode": mode, "value": live})
            links: list[Target] = self.model.rows[note].values["note_links"]
            match mode:
                case "set":
                    links[:] = live
                case "add":
                    links += [row for row in live if row not in links]
                case "remove":
                    links[:] = [row for row in links if row not in live]

        @rule(
            target=retired, row=consumes(sequences) | consumes(shots) | consumes(versions) | consumes(notes)
        )
        def retire(self, row: Target) -> Target:
            if self.model.is_live(row):
                self.desk.retire(row)
                self.model.retire(row)
            return row

        @rule(row=retired)
        def revive(self, row: Target) -> None:
            assert self.desk.revive(row) == self.model.revive(row)

        @rule(target=shots, code=CODES, sequence=sequences, row=shots, fails=st.booleans())
        def batch(self, code: str, sequence: Target, row: Target, fails: bool) -> Any:
            if not (self.model.is_live(sequence) and self.model.is_live(row)) or sequence == row:
                return multiple()
            types, there = self.desk.site.schema, {"project": self.desk.project}
            requests: list[BatchRequest] = [
                Create(types["Shot"], on_the_wire({**there, "code": code, "sg_sequence": sequence})),
                Update(types["Shot"], row.id, {"code": f"{code} again"}),
                Retire(types["Sequence"], sequence.id),
                *([Update(types["Sequence"], sequence.id, {"code": "too late"})] if fails else []),
            ]
            if fails:
                with pytest.raises(RefusedInBatch):
                    self.desk.session.batch(requests)
                return multiple()
            answer = self.desk.session.batch(requests)[0]
            assert isinstance(answer, Answer)
            made = Target("Shot", answer.rows[0].id)
            self.model.rows[made] = Row({"code": code, "sg_sequence": sequence})
            self.model.rows[row].values["code"] = f"{code} again"
            self.model.retire(sequence)
            return made

        @invariant()
        def the_site_tells_what_the_model_tells(self) -> None:
            if not hasattr(self, "model"):
                return
            for type_ in SHOWN:
                live = {row: self.model.shown(row) for row in self.model.rows if row.type == type_}
                told = {row: shown for row, shown in live.items() if self.model.is_live(row)}
                assert self._read(type_) == told

        def _read(self, type_: str) -> dict[Target, dict[str, Any]]:
            """Every live row of the type in the machine's project."""
            entity_type, names = self.desk.site.schema[type_], SHOWN[type_]
            where = self.desk.where(type_, "project", "is", self.desk.project)
            question = Question(entity_type, where, self.desk.site.edition.paths(entity_type, names))
            found = self.desk.session.find(question).rows
            return {
                Target(type_, row.id): dict(zip(names, map(_plain, row.values), strict=True)) for row in found
            }

    return SiteMachine


def _plain(value: object) -> object:
    if isinstance(value, Link):
        return Target(value.type, value.id)
    return sorted(Target(link.type, link.id) for link in value) if isinstance(value, list) else value


def test_a_site_is_what_its_history_makes_it(ada: Desk) -> None:
    run_state_machine_as_test(
        machine_of(ada),
        settings=settings(
            max_examples=tries(12),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
            ],
        ),
    )
