"""The bodies that hold filters: their content type says how the filters in them are spelled (rest/30 §0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.api.rest.call import Call
from slatehouse.api.rest.filters import FilterReader
from slatehouse.api.wire.bodies import read_object
from slatehouse.api.wire.content_types import ARRAY, HASH
from slatehouse.api.wire.filter_groups import limits_of_filters
from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.schema.entity_type import EntityType

__all__ = ["FilterBody", "filter_body"]

_READERS: Mapping[str, Callable[[FilterReader, object], Filter]] = {
    ARRAY: FilterReader.array,
    HASH: FilterReader.hash,
}
_FILTERS = "filters"


@dataclass(frozen=True, slots=True)
class FilterBody:
    """The object in a body, and how it spells its filters."""

    call: Call
    values: Mapping[str, Any]
    spelling: str

    def filter(self, entity_type: EntityType, sent: object) -> Filter:
        """The filter on rows of the type; raises what is wrong with it."""
        return _READERS[self.spelling](self.call.filters(entity_type), sent)

    def where(self, entity_type: EntityType) -> Filter:
        """The filter under the name `filters`; without one, every row."""
        return self.filter(entity_type, self.values[_FILTERS]) if _FILTERS in self.values else EVERY_ROW


def filter_body(call: Call) -> FilterBody:
    """The body of the call; raises what is wrong with it as a whole."""
    spelling = call.content_type(*_READERS)
    return FilterBody(call, read_object(call.request, limits_of_filters(call.surroundings.limits)), spelling)
