"""What has been kept long enough goes for good, unasked nothing does, and live rows answer as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import insert
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk
from tests.fixtures.dump import everything
from tests.secrecy.films import Film, add_external_id, entangle, shoot
from tests.security.settings import with_settings
from tests.store.sql import read

from slatehouse.accounts.audit import Deed
from slatehouse.config import RetentionSettings
from slatehouse.query.question import Question
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.link import Target
from slatehouse.site.errors import NoSuchRow
from slatehouse.site.feed.errors import ChangesPurged
from slatehouse.site.feed.places import stretch_after
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.retention.events import oldest_event
from slatehouse.site.retention.files import forget_files
from slatehouse.site.retention.purging import Purged, due, purge
from slatehouse.site.site import Site
from slatehouse.site.streams import Window
from slatehouse.site.uploads import UploadPlace
from slatehouse.store.connection import Database
from slatehouse.store.product_tables import deliveries, webhooks
from slatehouse.store.statement import compile_statement

LONG = 30


def keeping(site: Site, **days: int) -> Site:
    """The site, which keeps for so many days what is named, and the rest for ever."""
    unasked = {"events_days": 0, "retired_days": 0, "deliveries_days": 0}
    return with_settings(site, retention=RetentionSettings(**{**unasked, **days}))


def events(site: Site) -> list[int]:
    return sorted(row[0] for row in read(site.database, "SELECT id FROM event_log_entries"))


def add(site: Site, table: Any, **values: object) -> None:
    with site.database.writing() as connection:
        connection.run(compile_statement(insert(table).values(**values), site.database.dialect))


def add_hook(site: Site, number: int, cursor: int, status: str = "active") -> None:
    nothing = dict.fromkeys(("url", "name", "description", "created_at"), "")
    rest = {"validate_ssl_cert": True, "batch_deliveries": False, "num_deliveries": 0, "not_before": 0.0}
    owner = {"owner_type": "HumanUser", "owner_id": 1, "failures": 0, "failure_times": "[]", "projects": "[]"}
    add(
        site,
        webhooks,
        number=number,
        id=str(number),
        cursor=cursor,
        status=status,
        **nothing,
        **rest,
        **owner,
    )


def add_delivery(site: Site, number: int, status: str, created_at: str) -> None:
    texts = {"body": "", "request_body": "{}", "hook": "1", "id": str(number), "created_at": created_at}
    numbers = dict.fromkeys(("event_id", "response_code", "attempts"), 0)
    times = dict.fromkeys(("event_time", "process_time"), 0.0)
    add(site, deliveries, number=number, status=status, **texts, **numbers, **times)


def test_unasked_nothing_is_removed(desk: Desk, clock: Clock) -> None:
    desk.retire(desk.create("Shot", code="SH010"))
    clock.move(days=36_500)
    before = everything(desk.site)
    assert due(desk.site) == purge(desk.site) == Purged()
    assert everything(desk.site) == before


class TestEvents:
    @pytest.fixture
    def shot(self, desk: Desk, clock: Clock) -> Target:
        """A shot that was made long ago and changed today."""
        shot = desk.create("Shot", code="SH010", sg_status_list="wtg")
        clock.move(days=LONG)
        desk.update(shot, sg_status_list="ip")
        return shot

    @pytest.fixture
    def desk(self, desk: Desk) -> Desk:
        """Of somebody whose writes the log tells of."""
        return Desk(desk.site, desk.hire("mara").caller, desk.project)

    def test_old_ones_go_and_ids_go_on(self, desk: Desk, clock: Clock, shot: Target) -> None:
        site, every = keeping(desk.site, events_days=LONG - 1), events(desk.site)
        kept = [each for each in every if each > max(every) - 1]
        assert due(site).events == len(every) - len(kept)
        assert purge(site).events == len(every) - len(kept)
        assert events(site) == kept
        with site.database.reading() as connection:
            assert oldest_event(site, connection) == kept[0]
        desk.update(shot, code="SH020")
        assert events(site) == [*kept, kept[0] + 1]
        (entry,) = site.accounts.audit.newest()
        assert (entry.deed, entry.who) == (Deed.EVENTS_REMOVED, None)
        assert entry.details == {"events": len(every) - 1, "oldest_kept": kept[0]}
        assert purge(site) == Purged()

    def test_the_newest_stays_because_the_next_is_counted_from_it(self, desk: Desk, clock: Clock) -> None:
        desk.create("Shot", code="SH010")
        newest = max(events(desk.site))
        clock.move(days=LONG)
        assert purge(keeping(desk.site, events_days=1)).events == newest - 1
        assert events(desk.site) == [newest]

    def test_streams_show_what_is_left(self, desk: Desk, shot: Target) -> None:
        def updates() -> list[str]:
            stream = desk.session.activity(desk.site.schema["Shot"], shot.id, Window(), {})
            return [each.type for each in stream.updates]

        assert updates() == ["update", "create"]
        purge(keeping(desk.site, events_days=1))
        assert updates() == ["update"]
        kept = {row[0] for row in read(desk.site.database, "SELECT event_id FROM slatehouse_activity")}
        assert kept == set(events(desk.site))

    def test_who_has_not_seen_them_is_told(self, desk: Desk, shot: Target) -> None:
        site, session = desk.site, desk.session
        cursors = [site.cursors.text(each, desk.caller) for each in (1, max(events(site)) - 1)]
        purge(keeping(site, events_days=1))
        with site.database.reading() as connection:
            with pytest.raises(ChangesPurged) as refused:
                stretch_after(session, connection, cursors[0])
            for good in (cursors[1], refused.value.oldest):
                assert stretch_after(session, connection, good).after == min(events(site)) - 1

    @pytest.mark.parametrize("status", ["active", "unstable", "failed", "disabled"])
    def test_those_wait_that_a_webhook_has_not_seen(
        self, desk: Desk, clock: Clock, shot: Target, status: str
    ) -> None:
        newest = max(events(desk.site))
        add_hook(desk.site, 1, newest)
        add_hook(desk.site, 2, 1, status)
        purge(keeping(desk.site, events_days=1))
        assert min(events(desk.site)) == (newest if status == "disabled" else 2)


def test_deliveries_are_forgotten_unless_they_wait(site: Site, clock: Clock) -> None:
    add_delivery(site, 1, "delivered", "2026-03-01T00:00:00Z")
    add_delivery(site, 2, "pending", "2026-03-01T00:00:00Z")
    add_delivery(site, 3, "failed", "2026-03-03T00:00:00Z")
    days = keeping(site, deliveries_days=2)
    assert due(days) == purge(days) == Purged(deliveries=1)
    assert sorted(read(site.database, "SELECT number FROM slatehouse_deliveries")) == [(2,), (3,)]


class Production:
    """Two films with links between them, of which rows were retired long ago, and others today."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk, self.site = desk, desk.site
        add_external_id(desk)
        ada = desk.hire("ada")
        person = Target("HumanUser", ada.caller.id)
        boss = Desk(desk.site, desk.hire("boss").caller)
        self.open, self.closed = shoot(boss, "Lamp", person), shoot(boss, "Gale", person)
        entangle(self.open, self.closed, person)
        entangle(self.closed, self.open, person)
        boss.session.follow(person.id, [self.open["shot"], self.closed["shot"]])
        film, other = self.closed, self.open
        self.old = self._retire(film, "shot", "sequence", "task3", "version2", "note", "playlist", "movie")
        self.old += self._retire(other, "asset", "task2", "far_note", "cut", "far_list")
        boss.retire(self.closed["project"])
        boss.retire(person)
        clock.move(days=LONG)
        self.new = self._retire(self.open, "shot2", "file")
        self.person = person

    def _retire(self, film: Film, *names: str) -> list[Target]:
        rows = [film[name] for name in names]
        for row in rows:
            film.desk.retire(row)
        return rows


