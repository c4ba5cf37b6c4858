"""The production of the contract's tests, to be attacked: on one database, because attacks come before it."""

from __future__ import annotations

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
from tests.fixtures.on_sqlite import database_kind, sites

__all__ = [
    "anyone",
    "api",
    "app",
    "artist",
    "contract_site",
    "database_kind",
    "ids",
    "rpc",
    "rpc_person",
    "sites",
]
