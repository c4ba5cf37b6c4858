"""Making a site, opening one, and bringing an old one up to date."""

from __future__ import annotations

import dataclasses
import shlex
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from slatehouse import __version__
from slatehouse.accounts.accounts import Accounts
from slatehouse.config import SECRET_FILE, Configuration, add_secret_key, load, write_default
from slatehouse.config import NotASite as NoConfiguration
from slatehouse.media.opening import opened_store
from slatehouse.site.editions import opened_editions
from slatehouse.site.errors import AlreadyASite, NewerSite, NotASite, OldSite, SiteError
from slatehouse.site.site import Site
from slatehouse.site.stock import stock_site
from slatehouse.store.connection import Database
from slatehouse.store.opening import open_database
from slatehouse.store.sqlite import SqliteDatabase
from slatehouse.store.upgrade import Condition, UpgradePlan, condition_of, plan_upgrade, upgrade


def create_site(directory: Path, database_url: str | None = None, media_url: str | None = None) -> Site:
    """Make a site in a folder: its configuration, the key of its secrets, tables and stock rows.

    Raises `AlreadyASite`.
    """
    if (directory / "slatehouse.toml").exists():
        raise AlreadyASite(f"{directory} holds a site already; choose another folder")
    directory.mkdir(parents=True, exist_ok=True)
    configuration = write_default(directory, database_url, media_url)
    made = [configuration, *_made_secret_key(directory)]
    site = _assemble(directory, load(directory))
    try:
        if condition_of(site.database, site.edition.tables) is not Condition.EMPTY:
            raise AlreadyASite("the database holds a site already; choose an empty one")
        upgrade(site.database, site.edition.tables)
        _seal(site)
        stock_site(site)
    except BaseException:
        site.close()
        for path in made:
            path.unlink()
        raise
    return site


def open_site(directory: Path, *, key_is_lost: bool = False) -> Site:
    """The site in a folder. Raises `NotASite`, `OldSite`, `NewerSite` or `CannotUnseal`, all with what to do.

    Where the key of its secrets is lost, all but those can still be used.
    """
    site = _assemble(directory, _configuration(directory))
    try:
        _raise_unless_current(site)
        if not key_is_lost:
            site.accounts.sealed_secrets.raise_unless_readable()
    except BaseException:
        site.close()
        raise
    return site


def planned_upgrade(directory: Path) -> UpgradePlan:
    """What an upgrade of the site in a folder would do. Raises `NotASite` or `NewerSite`."""
    site = _assemble(directory, _configuration(directory))
    try:
        _raise_unless_ours(site)
        return _plan(site)
    finally:
        site.close()


def upgrade_site(directory: Path) -> tuple[UpgradePlan, Path | None]:
    """Upgrade the site in a folder after a backup of its database; returns what was done and the backup.

    The secrets of a site of before they were encrypted are encrypted, under a new key where none is set.
    Raises `NotASite`, `NewerSite` or `CannotUnseal`.
    """
    site = _assemble(directory, _configuration(directory))
    try:
        condition = _raise_unless_ours(site)
        site.accounts.sealed_secrets.raise_unless_readable()
        if condition is Condition.CURRENT:
            return UpgradePlan((), ()), None
        plan, is_sealed = _plan(site), site.accounts.sealed_secrets.are_sealed()
        backup = back_up(site.database, directory / "backups")
        upgrade(site.database, site.edition.tables)
    finally:
        site.close()
    if not is_sealed:
        _begin_sealing(directory)
    return plan, backup


def back_up(database: Database, folder: Path) -> Path:
    """A copy of the database as it is now, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    if isinstance(database, SqliteDatabase):
        target = folder / f"site-{stamp}.db"
        database.copy_to(target)
        return target
    target = folder / f"site-{stamp}.dump"
    program = shutil.which("pg_dump")
    if program is None:
        raise SiteError("pg_dump is not installed: install PostgreSQL's client programs to back the site up")
    address = database.url.replace("+psycopg", "")
    made = subprocess.run(
        [program, "--format=custom", f"--file={target}", address], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise SiteError(f"pg_dump failed: {made.stderr.strip()}")
    return target


def _configuration(directory: Path) -> Configuration:
    try:
        return load(directory)
    except NoConfiguration as error:
        raise NotASite(str(error)) from error


def _plan(site: Site) -> UpgradePlan:
    """What separates the site from this version: tables, and secrets that are not encrypted yet."""
    plan = plan_upgrade(site.database, site.edition.tables)
    if site.accounts.sealed_secrets.are_sealed():
        return plan
    key = "auth.secret_key" if site.config.settings.auth.secret_key else f"a new key in {SECRET_FILE}"
    return dataclasses.replace(plan, further=(f"encrypt the site's secrets with {key}",))


def _begin_sealing(directory: Path) -> None:
    """Encrypt the secrets of a site that was made before they were, under a new key where none is set."""
    _made_secret_key(directory)
    site = _assemble(directory, load(directory))
    try:
        _seal(site)
    finally:
        site.close()


def _made_secret_key(directory: Path) -> list[Path]:
    """The file with a new key for the site's secrets; none where the configuration has one."""
    return [] if load(directory).settings.auth.secret_key else [add_secret_key(directory)]


def _seal(site: Site) -> None:
    with site.database.writing() as connection:
        site.accounts.sealed_secrets.seal_anew(connection)


def _now() -> datetime:
    return datetime.now(UTC)


def _assemble(directory: Path, configuration: Configuration, clock: Callable[[], datetime] = _now) -> Site:
    settings = configuration.settings
    database = open_database(
        settings.database.url, settings.database.statement_timeout, settings.database.slow_statement
    )
    try:
        blobs = opened_store(settings, database)
        editions = opened_editions(database)
    except BaseException:
        database.close()
        raise
    return Site(
        directory=directory,
        config=configuration,
        editions=editions,
        database=database,
        clock=clock,
        blobs=blobs,
        accounts=Accounts(database, editions.known.tables, clock, settings.auth, openid=settings.openid),
    )


def _raise_unless_current(site: Site) -> None:
    if _raise_unless_ours(site) is Condition.OLD:
        command = f"slatehouse upgrade --site {shlex.quote(str(site.directory))}"
        raise OldSite(f"{site.directory} was made by an older version; run: {command}")


def _raise_unless_ours(site: Site) -> Condition:
    """Refuse what is no site, and one that this version does not know; the others are old or current."""
    condition = condition_of(site.database, site.edition.tables)
    if condition is Condition.EMPTY:
        raise NotASite(
            f"the database of {site.directory} holds no site: restore its backup,"
            " or make a new site elsewhere with: slatehouse init"
        )
    if condition is Condition.NEWER:
        raise NewerSite(
            f"{site.directory} was made by a newer version than {__version__}; upgrade Slatehouse"
        )
    return condition if site.accounts.sealed_secrets.are_sealed() else Condition.OLD
