"""Filters as clients write them, made into a tree (contract rest/30 §1, rest/00 §7).

Three spellings: an array of conditions, a hash of groups, and `filter[path]=value` in the query string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slatehouse.api.rest.strictness import raise_if_no_word
from slatehouse.api.wire.filter_groups import raise_if_too_many, read_group
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.refusals import BadFilter
from slatehouse.query.filters import EVERY_ROW, Filter, Group, Operator
from slatehouse.schema.refusals import Unfilterable
from slatehouse.site.archives import Resolve
from slatehouse.site.shown import NEVER_SEARCHED

__all__ = ["FilterReader"]


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
        raise_if_too_many(sent)
        return Group(Operator.AND, tuple(map(self._triple, sent)))

    def hash(self, sent: object) -> Filter:
        """The filter of a group, which may hold further groups."""
        if not isinstance(sent, Mapping):
            raise BadFilter(f"Query is not an Hash: {inspect(sent)}")
        return read_group(sent, self._triple, _is_no_hash)

    def query(self, sent: Mapping[str, str]) -> Filter:
        """The filter of `filter[path]=value` parameters; a comma list matches any of its values."""
        return Group(Operator.AND, tuple(self._flat(path, value) for path, value in sent.items()))

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
        if leaf.path not in NEVER_SEARCHED:
            return found
        if self.is_strict:
            raise Unfilterable(leaf, path, relation, tuple(values))
        return EVERY_ROW


def _is_no_hash(sent: object) -> bool:
    return not isinstance(sent, Mapping)
