"""Making and upgrading a site's tables: the product's by Alembic, the schema's by comparison."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import pysqlite3
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as AlchemyConnection
from sqlalchemy import create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from slatehouse.store.connection import Database, StoreError, StoreUnreachable
from slatehouse.store.entity_migration import read_record, record_of, steps_between
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.steps import Step
from slatehouse.store.tables import Tables

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "slatehouse_alembic"
_TABLES_FACT = "tables"
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
    """What an upgrade would do: product migrations by name, and steps on the schema's tables."""

    migrations: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def is_empty(self) -> bool:
        return not self.migrations and not self.steps

    @property
    def words(self) -> list[str]:
        """Every change, in order, in words."""
        return [f"migrate to {name}" for name in self.migrations] + [step.words for step in self.steps]


def condition_of(database: Database, tables: Tables) -> Condition:
    """Whether the database is a site of this version; raises `StoreUnreachable` where it is none at all."""
    with _alchemy(database) as connection:
        have = _revision(connection)
    known = {script.revision for script in _scripts().walk_revisions()}
    if have is None:
        return Condition.EMPTY
    if have not in known:
        return Condition.NEWER
    return Condition.CURRENT if plan_upgrade(database, tables).is_empty else Condition.OLD


def plan_upgrade(database: Database, tables: Tables) -> UpgradePlan:
    """What separates the database from this version of the product."""
    with _alchemy(database) as connection:
        have = _revision(connection)
    scripts = list(_scripts().iterate_revisions("head", have or "base"))
    migrations = tuple(f"{script.revision} {script.doc}" for script in reversed(scripts))
    recorded: str | None = None
    if have is not None:
        with database.reading() as reading:
            recorded = read_fact(database, reading, _TABLES_FACT)
    steps = steps_between(read_record(recorded), tables, database.dialect)
    return UpgradePlan(migrations, tuple(steps))


def upgrade(database: Database, tables: Tables) -> UpgradePlan:
    """Bring the database to this version; returns what was done. The schema's steps are one transaction."""
    plan = plan_upgrade(database, tables)
    if plan.migrations:
        with _alchemy(database) as connection:
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    if plan.steps:
        with database.writing() as writing:
            for step in plan.steps:
                writing.run(step.statement)
            record_fact(database, writing, _TABLES_FACT, record_of(tables))
    return plan


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _revision(connection: AlchemyConnection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": _VERSION_TABLE})
    return context.get_current_revision()


@contextmanager
def _alchemy(database: Database) -> Iterator[AlchemyConnection]:
    """A SQLAlchemy connection, for Alembic alone; over the same SQLite library as the rest."""
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
