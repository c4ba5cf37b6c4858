"""Builds the demo site: a studio, a template, an archived short and one in production, and their pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from slatehouse.demo.breakdown import enter_breakdown, enter_project, shelve
from slatehouse.demo.deliverables import enter_published_files, enter_versions
from slatehouse.demo.film import Production, Studio, productions, studio
from slatehouse.demo.labour import enter_tasks, enter_time_logs
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import enter_office
from slatehouse.demo.pictures import attach, pictures_of, portraits
from slatehouse.demo.plan import PlannedTask, plan
from slatehouse.demo.reviews import WrittenNote, enter_notes, enter_playlists, written_notes
from slatehouse.demo.session import Report, Session

SCRIPT_NAME = "demo_script"
SCRIPT_KEY = "merrow-head-0-lamp-ember-fox"
PERSON = "noor.lindqvist"
PASSWORD = "nine-lanterns-off-merrow"
ROLES = {
    "farid.osmanzai": "admin",
    "noor.lindqvist": "manager",
    "tomasz.wierzba": "manager",
    "ifeoma.castellan": "manager",
}
"""Rule sets by login; everybody else is an artist."""
SHOWN = "HRB010_lgt_v001"


@dataclass(frozen=True)
class DemoSummary:
    """What was built, and what to try on it.

    The script's key and the people's password are for whoever opens the site: `build` creates no credentials.
    Everybody knows them, so a site that has them must not hold anything but the demo. `login` is of its
    person.
    """

    counts: Mapping[str, int]
    pictures: int
    project: str
    person: str
    note_id: int
    script_name: str = SCRIPT_NAME
    script_key: str = SCRIPT_KEY
    login: str = PERSON
    password: str = PASSWORD


def build(session: Session, report: Report, *, with_pictures: bool = True) -> DemoSummary:
    """Enters the whole demo. The summary's note is one of its person's, with something drawn on its image."""
    ledger = Ledger(session)
    house = studio()
    enter_office(ledger, house)
    pictures = [*portraits(house)]
    shown = ""
    for production in productions():
        tasks = plan(production, house)
        notes = written_notes(production, tasks)
        _enter(ledger, production, house, tasks, notes, report)
        pictures += pictures_of(production, house, tasks, notes)
        shown = next((each.code for each in notes if each.note.on == SHOWN), shown)
    if with_pictures:
        attach(ledger, pictures, report)
    return DemoSummary(
        counts=dict(ledger.counts),
        pictures=len(pictures) if with_pictures else 0,
        project=productions()[-1].name,
        person=house.person(PERSON).name,
        note_id=ledger.id("Note", shown),
    )


def _enter(
    ledger: Ledger,
    production: Production,
    house: Studio,
    tasks: Sequence[PlannedTask],
    notes: Sequence[WrittenNote],
    report: Report,
) -> None:
    """Each stage may link to the rows of those before it."""
    stages: tuple[Callable[[], None], ...] = (
        partial(enter_project, ledger, production, house),
        partial(enter_breakdown, ledger, production, tasks),
        partial(enter_tasks, ledger, production, house, tasks),
        partial(enter_versions, ledger, production, tasks),
        partial(enter_published_files, ledger, production, house, tasks),
        partial(enter_playlists, ledger, production),
        partial(enter_notes, ledger, production, notes),
        partial(enter_time_logs, ledger, production, house, tasks),
        partial(shelve, ledger, production),
    )
    for done, stage in enumerate(stages):
        report(production.name, done, len(stages))
        stage()
    report(production.name, len(stages), len(stages))
