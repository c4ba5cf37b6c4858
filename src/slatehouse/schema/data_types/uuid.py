"""`uuid`: given by the server when a row is made and never written (data-types §3.21)."""

from __future__ import annotations

import re
from uuid import uuid4

from slatehouse.schema.buckets import exact
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType, Sorting
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.enum_relations import enum_relations
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import BadUUID, ReadOnly, WrongClass
from slatehouse.schema.summaries import Value, counts

# As PostgreSQL reads one: hyphens after any four digits or none at all, braces around it or none.
_DIGITS = r"([0-9a-f]{4}-?){7}[0-9a-f]{4}"
_SPELLED = re.compile(rf"{_DIGITS}|\{{{_DIGITS}\}}", re.ASCII | re.IGNORECASE)
_EQUALITY = ("is", "is_not")


def new_uuid() -> str:
    """A uuid that no row has."""
    return str(uuid4())


def normal_uuid(text: str) -> str | None:
    """The uuid in the form in which it is stored; None where the text is none."""
    if not _SPELLED.fullmatch(text):
        return None
    digits = text.strip("{}").replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _compared(asked: Asked, sent: object) -> str | None:
    if not isinstance(sent, str):
        raise WrongClass(asked.field, sent, UUIDType.classes)
    if sent == "" and asked.relation in _EQUALITY:
        return None
    found = normal_uuid(sent)
    if found is None:
        raise BadUUID(asked.field, sent)
    return found


class UUIDType(DataType):
    """A uuid: 36 characters, lower case. In filters the empty text means null, which itself is refused."""

    name = "uuid"
    classes = ("String",)
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = counts(Value())
    groupings = exact()
    relations = enum_relations(_compared)
    sorting = Sorting.REFUSED
    editable_properties = ()
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        raise ReadOnly(field)

    def restored(self, field: Field, shown: object) -> tuple[object, ...]:
        found = normal_uuid(shown) if isinstance(shown, str) else None
        if shown is not None and found is None:
            raise WrongClass(field, shown, self.classes)
        return (found,)