def answers(desk: Desk) -> dict[str, object]:
    """All that is read of live rows, and which of them have a link."""
    session, told = desk.session, dict[str, object]()
    tables = desk.site.edition.tables.entities
    for kind in desk.site.schema:
        if not read(desk.site.database, f'SELECT 1 FROM "{tables[kind.name].name}" LIMIT 1'):
            continue
        picked = session.edition.every_path(kind)
        rows = session.find(Question(kind, fields=picked)).rows
        told |= {
            f"{kind.name} {row.id} {each.text}": value
            for row in rows
            for each, value in zip(picked, row.values, strict=True)
        }
        links = [each for each in kind.fields.values() if each.type.kind is Kind.LINK] if rows else []
        for field in links:
            if "is" in field.type.relations and field.comparable:
                none = desk.find(kind.name, desk.where(kind.name, field.name, "is", None))
                told[field.path] = none
    return told


def test_erasing_changes_no_answer_about_live_rows_and_leaves_nothing(desk: Desk, clock: Clock) -> None:
    production = Production(desk, clock)
    site, closed = keeping(desk.site, retired_days=LONG - 1), production.closed
    before, going = answers(desk), due(site)
    assert (going.rows["Shot"], going.rows["Note"], going.rows["HumanUser"]) == (2, 2, 1)
    assert purge(site) == going
    assert answers(desk) == before
    assert due(site) == Purged()
    needed = [closed["project"], closed["shot"], production.open["asset"]]
    for row in (*production.new, *needed):
        assert desk.read(row, retired=True)
    raise_if_named(site, {*production.old, production.person} - {*needed})


