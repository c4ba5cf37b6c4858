"""Anything that planners do, at random, ends where walking from day to day does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

import pytest
from tests.fixtures.desk import Desk, Values
from tests.site.schedule.planner import STUDIO, UNWRITTEN, Job, Owner, Planner, Tie, Write

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.scheduling.dependency import Dependency, DependencyKind
from slatehouse.schema.link import Target
from slatehouse.site.errors import CreateFailed, ReviveFailed
from slatehouse.site.schedule.work_days import NewRule, Recalculated
from slatehouse.site.writing import writing

MONDAY = date(2026, 3, 2)
HAND_MADE, ORIGINALS, PEOPLE = 5, 3, 2
SEEDS, LENGTH = 8, 100
ROWS = ("Task", "TaskDependency")
FIELDS = ("start_date", "due_date", "duration", "milestone", "pinned", "dependency_violation")

serial: Iterator[int] = count()


class Dice(Random):
    """Draws what planners say."""

    def day(self) -> date:
        return MONDAY + timedelta(self.randrange(60))

    def day_or_none(self) -> date | None:
        return self.day() if self.randrange(4) else None

    def minutes(self) -> int:
        return self.choice([0, 1, 300, 480, 481, 960, 960, 1440, 2400, 3840])

    def place(self) -> int:
        return self.randrange(16)

    def truth(self) -> bool:
        return self.random() < 0.5

    def crew(self) -> frozenset[int]:
        return frozenset(each for each in range(PEOPLE) if self.randrange(3) == 0)

    def kind_and_offset(self) -> tuple[DependencyKind, int | None]:
        return self.choice(list(DependencyKind)), self.choice([None, None, 0, *range(-5, 6)])

    def owner(self) -> Owner:
        owners: list[Owner] = [STUDIO, ("project", 0), ("project", 1), ("person", 0), ("person", 1)]
        return self.choice(owners)

    def weekdays(self) -> frozenset[int] | None:
        return frozenset(self.sample(range(7), self.randrange(2, 8))) if self.randrange(3) else None

    def recalculated(self) -> Recalculated | None:
        choices: list[Recalculated | None] = [None, *Recalculated]
        return self.choice(choices)


Draw = Callable[[Dice], object]
ACTS: dict[str, tuple[int, tuple[Draw, ...]]] = {
    "start": (4, (Dice.place, Dice.day_or_none)),
    "due": (4, (Dice.place, Dice.day_or_none)),
    "dates": (4, (Dice.place, Dice.day, lambda dice: dice.randrange(10))),
    "length": (3, (Dice.place, lambda dice: dice.choice([None, dice.minutes(), dice.minutes()]))),
    "milestone": (2, (Dice.place, Dice.truth)),
    "pin": (6, (Dice.place, lambda dice: dice.randrange(3) == 0)),
    "assign": (2, (Dice.place, Dice.crew)),
    "link": (12, (Dice.place, Dice.place, Dice.kind_and_offset)),
    "change": (3, (Dice.place, Dice.kind_and_offset)),
    "unlink": (2, (Dice.place,)),
    "relink": (2, (Dice.place,)),
    "retire": (2, (Dice.place,)),
    "revive": (3, (Dice.place,)),
    "rule": (4, (Dice.owner, Dice.day, Dice.truth, Dice.recalculated)),
    "week": (1, (Dice.owner, Dice.weekdays)),
    "claim": (3, (Dice.place, Dice.place)),
    "apply": (3, ()),
}
"""What planners do: how often, and what they say."""


@dataclass
class Both:
    """A planner and a site that do the same. The planner's numbers of tasks and dependencies are those of the
    rows; acts name them by their place."""

    desk: Desk
    planner: Planner = field(default_factory=Planner)
    projects: list[Target] = field(default_factory=list)
    people: list[Target] = field(default_factory=list)
    template: Target = field(init=False)
    host: Target = field(init=False)

    def __post_init__(self) -> None:
        self._forget_rules()
        self.projects = [self.desk.create("Project", name=f"Film {next(serial)}") for _ in range(2)]
        self.people = [
            self.desk.create("HumanUser", login=f"u{next(serial)}", name="Uma") for _ in range(PEOPLE)
        ]
        self.template = self.desk.create("TaskTemplate")
        self.host = self.desk.create("Shot", project=self.projects[0])

    def add(self, place: int, start: date | None, minutes: int, crew: frozenset[int]) -> None:
        """A task: of the template, of the host in the first project, or of the second project."""
        is_original, is_on_host = place < ORIGINALS, ORIGINALS <= place < ORIGINALS + 2
        project = self.projects[0 if is_on_host else 1]
        owner = {"task_template": self.template, "project": None} if is_original else {"project": project}
        sent: Values = {**owner, "duration": minutes, "task_assignees": self._people(crew)}
        if start is not None:
            sent["start_date"] = start.isoformat()
        if is_on_host:
            sent["entity"] = self.host
        row = self.desk.create("Task", **sent)
        job = Job(0 if is_original else project.id, self._ids(crew), on_host=is_on_host)
        self.planner.add(row.id, job, Write(start=UNWRITTEN if start is None else start, minutes=minutes))
        if is_original:
            self.planner.originals.append(row.id)

    def start(self, place: int, start: date | None) -> None:
        self._write(place, Write(start=start), start_date=start and start.isoformat())

    def due(self, place: int, due: date | None) -> None:
        self._write(place, Write(due=due), due_date=due and due.isoformat())

    def dates(self, place: int, start: date, more: int) -> None:
        due = start + timedelta(more)
        self._write(
            place, Write(start=start, due=due), start_date=start.isoformat(), due_date=due.isoformat()
        )

    def length(self, place: int, minutes: int | None) -> None:
        self._write(place, Write(minutes=minutes), duration=minutes)

    def milestone(self, place: int, is_one: bool) -> None:
        self._write(place, Write(milestone=is_one), milestone=is_one)

    def pin(self, place: int, pinned: bool) -> None:
        self._write(place, Write(pinned=pinned), pinned=pinned)

    def assign(self, place: int, crew: frozenset[int]) -> None:
        for number in self._live(place):
            self.planner.assign(number, self._ids(crew))
            self.desk.update(Target("Task", number), task_assignees=self._people(crew))

    def link(self, one: int, other: int, rule: tuple[DependencyKind, int | None]) -> None:
        for upstream, downstream in zip(self._live(one), self._live(other), strict=False):
            tie = _tie(upstream, downstream, rule)
            if any(each.is_live and each.pair == tie.pair for each in self.planner.ties.values()):
                continue
            ends = {"dependent_task": Target("Task", upstream), "task": Target("Task", downstream)}
            sent = {**ends, "dependency_type": rule[0].value, "offset_days": rule[1]}
            if self.planner.waits(upstream, downstream):
                with pytest.raises(CreateFailed):
                    self.desk.create("TaskDependency", **sent)
            else:
                self.planner.link(self.desk.create("TaskDependency", **sent).id, tie)

    def change(self, place: int, rule: tuple[DependencyKind, int | None]) -> None:
        for number in self._ties(place, is_live=True):
            tie = _tie(*self.planner.ties[number].pair, rule)
            if tie.rule != self.planner.ties[number].rule:
                self.planner.link(number, tie)
            row = Target("TaskDependency", number)
            self.desk.update(row, dependency_type=rule[0].value, offset_days=rule[1])

    def unlink(self, place: int) -> None:
        for number in self._ties(place, is_live=True):
            self.planner.unlink(number)
            self.desk.retire(Target("TaskDependency", number))

    def relink(self, place: int) -> None:
        for number in self._ties(place, is_live=False):
            tie, jobs = self.planner.ties[number], self.planner.jobs
            is_taken = any(each.is_live and each.pair == tie.pair for each in self.planner.ties.values())
            is_whole = not any(jobs[end].is_retired for end in tie.pair)
            if is_whole and not is_taken and not self.planner.waits(*tie.pair):
                self.planner.relink(number)
                self.desk.revive(Target("TaskDependency", number))

    def retire(self, place: int) -> None:
        for number in self._live(place):
            self.planner.retire(number)
            self.desk.retire(Target("Task", number))

    def revive(self, place: int) -> None:
        for number in self._at(place, [n for n, job in self.planner.jobs.items() if job.is_retired]):
            if self.planner.can_be_revived(number):
                self.planner.revive(number)
                self.desk.revive(Target("Task", number))
            else:
                with pytest.raises(ReviveFailed):
                    self.desk.revive(Target("Task", number))

    def rule(self, owner: Owner, day: date, working: bool, recalculated: Recalculated | None) -> None:
        scope, row = self._owner(owner)
        self.planner.set_day((scope, row), day, working, recalculated and recalculated.value)
        named = {scope: row} if scope != "studio" else {}
        self.desk.session.set_work_day(NewRule(day, working, None, **named), recalculated)

    def week(self, owner: Owner, weekdays: frozenset[int] | None) -> None:
        scope, row = self._owner(owner)
        if weekdays is None:
            self.planner.house.weeks.pop((scope, row), None)
        else:
            self.planner.house.weeks[scope, row] = weekdays
        named = {scope: row} if scope != "studio" else {}
        self.desk.session.set_work_week(weekdays, **named)

    def claim(self, place: int, original: int) -> None:
        for number in self._live(place):
            if self.planner.jobs[number].on_host:
                chosen = self.planner.originals[original % ORIGINALS]
                if not self.planner.jobs[chosen].is_retired:
                    self.planner.claim(number, chosen)
                    self.desk.update(Target("Task", number), template_task=Target("Task", chosen))

    def apply(self) -> None:
        """The new rows are those that were not there before."""
        before = self._rows()
        self.desk.update(self.host, task_template=None)
        self.desk.update(self.host, task_template=self.template)
        tasks, ties = (new - old for new, old in zip(self._rows(), before, strict=True))
        jobs = {self._id(task, "template_task"): task.id for task in tasks}
        pairs = {(self._id(tie, "dependent_task"), self._id(tie, "task")): tie.id for tie in ties}
        self.planner.apply(jobs, pairs, self.projects[0].id)
        assert (jobs, pairs) == ({}, {})

    def expected(self) -> dict[int, tuple[object, ...]]:
        return {
            number: (
                *(each and each.isoformat() for each in (job.start, job.due)),
                *(job.minutes, job.is_milestone, job.is_pinned, job.is_violating),
            )
            for number, job in self.planner.jobs.items()
            if not job.is_retired
        }

    def found(self) -> dict[int, tuple[object, ...]]:
        task = self.desk.site.schema["Task"]
        where = self.desk.where("Task", "id", "in", *self.planner.jobs)
        question = Question(task, where, self.desk.site.edition.paths(task, FIELDS))
        return {row.id: tuple(row.values) for row in self.desk.session.find(question).rows}

    def _rows(self) -> tuple[set[Target], set[Target]]:
        tasks, ties = ({Target(each, row) for row in self.desk.find(each)} for each in ROWS)
        return tasks, ties

    def _id(self, row: Target, link: str) -> int:
        linked = self.desk.get(row, link)
        assert isinstance(linked, Target)
        return linked.id

    def _write(self, place: int, write: Write, **sent: object) -> None:
        for number in self._live(place):
            self.planner.write(number, write)
            self.desk.update(Target("Task", number), **sent)

    def _live(self, place: int) -> list[int]:
        return self._at(place, [n for n, job in self.planner.jobs.items() if not job.is_retired])

    def _ties(self, place: int, *, is_live: bool) -> list[int]:
        found = [n for n, tie in self.planner.ties.items() if tie.is_live is is_live]
        return self._at(place, found)

    @staticmethod
    def _at(place: int, found: list[int]) -> list[int]:
        return [found[place % len(found)]] if found else []

    def _owner(self, owner: Owner) -> Owner:
        scope, place = owner
        match scope:
            case "studio":
                return owner
            case "project":
                return scope, self.projects[place].id
            case "person":
                return scope, self.people[place].id

    def _people(self, crew: frozenset[int]) -> list[Target]:
        return [self.people[each] for each in crew]

    def _ids(self, crew: frozenset[int]) -> frozenset[int]:
        return frozenset(self.people[each].id for each in crew)

    def _forget_rules(self) -> None:
        """The studio's rules of the example before; all others are about rows of its own."""
        self.desk.session.set_work_week(None)
        with writing(self.desk.site, system_caller(logs_events=False)) as writes:
            for row_id in self.desk.find("WorkDayRule"):
                writes.retire_row("WorkDayRule", row_id)


def _tie(upstream: int, downstream: int, rule: tuple[DependencyKind, int | None]) -> Tie:
    kind, offset = rule
    return Tie(Dependency(upstream, downstream, kind, offset or 0), offset)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_site_schedules_as_walking_does(desk_of_module: Desk, seed: int) -> None:
    both, dice, done = Both(desk_of_module), Dice(seed), []
    for place in range(ORIGINALS + HAND_MADE):
        both.add(place, dice.day_or_none(), dice.minutes(), dice.crew())
    weights = [weight for weight, _ in ACTS.values()]
    for _ in range(LENGTH):
        (act,) = dice.choices(list(ACTS), weights)
        said = [draw(dice) for draw in ACTS[act][1]]
        done.append((act, *said))
        getattr(both, act)(*said)
        assert both.found() == both.expected(), done[-4:]
