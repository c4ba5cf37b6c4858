"""Field paths: `code`, `entity.Shot.code`, `note_links.Shot.sg_sequence.Sequence.code`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.schema import Schema

_LONGEST = 64


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """One step of a path: through a link field, to rows of one type.

    `only`: a single link of those rows and the id that it must have, where not all are meant.
    """

    field: Field
    target: EntityType
    only: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A path that leads to a field. Paths of one schema are shared, so equal ones are identical."""

    text: str
    start: EntityType
    hops: tuple[Hop, ...]
    leaf: Field

    @property
    def is_readable(self) -> bool:
        """Whether a read resolves it: through single links alone, to types that the links declare."""
        return all(
            hop.field.type.kind is Kind.LINK and hop.target.name in hop.field.valid_types for hop in self.hops
        )


@lru_cache(maxsize=4096)
def resolve(schema: Schema, start: EntityType, text: str) -> Path | None:
    """The path that the text spells from the type on; None where it leads nowhere."""
    words = text.split(".")
    if len(words) % 2 == 0 or len(words) > _LONGEST:
        return None
    hops: list[Hop] = []
    here = start
    for link_name, type_name in zip(words[:-1:2], words[1::2], strict=True):
        hop = _hop(schema, here, link_name, type_name)
        if hop is None:
            return None
        hops.append(hop)
        here = hop.target
    leaf = here.fields.get(words[-1])
    return Path(text, start, tuple(hops), leaf) if leaf else None


def _hop(schema: Schema, here: EntityType, name: str, target: str) -> Hop | None:
    named = here.fields.get(name)
    if named is None or target not in schema:
        return None
    through = named.type.leads_through
    link = named if through is None else here.fields.get(through)
    if link is None or link.type.kind not in (Kind.LINK, Kind.LINKS):
        return None
    return Hop(link, schema[target], named.type.leads_only_to(named))
