"""Filters as clients write them, made into a tree (contract rest/30 §1, rest/00 §7).

Three spellings: an array of conditions, a hash of groups, and `filter[path]=value` in the query string.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slatehouse.api.rest.strictness import raise_if_no_word
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.refusals import BadFilter
from slatehouse.query.filters import EVERY_ROW, Condition, Filter, Group, Operator
from slatehouse.schema.refusals import Unfilterable

__all__ = ["DEEPEST_GROUP", "FilterReader", "Resolve"]

Resolve = Callable[[str, str, Sequence[object]], Condition]

DEEPEST_GROUP = 265
"""How deep groups may be nested."""

_OPERATORS = {"and": Operator.AND, "or": Operator.OR}
# What these hold is not searched: conditions on them hold for every row (contract querying §5.5).
_UNSEARCHED = frozenset({"PageSetting.settings_json", "EventLogEntry.audit_trail"})


@dataclass(frozen=True, slots=True)
class FilterReader:
    """Reads the filters of one call; `resolve` makes a condition of a path, a relation and its values.

    With `is_strict`, a condition that cannot narrow anything down, or cannot hold, is refused.
    """

    resolve: Resolve
    is_strict: bool = False

    def array(self, sent: object) -> Filter:
        """The filter of an array of conditions, all of which have to hold."""
        if not isinstance(sent, list):
            raise BadFilter(f"Query is not an Array: {inspect(sent)}")
        if not all(isinstance(each, list) for each in sent):
            expected = "Expected array of basic condition arrays but received"
            raise BadFilter(f"Invalid filter. {expected}: {inspect(sent)}")
        return Group(Operator.AND, tuple(map(self._triple, sent)))

    def hash(self, sent: object) -> Filter:
        """The filter of a group, which may hold further groups."""
        if not isinstance(sent, Mapping):
            raise BadFilter(f"Query is not an Hash: {inspect(sent)}")
        return self._group(sent, 1)

    def query(self, sent: Mapping[str, str]) -> Filter:
        """The filter of `filter[path]=value` parameters; a comma list matches any of its values."""
        return Group(Operator.AND, tuple(self._flat(path, value) for path, value in sent.items()))

    def _group(self, sent: Mapping[str, Any], depth: int) -> Filter:
        if depth > DEEPEST_GROUP:
            raise BadFilter(f"Filters may be nested {DEEPEST_GROUP} groups deep.")
        if "logical_operator" not in sent:
            raise BadFilter(f"Missing logical operator: {inspect(sent)}")
        conditions = sent.get("conditions")
        if not isinstance(conditions, list):
            raise BadFilter(f"Missing conditions parameter: {inspect(sent)}")
        word = sent["logical_operator"]
        operator = _OPERATORS.get(word) if isinstance(word, str) else None
        if operator is None:
            raise BadFilter(f"Invalid logical operator: {word if isinstance(word, str) else inspect(word)}")
        parts = (
            self._group(each, depth + 1) if isinstance(each, Mapping) else self._triple(each)
            for each in conditions
        )
        return Group(operator, tuple(parts))

    def _triple(self, sent: object) -> Filter:
        match sent:
            case [str(path), str(relation), value]:
                return self._condition(path, relation, value if isinstance(value, list) else [value])
        raise BadFilter(f"Invalid condition: {inspect(sent)}")

    def _flat(self, path: str, value: str) -> Filter:
        values = value.rstrip(",").split(",")
        return self._condition(path, "in" if len(values) > 1 else "is", values)

    def _condition(self, path: str, relation: str, values: Sequence[object]) -> Filter:
        found = self.resolve(path, relation, values)
        leaf = found.path.leaf
        if self.is_strict:
            raise_if_no_word(leaf, values)
        if leaf.path not in _UNSEARCHED:
            return found
        if self.is_strict:
            raise Unfilterable(leaf, path, relation, tuple(values))
        return EVERY_ROW
