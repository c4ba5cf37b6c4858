"""Making and upgrading a site's tables: the product's by Alembic, the schema's by comparison."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import pysqlite3
from sqlalchemy import Connection as AlchemyConnection
from sqlalchemy import column, create_engine, event, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from slatehouse.store.connection import Database, StoreError, StoreUnreachable
from slatehouse.store.entity_migration import read_record, record_of, steps_between
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.steps import Step
from slatehouse.store.tables import Tables

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "slatehouse_alembic"
_DIGITS = len("0001")
TABLES_FACT = "tables"
# What both databases' drivers say of an address behind which there is none.
_NO_DATABASE = ("connect", "open", "not a database")


class Condition(Enum):
    """How a database stands to this version of the product."""

    EMPTY = auto()
    CURRENT = auto()
    OLD = auto()
    NEWER = auto()


@dataclass(frozen=True)
class UpgradePlan:
    """What an upgrade would do: product migrations by name, steps on the schema's tables, and, in words, what
    others than the store have to do."""

    migrations: tuple[str, ...]
    steps: tuple[Step, ...]
    further: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.migrations and not self.steps and not self.further

    @property
    def words(self) -> list[str]:
        """Every change, in order, in words."""
        migrations = (f"migrate to {name}" for name in self.migrations)
        return [*migrations, *(step.words for step in self.steps), *self.further]


def condition_of(database: Database, tables: Tables) -> Condition:
    """Whether the database is a site of this version; raises `StoreUnreachable` where it is none at all."""
    have = _revision(database)
    known = _revisions()
    if have is None:
        return Condition.EMPTY
    if have not in known:
        return Condition.NEWER
    is_current = have == known[-1] and not _steps(database, tables, have)
    return Condition.CURRENT if is_current else Condition.OLD


def plan_upgrade(database: Database, tables: Tables) -> UpgradePlan:
    """What separates the database from this version of the product."""
    have = _revision(database)
    is_behind = have != _revisions()[-1]
    return UpgradePlan(_missing_migrations(have) if is_behind else (), _steps(database, tables, have))


def upgrade(database: Database, tables: Tables) -> UpgradePlan:
    """Bring the database to this version; returns what was done. The schema's steps are one transaction."""
    plan = plan_upgrade(database, tables)
    if plan.migrations:
        migrate(database)
    if plan.steps:
        with database.writing() as writing:
            for step in plan.steps:
                writing.run(step.statement)
            record_fact(database, writing, TABLES_FACT, record_of(tables))
    return plan


def _steps(database: Database, tables: Tables, have: str | None) -> tuple[Step, ...]:
    """What is to be done on the schema's tables of a database with this revision."""
    recorded: str | None = None
    if have is not None:
        with database.reading() as reading:
            recorded = read_fact(database, reading, TABLES_FACT)
    return tuple(steps_between(read_record(recorded), tables, database.dialect))


def _revisions() -> list[str]:
    """The revisions that this version knows, oldest first: the numbers that the migrations' files begin with.

    Alembic knows them, too. It takes a tenth of a second to import, in each process that opens a site, so
    that only an upgrade does.
    """
    return sorted(file.name[:_DIGITS] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(database: Database) -> str | None:
    """The database's own revision; None where no site was made in it."""
    with _alchemy(database) as connection:
        if not inspect(connection).has_table(_VERSION_TABLE):
            return None
        return connection.execute(select(column("version_num")).select_from(table(_VERSION_TABLE))).scalar()


def _missing_migrations(have: str | None) -> tuple[str, ...]:
    from alembic.script import ScriptDirectory

    scripts = list(ScriptDirectory(str(_MIGRATIONS)).iterate_revisions("head", have or "base"))
    return tuple(f"{script.revision} {script.doc}" for script in reversed(scripts))


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the product's own tables to a revision."""
    from alembic import command
    from alembic.config import Config

    with _alchemy(database) as connection:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


@contextmanager
def _alchemy(database: Database) -> Iterator[AlchemyConnection]:
    """A SQLAlchemy connection, for the revisions alone; over the same SQLite library as the rest."""
    is_sqlite = database.dialect.name == "sqlite"
    options = {"module": pysqlite3} if is_sqlite else {}
    engine = create_engine(database.url, poolclass=NullPool, **options)
    if is_sqlite:
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        is_no_database = any(word in reason for word in _NO_DATABASE)
        raise (StoreUnreachable if is_no_database else StoreError)(reason) from error
    finally:
        engine.dispose()


def _leave_transactions_to_us(raw: pysqlite3.Connection, _: object) -> None:
    raw.isolation_level = None
