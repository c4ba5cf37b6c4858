"""`serializable`: JSON as it came, never looked into (data-types §3.19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from slatehouse.schema.data_types.data_type import ColumnShape, DataType, Sorting
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.field import Field
from slatehouse.schema.json_text import plain_json
from slatehouse.schema.link_tests import HASH_CLASSES
from slatehouse.schema.refusals import WrongClass

JSON_CLASSES = (*HASH_CLASSES[:-1], "Array", HASH_CLASSES[-1])


def json_or_none(field: Field, sent: object) -> object:
    """The object or array that was sent, or None; raises a refusal."""
    if sent is not None and not isinstance(sent, Mapping | list):
        raise WrongClass(field, sent, JSON_CLASSES)
    return sent


class SerializableType(DataType):
    """An object or an array."""

    name = "serializable"
    classes = JSON_CLASSES
    columns = (ColumnShape("", BYTE_ORDERED),)
    filterable = False
    sorting = Sorting.IGNORED
    editable_properties = ()

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        value = json_or_none(field, sent)
        return (None if value is None else plain_json(field, value),)

    def read(self, values: Sequence[Any]) -> object:
        return None if values[0] is None else msgspec.json.decode(values[0])
