"""Once a day what uploads left behind is removed, by whichever worker looks first."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from tests.fixtures.clock import Clock

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.secrets import Purpose
from slatehouse.jobs.sweeping import DailySweep
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.blobs import PartsOf
from slatehouse.site.site import Site
from slatehouse.site.uploads import UploadPlace
from slatehouse.store.sqlite import SqliteDatabase
from slatehouse.store.statement import Statement

HOUR = 3_600.0


def abandon_parts(site_folder: Path, workshop: Workshop) -> Path:
    """A part of an upload that was never completed, two days old."""
    workshop.site.blobs.receive_part(PartsOf("token", "id"), 1, [b"a frame"])
    (area,) = (site_folder / "media" / "parts").iterdir()
    two_days_ago = time.time() - 48 * HOUR
    for path in (*area.iterdir(), area):
        os.utime(path, (two_days_ago, two_days_ago))
    return area


def abandon_upload(site_folder: Path, workshop: Workshop) -> Path:
    """An upload that was never completed, two days old."""
    workshop.site.blobs.receive("token", [b"a frame"])
    area = site_folder / "media" / "incoming" / "token"
    two_days_ago = time.time() - 48 * HOUR
    for path in area.iterdir():
        os.utime(path, (two_days_ago, two_days_ago))
    return area


def test_abandoned_uploads_are_removed_and_kept_blobs_are_not(site_folder: Path, workshop: Workshop) -> None:
    kept = workshop.site.blobs.write([b"kept"])
    areas = [abandon_upload(site_folder, workshop), abandon_parts(site_folder, workshop)]
    assert DailySweep(workshop.site).run_if_due(0)
    assert not any(area.exists() for area in areas)
    assert workshop.site.blobs.exists(kept.name)


def test_uploads_that_were_begun_long_ago_cannot_be_completed_any_more(workshop: Workshop) -> None:
    site = workshop.site
    version = site.schema["Version"]
    session = site.session(system_caller())
    project = session.create(site.schema["Project"], {"name": "Film"}).rows[0].id
    row = session.create(version, {"project": {"type": "Project", "id": project}}).rows[0].id
    begun = session.begin_upload(UploadPlace(version, row, None), "a.mov", in_parts=True)
    now = site.clock().timestamp()
    for days, is_open in ((6, True), (8, False)):
        assert DailySweep(site).run_if_due(now + days * 24 * HOUR)
        assert session.is_open(begun) is is_open


def test_what_killed_workers_of_this_machine_left_is_removed(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (left := tmp_path / "slatehouse-scratch-old").mkdir()
    os.utime(left, (0, 0))
    sweep = DailySweep(workshop.site)
    assert sweep.run_if_due(0)
    assert not left.exists()
    left.mkdir()
    os.utime(left, (0, 0))
    assert not sweep.run_if_due(0.5 * HOUR) and left.exists()
    assert not sweep.run_if_due(2 * HOUR) and not left.exists()


def test_sqlite_looks_at_its_tables_for_every_process(site: Site) -> None:
    """PostgreSQL does it by itself; SQLite would guess how many rows a condition leaves."""
    if not isinstance(site.database, SqliteDatabase):
        site.database.refresh_statistics()
        return
    site.session(system_caller()).create_many([("Project", {"name": f"Film {n}"}) for n in range(9)])
    assert DailySweep(site).run_if_due(0)
    other = SqliteDatabase(site.database.path)
    with other.reading() as connection:
        looked_at = connection.rows(
            Statement("SELECT tbl, stat FROM sqlite_stat1 WHERE tbl = 'projects'", ())
        )
    other.close()
    assert looked_at and all(stat.split()[0] == "9" for _, stat in looked_at)


def test_the_site_is_swept_once_a_day_however_many_workers_look(workshop: Workshop) -> None:
    workers = [DailySweep(workshop.site) for _ in range(3)]
    swept = [hour for hour in range(72) for worker in workers if worker.run_if_due(hour * HOUR)]
    assert swept == [0, 24, 48]


def test_a_worker_that_starts_again_remembers_the_last_sweep(workshop: Workshop) -> None:
    assert DailySweep(workshop.site).run_if_due(0)
    assert not DailySweep(workshop.site).run_if_due(HOUR)
    assert DailySweep(workshop.site).run_if_due(24 * HOUR)


def test_the_audit_trail_is_kept_as_long_as_is_set(site: Site, clock: Clock) -> None:
    with site.database.writing() as connection:
        site.accounts.audit.record(connection, Deed.EXPORT, None, "an old page")
    clock.move(days=365)
    with site.database.writing() as connection:
        site.accounts.audit.record(connection, Deed.EXPORT, None, "a page")
    assert DailySweep(site).run_if_due(clock().timestamp())
    assert len(site.accounts.audit.newest()) == 2
    clock.move(days=1)
    assert DailySweep(site).run_if_due(clock().timestamp())
    assert [each.about for each in site.accounts.audit.newest()] == ["a page"]


def test_keys_that_have_ended_are_removed(site: Site, clock: Clock) -> None:
    keys = site.accounts.signing_keys
    keys.secrets(Purpose.TOKENS)
    with site.database.writing() as connection:
        keys.rotate(connection, Purpose.TOKENS)
    clock.move(days=1)
    assert DailySweep(site).run_if_due(clock().timestamp())
    assert [key.number for key in keys.every()] == [2]


def test_kept_answers_are_kept_as_long_as_is_set(site: Site, clock: Clock) -> None:
    kept = site.kept_answers

    def keep(key: str) -> None:
        now = clock().timestamp()
        with site.database.writing() as connection:
            assert kept.claim(connection, "ApiUser 1", key, (b"request", b"rights"), now, now)
            kept.put(connection, "ApiUser 1", key, b"answer")

    keep("old")
    clock.move(hours=1)
    keep("new")
    clock.move(hours=23, seconds=1)
    assert DailySweep(site).run_if_due(clock().timestamp())
    with site.database.reading() as connection:
        assert kept.of(connection, "ApiUser 1", "old", 0) is None
        assert kept.of(connection, "ApiUser 1", "new", 0) == (b"request", b"rights", b"answer")
