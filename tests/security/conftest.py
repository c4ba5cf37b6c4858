"""The production of the contract's tests, to be attacked: on one database, because attacks come before it."""

from __future__ import annotations

__all__ = [
    *("anyone", "api", "app", "artist", "contract_site", "ids", "rpc", "rpc_person"),
    *("database_kind", "sites"),
]
