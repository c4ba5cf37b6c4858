"""A planner at work in plain Python: tasks, dependencies, rules about working days and a template.

All is followed by walking from day to day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from tests.scheduling.walking import Working, demanded, demanded_day

from slatehouse.scheduling.dependency import Dependency

MINUTES_PER_DAY = 480
Scope = Literal["person", "project", "studio"]
Owner = tuple[Scope, int]
STUDIO: Owner = ("studio", 0)
UNWRITTEN = object()


@dataclass
class House:
    """Who works when: weeks and single days of the studio, of projects and of people."""

    weeks: dict[Owner, frozenset[int]] = field(default_factory=dict)
    days: dict[tuple[Owner, date], bool] = field(default_factory=dict)

    def works(self, project: int, person: int, day: date) -> bool:
        scopes: list[Owner] = [("person", person), ("project", project), STUDIO]
        for owner in scopes:
            if (owner, day) in self.days:
                return self.days[owner, day]
            if owner in self.weeks:
                return day.weekday() in self.weeks[owner]
        return day.weekday() < 5


@dataclass(frozen=True)
class Crew(Working):
    """Those who work on a task: its days are those on which any of them works."""

    house: House
    project: int
    people: frozenset[int]

    def works(self, day: date) -> bool:
        return any(self.house.works(self.project, person, day) for person in self.people or {0})

    def due(self, start: date, minutes: int) -> date:
        return self.walk(self.on_or_after(start), length(minutes) - 1) if minutes > 0 else start

    def start(self, due: date, minutes: int) -> date:
        return self.walk(self.on_or_before(due), 1 - length(minutes)) if minutes > 0 else due

    def minutes(self, start: date, due: date) -> int:
        return MINUTES_PER_DAY * len(list(self.between(start, due)))


def length(minutes: int) -> int:
    """The days that work takes; a day at least."""
    return max(1, -(-minutes // MINUTES_PER_DAY))


@dataclass(frozen=True)
class Job:
    """A task. `origin` is the task of the template that it came from; `on_host` tells whether it belongs to
    the row that the template is applied to."""

    project: int
    people: frozenset[int] = frozenset()
    start: date | None = None
    due: date | None = None
    minutes: int | None = None
    is_milestone: bool = False
    is_pinned: bool = False
    is_violating: bool = False
    is_retired: bool = False
    origin: int | None = None
    on_host: bool = False

    @property
    def when(self) -> tuple[object, ...]:
        return (self.start, self.due, self.minutes, self.is_milestone)

    @property
    def has_both(self) -> bool:
        return self.start is not None and self.due is not None

    def read_by(self, dependency: Dependency) -> date | None:
        return self.start if dependency.kind.reads_start else self.due


@dataclass
class Tie:
    """A dependency; `offset` tells none from one of no days. `retired_with` is the task that it went with, or
    itself."""

    dependency: Dependency
    offset: int | None
    retired_with: int | None = None

    @property
    def is_live(self) -> bool:
        return self.retired_with is None

    @property
    def pair(self) -> tuple[int, int]:
        return self.dependency.upstream, self.dependency.downstream

    @property
    def rule(self) -> tuple[object, object]:
        return self.dependency.kind, self.offset


ITSELF = -1


@dataclass
class Write:
    """What one write sets of a task."""

    start: object = UNWRITTEN
    due: object = UNWRITTEN
    minutes: object = UNWRITTEN
    milestone: object = UNWRITTEN
    pinned: object = UNWRITTEN

    @property
    def has_a_date(self) -> bool:
        return self.start is not UNWRITTEN or self.due is not UNWRITTEN

    def on(self, job: Job, crew: Crew) -> Job:
        """The task after the write: milestone, start, duration, due."""
        if self.milestone is True:
            job = replace(job, is_milestone=True, minutes=0, start=job.due if job.has_both else job.start)
        if self.milestone is False and job.is_milestone:
            job = measured(replace(job, is_milestone=False), crew)
        if self.start is not UNWRITTEN:
            job = self._started(job, crew)
        has_both = isinstance(self.start, date) and isinstance(self.due, date)
        if self.minutes is not UNWRITTEN and not has_both and not job.is_milestone:
            job = self._lasting(job, crew)
        if self.due is not UNWRITTEN:
            job = self._ended(job, crew)
        return job

    def _started(self, job: Job, crew: Crew) -> Job:
        start = self.start if isinstance(self.start, date) else None
        job = replace(job, start=start)
        if start is None:
            return job
        if job.minutes is None:
            return measured(job, crew)
        return replace(job, due=crew.due(start, job.minutes))

    def _lasting(self, job: Job, crew: Crew) -> Job:
        minutes = self.minutes if isinstance(self.minutes, int) else None
        job = replace(job, minutes=minutes)
        if minutes is None:
            return measured(job, crew)
        if job.start is not None:
            return replace(job, due=crew.due(job.start, minutes))
        return job if job.due is None else replace(job, start=crew.start(job.due, minutes))

    def _ended(self, job: Job, crew: Crew) -> Job:
        due = self.due if isinstance(self.due, date) else None
        job = replace(job, due=due)
        if due is None:
            return job
        if job.start is not None and not job.is_milestone:
            return measured(job, crew)
        return job if job.minutes is None else replace(job, start=crew.start(due, job.minutes))


def measured(job: Job, crew: Crew) -> Job:
    """The task with the duration that both its dates give."""
    if job.start is None or job.due is None:
        return job
    return replace(job, minutes=crew.minutes(job.start, job.due))


@dataclass
class Agenda:
    """What several writes of one call did."""

    before: dict[int, Job] = field(default_factory=dict)
    placed: set[int] = field(default_factory=set)
    checked: set[int] = field(default_factory=set)


@dataclass
class Planner:
    """Jobs and ties by number; `originals` are the tasks of the template."""

    house: House = field(default_factory=House)
    jobs: dict[int, Job] = field(default_factory=dict)
    ties: dict[int, Tie] = field(default_factory=dict)
    originals: list[int] = field(default_factory=list)

    def crew(self, job: Job) -> Crew:
        return Crew(self.house, job.project, job.people)

    def ties_of(self, end: Literal["upstream", "downstream"], job: int) -> list[Tie]:
        """The live ties that a job has at that end."""
        return [each for each in self.ties.values() if each.is_live and getattr(each.dependency, end) == job]

    def upstream_of(self, job: int) -> list[Dependency]:
        """What a job waits for, as far as that is live."""
        found = (each.dependency for each in self.ties_of("downstream", job))
        return [each for each in found if not self.jobs[each.upstream].is_retired]

    def waits(self, job: int, other: int) -> bool:
        """Whether a job waits for another in the end, or is it."""
        above = {job}
        for _ in self.jobs:
            above |= {each.pair[0] for one in above for each in self.ties_of("downstream", one)}
        return other in above

    def add(self, number: int, job: Job, write: Write) -> None:
        self.jobs[number] = write.on(job, self.crew(job))

    def write(self, number: int, write: Write) -> None:
        agenda = Agenda()
        self._write(number, write, agenda)
        self._settle(agenda)

    def assign(self, number: int, people: frozenset[int]) -> None:
        self.jobs[number] = replace(self.jobs[number], people=people)

    def claim(self, number: int, original: int) -> None:
        self.jobs[number] = replace(self.jobs[number], origin=original)

    def link(self, number: int, tie: Tie) -> None:
        self.ties[number] = tie
        self._settle(Agenda(placed={tie.pair[1]}))

    def unlink(self, number: int) -> None:
        self.ties[number].retired_with = ITSELF
        self._settle(Agenda(checked={self.ties[number].pair[1]}))

    def relink(self, number: int) -> None:
        self.ties[number].retired_with = None
        self._settle(Agenda(placed={self.ties[number].pair[1]}))

    def retire(self, number: int) -> None:
        self.jobs[number] = replace(self.jobs[number], is_retired=True)
        gone = [*self.ties_of("upstream", number), *self.ties_of("downstream", number)]
        for each in gone:
            each.retired_with = number
        self._settle(Agenda(checked={each.pair[1] for each in gone}))

    def can_be_revived(self, number: int) -> bool:
        """Whether no circle closes when a task returns with the ties that went with it."""
        returning = [each for each in self.ties.values() if each.retired_with == number]
        for each in returning:
            each.retired_with = None
        is_closed = any(self.waits(*each.pair) for each in returning)
        for each in returning:
            each.retired_with = number
        return not is_closed

    def revive(self, number: int) -> None:
        self.jobs[number] = replace(self.jobs[number], is_retired=False)
        for each in self.ties.values():
            if each.retired_with == number:
                each.retired_with = None
        waiting = {each.pair[1] for each in self.ties_of("upstream", number)}
        self._settle(Agenda(placed={number, *waiting}))

    def set_day(self, owner: Owner, day: date, working: bool, recalculated: str | None) -> None:
        scope, row = owner
        concerned = {
            number: self.crew(job).works(day)
            for number, job in self.jobs.items()
            if recalculated
            and not (job.is_retired or job.is_milestone)
            and job.start is not None
            and job.due is not None
            and job.start <= day <= job.due
            and (scope == "studio" or row == job.project or (scope == "person" and row in job.people))
            and (scope != "person" or row in job.people)
        }
        self.house.days[owner, day] = working
        agenda = Agenda()
        for number, was_worked in concerned.items():
            job = self.jobs[number]
            assert job.start and job.due
            if self.crew(job).works(day) is was_worked:
                continue
            if recalculated == "duration":
                self._put(number, measured(job, self.crew(job)), agenda)
            else:
                due = self.crew(job).due(job.start, job.minutes or 0)
                self._put(number, replace(job, due=due), agenda)
        self._settle(agenda)

    def apply(self, jobs: dict[int, int], ties: dict[tuple[int, int], int], project: int) -> None:
        """Apply the template to the host. The numbers of new jobs are given by their originals, and those of
        new ties by their ends; what is made is taken out."""
        agenda, came = Agenda(), {}
        for original in self.originals:
            if self.jobs[original].is_retired:
                continue
            linked = [
                number
                for number, job in sorted(self.jobs.items())
                if job.on_host and job.origin == original and not job.is_retired
            ]
            if linked:
                came[original] = linked[0]
                self._bring_in_step(original, linked[0], agenda)
            else:
                came[original] = jobs.pop(original)
                self._generate(original, came[original], project)
        self._wire(came, ties, agenda)
        self._settle(agenda)

    def _generate(self, original: int, number: int, project: int) -> None:
        source = self.jobs[original]
        milestone = source.is_milestone or None
        written = (source.start, source.due, source.minutes, milestone)
        write = Write(*(UNWRITTEN if each is None else each for each in written))
        self.add(number, Job(project, source.people, origin=original, on_host=True), write)

    def _bring_in_step(self, original: int, number: int, agenda: Agenda) -> None:
        source, job = self.jobs[original], self.jobs[number]
        write = Write(milestone=True if source.is_milestone else UNWRITTEN)
        if source.start is not None and job.start is None:
            write.start, write.pinned = source.start, job.is_pinned
        if source.due is not None and job.due is None:
            write.due, write.pinned = source.due, job.is_pinned
        if job.start is None and job.due is None and source.minutes is not None:
            write.minutes = source.minutes
        if not job.people:
            self.assign(number, source.people)
        self._write(number, write, agenda)

    def _wire(self, came: dict[int, int], ties: dict[tuple[int, int], int], agenda: Agenda) -> None:
        wanted = {
            (came[each.pair[0]], came[each.pair[1]]): each
            for original in came
            for each in self.ties_of("downstream", original)
            if each.pair[0] in came
        }
        for number in came.values():
            for each in self.ties_of("downstream", number):
                if each.pair in wanted and each.rule == wanted[each.pair].rule:
                    del wanted[each.pair]
                else:
                    each.retired_with = ITSELF
                    agenda.checked.add(number)
        for (upstream, downstream), source in wanted.items():
            copy = replace(source.dependency, upstream=upstream, downstream=downstream)
            self.ties[ties.pop((upstream, downstream))] = Tie(copy, source.offset)
            agenda.placed.add(downstream)

    def _write(self, number: int, write: Write, agenda: Agenda) -> None:
        job = self.jobs[number]
        after = write.on(job, self.crew(job))
        is_moved = write.has_a_date and (job.start, job.due) != (after.start, after.due)
        if write.pinned is not UNWRITTEN:
            after = replace(after, is_pinned=bool(write.pinned))
        elif is_moved and self.upstream_of(number):
            after = replace(after, is_pinned=True)
        if write.pinned is not UNWRITTEN or (after.minutes != job.minutes and not write.has_a_date):
            agenda.placed.add(number)
        self._put(number, after, agenda)

    def _put(self, number: int, after: Job, agenda: Agenda) -> None:
        before = self.jobs[number]
        self.jobs[number] = after
        if after.when != before.when:
            agenda.before.setdefault(number, before)

    def _settle(self, agenda: Agenda) -> None:
        named = {*agenda.before, *agenda.placed, *agenda.checked}
        for number in self._in_order(self.jobs):
            job, above = self.jobs[number], self.upstream_of(number)
            is_followed = any(self._is_moved(each, agenda) for each in above)
            if job.is_retired or not (is_followed or number in named):
                continue
            if is_followed and job.start is not None and job.due is None:
                job = replace(job, is_pinned=False)
            if not job.is_pinned and (is_followed or number in agenda.placed):
                job = self._in_place(job, above)
            job = replace(
                job, is_violating=job.is_pinned and any(self._is_early(job, each) for each in above)
            )
            self._put(number, job, agenda)

    def _in_order(self, numbers: Iterable[int]) -> Iterator[int]:
        """The jobs, each after those that it waits for."""
        done: set[int] = set()
        while len(done) < len(self.jobs):
            for number in numbers:
                above = {each.pair[0] for each in self.ties_of("downstream", number)}
                if number not in done and above <= done:
                    done.add(number)
                    yield number

    def _is_moved(self, dependency: Dependency, agenda: Agenda) -> bool:
        now = self.jobs[dependency.upstream]
        before = agenda.before.get(dependency.upstream, now)
        day = now.read_by(dependency)
        return day is not None and day != before.read_by(dependency)

    def _in_place(self, job: Job, above: list[Dependency]) -> Job:
        if job.minutes is None:
            return job
        crew, days = self.crew(job), length(job.minutes)
        read = [(self.jobs[each.upstream].read_by(each), each) for each in above]
        starts = [demanded(crew, day, each, days) for day, each in read if day is not None]
        if not starts:
            return job
        return replace(job, start=max(starts), due=crew.walk(max(starts), days - 1))

    def _is_early(self, job: Job, dependency: Dependency) -> bool:
        crew, read = self.crew(job), self.jobs[dependency.upstream].read_by(dependency)
        if read is None:
            return False
        day = demanded_day(crew, read, dependency)
        if dependency.kind.places_start:
            return job.start is not None and crew.on_or_after(job.start) < day
        return job.due is not None and crew.on_or_before(job.due) < day
