"""States of a row, as somebody who read it can name them, and compare them later with what the row is then.

A state is made of the row's version, the caller and the fields. The version is another after each write of
the row, to its own columns or to what it links through its own fields; to a caller who may not see all of it,
only where what they see is another. What other rows say of it, be it a link from the other end or a row that
points at it, does not change its version: the state holds the links themselves instead, of those fields that
were read and as the caller sees them. So nobody else's write has to touch the row, and no state tells of
anything that its reader may not see.

How linked rows are called is no part of a state, and neither are the fields of theirs that dotted paths lead
to: those are not the row's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha1
from typing import NamedTuple

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.query.plan import FoundRow
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Link

__all__ = ["Expected", "RowState", "link_names", "state_of"]

_DIGITS = 24


class RowState(NamedTuple):
    """A state. `links` has a bit for each field of links that it depends on, in the order of `link_names`."""

    links: int
    digest: str


Expected = Collection[RowState] | None
"""The states in one of which a row is to be; None: in any."""


def state_of(
    caller: Caller, entity_type: EntityType, row: FoundRow, links: Mapping[str, Sequence[Link]]
) -> RowState:
    """The state in which the caller finds a row, with the links of those fields that were read."""
    bits, targets = 0, []
    if links:
        for name, place in _link_fields(entity_type).items():
            if name in links:
                bits |= 1 << place
                targets.append((name, sorted((link.type, link.id) for link in links[name])))
    whole = caller.type, caller.id, entity_type.name, row.id, row.version, targets
    digest = sha1(msgspec.json.encode(whole), usedforsecurity=False).hexdigest()[:_DIGITS]
    return RowState(bits, digest)


def link_names(entity_type: EntityType, links: int) -> Iterator[str]:
    """The fields that the bits stand for; a bit too many stands for none."""
    return (name for name, place in _link_fields(entity_type).items() if links >> place & 1)


@lru_cache(maxsize=1024)
def _link_fields(entity_type: EntityType) -> Mapping[str, int]:
    names = (field.name for field in entity_type.fields.values() if field.type.kind is Kind.LINKS)
    return {name: place for place, name in enumerate(sorted(names))}
