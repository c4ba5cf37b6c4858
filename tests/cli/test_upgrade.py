"""`slatehouse upgrade`: an old site is refused, upgraded after a backup, and starts again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.fixtures.commands import ended
from tests.store.sql import read

from slatehouse.config import load
from slatehouse.serving import locked
from slatehouse.store.connection import Database
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.opening import open_database
from slatehouse.store.statement import Statement

if TYPE_CHECKING:
    from tests.cli.conftest import Run

MISSING = ("phases", "color")


def run_sql(database: Database, sql: str) -> None:
    with database.writing() as connection:
        connection.run(Statement(sql, ()))


def forget_a_column(database: Database) -> None:
    """Make the database one of a version whose schema had a field less."""
    table, column = MISSING
    with database.reading() as reading:
        record = msgspec.json.decode(str(read_fact(database, reading, "tables")))
    record[table].remove(column)
    with database.writing() as connection:
        record_fact(database, connection, "tables", msgspec.json.encode(record).decode())
        connection.run(Statement(f"ALTER TABLE {table} DROP COLUMN {column}", ()))


@pytest.fixture
def database(site_folder: Path) -> Iterator[Database]:
    """The database of `site_folder`."""
    opened = open_database(load(site_folder).settings.database.url)
    yield opened
    opened.close()


@pytest.fixture
def old_site(site_folder: Path, database: Database) -> Path:
    """A site that an older version made."""
    forget_a_column(database)
    return site_folder


CHANGES = [f"add column {MISSING[0]}.{MISSING[1]}"]


def test_an_old_site_is_refused_and_the_command_is_named(run: Run, old_site: Path) -> None:
    told = f"slatehouse: {old_site} was made by an older version; run: slatehouse upgrade --site {old_site}\n"
    script = run("script", "list", "--site", old_site)
    assert (script.code, script.err) == (3, told)
    # A process of its own: a server holds back the signals of the one that it runs in.
    server = ended("serve", "--site", old_site)
    assert (server.returncode, server.stderr) == (3, told)


def test_a_dry_run_only_tells(run: Run, old_site: Path) -> None:
    told = {"done": False, "changes": CHANGES, "backup": None}
    assert run("upgrade", "--dry-run", "--json", "--site", old_site).json == told
    assert run("upgrade", "--dry-run", "--site", old_site).out == (
        f"{CHANGES[0]}\nNothing was changed yet: that is what slatehouse upgrade would do.\n"
    )
    assert not (old_site / "backups").exists()
    assert run("script", "list", "--site", old_site).code == 3


def test_an_upgraded_site_works_again(run: Run, old_site: Path) -> None:
    upgraded = run("upgrade", "--json", "--site", old_site).json
    assert (upgraded["done"], upgraded["changes"]) == (True, CHANGES)
    assert list((old_site / "backups").iterdir()) == [Path(upgraded["backup"])]
    assert run("script", "add", "farm", "--site", old_site).code == 0
    assert run("upgrade", "--site", old_site).out == "The site is up to date.\n"
    assert len(list((old_site / "backups").iterdir())) == 1


def test_the_backup_is_the_site_as_it_was(run: Run, old_site: Path, database: Database) -> None:
    url = load(old_site).settings.database.url
    database.close()
    done, said = run("upgrade", "--site", old_site).out.splitlines()
    assert done == CHANGES[0]
    backup = Path(said.removeprefix("Done. The database as it was: "))
    if backup.suffix == ".db":
        shutil.copy(backup, url.removeprefix("sqlite:///"))
    else:
        subprocess.run(["pg_restore", "--clean", f"--dbname={url}", backup], check=True)
    assert run("upgrade", "--dry-run", "--json", "--site", old_site).json["changes"] == CHANGES


def test_a_site_that_is_served_is_not_upgraded(run: Run, old_site: Path) -> None:
    with locked(old_site):
        ended = run("upgrade", "--site", old_site)
        assert ended.code == 4
        assert ended.err.startswith(f"slatehouse: {old_site} is in use by process ")
        assert run("upgrade", "--dry-run", "--site", old_site).code == 0
    assert not (old_site / "backups").exists()


@pytest.mark.parametrize("command", [("upgrade",), ("upgrade", "--dry-run"), ("script", "list")])
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE slatehouse_alembic SET version_num = '9999'", "was made by a newer version than "),
        ("DELETE FROM slatehouse_alembic", "holds no site: restore its backup"),
    ],
    ids=["newer", "empty"],
)
def test_what_no_upgrade_can_help_is_said(
    run: Run, site_folder: Path, database: Database, command: tuple[str, ...], sql: str, told: str
) -> None:
    run_sql(database, sql)
    ended = run(*command, "--site", site_folder)
    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert told in ended.err
    assert not (site_folder / "backups").exists()


def test_secrets_of_an_old_site_are_encrypted(run: Run, site_folder: Path, database: Database) -> None:
    file = site_folder / "secret.key"
    file.unlink()
    run_sql(database, "DELETE FROM slatehouse_facts WHERE name = 'sealed_with'")
    run_sql(
        database,
        "INSERT INTO slatehouse_signing_keys (purpose, number, secret, made_at)"
        f" VALUES ('tokens', 1, '{bytes(32).hex()}', 0)",
    )
    assert run("script", "list", "--site", site_folder).code == 3
    words = ["encrypt the site's secrets with a new key in secret.key"]
    assert run("upgrade", "--dry-run", "--json", "--site", site_folder).json["changes"] == words
    assert not file.exists()
    assert run("upgrade", "--json", "--site", site_folder).json["changes"] == words
    ((kept,),) = read(database, "SELECT secret FROM slatehouse_signing_keys")
    assert str(kept).startswith("sealed:") and file.stat().st_mode & 0o777 == 0o600
    assert [each["purpose"] for each in run("keys", "list", "--site", site_folder, "--json").json] == [
        "tokens"
    ]
    assert run("upgrade", "--site", site_folder).out == "The site is up to date.\n"
