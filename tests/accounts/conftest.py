"""A fresh database for each test, copied from one that was made once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.accounts.house import House

from slatehouse.schema.schema import standard_schema
from slatehouse.store.connection import Database
from slatehouse.store.opening import open_database
from slatehouse.store.tables import Tables, tables_of
from slatehouse.store.upgrade import upgrade


@pytest.fixture(scope="session")
def site_tables() -> Tables:
    return tables_of(standard_schema())


@pytest.fixture(scope="session")
def empty_site(site_tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "site.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database, site_tables)
    database.close()
    return path


@pytest.fixture
def connect_to_site(
    site_tables: Tables, empty_site: Path, tmp_path: Path
) -> Iterator[Callable[[], Database]]:
    """Connections to one and the same database, as several processes have them."""
    path = tmp_path / "site.db"
    shutil.copy(empty_site, path)
    opened: list[Database] = []

    def connect() -> Database:
        opened.append(open_database(f"sqlite:///{path}"))
        return opened[-1]

    yield connect
    for database in opened:
        database.close()


@pytest.fixture
def house(site_tables: Tables, connect_to_site: Callable[[], Database]) -> House:
    return House(connect_to_site(), site_tables)
