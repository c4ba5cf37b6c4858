"""Random networks of tasks, moved at random: the cascade ends where walking day by day does."""

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.scheduling.days import calendars, days
from tests.scheduling.walking import Office, Work, settle

from slatehouse.scheduling.calendar import WorkCalendar
from slatehouse.scheduling.cascade import Impulse, PlannedTask, cascade
from slatehouse.scheduling.dependency import Dependency, DependencyKind
from slatehouse.scheduling.network import Network
from slatehouse.scheduling.schedule import UNWRITTEN, Schedule, ScheduleWrite, rewritten


@dataclass(frozen=True)
class Plan:
    """Tasks in place, with the dependencies among them."""

    calendar: WorkCalendar
    tasks: dict[int, PlannedTask]
    dependencies: tuple[Dependency, ...]

    def after(self, impulse: Impulse) -> dict[int, PlannedTask]:
        return self.tasks | cascade(Network(self.tasks, self.dependencies), impulse)

    def walked(self) -> dict[int, tuple[date, date]]:
        """Where the tasks come to rest by walking."""
        work = {task_id: self._work(task) for task_id, task in self.tasks.items()}
        settle(Office(self.calendar.week, self.calendar.exceptions), work, self.dependencies)
        return {task_id: (each.start, each.due) for task_id, each in work.items()}

    def _work(self, task: PlannedTask) -> Work:
        schedule = task.schedule
        assert schedule.start and schedule.due and schedule.duration is not None
        return Work(schedule.start, schedule.due, self.calendar.length(schedule.duration), task.is_pinned)


unwritten = st.just(UNWRITTEN)
writes = st.builds(ScheduleWrite, start=unwritten | days, due=unwritten | days)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Up to eight tasks; each may wait for any of those before it."""
    calendar = draw(calendars)
    count = draw(st.integers(2, 8))
    tasks = {number: draw(planned(calendar)) for number in range(count)}
    pairs = [(upstream, downstream) for downstream in range(count) for upstream in range(downstream)]
    dependencies = tuple(
        Dependency(*pair, draw(st.sampled_from(DependencyKind)), draw(st.integers(-6, 6)))
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12))
    )
    plan = Plan(calendar, tasks, dependencies)
    return replace(plan, tasks=plan.after(Impulse({}, placed=set(tasks))))


@st.composite
def planned(draw: st.DrawFn, calendar: WorkCalendar) -> PlannedTask:
    start = draw(days)
    write = ScheduleWrite(start=start, duration=draw(st.integers(1, 5000)))
    return PlannedTask(rewritten(Schedule(), write, calendar), calendar, draw(st.booleans()))


def dates(tasks: dict[int, PlannedTask]) -> dict[int, tuple[date | None, date | None]]:
    return {task_id: (each.schedule.start, each.schedule.due) for task_id, each in tasks.items()}


@given(plans())
def test_tasks_are_placed_where_walking_places_them(plan: Plan) -> None:
    assert dates(plan.tasks) == plan.walked()


@given(plans(), st.data())
def test_tasks_follow_a_move_as_they_do_by_walking(plan: Plan, data: st.DataObject) -> None:
    moved = data.draw(st.sampled_from(sorted(plan.tasks)))
    write = data.draw(writes)
    before = plan.tasks[moved]
    schedule = rewritten(before.schedule, write, plan.calendar)
    # Who writes the dates of a task pins it, so that it stays where it was put.
    written = replace(plan, tasks=plan.tasks | {moved: replace(before, schedule=schedule, is_pinned=True)})
    after = written.after(Impulse({moved: before.schedule}))
    assert dates(after) == written.walked()


@given(plans())
def test_a_plan_at_rest_stays_at_rest(plan: Plan) -> None:
    everything = Impulse({}, placed=set(plan.tasks))
    assert cascade(Network(plan.tasks, plan.dependencies), everything) == {}


@given(plans())
def test_only_pinned_tasks_violate(plan: Plan) -> None:
    assert all(each.is_pinned for each in plan.tasks.values() if each.is_violating)


@given(plans(), st.data())
def test_a_task_that_is_unpinned_violates_no_more_and_goes_where_it_belongs(
    plan: Plan, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(sorted(plan.tasks)))
    free = replace(plan, tasks=plan.tasks | {chosen: replace(plan.tasks[chosen], is_pinned=False)})
    after = free.after(Impulse({}, placed={chosen}))
    assert not after[chosen].is_violating
    assert dates(after) == free.walked()
