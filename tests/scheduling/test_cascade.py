"""What a change upstream does downstream: the contract's example step by step, pins, and what is refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from tests.scheduling.days import OFFICE, day, shown, span

from slatehouse.scheduling.cascade import Impulse, NoPlace, PlannedTask, cascade
from slatehouse.scheduling.dependency import Dependency, DependencyKind
from slatehouse.scheduling.network import Network, closes_loop, in_order
from slatehouse.scheduling.schedule import Schedule, ScheduleWrite, rewritten

FS, SS = DependencyKind.FINISH_TO_START_NEXT_DAY, DependencyKind.START_TO_START
UP, D1, D2, PIN, SAME = range(1, 6)
LINKS = (
    Dependency(UP, D1),
    Dependency(D1, D2),
    Dependency(UP, PIN),
    Dependency(UP, SAME, SS),
)


def task(dates: str = "06-01..06-02", duration: int | None = 960, *, pinned: bool = False) -> PlannedTask:
    return PlannedTask(Schedule(*span(dates), duration), OFFICE, pinned)


class Board:
    """Tasks with their dependencies, moved as a planner would move them."""

    def __init__(self, tasks: Mapping[int, PlannedTask], *dependencies: Dependency) -> None:
        self.tasks = dict(tasks)
        self.dependencies = dependencies
        self.settle(Impulse({}, placed=set(self.tasks)))

    def settle(self, impulse: Impulse) -> dict[int, PlannedTask]:
        found = cascade(Network(self.tasks, self.dependencies), impulse)
        self.tasks |= found
        return found

    def write(self, task_id: int, write: ScheduleWrite, *, placed: bool = False, pins: bool = False) -> None:
        before = self.tasks[task_id]
        after = rewritten(before.schedule, write, OFFICE)
        self.tasks[task_id] = replace(before, schedule=after, is_pinned=before.is_pinned or pins)
        self.settle(Impulse({task_id: before.schedule}, placed={task_id} if placed else ()))

    def unpin(self, task_id: int) -> None:
        self.tasks[task_id] = replace(self.tasks[task_id], is_pinned=False)
        self.settle(Impulse({}, placed={task_id}))

    def dates(self, task_id: int) -> str:
        found = self.tasks[task_id]
        mark = "!" if found.is_violating else ""
        return shown(found.schedule.start, found.schedule.due) + mark

    def all_dates(self) -> list[str]:
        return [self.dates(task_id) for task_id in self.tasks]


def film() -> Board:
    board = Board(
        {
            UP: task("03-02..03-03"),
            D1: task(),
            D2: task(),
            PIN: task(),
            SAME: task(),
        },
        *LINKS,
    )
    board.tasks[PIN] = replace(board.tasks[PIN], is_pinned=True)
    return board


def test_the_example_of_the_contract() -> None:
    board = film()
    assert board.all_dates() == [
        *("03-02..03-03", "03-04..03-05", "03-06..03-09", "03-04..03-05", "03-02..03-03")
    ]
    board.write(UP, ScheduleWrite(due=day("03-05")))
    assert board.all_dates() == [
        *("03-02..03-05", "03-06..03-09", "03-10..03-11", "03-04..03-05!", "03-02..03-03")
    ]
    board.write(UP, ScheduleWrite(due=day("03-02")))
    assert board.all_dates() == [
        *("03-02..03-02", "03-03..03-04", "03-05..03-06", "03-04..03-05", "03-02..03-03")
    ]
    board.write(UP, ScheduleWrite(start=day("03-09")))
    assert board.all_dates() == [
        *("03-09..03-09", "03-10..03-11", "03-12..03-13", "03-04..03-05!", "03-09..03-10")
    ]
    board.write(UP, ScheduleWrite(duration=2400))
    assert board.all_dates() == [
        *("03-09..03-13", "03-16..03-17", "03-18..03-19", "03-04..03-05!", "03-09..03-10")
    ]
    board.write(D1, ScheduleWrite(start=day("03-02"), due=day("03-03")), pins=True)
    assert board.all_dates()[1:3] == ["03-02..03-03!", "03-04..03-05"]
    board.unpin(D1)
    assert board.all_dates()[1:3] == ["03-16..03-17", "03-18..03-19"]
    board.write(UP, ScheduleWrite(due=day("03-20")))
    assert board.all_dates() == [
        *("03-09..03-20", "03-23..03-24", "03-25..03-26", "03-04..03-05!", "03-09..03-10")
    ]


def test_a_task_follows_only_the_day_that_its_dependency_reads() -> None:
    board = Board({UP: task("03-02..03-03"), SAME: task()}, Dependency(UP, SAME, SS))
    board.tasks[SAME] = task("03-30..03-31")
    board.write(UP, ScheduleWrite(due=day("03-05")))
    assert board.dates(SAME) == "03-30..03-31"


def test_taking_dates_away_upstream_moves_nothing() -> None:
    board = film()
    board.write(UP, ScheduleWrite(start=None, due=None))
    assert board.all_dates() == ["-..-", "03-04..03-05", "03-06..03-09", "03-04..03-05", "03-02..03-03"]


def test_another_duration_of_a_waiting_task_stretches_it_where_it_is() -> None:
    board = film()
    board.write(D1, ScheduleWrite(duration=1440), placed=True)
    assert board.all_dates()[1:3] == ["03-04..03-06", "03-09..03-10"]


def test_a_task_of_only_a_duration_gets_its_dates_from_what_it_waits_for() -> None:
    board = Board({UP: task("03-02..03-03"), D1: task("-..-")}, Dependency(UP, D1))
    assert board.dates(D1) == "03-04..03-05"


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        ("-..-", "-..-"),
        ("-..03-18", "-..03-18"),
        # Recorded: without its end a pin does not hold.
        ("03-17..-", "03-10..03-11"),
    ],
)
def test_a_pinned_task_without_its_dates(dates: str, held: str) -> None:
    board = Board({UP: task("03-02..03-03"), D1: task(dates, pinned=True)}, Dependency(UP, D1))
    board.write(UP, ScheduleWrite(start=day("03-06")))
    assert board.dates(D1) == held
    assert board.tasks[D1].is_pinned is (dates == held)


def test_a_violation_ends_with_its_dependency() -> None:
    board = film()
    board.write(UP, ScheduleWrite(due=day("03-05")))
    board.dependencies = ()
    assert list(board.settle(Impulse({}, checked={PIN, D1}))) == [PIN]
    assert board.dates(PIN) == "03-04..03-05"


def test_only_tasks_that_change_are_told() -> None:
    board = film()
    before = board.tasks[UP].schedule
    assert board.settle(Impulse({UP: before})) == {}


@pytest.mark.parametrize("offset", [2**31 - 1, -(2**31), 3_000_000])
def test_a_task_must_have_a_place_in_the_calendar(offset: int) -> None:
    links = Dependency(UP, D1, FS, offset)
    with pytest.raises(NoPlace) as refused:
        Board({UP: task("03-02..03-03"), D1: task()}, links)
    assert refused.value.task == D1


def test_a_circle_is_left_as_it_is() -> None:
    circle = (Dependency(D1, D2), Dependency(D2, D1), Dependency(UP, D1))
    board = Board({UP: task("03-02..03-03"), D1: task(), D2: task()}, *circle)
    assert board.all_dates() == ["03-02..03-03", "06-01..06-02", "06-01..06-02"]


@pytest.mark.parametrize(
    ("upstream", "downstream", "loop"),
    [(1, 1, True), (2, 1, True), (4, 1, True), (1, 4, False), (1, 5, False), (5, 1, False)],
)
def test_a_task_never_waits_for_itself(upstream: int, downstream: int, loop: bool) -> None:
    chain = [Dependency(1, 2), Dependency(2, 3), Dependency(3, 4), Dependency(2, 4)]
    assert closes_loop(chain, Dependency(upstream, downstream)) is loop


def test_every_task_comes_after_all_that_it_waits_for() -> None:
    links = (Dependency(3, 1), Dependency(1, 2), Dependency(3, 2))
    assert list(in_order(Network({1: None, 2: None, 3: None}, links))) == [3, 1, 2]


def test_a_long_chain_needs_no_depth() -> None:
    count = 10_000
    chain = tuple(Dependency(number, number + 1) for number in range(count - 1))
    tasks = {number: replace(task(), schedule=Schedule(duration=480)) for number in range(count)}
    tasks[0] = task("03-02..03-02", 480)
    last = cascade(Network(tasks, chain), Impulse({}, placed=set(tasks)))[count - 1]
    assert last.schedule.due == OFFICE.shifted(date(2026, 3, 2), count - 1)
    assert closes_loop(chain, Dependency(count - 1, 0))
