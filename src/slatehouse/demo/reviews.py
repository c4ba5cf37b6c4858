"""Enters what was shown and what was said: playlists, notes and their threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from slatehouse.demo.film import Note, Production
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import stamp
from slatehouse.demo.plan import PlannedTask, Submission
from slatehouse.demo.session import Values

DAILIES = time(16, 30)
OFFICE_HOUR = time(11, 15)


@dataclass(frozen=True)
class WrittenNote:
    """A note with the time at which it was written and, if it is on a version, the work that it is about.

    `code` names it within the demo; the script's notes have no names of their own.
    """

    code: str
    note: Note
    at: datetime
    task: PlannedTask | None
    submission: Submission | None


def written_notes(production: Production, tasks: Sequence[PlannedTask]) -> tuple[WrittenNote, ...]:
    """In the order in which they were written. A note on a version was written in that day's dailies."""
    versions = {made.code: (task, made) for task in tasks for made in task.submissions}
    written: list[WrittenNote] = []
    for index, note in enumerate(production.notes):
        task, made = versions.get(note.on, (None, None))
        moment = _moment(note, made) + timedelta(minutes=index % 12 * 5, seconds=index % 7 * 8)
        written.append(WrittenNote(f"{production.code} {index}", note, moment, task, made))
    return tuple(sorted(written, key=lambda each: each.at))


def _moment(note: Note, made: Submission | None) -> datetime:
    if made is not None:
        return datetime.combine(made.at.date(), DAILIES)
    if note.day is None:
        raise ValueError(f"the note on {note.on} is not on a version and has no day")
    return datetime.combine(note.day, OFFICE_HOUR)


def enter_playlists(ledger: Ledger, production: Production) -> None:
    ledger.enter(
        "Playlist",
        (
            (
                playlist.code,
                {
                    "code": playlist.code,
                    "project": ledger.link("Project", production.code),
                    "description": playlist.description,
                    "sg_date_and_time": stamp(datetime.combine(playlist.day, DAILIES)),
                    "versions": ledger.links("Version", playlist.versions),
                    "created_at": stamp(datetime.combine(playlist.day, OFFICE_HOUR)),
                    "created_by": ledger.link("HumanUser", production.producer),
                },
            )
            for playlist in production.playlists
        ),
    )


def enter_notes(ledger: Ledger, production: Production, written: Sequence[WrittenNote]) -> None:
    ledger.enter("Note", ((each.code, _note(ledger, production, each)) for each in written))
    ledger.enter("Reply", _replies(ledger, written))


def _note(ledger: Ledger, production: Production, written: WrittenNote) -> Values:
    note, task = written.note, written.task
    about = [note.on, *([task.subject.code] if task else []), *note.also]
    author = ledger.link("HumanUser", note.by)
    return {
        "project": ledger.link("Project", production.code),
        "subject": note.subject,
        "content": note.text,
        "note_links": [ledger.named(code) for code in about],
        "tasks": [ledger.link("Task", task.code)] if task else [],
        "addressings_to": ledger.addressees(note.to),
        "addressings_cc": ledger.addressees(note.cc),
        "sg_status_list": note.status,
        "sg_note_type": note.kind,
        "user": author,
        "created_by": author,
        "created_at": stamp(written.at),
    }


def _replies(ledger: Ledger, written: Sequence[WrittenNote]) -> Iterator[tuple[str, Values]]:
    """The first comes a while after the note, each further one sooner after the last."""
    for each in written:
        for index, reply in enumerate(each.note.replies):
            moment = each.at + timedelta(minutes=47 + 21 * index, seconds=index * 13)
            yield (
                f"{each.code} {index}",
                {
                    "entity": ledger.link("Note", each.code),
                    "content": reply.text,
                    "user": ledger.link("HumanUser", reply.by),
                    "created_at": stamp(moment),
                },
            )
