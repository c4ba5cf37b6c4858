"""Containment of JSON values, as PostgreSQL defines it for `jsonb` and SQLite does not know it.

An object contains another if it has the other's keys with values that contain the other's; an array contains
another if each element of the other is contained in one of its own; anything else contains its equal. Numbers
are compared by value: 1 is 1.0.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache


def json_contains(stored: str | None, wanted: str) -> bool | None:
    """Whether the stored JSON text contains the wanted one; None where nothing is stored."""
    return None if stored is None else contains(_parse(stored), _parse_wanted(wanted))


def contains(stored: object, wanted: object) -> bool:
    """Whether the stored value contains the wanted one."""
    if isinstance(wanted, dict):
        return isinstance(stored, dict) and all(
            key in stored and contains(stored[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(stored, list) and all(
            any(contains(element, value) for element in stored) for value in wanted
        )
    return _is_truth(stored) == _is_truth(wanted) and stored == wanted


def _is_truth(value: object) -> bool:
    """Python takes True for 1, JSON does not."""
    return isinstance(value, bool)


def _parse(text: str) -> object:
    # Decimals, because PostgreSQL compares numbers exactly as they were written.
    value: object = json.loads(text, parse_float=Decimal)
    return value


_parse_wanted = lru_cache(maxsize=64)(_parse)
