"""Enters what came out of the work: versions for review, and the files published with the approved ones."""

from __future__ import annotations

from collections.abc import Sequence

from slatehouse.demo.film import Production, Shot, Studio
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import stamp
from slatehouse.demo.plan import PlannedTask, Submission, frame_range
from slatehouse.demo.session import Values


def enter_versions(ledger: Ledger, production: Production, tasks: Sequence[PlannedTask]) -> None:
    """In the order in which they were handed in."""
    made = sorted(((each, task) for task in tasks for each in task.submissions), key=lambda pair: pair[0].at)
    entries = [(each.code, _version(ledger, production, task, each)) for each, task in made]
    ledger.enter("Version", entries)


def _version(ledger: Ledger, production: Production, task: PlannedTask, made: Submission) -> Values:
    first, last = frame_range(task.subject)
    artist = ledger.link("HumanUser", task.artist)
    folder = _folder(production, task, made)
    return {
        "code": made.code,
        "project": ledger.link("Project", production.code),
        "entity": ledger.named(task.subject.code),
        "sg_task": ledger.link("Task", task.code),
        "user": artist,
        "created_by": artist,
        "created_at": stamp(made.at),
        "description": made.description,
        "sg_status_list": made.status,
        "sg_department": task.step.code,
        "sg_first_frame": first,
        "sg_last_frame": last,
        "frame_count": last - first + 1,
        "frame_range": f"{first}-{last}",
        "sg_path_to_frames": f"{folder}/{made.code}.%04d.exr",
        "sg_path_to_movie": f"{folder}/{made.code}.mov",
        "sg_movie_has_slate": True,
    }


def enter_published_files(
    ledger: Ledger, production: Production, studio: Studio, tasks: Sequence[PlannedTask]
) -> None:
    extensions = {each.code: each.extension for each in studio.published_file_types}
    entries = [
        (each.code, _published_file(ledger, production, task, each, extensions[task.step.publishes]))
        for task in tasks
        for each in task.submissions
        if each.status == "apr"
    ]
    ledger.enter("PublishedFile", entries)


def _published_file(
    ledger: Ledger, production: Production, task: PlannedTask, made: Submission, extension: str
) -> Values:
    name = f"{made.code}.{extension}"
    artist = ledger.link("HumanUser", task.artist)
    return {
        "code": name,
        "name": task.code,
        "project": ledger.link("Project", production.code),
        "entity": ledger.named(task.subject.code),
        "task": ledger.link("Task", task.code),
        "version": ledger.link("Version", made.code),
        "version_number": made.number,
        "published_file_type": ledger.link("PublishedFileType", task.step.publishes),
        "sg_status_list": "cmpt",
        "description": made.description,
        "path": {"url": f"file://{_folder(production, task, made)}/{name.replace('%', '%25')}", "name": name},
        "created_at": stamp(made.at),
        "created_by": artist,
    }


def _folder(production: Production, task: PlannedTask, made: Submission) -> str:
    subject = task.subject
    place = f"shots/{production.sequence_of(subject.code).code}" if isinstance(subject, Shot) else "assets"
    return f"/shows/{production.code}/{place}/{subject.code}/{task.step.short_name}/v{made.number:03d}"
