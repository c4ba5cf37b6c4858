"""Rows found or made by a value that is unique: with everybody's rights, and by several processes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from tests.fixtures.desk import Desk, desk_of, shown
from tests.fixtures.sites import Sites

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import CannotAlter, CannotRevive, NotEditable, PermissionRefusal
from slatehouse.accounts.rule_files import read_rules
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.batch import BatchRequest, Create, RefusedInBatch, Upsert
from slatehouse.site.errors import CreateFailed, ReviveFailed
from slatehouse.site.fields.changing import FieldChange
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.refusals import ValuesInTheWay
from slatehouse.site.session import Answer
from slatehouse.store.connection import NotUnique, StoreBusy

EXTERNAL = "sg_external_id"
WRITERS = 4


def add_unique(desk: Desk, type_: str = "Shot", *, unique: bool = True) -> None:
    desk.session.add_field(NewField(type_, "text", [("name", "External Id"), ("unique", unique)]))


@pytest.fixture(scope="module")
def office(desk_of_module: Desk) -> Desk:
    """Administrators' desk on a site whose shots have a unique field."""
    add_unique(desk_of_module)
    return desk_of_module


@pytest.fixture(scope="module")
def processes(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Desk]]:
    """A site as several processes have it open."""
    with sites.folder(tmp_path_factory.mktemp("shared") / "site") as folder:
        opened = [sites.opened(folder) for _ in range(WRITERS)]
        first = desk_of(opened[0])
        add_unique(first)
        for each in opened:
            each.editions.current()
        try:
            yield [Desk(each, first.caller, first.project) for each in opened]
        finally:
            for each in opened:
                each.close()


def values(desk: Desk, value: str, **more: object) -> dict[str, object]:
    return {EXTERNAL: value, "project": desk.project._asdict(), **more}


def upsert(desk: Desk, value: str, **more: object) -> Answer:
    return desk.session.upsert(Upsert(desk.site.schema["Shot"], EXTERNAL, values(desk, value, **more)))


def having(desk: Desk, value: str) -> list[int]:
    return desk.find("Shot", desk.where("Shot", EXTERNAL, "is", value))


def at_once(desks: list[Desk], work: Callable[[Desk, int], Any]) -> list[Any]:
    """What each of the processes comes to, or why it was refused; all of them begin at the same moment."""
    start = Barrier(len(desks))

    def one(numbered: tuple[int, Desk]) -> Any:
        number, desk = numbered
        start.wait()
        try:
            return work(desk, number)
        except (Refusal, StoreBusy) as refusal:
            return refusal

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(one, enumerate(desks)))


def make_or_change(value: str, desk: Desk, number: int) -> Answer:
    return upsert(desk, value, code=f"by {number}")


def make_by_either_means(value: str, desk: Desk, number: int) -> Answer:
    if number % 2:
        return upsert(desk, value)
    return desk.session.create(desk.site.schema["Shot"], values(desk, value))


def make_in_batch(value: str, desk: Desk, number: int) -> object:
    return desk.session.batch([Create(desk.site.schema["Shot"], values(desk, value))])


class TestAtOnce:
    def test_one_process_makes_the_row_and_the_others_change_it(self, processes: list[Desk]) -> None:
        for round_ in range(3):
            work = partial(make_or_change, f"one {round_}")
            done = at_once(processes, work)
            assert sorted(each.is_new for each in done) == [False] * (WRITERS - 1) + [True]
            (row_id,) = having(processes[0], f"one {round_}")
            assert {each.rows[0].id for each in done} == {row_id}

    def test_batches_in_any_order_hold_nobody_up(self, processes: list[Desk]) -> None:
        names = [f"many {number}" for number in range(12)]

        def sync(desk: Desk, number: int) -> list[Any]:
            order = names[number:] + names[:number] if number % 2 else names[::-1]
            shot = desk.site.schema["Shot"]
            requests: list[BatchRequest] = [Upsert(shot, EXTERNAL, values(desk, name)) for name in order]
            return desk.session.batch(requests)

        done = at_once(processes, sync)
        assert sum(answer.is_new for answers in done for answer in answers) == len(names)
        assert all(len(having(processes[0], name)) == 1 for name in names)

    def test_whoever_makes_a_row_by_other_means_is_first_or_refused(self, processes: list[Desk]) -> None:
        for round_ in range(3):
            value = f"mixed {round_}"
            done = at_once(processes, partial(make_by_either_means, value))
            assert len(having(processes[0], value)) == 1
            assert all(isinstance(each, Answer) for each in done[1::2]), done
            refused = [each for each in done[::2] if not isinstance(each, Answer)]
            assert {type(each) for each in refused} <= {CreateFailed}
            assert len(refused) >= WRITERS // 2 - 1

    def test_plain_writes_are_refused_in_the_same_words(self, processes: list[Desk]) -> None:
        for round_ in range(2):
            value = f"plain {round_}"
            done = at_once(processes, partial(make_in_batch, value))
            refused = [each for each in done if isinstance(each, RefusedInBatch)]
            assert len(refused) == WRITERS - 1
            words = "The value for the External Id field is required to be unique. <br> "
            assert {str(each.refusal.reason) for each in refused} == {words}  # type: ignore[attr-defined]

    def test_a_field_becomes_unique_among_writers(self, processes: list[Desk]) -> None:
        """Either it is refused, or nobody has shared a value since."""
        first = processes[0]
        first.session.add_field(NewField("Asset", "text", [("name", "External Id")]))

        def work(desk: Desk, number: int) -> Any:
            if number == 0:
                return desk.session.change_field(FieldChange("Asset", EXTERNAL, [("unique", True)]))
            made = []
            for each in range(8):
                try:
                    made.append(desk.create("Asset", **{EXTERNAL: f"a{each}"}))
                except (Refusal, NotUnique):
                    continue
            return made

        (changed, *made) = at_once(processes, work)
        shared = [len(first.find("Asset", first.where("Asset", EXTERNAL, "is", f"a{n}"))) for n in range(8)]
        if isinstance(changed, ValuesInTheWay):
            assert max(shared) > 1 and changed.shared
        else:
            assert shared == [1] * 8
        assert all(isinstance(each, list) for each in made)


