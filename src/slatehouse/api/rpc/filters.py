"""Filters as the client writes them: groups of `{"path", "relation", "values"}` (python-api/filters §1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from slatehouse.api.wire.filter_groups import read_group
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.refusals import BadFilter
from slatehouse.query.filters import EVERY_ROW, Filter, Group, Operator
from slatehouse.query.paths import resolve
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import NotComparable
from slatehouse.schema.schema import Schema
from slatehouse.site.archives import Resolve
from slatehouse.site.shown import NEVER_SEARCHED

__all__ = ["FilterReader"]

# How a list that holds null is asked for, of data types that compare it with nothing but null.
_WITH_NULL = {"in": ("is", Operator.OR), "not_in": ("is_not", Operator.AND)}


class FilterReader(msgspec.Struct, frozen=True):
    """Reads filters on rows of a type; `condition` makes a condition of a path, a relation and its values."""

    schema: Schema
    entity_type: EntityType
    condition: Resolve

    def __call__(self, sent: object) -> Filter:
        """The filter of a group, which may hold further groups; raises what is wrong with it."""
        if not isinstance(sent, Mapping):
            raise BadFilter(f"Query is not an Hash: {inspect(sent)}")
        return read_group(sent, self._read, _is_condition)

    def _read(self, sent: object) -> Filter:
        if isinstance(sent, dict):
            path, relation, values = sent.get("path"), sent.get("relation"), sent.get("values")
            if isinstance(path, str) and isinstance(relation, str) and isinstance(values, list):
                return self._condition(path, relation, [self._plain(path, value) for value in values])
        raise BadFilter(f"Invalid condition: {inspect(sent)}")

    def _condition(self, path: str, relation: str, values: Sequence[object]) -> Filter:
        try:
            found = self.condition(path, relation, values)
        except NotComparable:
            if None not in values or relation not in _WITH_NULL:
                raise
            alone, operator = _WITH_NULL[relation]
            rest = [value for value in values if value is not None]
            parts = [self._condition(path, alone, [None])]
            return Group(operator, (*parts, self._condition(path, relation, rest)) if rest else tuple(parts))
        return EVERY_ROW if found.path.leaf.path in NEVER_SEARCHED else found

    def _plain(self, path: str, value: object) -> object:
        """The value in a class that the field's relations read: here whole numbers are fractions, too."""
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        found = resolve(self.schema, self.entity_type, path)
        return value if found is None else found.leaf.type.from_number(value)


def _is_condition(sent: object) -> bool:
    return not isinstance(sent, dict) or "path" in sent or "relation" in sent
