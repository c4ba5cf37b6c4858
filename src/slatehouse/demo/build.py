"""Builds the demo site: a studio, a template, an archived short and one in production, and their pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slatehouse.demo.breakdown import enter_breakdown, enter_project
from slatehouse.demo.deliverables import enter_published_files, enter_versions
from slatehouse.demo.film import Production, Studio, productions, studio
from slatehouse.demo.labour import enter_tasks, enter_time_logs
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import enter_office
from slatehouse.demo.pictures import Picture, attach, pictures_of, portraits
from slatehouse.demo.plan import plan
from slatehouse.demo.reviews import WrittenNote, enter_notes, enter_playlists, written_notes
from slatehouse.demo.session import Report, Session

SCRIPT_NAME = "demo_script"
SCRIPT_KEY = "merrow-head-0-lamp-ember-fox"
PERSON = "noor.lindqvist"


@dataclass(frozen=True)
class DemoSummary:
    """What was built, and what to try on it.

    The script's name and key are for whoever opens the site: `build` creates no credentials. Everybody knows
    them, so a site that has them must not hold anything but the demo.
    """

    counts: Mapping[str, int]
    pictures: int
    project: str
    person: str
    note_id: int
    script_name: str = SCRIPT_NAME
    script_key: str = SCRIPT_KEY


def build(session: Session, report: Report) -> DemoSummary:
    """Enters the whole demo. `note_id` of the answer is the first note of `person`, and it has an image."""
    ledger = Ledger(session, report)
    house = studio()
    enter_office(ledger, house)
    pictures = [*portraits(house)]
    notes: Sequence[WrittenNote] = ()
    for production in productions():
        notes, drawn = _enter(ledger, production, house)
        pictures += drawn
    attach(ledger, "Pictures", pictures)
    shown = next(each for each in notes if each.note.by == PERSON)
    return DemoSummary(
        counts=dict(ledger.counts),
        pictures=len(pictures),
        project=productions()[-1].name,
        person=house.person(PERSON).name,
        note_id=ledger.id("Note", shown.code),
    )


def _enter(
    ledger: Ledger, production: Production, house: Studio
) -> tuple[Sequence[WrittenNote], Sequence[Picture]]:
    tasks = plan(production, house)
    notes = written_notes(production, tasks)
    enter_project(ledger, production, house)
    enter_breakdown(ledger, production, tasks)
    enter_tasks(ledger, production, house, tasks)
    enter_versions(ledger, production, tasks)
    enter_published_files(ledger, production, house, tasks)
    enter_playlists(ledger, production)
    enter_notes(ledger, production, notes)
    enter_time_logs(ledger, production, house, tasks)
    if production.kind == "archive":
        ledger.session.update("Project", ledger.id("Project", production.code), {"archived": True})
    return notes, pictures_of(production, house, tasks, notes)
