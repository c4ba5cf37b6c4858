"""Random batches with rows by name and upserts leave what the same writes leave one by one, with ids; and
both leave what a model in plain Python says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.site.batch import BatchRequest, Create, Retire, Retired, RowRef, Update, Upsert
from slatehouse.site.fields.creating import NewField
from slatehouse.site.references import BadReferences, Fault
from slatehouse.site.session import Answer

BATCHES = int(os.environ.get("REFERENCES_BATCHES", "15"))
"""How many batches are made up on each database; more of them on request."""

LONGEST = 14
EXTERNAL = "sg_external_id"
TYPES = ("Sequence", "Shot", "Version", "Asset")
LINKS = {"Shot": "sg_sequence", "Version": "entity", "Asset": "shots"}
_FILMS = count(1)


@dataclass(frozen=True)
class Step:
    """A write. `name` is that of the row that it makes, and `about` of the row that it changes; `links` are
    names, and with a `mode` they are added to those that are there, or removed from them."""

    kind: str
    type: str
    name: str = ""
    about: str = ""
    code: str | None = None
    external: str = ""
    links: tuple[str, ...] | None = None
    mode: str = ""


@dataclass
class Row:
    """What the model knows of a row."""

    type: str
    code: str
    external: str | None
    links: list[str]
    is_live: bool = True


@dataclass
class Model:
    """The film as it should be; `rows` are those that names lead to, an upsert's to one that was there."""

    rows: dict[str, str] = field(default_factory=dict)
    all: dict[str, Row] = field(default_factory=dict)

    def does(self, step: Step) -> bool:
        """Do a step; False where a name in it leads to a row that is retired."""
        named = [*(step.links or ()), *([step.about] if step.about else [])]
        if not all(self.all[self.rows[each]].is_live for each in named):
            return False
        getattr(self, step.kind)(step)
        return True

    def create(self, step: Step) -> None:
        self.rows[step.name] = step.name
        links = [self.rows[each] for each in step.links or ()]
        self.all[step.name] = Row(
            step.type, str(step.code), step.external or None, list(dict.fromkeys(links))
        )

    def upsert(self, step: Step) -> None:
        there = [key for key, row in self.all.items() if row.is_live and row.external == step.external]
        if not there:
            self.create(step)
            return
        self.rows[step.name] = there[0]
        self._change(self.all[there[0]], step)

    def update(self, step: Step) -> None:
        self._change(self.all[self.rows[step.about]], step)

    def retire(self, step: Step) -> None:
        gone = self.rows[step.about]
        self.all[gone].is_live = False
        for row in self.all.values():
            if row.type == "Version" and row.links == [gone]:
                row.is_live = False

    def _change(self, row: Row, step: Step) -> None:
        row.code = step.code or row.code
        if step.links is None:
            return
        links = list(dict.fromkeys(self.rows[each] for each in step.links))
        if step.mode == "add":
            links = list(dict.fromkeys([*row.links, *links]))
        elif step.mode == "remove":
            links = [each for each in row.links if each not in links]
        row.links = links

    def shown(self) -> list[tuple[Any, ...]]:
        """Every live row, with the codes of what it links."""
        live = [row for row in self.all.values() if row.is_live]
        linked = [sorted(self.all[each].code for each in row.links if self.all[each].is_live) for row in live]
        rows = zip(live, linked, strict=True)
        return sorted((row.type, row.code, row.external or "", tuple(codes)) for row, codes in rows)


def steps(random: Random) -> Iterator[Step]:
    """A batch made up: every name is given by a step before it is used, whatever became of its row since."""
    given: dict[str, list[str]] = {type_: [] for type_ in TYPES}
    for number in range(random.randint(2, LONGEST)):
        type_ = random.choice(TYPES)
        kind = random.choice(("create", "create", "upsert", "update", "update", "retire"))
        name, code = f"n{number}", f"c{number}"
        if kind == "upsert":
            step = Step(kind, "Shot", name, code=code, external=random.choice("abc"))
        elif kind == "create" or not given[type_]:
            step = Step("create", type_, name, code=code)
        elif kind == "update":
            mode = random.choice(("", "add", "remove", "set")) if type_ == "Asset" else ""
            step = Step(kind, type_, about=random.choice(given[type_]), code=code, mode=mode)
        elif random.random() < 0.5:
            step = Step("retire", type_, about=random.choice(given[type_]))
        else:
            continue
        if step.name:
            given[step.type].append(step.name)
        yield step if step.kind == "retire" else with_links(random, step, given)


