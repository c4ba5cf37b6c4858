"""What the answer of a create shows of the new row (errata 36, writing §2.3)."""

from __future__ import annotations

from collections.abc import Collection

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.site.rules.register import rules_of

_ALWAYS = frozenset({"cached_display_name", "created_at", "updated_at"})
_LINKS_ALWAYS = frozenset({"project", "created_by", "updated_by"})


def echo_fields(entity_type: EntityType, sent: Collection[str]) -> tuple[str, ...]:
    """The names of the fields shown: those sent, those that the server filled, and the lists of links."""
    shown = _ALWAYS | set(sent) | set(rules_of(entity_type.name).echo)
    return tuple(
        name
        for name, field in entity_type.fields.items()
        if name in shown or _is_shown_unasked(entity_type, field)
    )


def _is_shown_unasked(entity_type: EntityType, field: Field) -> bool:
    match field.type.kind:
        case Kind.LINKS | Kind.SUMMARY:
            return True
        case Kind.LINK:
            return field.name in _LINKS_ALWAYS
        case _:
            is_named = field.name in (entity_type.identity, entity_type.placeholder_field)
            return is_named or (field.default is not None and field.type.is_defaulted_in_echo)
