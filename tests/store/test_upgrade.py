"""Old sites, new sites and no sites: told apart, described in words, brought up to date, backed up."""

from __future__ import annotations

import hmac
import json
import subprocess
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pysqlite3
import pytest
from alembic.script import ScriptDirectory
from tests.fixtures.desk import Desk, desk_of
from tests.fixtures.sites import Sites
from tests.store.sql import read, run

from slatehouse.accounts.grants import Grants
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.sessions import Sessions
from slatehouse.site.errors import AlreadyASite, NewerSite, NotASite, OldSite
from slatehouse.site.opening import back_up, create_site, open_site, planned_upgrade, upgrade_site
from slatehouse.site.site import Site
from slatehouse.store import migrations
from slatehouse.store.connection import Database
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.opening import open_database
from slatehouse.store.sqlite import SqliteDatabase
from slatehouse.store.upgrade import Condition, condition_of, migrate, plan_upgrade, upgrade

ADDED_SINCE = [
    "create table note__tasks",
    "create index note__tasks_by_target",
    "add column shots.sg_cut_in",
    "add column versions.flagged",
]


def make_old(database: Database) -> None:
    """Make of a site what an older version would have left: without two columns and a table."""
    run(
        database,
        "ALTER TABLE shots DROP COLUMN sg_cut_in",
        "ALTER TABLE versions DROP COLUMN flagged",
        "DROP TABLE note__tasks",
    )
    with database.reading() as reading:
        recorded = json.loads(read_fact(database, reading, "tables") or "")
    recorded["shots"].remove("sg_cut_in")
    recorded["versions"].remove("flagged")
    del recorded["note__tasks"]
    with database.writing() as writing:
        record_fact(database, writing, "tables", json.dumps(recorded))


def test_a_database_without_anything_is_empty(empty_database_url: str, site: Site) -> None:
    database = open_database(empty_database_url)
    assert condition_of(database, site.edition.tables) is Condition.EMPTY
    plan = plan_upgrade(database, site.edition.tables)
    assert plan.words[0].startswith("migrate to 0001")
    assert {"create table shots", "create table row_names"} <= set(plan.words)
    assert upgrade(database, site.edition.tables) == plan
    assert condition_of(database, site.edition.tables) is Condition.CURRENT
    assert plan_upgrade(database, site.edition.tables).is_empty
    database.close()


def test_migrations_are_named_by_their_revisions() -> None:
    """Who opens a site goes by the files' names, without Alembic."""
    folder = Path(migrations.__file__).parent
    scripts = ScriptDirectory(str(folder)).walk_revisions()
    assert sorted(each.revision for each in scripts) == sorted(
        file.name.partition("_")[0] for file in (folder / "versions").glob("0*.py")
    )


def test_an_old_site_is_told_described_and_upgraded(desk: Desk) -> None:
    site = desk.site
    desk.create("Shot", code="before")
    version = desk.create("Version", code="before")
    make_old(site.database)
    assert condition_of(site.database, site.edition.tables) is Condition.OLD
    plan = plan_upgrade(site.database, site.edition.tables)
    assert sorted(plan.words) == sorted(ADDED_SINCE)
    upgrade(site.database, site.edition.tables)
    assert condition_of(site.database, site.edition.tables) is Condition.CURRENT

    upgraded = Desk(site, desk.caller, desk.project)
    shot = upgraded.create("Shot", code="after", sg_cut_in=7)
    task = upgraded.create("Task")
    note = upgraded.create("Note", tasks=[task])
    assert (upgraded.get(shot, "sg_cut_in"), upgraded.get(note, "tasks")) == (7, [task])
    assert [upgraded.get(version, name) for name in ("code", "flagged")] == ["before", False]
    assert upgraded.find("Shot", upgraded.where("Shot", "sg_cut_in", "is", None)) == [1]


def test_an_index_that_is_missing_is_made(site: Site) -> None:
    database = site.database
    with database.reading() as reading:
        recorded = json.loads(read_fact(database, reading, "tables") or "")
    index = next(name for name in recorded["notes"] if name.startswith("notes_by_"))
    recorded["notes"].remove(index)
    run(database, f'DROP INDEX "{index}"')
    with database.writing() as writing:
        record_fact(database, writing, "tables", json.dumps(recorded))
    assert upgrade(database, site.edition.tables).words == [f"create index {index}"]
    assert condition_of(database, site.edition.tables) is Condition.CURRENT


def test_an_upgrade_that_fails_changes_nothing(site: Site) -> None:
    """The steps are one transaction: here the last of them meets a table that the record knows nothing of."""
    database = site.database
    make_old(database)
    run(database, "CREATE TABLE note__tasks (id INTEGER)")
    before = plan_upgrade(database, site.edition.tables).words
    with pytest.raises(Exception, match="note__tasks"):
        upgrade(database, site.edition.tables)
    assert plan_upgrade(database, site.edition.tables).words == before
    assert condition_of(database, site.edition.tables) is Condition.OLD


