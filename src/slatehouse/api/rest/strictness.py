"""What a strict caller is told of values that others send in vain.

The real service takes them and keeps nothing, or compares with what no row can hold (contract querying §18,
rest/00 §14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slatehouse.accounts.caller import Caller
from slatehouse.api.words.refusals import KeptForPeople, NoSuchWord
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.origins import PerPerson
from slatehouse.schema.refusals import NotWritable, ReadOnly
from slatehouse.schema.text_key import text_key

__all__ = ["raise_if_discarded", "raise_if_no_word"]

_OWN_NAME = "cached_display_name"
_NEVER_KEPT = frozenset({"Task.splits"})


def raise_if_discarded(caller: Caller, entity_type: EntityType, values: Mapping[str, object]) -> None:
    """Refuse a write of values that would be taken and not kept."""
    for name, value in values.items():
        field = entity_type.fields.get(name)
        if field is None:
            continue
        if name == _OWN_NAME:
            raise ReadOnly(field)
        if field.path in _NEVER_KEPT and value and isinstance(value, Mapping | list):
            raise NotWritable(field)
        if isinstance(field.origin, PerPerson) and not caller.person:
            raise KeptForPeople(field)


def raise_if_no_word(field: Field, values: Iterable[object]) -> None:
    """Refuse a filter that compares a list or a status with a word that is none of the field's."""
    if not isinstance(field.type, ListType):
        return
    words = set(map(text_key, field.valid_values))
    for value in values:
        if isinstance(value, str) and value and text_key(value) not in words:
            raise NoSuchWord(field.type.refusal(field, value, field.valid_values))
