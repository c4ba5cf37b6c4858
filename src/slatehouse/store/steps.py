"""Steps of an upgrade: changes of a database that can be read before they are run."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.store.statement import Statement


@dataclass(frozen=True)
class Step:
    """One change of the database: what it does in words, and its SQL."""

    words: str
    statement: Statement
