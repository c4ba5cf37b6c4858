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

__all__ = ["anyone", "api", "app", "artist", "contract_site", "ids", "rpc", "rpc_person"]


@pytest.fixture(scope="session")
def database_kind() -> str:
    """SQLite."""
    return "sqlite"
