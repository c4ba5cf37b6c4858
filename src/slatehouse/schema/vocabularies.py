"""Lists of words that the service has fixed, whatever a site enables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_FIRST = ("Asset", "Shot")
CUSTOM_FAMILIES: Mapping[str, int] = {
    "CustomEntity": 75,
    "CustomNonProjectEntity": 60,
    "CustomThreadedEntity": 15,
}
"""The families of custom entity types, and how many each has."""


def writable_entity_types(standard: Iterable[str]) -> tuple[str, ...]:
    """The names that an `entity_type` field takes: the standard types and every custom type there could be.

    Connection types are standard ones. The order is the one in which a refusal lists them: the two best-known
    types, then the others by name (data-types §3.15).
    """
    custom = (
        f"{family}{number:02d}" for family, count in CUSTOM_FAMILIES.items() for number in range(1, count + 1)
    )
    names = {*standard, *custom}
    first = tuple(name for name in _FIRST if name in names)
    return first + tuple(sorted(names.difference(first)))
