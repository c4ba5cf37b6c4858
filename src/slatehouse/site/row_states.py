"""States of a row, as somebody who read it can name them, and compare them later with what the row is then.

To a caller who may read everything a state is the row's version, which is another after each write of the
row, to its own columns or to what it links through its own fields. What other rows say of it, be it a link
from the other end or a row that points at it, does not change its version: the state holds the links
themselves instead, of those fields that were read. So nobody else's write has to touch the row.

A version would tell others of changes that they may not see. To them the row is what they read of its own
fields, as it was answered to them: no state tells of anything that its answer did not.

How linked rows are called is no part of a state, and neither are the fields of theirs that dotted paths lead
to, nor what is counted or kept elsewhere: those are not the row's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from hashlib import sha1
from typing import NamedTuple

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.query.plan import FoundRow
from slatehouse.query.selection import Picked
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link
from slatehouse.schema.origins import Formula

__all__ = ["Expected", "RowState", "field_names", "state_of"]

_DIGITS = 24


class RowState(NamedTuple):
    """A state. `fields` has a bit for each field that it was made of, in the order of `field_names`."""

    fields: int
    digest: str


Expected = Collection[RowState] | None
"""The states in one of which a row is to be; None: in any."""


def state_of(caller: Caller, entity_type: EntityType, picked: tuple[Picked, ...], row: FoundRow) -> RowState:
    """The state in which the caller finds a row, by the fields that were picked of it."""
    seen, values = caller.visibility, row.values
    made_of = _made_of(entity_type, picked, seen is None)
    whole = (
        caller.type,
        caller.id,
        seen and seen.digest,
        entity_type.name,
        row.id,
        row.version,
        made_of.names,
        [form(values[place]) for place, form in made_of.values],
    )
    digest = sha1(msgspec.json.encode(whole), usedforsecurity=False).hexdigest()[:_DIGITS]
    return RowState(made_of.bits, digest)


def field_names(entity_type: EntityType, bits: int) -> Iterator[str]:
    """The fields that the bits stand for; a bit too many stands for none."""
    return (name for name, place in _places(entity_type).items() if bits >> place & 1)


class _MadeOf(NamedTuple):
    """The fields of which states are made: their bits and names, where their values are in a row, and the
    form in which they count."""

    bits: int
    names: tuple[str, ...]
    values: tuple[tuple[int, Callable[..., object]], ...]


@lru_cache(maxsize=2048)
def _made_of(entity_type: EntityType, picked: tuple[Picked, ...], of_links_alone: bool) -> _MadeOf:
    """The fields among those picked of which a state is made, whatever their order; of a row with a version
    they are the fields of links."""
    bits, found = 0, {each.key: place for place, each in enumerate(picked)}
    names, values = [], []
    for name, place in _places(entity_type).items():
        kind = entity_type.fields[name].type.kind
        if name in found and (kind is Kind.LINKS or not of_links_alone):
            bits |= 1 << place
            names.append(name)
            values.append((found[name], _FORMS.get(kind, _as_read)))
    return _MadeOf(bits, tuple(names), tuple(values))


@lru_cache(maxsize=1024)
def _places(entity_type: EntityType) -> Mapping[str, int]:
    names = sorted(field.name for field in entity_type.fields.values() if _is_own(field))
    return {name: place for place, name in enumerate(names)}


def _is_own(field: Field) -> bool:
    """Whether a row keeps the field itself, or its links, or has it calculated of its fields. What shows by
    its name alone is the site's word about the row, and no state of it."""
    if field.only_by_name:
        return False
    if field.origin is None:
        return field.type.kind is Kind.LINKS or (bool(field.type.columns) and field.name != "id")
    return isinstance(field.origin, Formula)


def _target(link: Link | None) -> tuple[str, int] | None:
    return None if link is None else (link.type, link.id)


def _targets(links: list[Link]) -> list[tuple[str, int]]:
    """Not in the order of their names, in which they are read."""
    return sorted((link.type, link.id) for link in links)


def _as_read(value: object) -> object:
    return value


_FORMS: Mapping[Kind, Callable[..., object]] = {Kind.LINK: _target, Kind.LINKS: _targets}
