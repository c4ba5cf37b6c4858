"""`image`: a picture that comes by upload alone; a write can only clear it (data-types §3.16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from slatehouse.schema.data_types.data_type import (
    Asked,
    ColumnShape,
    DataType,
    Kind,
    Relation,
    Sorting,
    Test,
    Writer,
)
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.field import Field
from slatehouse.schema.files import Picture
from slatehouse.schema.link_tests import HASH_CLASSES
from slatehouse.schema.refusals import BadEntityHash, NotWritable, OnlyNull, WrongClass
from slatehouse.schema.relations import IsSet, Unset, one

_pictures = msgspec.json.Decoder(Picture)


def _only_null(writer: Writer) -> Callable[[Asked, object], Test]:
    def make(asked: Asked, sent: object) -> Test:
        if sent is not None:
            raise OnlyNull(asked.field, asked.relation, asked.values)
        return Test(writer)

    return make


class ImageType(DataType):
    """A picture, read as a `Picture`; which address shows it is for a door to say."""

    name = "image"
    kind = Kind.IMAGE
    classes = HASH_CLASSES
    columns = (ColumnShape("", BYTE_ORDERED),)
    relations: ClassVar[Mapping[str, Relation]] = {
        "is": one(_only_null(Unset())),
        "is_not": one(_only_null(IsSet())),
    }
    sorting = Sorting.IGNORED

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        is_shown = field.name == "image"
        return {
            "allowed_render_methods": ("use_uploaded_image", "use_image_query") if is_shown else None,
            "render_method": "use_image_query" if is_shown else None,
            "image_use_query": is_shown,
            "image_sorts": None,
        }

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        if sent is None:
            return (None,)
        if not isinstance(sent, Mapping):
            raise WrongClass(field, sent, self.classes)
        if not isinstance(sent.get("type"), str):
            raise BadEntityHash(field, sent, "type")
        raise NotWritable(field)

    def stored(self, picture: Picture | None) -> tuple[object, ...]:
        """The values of the field's columns for a picture."""
        return (None if picture is None else msgspec.json.encode(picture).decode(),)

    def read(self, values: Sequence[Any]) -> Picture | None:
        return None if values[0] is None else _pictures.decode(values[0])
