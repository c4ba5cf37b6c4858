"""Anything that planners do, at random, ends where walking from day to day does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.desk import Desk
from tests.site.schedule.planner import OFFICE, Planner

from slatehouse.scheduling.dependency import Dependency, DependencyKind
from slatehouse.schema.link import Target

MONDAY = date(2026, 3, 2)
TASKS = 5
working_days = st.integers(0, 60).map(lambda number: OFFICE.walk(MONDAY, number))
lengths = st.integers(1, 8)
numbers = st.integers(0, TASKS - 1)
pairs = st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1])
acts = st.one_of(
    st.tuples(st.just("start"), numbers, working_days),
    st.tuples(st.just("end"), numbers, lengths),
    st.tuples(st.just("stretch"), numbers, lengths),
    st.tuples(st.just("unpin"), numbers),
    st.tuples(st.just("link"), pairs, st.sampled_from(DependencyKind), st.integers(-5, 5)),
    st.tuples(st.just("unlink"), st.integers(0, 20)),
    st.tuples(st.just("relink"), st.integers(0, 20)),
)


@dataclass
class Both:
    """A planner and a site that do the same."""

    desk: Desk
    planner: Planner = field(default_factory=Planner)
    rows: list[Target] = field(default_factory=list)
    retired: dict[int, Dependency] = field(default_factory=dict)

    def add(self, start: date, days: int) -> None:
        self.planner.add(len(self.rows), start, days)
        self.rows.append(
            self.desk.create("Task", content="task", start_date=start.isoformat(), duration=days * 480)
        )

    def start(self, task: int, start: date) -> None:
        self.planner.start(task, start)
        self.desk.update(self.rows[task], start_date=start.isoformat())

    def end(self, task: int, days_later: int) -> None:
        self.planner.end(task, days_later)
        due = OFFICE.walk(date.fromisoformat(str(self.desk.get(self.rows[task], "start_date"))), days_later)
        self.desk.update(self.rows[task], due_date=due.isoformat())

    def stretch(self, task: int, days: int) -> None:
        self.planner.stretch(task, days)
        self.desk.update(self.rows[task], duration=days * 480)

    def unpin(self, task: int) -> None:
        self.planner.unpin(task)
        self.desk.update(self.rows[task], pinned=False)

    def link(self, pair: tuple[int, int], kind: DependencyKind, offset: int) -> None:
        if any((each.upstream, each.downstream) == pair for each in self.planner.links.values()):
            return
        ends = {"dependent_task": self.rows[pair[0]], "task": self.rows[pair[1]]}
        row = self.desk.create("TaskDependency", **ends, dependency_type=kind.value, offset_days=offset)
        self.planner.link(row.id, Dependency(*pair, kind, offset))

    def unlink(self, number: int) -> None:
        for row_id in sorted(self.planner.links)[number : number + 1]:
            self.retired[row_id] = self.planner.links.pop(row_id)
            self.desk.retire(Target("TaskDependency", row_id))

    def relink(self, number: int) -> None:
        linked = {(each.upstream, each.downstream) for each in self.planner.links.values()}
        for row_id in sorted(self.retired)[number : number + 1]:
            dependency = self.retired[row_id]
            if (dependency.upstream, dependency.downstream) not in linked:
                self.desk.revive(Target("TaskDependency", row_id))
                self.planner.link(row_id, self.retired.pop(row_id))

    def shown(self) -> Iterator[tuple[object, ...]]:
        names = ("start_date", "due_date", "pinned", "dependency_violation")
        for row in self.rows:
            found = self.desk.read(row, *names)
            yield tuple(found[name] for name in names)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(working_days, lengths), min_size=TASKS, max_size=TASKS), st.lists(acts, max_size=12)
)
def test_a_site_schedules_as_walking_does(
    desk_of_module: Desk, tasks: list[tuple[date, int]], done: list[tuple[str, *tuple[object, ...]]]
) -> None:
    both = Both(desk_of_module)
    for each in tasks:
        both.add(*each)
    for act, *arguments in done:
        getattr(both, act)(*arguments)
        assert list(both.shown()) == both.planner.shown(), (act, arguments)
