"""In which order a list is wanted: `sort=-created_at,code`, or a list of such texts in a body.

A key that has no order is passed over in silence, as the real service does; a strict caller is told
(contract rest/00 §5.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from slatehouse.api.rest.validation import Findings
from slatehouse.query.question import SortKey
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.schema import Schema
from slatehouse.site.ordering import ordered_path

__all__ = ["NO_KEYS", "keys_sent", "sort_keys"]

Keys = tuple[str, ...]
NO_KEYS: Keys = ()

_KEY = re.compile(r"-?[A-Za-z0-9_.]+", re.ASCII)
_MOST_KEYS = 32
_LONGEST_KEY = 1_000


def keys_sent(sent: object, findings: Findings) -> Keys:
    """The keys of a `sort`, each with its `-`; only their spelling is checked."""
    if sent in (None, "", []):
        findings.add("must be filled", "sort")
        return NO_KEYS
    if isinstance(sent, str):
        keys, kind = tuple(sent.split(",")), "list"
    elif isinstance(sent, list):
        keys, kind = tuple(_flattened(sent)), "array"
    else:
        keys, kind = ("",), "list"
    if not all(map(_is_key, keys)) or len(keys) > _MOST_KEYS:
        findings.add(f"{kind} is not valid", "sort")
        return NO_KEYS
    return keys


def _is_key(key: str) -> bool:
    # Keys are remembered, so they are not to be of any length.
    return len(key) <= _LONGEST_KEY and _KEY.fullmatch(key) is not None


def _flattened(sent: list[object]) -> Iterator[str]:
    for each in sent:
        yield from each.split(",") if isinstance(each, str) else ("",)


@lru_cache(maxsize=4096)
def sort_keys(
    schema: Schema, entity_type: EntityType, keys: Keys, *, is_strict: bool = False
) -> tuple[SortKey, ...]:
    """The order that the keys stand for; raises `ReadFailed` for types that nobody can sort by.

    A strict caller gets `UnknownPath` or `NotSortable` where others get an order without the key.
    """
    found = (
        (ordered_path(schema, entity_type, key.removeprefix("-"), is_strict=is_strict), key) for key in keys
    )
    return tuple(SortKey(path, key.startswith("-")) for path, key in found if path is not None)