def raise_if_named(site: Site, gone: set[Target]) -> None:
    """Nothing names the rows but the log, and links of the log by their names."""
    names = "SELECT type, id FROM row_names"
    told = {
        tuple(row) for row in read(site.database, 'SELECT "entity$type", "entity$id" FROM event_log_entries')
    }
    told |= {("HumanUser", row[0]) for row in read(site.database, 'SELECT "user$id" FROM event_log_entries')}
    tables = site.edition.tables
    rows = [f"SELECT '{type_}', id FROM \"{table.name}\"" for type_, table in tables.entities.items()]
    links = [f'SELECT target_type, target_id FROM "{table.name}"' for table in tables.links.values()]
    single = [
        f'SELECT "{field}$type", "{field}$id" FROM "{tables.entities[kind.name].name}"'
        for kind in site.schema
        for field in kind.fields
        if kind.name != "EventLogEntry" and f"{field}$id" in tables.entities[kind.name].c
    ]
    follows = "SELECT entity_type, entity_id FROM slatehouse_follows"
    streams = "SELECT stream_type, stream_id FROM slatehouse_activity"
    for query in (names, *rows, *links, *single, follows, streams):
        named = {tuple(row) for row in read(site.database, query)} & set(map(tuple, gone))
        assert named <= (told if query == names else set()), query


def test_a_name_goes_with_the_last_event_that_tells_of_it(desk: Desk, clock: Clock) -> None:
    mara = Desk(desk.site, desk.hire("mara").caller, desk.project)
    told, untold = mara.create("Shot", code="SH010"), desk.create("Shot", code="SH020")
    for row in (told, untold):
        desk.retire(row)

    def names() -> list[object]:
        return [row[0] for row in read(desk.site.database, "SELECT name FROM row_names WHERE type = 'Shot'")]

    clock.move(days=LONG)
    mara.create("Note", subject="Fog")
    purge(keeping(desk.site, retired_days=1))
    assert names() == ["SH010"]
    purge(keeping(desk.site, events_days=1))
    assert names() == []


