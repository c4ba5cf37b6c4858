"""The production of the contract's tests, to be attacked: on one database, because attacks come before it."""

from __future__ import annotations

import pytest
from tests.contract.conftest import (
    anyone,
    api,
    app,
    artist,
    contract_site,
    ids,
    rpc,
    rpc_person,
)
from tests.fixtures.cluster import Cluster
from tests.fixtures.sites import Sites

__all__ = ["anyone", "api", "app", "artist", "contract_site", "ids", "rpc", "rpc_person"]


@pytest.fixture(scope="session")
def database_kind() -> str:
    """SQLite."""
    return "sqlite"


@pytest.fixture(scope="session")
def sites(database_kind: str) -> Sites:
    """Sites on it; a fixture of its own, so that none is left over from tests on the other database."""
    return Sites(database_kind, _no_cluster)


def _no_cluster() -> Cluster:
    raise AssertionError("SQLite needs no cluster")
