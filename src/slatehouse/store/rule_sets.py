"""Where the permission rule sets of a site's own are kept, each with a version that counts its changes."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Dialect, delete, insert, select, update
from sqlalchemy.sql import ClauseElement

from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import rule_sets
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["RuleSetRows", "StoredRules"]


class StoredRules(NamedTuple):
    """A set as it is kept: the id of its PermissionRuleSet, and its text."""

    rule_set_id: int
    version: int
    rules: str


class RuleSetRows:
    """Reads and writes them in databases of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        def compiled(clause: ClauseElement) -> Statement:
            return compile_statement(clause, dialect)

        is_it = rule_sets.c.rule_set_id == slot(0)
        made = {"rule_set_id": slot(0), "version": slot(1), "rules": slot(2)}
        self._one = compiled(select(rule_sets).where(is_it))
        self._all = compiled(select(rule_sets).order_by(rule_sets.c.rule_set_id))
        self._add = compiled(insert(rule_sets).values(made))
        self._change = compiled(update(rule_sets).where(is_it).values(version=slot(1), rules=slot(2)))
        self._remove = compiled(delete(rule_sets).where(is_it))

    def of(self, connection: Connection, rule_set_id: int) -> StoredRules | None:
        """The set of one PermissionRuleSet; None of those that are shipped."""
        found = connection.rows(self._one, [rule_set_id])
        return StoredRules(*found[0]) if found else None

    def every(self, connection: Connection) -> list[StoredRules]:
        """All of the site's own."""
        return [StoredRules(*row) for row in connection.rows(self._all)]

    def put(self, connection: Connection, rule_set_id: int, rules: str) -> int:
        """Keep a set, in place of what it was; its new version."""
        former = self.of(connection, rule_set_id)
        version = 1 if former is None else former.version + 1
        connection.run(self._add if former is None else self._change, [rule_set_id, version, rules])
        return version

    def remove(self, connection: Connection, rule_set_id: int) -> None:
        """Keep it no longer."""
        connection.run(self._remove, [rule_set_id])
