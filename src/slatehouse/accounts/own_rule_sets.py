"""The permission rule sets of a site's own, read once for each version of them."""

from __future__ import annotations

import threading

from slatehouse.accounts.rule_files import BadRules, read_rules
from slatehouse.accounts.rule_sets import NOTHING, RuleSet
from slatehouse.store.connection import Database
from slatehouse.store.rule_sets import RuleSetRows

__all__ = ["OwnRuleSets"]


class OwnRuleSets:
    """Gives all callers of one version the same object. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = RuleSetRows(database.dialect)
        self._known: dict[int, tuple[int, RuleSet]] = {}
        self._reading = threading.Lock()

    def of(self, rule_set_id: int, version: int) -> RuleSet:
        """The set, of this version or a newer one."""
        known = self._known.get(rule_set_id)
        if known is not None and known[0] >= version:
            return known[1]
        with self._reading:
            known = self._known.get(rule_set_id)
            if known is None or known[0] < version:
                known = self._known[rule_set_id] = self._read(rule_set_id)
            return known[1]

    def _read(self, rule_set_id: int) -> tuple[int, RuleSet]:
        with self._database.reading() as connection:
            stored = self._rows.of(connection, rule_set_id)
        if stored is None:
            return 0, NOTHING
        try:
            return stored.version, read_rules(stored.rules)
        except BadRules:
            # It was read when it was put there; what a newer version of the product wrote may be beyond this
            # one, and allows nothing here.
            return stored.version, NOTHING
