"""Groups of conditions, which both doors spell alike: `{"logical_operator": "and", "conditions": [...]}`
(contract rest/30 §1, python-api/filters §1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from slatehouse.api.wire.bodies import BodyLimits
from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.refusals import BadFilter
from slatehouse.query.filters import Filter, Group, Operator
from slatehouse.query.limits import MOST
from slatehouse.schema.refusals import TooManyConditions

__all__ = ["limits_of_filters", "raise_if_too_many", "read_group"]

DEEPEST_GROUP = 265
"""How deep groups may be nested."""

# Each of the groups that a filter may nest is an object with a list in it.
_DEPTH_OF_FILTERS = 2 * DEEPEST_GROUP + 70
_OPERATORS = {"and": Operator.AND, "or": Operator.OR}


def read_group(
    sent: Mapping[str, Any],
    condition: Callable[[object], Filter],
    is_condition: Callable[[object], bool],
    depth: int = 1,
) -> Filter:
    """The filter of a group, and of the groups in it; `condition` reads what is one."""
    if depth > DEEPEST_GROUP:
        raise BadFilter(f"Filters may be nested {DEEPEST_GROUP} groups deep.")
    if "logical_operator" not in sent:
        raise BadFilter(f"Missing logical operator: {inspect(sent)}")
    conditions = sent.get("conditions")
    if not isinstance(conditions, list):
        raise BadFilter(f"Missing conditions parameter: {inspect(sent)}")
    if depth == 1:
        raise_if_too_many(conditions)
    word = sent["logical_operator"]
    operator = _OPERATORS.get(word) if isinstance(word, str) else None
    if operator is None:
        raise BadFilter(f"Invalid logical operator: {word if isinstance(word, str) else inspect(word)}")
    parts = (
        condition(each)
        if is_condition(each) or not isinstance(each, Mapping)
        else read_group(each, condition, is_condition, depth + 1)
        for each in conditions
    )
    return Group(operator, tuple(parts))


def raise_if_too_many(sent: list[object]) -> None:
    """Refuse conditions of which there are more than any statement has room for, before one of them is read.

    Groups among them count with all that is in them. Reading a body full costs half a minute.
    """
    count, lists = 0, [sent]
    while lists:
        conditions = lists.pop()
        count += len(conditions)
        if count > MOST:
            raise TooManyConditions(MOST)
        groups = (each.get("conditions") for each in conditions if isinstance(each, Mapping))
        lists.extend(each for each in groups if isinstance(each, list))


@lru_cache(maxsize=8)
def limits_of_filters(limits: BodyLimits) -> BodyLimits:
    """The limits of a body that may hold as deep a filter as the contract wants, whatever others may."""
    return replace(limits, depth=max(limits.depth, _DEPTH_OF_FILTERS))
