"""A site's database for each test, and a house of people and scripts in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.accounts.house import House
from tests.fixtures.sites import Sites

from slatehouse.config import load
from slatehouse.schema.schema import standard_schema
from slatehouse.store.connection import Database
from slatehouse.store.opening import open_database
from slatehouse.store.tables import Tables, tables_of


@pytest.fixture(scope="session")
def site_tables() -> Tables:
    return tables_of(standard_schema())


@pytest.fixture
def connect_to_site(sites: Sites, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Connections to one and the same database, as several processes have them."""
    opened: list[Database] = []
    with sites.folder(tmp_path / "site") as folder:
        url = load(folder).settings.database.url

        def connect() -> Database:
            opened.append(open_database(url))
            return opened[-1]

        yield connect
        for database in opened:
            database.close()


@pytest.fixture
def house(site_tables: Tables, connect_to_site: Callable[[], Database]) -> House:
    return House(connect_to_site(), site_tables)
