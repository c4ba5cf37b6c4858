"""Many writers at once: nothing lost, and a log without gaps in the order of the commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from tests.fixtures.desk import Desk
from tests.fixtures.sites import Sites
from tests.store.sql import read

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.batch import Create
from slatehouse.site.site import Site
from slatehouse.store.connection import Database

WRITERS, SHOTS_EACH = 6, 6


def ids_of_the_log(database: Database) -> list[int]:
    return [row[0] for row in read(database, "SELECT id FROM event_log_entries ORDER BY id")]


def in_parallel(write: Callable[[int], object], watch: Callable[[], object]) -> None:
    """Run the writers, each in a thread of its own, and look again and again until they are done."""
    with ThreadPoolExecutor(WRITERS) as pool:
        writing: list[Future[object]] = [pool.submit(write, number) for number in range(WRITERS)]
        while not all(each.done() for each in writing):
            watch()
    for each in writing:
        each.result()


def test_the_log_never_shows_a_gap(desk: Desk) -> None:
    """Whoever has read the log up to an id has missed nothing before it, even while others write."""
    ada, site = desk.hire("ada"), desk.site
    before = len(ids_of_the_log(site.database))

    def write(number: int) -> None:
        for n in range(SHOTS_EACH):
            shot = ada.create("Shot", code=f"{number}.{n}")
            ada.update(shot, sg_cut_in=n)
            try:
                ada.session.batch(
                    [Create(site.schema["Shot"], {"project": ada.project._asdict()})] * 2 + _bad(site)
                )
            except Refusal:
                continue

    def watch() -> None:
        seen = ids_of_the_log(site.database)
        assert seen == list(range(1, len(seen) + 1))

    in_parallel(write, watch)
    watch()
    assert len(desk.find("Shot")) == WRITERS * SHOTS_EACH
    news = desk.find("EventLogEntry", desk.where("EventLogEntry", "event_type", "is", "Shotgun_Shot_New"))
    assert len(news) == WRITERS * SHOTS_EACH
    assert len(ids_of_the_log(site.database)) > before


def _bad(site: Site) -> list[Create]:
    """A request that is refused after others of its batch were done."""
    return [Create(site.schema["Shot"], {"code": "no project"})]


def test_links_added_at_once_are_all_kept(desk: Desk) -> None:
    """`add` is atomic: nobody's link is lost to another's (writing §4)."""
    note = desk.create("Note", subject="all")
    shots = [desk.create("Shot") for _ in range(WRITERS * 4)]

    def write(number: int) -> None:
        for shot in shots[number::WRITERS]:
            desk.update(note, note_links={"multi_entity_update_mode": "add", "value": [shot]})

    in_parallel(write, lambda: desk.get(note, "note_links"))
    links = desk.get(note, "note_links")
    assert isinstance(links, list) and set(links) == set(shots)


def test_sites_in_several_processes_share_one_log(desk: Desk, sites: Sites) -> None:
    """Opened twice, like two processes: what one writes the other goes on from."""
    other = sites.opened(desk.site.directory)
    try:
        ada = desk.hire("ada")
        there = Desk(other, ada.caller, ada.project)
        rows = [each.create("Shot", code="x") for each in (ada, there, ada, there)]
        assert rows == [Target("Shot", number) for number in (1, 2, 3, 4)]
        seen = ids_of_the_log(other.database)
        assert seen == list(range(1, len(seen) + 1))
        assert there.find("Shot") == ada.find("Shot")
    finally:
        other.close()