def test_an_old_site_is_not_opened_and_upgraded_after_a_backup(sites: Sites, site_folder: Path) -> None:
    site = sites.opened(site_folder)
    desk_of(site)
    make_old(site.database)
    site.close()
    with pytest.raises(OldSite, match="slatehouse upgrade --site"):
        open_site(site_folder)
    assert sorted(planned_upgrade(site_folder).words) == sorted(ADDED_SINCE)
    plan, backup = upgrade_site(site_folder)
    assert sorted(plan.words) == sorted(ADDED_SINCE)
    assert backup is not None and backup.parent == site_folder / "backups"
    open_site(site_folder).close()
    assert upgrade_site(site_folder)[1] is None


def test_a_newer_site_is_left_alone(sites: Sites, site_folder: Path) -> None:
    site = sites.opened(site_folder)
    run(site.database, "UPDATE slatehouse_alembic SET version_num = '9999'")
    assert condition_of(site.database, site.edition.tables) is Condition.NEWER
    site.close()
    for each in (open_site, planned_upgrade, upgrade_site):
        with pytest.raises(NewerSite):
            each(site_folder)


def test_a_folder_is_a_site_once_it_was_made_one(tmp_path: Path, empty_database_url: str) -> None:
    with pytest.raises(NotASite):
        open_site(tmp_path / "site")
    create_site(tmp_path / "site", empty_database_url).close()
    open_site(tmp_path / "site").close()


def test_a_site_is_not_made_over_another(sites: Sites, site_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AlreadyASite):
        create_site(site_folder)
    url = sites.opened(site_folder).config.settings.database.url
    with pytest.raises(AlreadyASite):
        create_site(tmp_path / "second", url)
    assert not (tmp_path / "second" / "slatehouse.toml").exists()
    open_site(site_folder).close()


def test_a_backup_holds_what_the_database_held(desk: Desk, tmp_path: Path) -> None:
    desk.create("Tag", name="kept")
    backup = back_up(desk.site.database, tmp_path / "backups")
    if isinstance(desk.site.database, SqliteDatabase):
        copy = pysqlite3.connect(str(backup))
        assert copy.execute("SELECT name FROM tags").fetchall() == [("kept",)]
        copy.close()
    else:
        command = ["pg_restore", "--data-only", "--table=tags", "--file=-", str(backup)]
        assert "\tkept\t" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_facts_are_kept_one_for_each_name(site: Site) -> None:
    database = site.database
    with database.writing() as writing:
        record_fact(database, writing, "color", "red")
        record_fact(database, writing, "color", "blue")
        assert read_fact(database, writing, "color") == "blue"
        assert read_fact(database, writing, "shape") is None
    assert read(database, "SELECT count(*) FROM slatehouse_facts WHERE name = 'color'") == [(1,)]


def test_keys_of_an_older_site_are_good_after_the_upgrade(empty_database_url: str, site: Site) -> None:
    database = open_database(empty_database_url)
    migrate(database, "0008")
    media = "00" * 32
    run(
        database,
        "INSERT INTO slatehouse_script_keys (script_id, hash, created_at) VALUES (7, 'hash', '2026-01-01')",
        "INSERT INTO slatehouse_signing_keys (purpose, secret, created_at)"
        f" VALUES ('tokens', '{'11' * 32}', '2026-01-01'), ('media', '{media}', '2026-01-01')",
    )
    upgrade(database, site.edition.tables)
    assert read(database, "SELECT script_id, hash, ends_at FROM slatehouse_script_keys") == [
        (7, "hash", None)
    ]
    # An upload under way is known by a token that was made with the key of media.
    assert read(database, "SELECT purpose, number, secret FROM slatehouse_signing_keys ORDER BY purpose") == [
        ("media", 1, media),
        ("tokens", 1, "11" * 32),
        ("uploads", 1, media),
    ]
    # What the root document told before.
    told = UUID(bytes=hmac.digest(bytes(32), b"site_id", "sha256")[:16])
    with database.reading() as reading:
        assert read_fact(database, reading, "site_id") == str(told)
    database.close()


def test_who_was_signed_in_to_an_older_site_stays_so_after_the_upgrade(
    empty_database_url: str, site: Site
) -> None:
    """Each of their tokens becomes a session, which can be looked at and ended."""
    database = open_database(empty_database_url)
    migrate(database, "0010")
    row = "'session', 'ApiUser', 7, 'mara', 'session_token', '2999-01-01T00:00:00Z'"
    columns = "hash, kind, caller_type, caller_id, sudo_as_login, auth_type, expires_at"
    hashes = [sha256(token.encode()).hexdigest() for token in ("first", "second")]
    run(
        database,
        *(f"INSERT INTO slatehouse_grants ({columns}) VALUES ('{each}', {row})" for each in hashes),
    )
    upgrade(database, site.edition.tables)
    sessions = Sessions(database, site.clock)
    grants = Grants(database, sessions, site.clock, timedelta(days=1))
    first, second = (each[:32] for each in hashes)
    assert {each.id for each in sessions.of("ApiUser", 7)} == {first, second}
    assert grants.redeem_session("first") == Identity("ApiUser", 7, "session_token", "mara", first)
    with database.writing() as writing:
        assert sessions.end(writing, "ApiUser", 7, first)
    assert grants.redeem_session("first") is None
    assert grants.redeem_session("second") == Identity("ApiUser", 7, "session_token", "mara", second)
    database.close()
