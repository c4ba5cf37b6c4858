"""Dependencies among tasks that came from a template when it is applied again (scheduling §6.4, §7)."""

from __future__ import annotations

import pytest
from tests.site.templates.conftest import Bench

from slatehouse.schema.link import Target

FS, SS = "finish-to-start-next-day", "start-to-start"


@pytest.fixture
def pair(bench: Bench) -> tuple[Target, Target, Target]:
    """A shot, and its tasks `a` and `b`, which waits for it."""
    bench.link(bench.original("a", duration=960), bench.original("b", duration=960))
    shot = bench.shot()
    one, two = bench.tasks(shot)
    return shot, one, two


def test_a_dependency_that_is_right_keeps_its_id(bench: Bench, pair: tuple[Target, Target, Target]) -> None:
    shot, one, two = pair
    before = bench.links(one, two)
    bench.apply(shot)
    assert bench.links(one, two) == before


@pytest.mark.parametrize("change", [{"dependency_type": SS}, {"offset_days": 2}, {"offset_days": 0}], ids=str)
def test_one_that_differs_is_retired_and_made_anew(
    bench: Bench, pair: tuple[Target, Target, Target], change: dict[str, object]
) -> None:
    shot, one, two = pair
    ((old, *_),) = bench.links(two).values()
    bench.desk.update(Target("TaskDependency", old), **change)
    bench.apply(shot)
    ((new, kind, offset),) = bench.links(two).values()
    assert (new != old, kind, offset) == (True, FS, None)
    assert old in bench.desk.find("TaskDependency", retired=True)
    assert bench.links(one) == {}


def test_one_that_is_missing_is_made_and_places_the_task(
    bench: Bench, pair: tuple[Target, Target, Target]
) -> None:
    shot, one, two = pair
    bench.desk.update(two, upstream_tasks=[])
    bench.desk.update(one, start_date="2026-03-02")
    bench.apply(shot)
    assert set(bench.links(one, two)) == {(one, two)}
    assert bench.dates(two) == "03-04..03-05"


def test_one_in_the_other_direction_is_turned(bench: Bench, pair: tuple[Target, Target, Target]) -> None:
    shot, one, two = pair
    bench.desk.update(two, upstream_tasks=[])
    bench.link(two, one)
    bench.apply(shot)
    assert set(bench.links(one, two)) == {(one, two)}


def test_what_else_a_task_waits_for_is_retired_and_what_waits_for_it_stays(
    bench: Bench, pair: tuple[Target, Target, Target]
) -> None:
    shot, one, two = pair
    bench.original("c")
    bench.apply(shot)
    three = bench.tasks(shot)[-1]
    mine, other = bench.task(shot, "mine"), bench.task(bench.desk.create("Shot"), "other")
    for upstream, downstream in ((one, three), (mine, two), (other, two), (three, mine)):
        bench.link(upstream, downstream)
    bench.apply(shot)
    assert set(bench.links(one, two, three, mine, other)) == {(one, two), (three, mine)}


def test_a_circle_with_another_task_opens_before_it_closes(
    bench: Bench, pair: tuple[Target, Target, Target]
) -> None:
    shot, one, two = pair
    mine = bench.task(shot, "mine")
    bench.desk.update(two, upstream_tasks=[])
    bench.link(two, mine)
    bench.link(mine, one)
    bench.apply(shot)
    assert set(bench.links(one, two, mine)) == {(one, two), (two, mine)}


def test_a_pinned_task_keeps_its_dates(bench: Bench, pair: tuple[Target, Target, Target]) -> None:
    shot, one, two = pair
    bench.desk.update(two, upstream_tasks=[])
    bench.desk.update(one, start_date="2026-03-02")
    bench.desk.update(two, start_date="2026-03-02", pinned=True)
    bench.apply(shot)
    assert bench.dates(two) == "03-02..03-03*!"


def test_of_two_tasks_from_one_only_the_oldest_is_wired(
    bench: Bench, pair: tuple[Target, Target, Target]
) -> None:
    shot, one, two = pair
    twin = bench.task(shot, "twin", template_task=bench.desk.get(two, "template_task"))
    below = bench.task(shot, "below")
    bench.link(one, twin)
    bench.link(twin, below)
    bench.apply(shot)
    assert set(bench.links(one, two, twin, below)) == {(one, two), (one, twin), (twin, below)}


def test_a_merge_is_undone_by_relinking_the_tasks_first(bench: Bench) -> None:
    bench.link(bench.original("a"), bench.original("b"))
    shot = bench.shot()
    mine = bench.tasks(shot)
    origins = [bench.desk.get(task, "template_task") for task in mine]
    merged = Bench(bench.desk)
    theirs = [merged.original(name) for name in ("A", "B", "C")]
    merged.link(theirs[1], theirs[0])
    for task, original in zip(mine, theirs, strict=False):
        bench.desk.update(task, template_task=original)
    bench.desk.update(shot, task_template=merged.template)
    assert set(bench.links(*mine)) == {(mine[1], mine[0])}
    assert [bench.desk.get(task, "content") for task in bench.tasks(shot)] == ["A", "B", "C"]
    for task, origin in zip(mine, origins, strict=True):
        bench.desk.update(task, template_task=origin)
    bench.desk.update(shot, task_template=bench.template)
    assert set(bench.links(*mine)) == {(mine[0], mine[1])}
    assert [bench.desk.get(task, "content") for task in bench.tasks(shot)] == ["a", "b", "C"]
