"""Who works on what, and when: the tasks of a production and the versions that come out of them.

A plain list scheduler: in story order every task goes to whoever of the step's crew can begin it first, and
nobody has two tasks at a time. The production's review day decides what is done, under way or still to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal
from zlib import crc32

from slatehouse.demo.film import Asset, Production, Shot, Step, Studio
from slatehouse.demo.workdays import last_of, next_working_day, working_days

FIRST_FRAME = 1001
HANDLES = 8
DAYS_IN_REVIEW = 2

TaskStatus = Literal["wtg", "ip", "rev", "fin", "hld"]
VersionStatus = Literal["na", "vwd", "rev", "apr"]


@dataclass(frozen=True)
class Submission:
    """A version as it was handed in."""

    code: str
    number: int
    description: str
    at: datetime
    status: VersionStatus


@dataclass(frozen=True)
class PlannedTask:
    """One step on one shot or asset. `code` names it within the production. `is_pinned`: it starts later than
    what it waits for allows, because its artist was busy."""

    code: str
    subject: Shot | Asset
    step: Step
    artist: str
    start: date
    due: date
    days: int
    status: TaskStatus
    upstream: str | None
    is_pinned: bool
    submissions: tuple[Submission, ...]


def frame_range(subject: Shot | Asset) -> tuple[int, int]:
    """First and last frame with handles; a turntable is a hundred frames long."""
    length = subject.frames + 2 * HANDLES if isinstance(subject, Shot) else 100
    return FIRST_FRAME, FIRST_FRAME + length - 1


def plan(production: Production, studio: Studio) -> tuple[PlannedTask, ...]:
    return tuple(_planned(production, studio))


def _planned(production: Production, studio: Studio) -> Iterator[PlannedTask]:
    free = dict.fromkeys((login for crew in production.crew.values() for login in crew), production.starts)
    subjects: tuple[Shot | Asset, ...] = (*production.assets, *production.shots)
    for subject in subjects:
        is_shot = isinstance(subject, Shot)
        ready = (production.shots_start or production.starts) if is_shot else production.starts
        upstream: str | None = None
        for step in _steps(subject, production, studio):
            artist = min(production.crew[step.code], key=lambda login: max(free[login], ready))
            start = max(free[artist], ready)
            days = step.days + subject.effort - 1
            due = last_of(start, days)
            pinned = upstream is not None and start > ready
            free[artist] = ready = next_working_day(due)
            task = _task(subject, step, artist, (start, due), upstream, pinned, production.review_day)
            upstream = task.code
            yield task


def _steps(subject: Shot | Asset, production: Production, studio: Studio) -> Iterator[Step]:
    for step in studio.steps:
        if _is_needed(step, subject) and step.code in production.crew:
            yield step


def _is_needed(step: Step, subject: Shot | Asset) -> bool:
    if isinstance(subject, Asset):
        return step.code in subject.steps
    if step.code == "FX" and not subject.has_fx:
        return False
    return step.entity_type == "Shot" and subject.status != "omt"


def _task(
    subject: Shot | Asset,
    step: Step,
    artist: str,
    dates: tuple[date, date],
    upstream: str | None,
    pinned: bool,
    review_day: date,
) -> PlannedTask:
    code = f"{subject.code}_{step.short_name}"
    status = _task_status(dates, review_day, is_held=isinstance(subject, Shot) and subject.status == "hld")
    return PlannedTask(
        code=code,
        subject=subject,
        step=step,
        artist=artist,
        start=dates[0],
        due=dates[1],
        days=step.days + subject.effort - 1,
        status=status,
        upstream=upstream,
        is_pinned=pinned,
        submissions=_submissions(code, step, subject.effort, dates, status, review_day),
    )


def _task_status(dates: tuple[date, date], review_day: date, *, is_held: bool) -> TaskStatus:
    start, due = dates
    if start > review_day:
        return "hld" if is_held else "wtg"
    if due > review_day:
        return "ip"
    return "rev" if last_of(due, DAYS_IN_REVIEW) >= review_day else "fin"


def _submissions(
    code: str, step: Step, effort: int, dates: tuple[date, date], status: TaskStatus, review_day: date
) -> tuple[Submission, ...]:
    """One version for each pass, evenly spread over the task's days; none of them from the future."""
    days = list(working_days(*dates))
    passes = step.passes[: max(1, effort)]
    due = [days[len(days) * (index + 1) // len(passes) - 1] for index in range(len(passes))]
    done = [day for day in due if day <= review_day]
    return tuple(
        Submission(
            code=f"{code}_v{number:03d}",
            number=number,
            description=passes[number - 1],
            at=_time_of_day(day, f"{code}{number}"),
            status=_version_status(number, len(done), is_finished=status == "fin"),
        )
        for number, day in enumerate(done, start=1)
    )


def _version_status(number: int, count: int, *, is_finished: bool) -> VersionStatus:
    """A first pass that was followed by others was never up for approval."""
    if number == count:
        return "apr" if is_finished else "rev"
    return "na" if number == 1 else "vwd"


def _time_of_day(day: date, seed: str) -> datetime:
    return datetime.combine(day, time(10)) + timedelta(minutes=Random(crc32(seed.encode())).randrange(330))
