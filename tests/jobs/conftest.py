"""A site for each module, and an empty queue for each test."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from tests.fixtures.sites import Sites
from tests.jobs.asking import forget_everything

from slatehouse.jobs.queue import Queue
from slatehouse.jobs.workshop import Workshop, open_workshop
from slatehouse.store.connection import Database


@pytest.fixture(scope="module")
def site_folder(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site of the module's own, on each of the databases in turn."""
    with sites.folder(tmp_path_factory.mktemp("jobs") / "site") as folder:
        yield folder


@pytest.fixture(scope="module")
def opened(site_folder: Path) -> Iterator[Workshop]:
    with open_workshop(site_folder) as workshop:
        yield workshop


@pytest.fixture
def workshop(opened: Workshop) -> Workshop:
    """The module's workshop, with nothing to do."""
    forget_everything(opened.site.database)
    return opened


@pytest.fixture
def database(workshop: Workshop) -> Database:
    return workshop.site.database


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database)


class WaitFor(Protocol):
    """`wait_for(claim)`: whether the claim becomes true in time."""

    def __call__(self, claim: Callable[[], bool], seconds: float = 300) -> bool: ...


@pytest.fixture
def wait_for() -> WaitFor:
    def _wait_for(claim: Callable[[], bool], seconds: float = 300) -> bool:
        until = time.monotonic() + seconds
        while not claim():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    return _wait_for