def with_links(random: Random, step: Step, given: Mapping[str, list[str]]) -> Step:
    there = given["Sequence" if step.type == "Shot" else "Shot"]
    most = 3 if step.type == "Asset" else 1
    if step.type not in LINKS or not there or (step.kind != "create" and random.random() < 0.4):
        return replace(step, mode="")
    return replace(step, links=tuple(random.choice(there) for _ in range(random.randint(1, most))))


class Writer:
    """Writes steps into a film of its own."""

    def __init__(self, office: Desk) -> None:
        self.desk = replace(office)
        self.desk.project = office.create("Project", name=f"Film {next(_FILMS)}")
        self.types: dict[str, str] = {}
        self.made: dict[str, Target] = {}

    def together(self, written: list[Step]) -> None:
        requests = [self._request(step, by_name=True) for step in written]
        self.desk.session.batch(requests, with_references=True)

    def one_by_one(self, written: list[Step]) -> None:
        for step in written:
            done = self.desk.session.do(self._request(step, by_name=False))
            if step.name and not isinstance(done, Retired):
                assert isinstance(done, Answer)
                self.made[step.name] = Target(step.type, done.rows[0].id)

    def shown(self) -> list[tuple[Any, ...]]:
        rows = []
        for type_ in TYPES:
            mine = self.desk.where(type_, "project", "is", self.desk.project)
            for row_id in self.desk.find(type_, mine):
                row = Target(type_, row_id)
                value = self.desk.get(row, LINKS[type_]) if type_ in LINKS else None
                linked: list[Any] = value if isinstance(value, list) else [value] if value else []
                codes = tuple(sorted(str(self.desk.get(each, "code")) for each in linked))
                external = self.desk.get(row, EXTERNAL) if type_ == "Shot" else None
                rows.append((type_, self.desk.get(row, "code"), self._own(external), codes))
        return sorted(rows)

    def _own(self, external: object) -> str:
        return str(external).partition(" ")[0] if external else ""

    def _request(self, step: Step, *, by_name: bool) -> BatchRequest:
        entity_type = self.desk.site.schema[step.type]
        self.types[step.name] = step.type
        row = RowRef(step.type, step.about) if by_name and step.about else None
        row_id = self.made[step.about].id if step.about and not by_name else 0
        ref = step.name if by_name else None
        values = self._values(step, by_name=by_name)
        match step.kind:
            case "create":
                return Create(entity_type, {**values, "project": self.desk.project._asdict()}, ref=ref)
            case "upsert":
                values |= {"project": self.desk.project._asdict()}
                values[EXTERNAL] = f"{step.external} {self.desk.project.id}"
                return Upsert(entity_type, EXTERNAL, values, ref=ref)
            case "update":
                return Update(entity_type, row_id, values, row=row)
        return Retire(entity_type, row_id, row=row)

    def _values(self, step: Step, *, by_name: bool) -> dict[str, object]:
        values: dict[str, object] = {} if step.code is None else {"code": step.code}
        if step.links is not None:
            links = [self._link(each, by_name=by_name) for each in step.links]
            mode = {"multi_entity_update_mode": step.mode, "value": links} if step.mode else links
            values[LINKS[step.type]] = mode if step.type == "Asset" else links[0]
        return values

    def _link(self, name: str, *, by_name: bool) -> dict[str, object]:
        return {"type": self.types[name], "ref": name} if by_name else self.made[name]._asdict()


@pytest.fixture(scope="module")
def office(desk_of_module: Desk) -> Desk:
    """A desk on a site whose shots have a unique field."""
    field = NewField("Shot", "text", [("name", "External Id"), ("unique", True)])
    assert desk_of_module.session.add_field(field)[0].name == EXTERNAL
    return desk_of_module


def test_a_batch_leaves_what_its_requests_leave_one_by_one(office: Desk) -> None:
    refused = 0
    for number in range(BATCHES):
        written, model = list(steps(Random(f"merrow head {number}"))), Model()
        together, one_by_one = Writer(office), Writer(office)
        if not all(model.does(step) for step in written):
            with pytest.raises(BadReferences) as bad:
                together.together(written)
            assert {each.fault for each in bad.value.found} == {Fault.RETIRED}
            assert together.shown() == []
            refused += 1
            continue
        together.together(written)
        one_by_one.one_by_one(written)
        assert together.shown() == one_by_one.shown() == model.shown(), written
    assert 0 < refused < BATCHES / 2
