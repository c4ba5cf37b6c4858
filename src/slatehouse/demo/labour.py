"""Enters the work: tasks with their dates and people, and the time that was logged on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from random import Random
from zlib import crc32

from slatehouse.demo.film import Production, Studio
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import stamp
from slatehouse.demo.plan import PlannedTask
from slatehouse.demo.session import Values
from slatehouse.demo.workdays import working_days

HALF_HOUR = 30


def enter_tasks(ledger: Ledger, production: Production, studio: Studio, tasks: Sequence[PlannedTask]) -> None:
    """One step after the other, so that a task can name the one that it waits for."""
    for step in studio.steps:
        batch = [task for task in tasks if task.step == step]
        if batch:
            entries = [(task.code, _task(ledger, production, studio, task)) for task in batch]
            ledger.enter("Task", entries)


def _task(ledger: Ledger, production: Production, studio: Studio, task: PlannedTask) -> Values:
    minutes = task.days * studio.day_minutes
    return {
        "content": task.step.code,
        "project": ledger.link("Project", production.code),
        "entity": ledger.named(task.subject.code),
        "step": ledger.link("Step", task.step.code),
        "sg_status_list": task.status,
        "start_date": task.start.isoformat(),
        "due_date": task.due.isoformat(),
        "duration": minutes,
        "est_in_mins": minutes,
        "task_assignees": [ledger.link("HumanUser", task.artist)],
        "task_reviewers": [ledger.link("HumanUser", _reviewer(studio, task))],
        "pinned": task.is_pinned,
        "upstream_tasks": [ledger.link("Task", task.upstream)] if task.upstream else [],
        "created_at": stamp(datetime.combine(production.starts, time(9, 30))),
        "created_by": ledger.link("HumanUser", production.producer),
    }


def _reviewer(studio: Studio, task: PlannedTask) -> str:
    """The supervisor of the artist's department; the first supervisor of the studio where there is none."""
    supervisors = [person for person in studio.people if "Supervisors" in person.groups]
    department = studio.person(task.artist).department
    return next((each.login for each in supervisors if each.department == department), supervisors[0].login)


def enter_time_logs(
    ledger: Ledger, production: Production, studio: Studio, tasks: Sequence[PlannedTask]
) -> None:
    entries = [
        (f"{task.code} {last}", _time_log(ledger, production, studio, task, last, days))
        for task in tasks
        for last, days in _weeks(task, production.review_day)
    ]
    ledger.enter("TimeLog", entries)


def _weeks(task: PlannedTask, review_day: date) -> Iterator[tuple[date, int]]:
    """The last day of each week that the task has had so far, and how many days of that week went into it."""
    worked = working_days(task.start, min(task.due, review_day))
    for _, days in groupby(worked, key=lambda day: day.isocalendar().week):
        week = list(days)
        yield week[-1], len(week)


def _time_log(
    ledger: Ledger, production: Production, studio: Studio, task: PlannedTask, last: date, days: int
) -> Values:
    """Nobody's week is whole: meetings and rendering take up to an hour and a half of it."""
    away = Random(crc32(f"{task.code}{last}".encode())).randrange(4) * HALF_HOUR
    artist = ledger.link("HumanUser", task.artist)
    return {
        "project": ledger.link("Project", production.code),
        "entity": ledger.link("Task", task.code),
        "user": artist,
        "created_by": artist,
        "date": last.isoformat(),
        "duration": days * studio.day_minutes - away,
        "description": f"{task.subject.code}: {task.step.passes[-1].lower()}",
    }
