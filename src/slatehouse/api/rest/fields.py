"""Which fields a call wants to see: `fields=code,entity.Shot.code`, a list in a body, or `*` for every one.

A name that leads nowhere is left out in silence; a strict caller is told (contract rest/00 §6).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from slatehouse.api.words.refusals import NeverShown
from slatehouse.query.paths import Path, resolve
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import UnknownPath
from slatehouse.schema.schema import Schema
from slatehouse.site.shown import is_shown

__all__ = ["EVERY_FIELD", "chosen_paths", "every_path", "field_names"]

EVERY_FIELD = "*"

_LONGEST_KEPT = 4096


def field_names(sent: str) -> tuple[str, ...]:
    """The names in a comma list."""
    return tuple(name for name in map(str.strip, sent.split(",")) if name)


def chosen_paths(
    schema: Schema, entity_type: EntityType, names: tuple[str, ...], *, is_strict: bool = False
) -> tuple[Path, ...]:
    """The paths that can be read: the type's own fields in their order, then those of linked rows as asked.

    `id` is no attribute, so it is not among them. Raises `UnknownPath` or `NeverShown` for a strict caller.
    """
    if is_strict:
        _raise_if_unreadable(schema, entity_type, names)
    if sum(map(len, names)) > _LONGEST_KEPT:
        return _choose(schema, entity_type, names)
    return _choose_or_recall(schema, entity_type, names)


@lru_cache(maxsize=1024)
def every_path(schema: Schema, entity_type: EntityType) -> tuple[Path, ...]:
    """The paths of all fields of the type that are shown unless others are asked for."""
    return _own(schema, entity_type, _every_name(entity_type))


def _choose(schema: Schema, entity_type: EntityType, names: tuple[str, ...]) -> tuple[Path, ...]:
    asked = (*names, *_every_name(entity_type)) if EVERY_FIELD in names else names
    dotted = dict.fromkeys(name for name in names if "." in name)
    found = (resolve(schema, entity_type, name) for name in dotted)
    return _own(schema, entity_type, asked) + tuple(
        path for path in found if path is not None and is_shown(path)
    )


def _every_name(entity_type: EntityType) -> tuple[str, ...]:
    return tuple(name for name, field in entity_type.fields.items() if not field.only_by_name)


_choose_or_recall = lru_cache(maxsize=4096)(_choose)


def _own(schema: Schema, entity_type: EntityType, names: Iterable[str]) -> tuple[Path, ...]:
    asked = set(names) - {"id"}
    found = (resolve(schema, entity_type, name) for name in entity_type.fields if name in asked)
    return tuple(path for path in found if path is not None and is_shown(path))


def _raise_if_unreadable(schema: Schema, entity_type: EntityType, names: Iterable[str]) -> None:
    for name in names:
        if name == EVERY_FIELD:
            continue
        path = resolve(schema, entity_type, name)
        if path is None or not path.is_readable:
            raise UnknownPath(entity_type.name, name)
        if not is_shown(path):
            raise NeverShown(path.leaf)