def test_it_is_in_the_audit_trail_and_no_id_is_given_again(desk: Desk, clock: Clock) -> None:
    gone = desk.create("Shot", code="SH010")
    desk.retire(gone)
    clock.move(days=LONG)
    purge(keeping(desk.site, retired_days=1), desk.hire("ada").caller)
    entry = desk.site.accounts.audit.newest()[0]
    assert (entry.deed, entry.about) == (Deed.ROWS_ERASED, "Shot")
    assert entry.details == {"rows": 1, "ids": str(gone.id)}
    assert desk.create("Shot", code="SH010").id > gone.id
    with pytest.raises(NoSuchRow):
        desk.read(gone, retired=True)


def uploaded(desk: Desk, name: str, content: bytes) -> tuple[Target, Target, str]:
    """A version with a movie: its row, its Attachment, and the name of the content."""
    version, kind = desk.create("Version", code=name), desk.site.schema["Version"]
    place = UploadPlace(kind, version.id, kind.fields["sg_uploaded_movie"])
    number = desk.session.receive(place, f"{name}.mov", iter([content]), AttachmentFacts(f"{name}.mov"))
    return version, Target("Attachment", number), desk.site.blobs.write([content]).name


def test_files_go_unless_another_row_holds_the_same(desk: Desk, clock: Clock) -> None:
    site, blobs = keeping(desk.site, retired_days=1), desk.site.blobs
    shown, attachment, kept = uploaded(desk, "shown", b"shown")
    alone, its_own, gone = uploaded(desk, "alone", b"alone")
    first, of_first, shared = uploaded(desk, "first", b"shared")
    uploaded(desk, "second", b"shared")
    for row in (attachment, alone, its_own, first, of_first):
        desk.retire(row)
    clock.move(days=LONG)
    assert due(site).rows == {"Version": 2, "Attachment": 2}
    purge(site)
    payloads = read(desk.site.database, "SELECT payload FROM slatehouse_jobs WHERE kind = 'forget_files'")
    for seconds in (3600, 0):
        assert blobs.exists(gone), "it was kept just now"
        for (payload,) in payloads:
            forget_files(desk.site, str(payload), untouched_for=seconds)
    assert [blobs.exists(each) for each in (kept, gone, shared)] == [True, False, True]
    assert desk.read(attachment, retired=True), "a live row shows it"
    assert desk.get(shown, "sg_uploaded_movie")


class Cut(Exception):
    """The process ends."""


class CutOff:
    """A database of a process that ends with its n-th transaction, before or after that is committed."""

    def __init__(self, database: Database, left: int, *, commits: bool) -> None:
        self._database, self._left, self._commits = database, left, commits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        self._left -= 1
        with self._database.writing() as connection:
            yield connection
            if self._left == 0 and not self._commits:
                raise Cut
        if self._left == 0:
            raise Cut


def test_cut_off_at_any_moment_the_next_run_goes_on(desk: Desk, clock: Clock) -> None:
    shots = [desk.create("Shot", code=f"SH{number}") for number in range(2)]
    version = desk.create("Version", code="v1")
    note = desk.create("Note", subject="Fog", note_links=shots)
    for row in (*shots, version):
        desk.retire(row)
    clock.move(days=LONG)
    site = keeping(desk.site, retired_days=1, events_days=1)
    runs = 0
    for runs in range(1, 60):
        database = CutOff(site.database, 1 + runs // 2, commits=runs % 2 == 0)
        try:
            purge(replace(site, database=cast("Database", database)))
        except Cut:
            assert desk.get(note, "note_links") == [] and desk.find("Shot") == []
            continue
        break
    assert runs > 3 and due(site) == Purged()
    for row in (*shots, version):
        with pytest.raises(NoSuchRow):
            desk.read(row, retired=True)
    assert desk.read(note) and desk.get(note, "note_links") == []


def test_a_row_that_is_revived_in_time_stays(desk: Desk, clock: Clock) -> None:
    shot = desk.create("Shot", code="SH010")
    desk.retire(shot)
    clock.move(days=LONG)
    desk.revive(shot)
    desk.retire(shot)
    clock.move(days=1)
    assert purge(keeping(desk.site, retired_days=2)) == Purged()
    assert desk.read(shot, retired=True)
