"""What the answer of a create shows of the new row (errata 36, writing §2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from slatehouse.query.paths import Path, resolve
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link
from slatehouse.schema.links import View
from slatehouse.schema.origins import PerPerson
from slatehouse.schema.schema import Schema
from slatehouse.schema.text_key import text_key
from slatehouse.site.draft import Draft
from slatehouse.site.known import KnownRows
from slatehouse.site.rules.register import rules_of
from slatehouse.site.rules.rules import Rules

_NAME = "cached_display_name"
_ALWAYS = frozenset({_NAME, "created_at", "updated_at"})
_LINKS_ALWAYS = frozenset({"project", "created_by", "updated_by"})


@dataclass(frozen=True, slots=True)
class Echo:
    """The fields shown, and what of them need not be read.

    The lists of links of a new row are `unlinked`, those among them that were sent `linked`; by their places
    in the answer. What rules link is not shown, as on the real service.
    """

    rules: Rules
    fields: tuple[Path, ...]
    unlinked: frozenset[Path]
    linked: tuple[int, ...]
    name_place: int | None

    def complete(self, values: list[object], draft: Draft, known: KnownRows) -> None:
        """Put in what was not read: the links that were sent, and the name as a create shows it."""
        for place in self.linked:
            values[place] = _first_links(self.fields[place].leaf, draft, known)
        if self.name_place is not None:
            name = values[self.name_place]
            values[self.name_place] = self.rules.echoed_name(None if name is None else str(name))


@lru_cache(maxsize=4096)
def echo_of(schema: Schema, entity_type: EntityType, sent: frozenset[str]) -> Echo:
    """What is shown: the fields sent, those that the server filled, and the lists of links."""
    rules = rules_of(entity_type.name)
    shown = _ALWAYS | sent | set(rules.echo)
    resolved = (
        resolve(schema, entity_type, name)
        for name, field in entity_type.fields.items()
        if name in shown or _is_shown_unasked(entity_type, field)
    )
    fields = tuple(path for path in resolved if path is not None and path.is_readable)
    unlinked = frozenset(path for path in fields if _is_unlinked(path.leaf, sent))
    linked = tuple(place for place, path in enumerate(fields) if path in unlinked and path.text in sent)
    name_place = next((place for place, path in enumerate(fields) if path.text == _NAME), None)
    return Echo(rules, fields, unlinked, linked, name_place)


def _is_shown_unasked(entity_type: EntityType, field: Field) -> bool:
    match field.type.kind:
        case Kind.LINKS | Kind.SUMMARY:
            return True
        case Kind.LINK:
            return field.name in _LINKS_ALWAYS
        case _:
            is_named = field.name in (entity_type.identity, entity_type.placeholder_field)
            is_filled = field.default is not None or _is_marked(field)
            return is_named or (is_filled and field.type.is_defaulted_in_echo)


def _is_marked(field: Field) -> bool:
    """Whether the field tells what a person has read or seen, which is nothing yet."""
    return isinstance(field.origin, PerPerson) and field.origin.unset is not None


def _is_unlinked(field: Field, sent: frozenset[str]) -> bool:
    """Whether the links that the field of a new row holds are known without reading them."""
    if field.type.kind is not Kind.LINKS:
        return False
    return not (isinstance(field.keeping, View) and field.keeping.source in sent)


def _first_links(field: Field, draft: Draft, known: KnownRows) -> list[Link]:
    """The links of a new row in the order in which a read has them."""
    links = [
        Link(target.id, known.name(target) or "", target.type) for target in draft.first_links(field.name)
    ]
    if field.links_by_id:
        return sorted(links, key=lambda link: (link.id, link.type))
    return sorted(links, key=lambda link: (text_key(link.name), link.id, link.type))