LEAD = 'code = "lead"\nname = "Lead"\nkind = "HumanUser"\n'
RULES = """
[types.Shot]
read = "{read}"
create = true
update = true
retire = true
revive = true
"""


def hired(office: Desk, read: str) -> Desk:
    """A person on the film, who may do anything to shots, and read those that the rule says."""
    rules = read_rules(LEAD + RULES.format(read=read))
    caller = Caller(
        "HumanUser", 0, "Lead", "lead", "lead", "Lead", "test", own_rules=rules, projects=(office.project.id,)
    )
    return replace(office, caller=caller)


class TestRights:
    def test_who_reads_every_row_writes_what_is_unique(self, office: Desk) -> None:
        lead = hired(office, "every")
        assert upsert(lead, "lead").is_new and not upsert(lead, "lead", code="again").is_new
        assert lead.session.edition.schema["Shot"].fields[EXTERNAL].unique

    def test_nobody_else_does(self, office: Desk) -> None:
        lead = hired(office, "projects")
        shot = lead.create("Shot", code="mine")
        for write in (
            lambda: upsert(lead, "new"),
            lambda: lead.create("Shot", **{EXTERNAL: "new"}),
            lambda: lead.update(shot, **{EXTERNAL: "new"}),
            lambda: lead.update(shot, **{EXTERNAL: None}),
        ):
            with pytest.raises(NotEditable) as refused:
                write()
            assert refused.value.path == f"Shot.{EXTERNAL}"
        assert lead.update(shot, code="still mine")

    def test_rows_with_a_value_are_not_theirs_to_revive(self, office: Desk) -> None:
        lead = hired(office, "projects")
        named, plain = office.create("Shot", **{EXTERNAL: "back"}), office.create("Shot")
        for each in (named, plain):
            lead.retire(each)
        assert lead.revive(plain)
        with pytest.raises(CannotRevive):
            lead.revive(named)
        assert office.revive(named)
        lead.retire(named)
        office.create("Shot", **{EXTERNAL: "back"})
        with pytest.raises(CannotRevive):
            lead.revive(named)
        with pytest.raises(ReviveFailed):
            office.revive(named)

    def test_an_update_is_asked_for_as_an_update_and_a_create_as_a_create(self, office: Desk) -> None:
        upsert(office, "there")
        updater = hired(office, "every")
        rules = read_rules(LEAD + RULES.format(read="every").replace("create = true", "create = false"))
        updater.caller = replace(updater.caller, own_rules=rules)
        assert not upsert(updater, "there").is_new
        with pytest.raises(PermissionRefusal):
            upsert(updater, "not there")
        rules = read_rules(LEAD + RULES.format(read="every").replace("update = true", "update = false"))
        creator = replace(updater, caller=replace(updater.caller, own_rules=rules))
        assert upsert(creator, "made").is_new
        with pytest.raises(NotEditable):
            upsert(creator, "made", code="changed")

    def test_a_field_is_made_unique_by_who_reads_every_row(self, office: Desk) -> None:
        add_unique(office, "Sequence", unique=False)
        text = "alters_schema = true\n" + RULES.format(read="projects").replace("Shot", "Sequence")
        lead = hired(office, "projects")
        lead.caller = replace(lead.caller, own_rules=read_rules(LEAD + text))
        with pytest.raises(CannotAlter):
            lead.session.change_field(FieldChange("Sequence", EXTERNAL, [("unique", True)]))
        with pytest.raises(CannotAlter):
            add_unique(lead, "Sequence")


def test_the_answer_of_an_upsert_is_that_of_a_create_or_an_update(office: Desk) -> None:
    made, changed = upsert(office, "answer", code="a"), upsert(office, "answer", code="b")
    assert shown(changed) == office.read(Target("Shot", changed.rows[0].id))
    assert set(shown(made)) == set(
        shown(office.session.create(office.site.schema["Shot"], values(office, "other", code="a")))
    )
