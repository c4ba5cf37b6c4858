"""What the answer of a create shows of the new row (errata 36, writing §2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from slatehouse.query.paths import Path, resolve
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.links import View
from slatehouse.schema.origins import PerPerson
from slatehouse.schema.schema import Schema
from slatehouse.site.rules.register import rules_of
from slatehouse.site.rules.rules import Rules

_NAME = "cached_display_name"
_ALWAYS = frozenset({_NAME, "created_at", "updated_at"})
_LINKS_ALWAYS = frozenset({"project", "created_by", "updated_by"})


@dataclass(frozen=True, slots=True)
class Echo:
    """The fields shown, those of them that hold no links, as the row is new, and where its name stands."""

    rules: Rules
    fields: tuple[Path, ...]
    unlinked: frozenset[Path]
    name_place: int | None

    def rename(self, values: list[object]) -> None:
        """Show the name that the answer of a create shows."""
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
    name_place = next((place for place, path in enumerate(fields) if path.text == _NAME), None)
    return Echo(rules, fields, unlinked, name_place)


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
    """Whether the field of a new row holds no links. What rules link is not shown, as on the real service."""
    if field.type.kind is not Kind.LINKS or field.name in sent:
        return False
    return not (isinstance(field.keeping, View) and field.keeping.source in sent)
