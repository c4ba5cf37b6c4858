"""Which fields of a type are exported, as what columns, and what their values are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from slatehouse.columnar.columns import Column, Form, column_of
from slatehouse.query.paths import Path
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.origins import Constant, DataUrl, PerPerson
from slatehouse.site.edition import Edition
from slatehouse.site.site import Site

__all__ = ["RETIRED", "SECRETS", "ExportedField", "content_or_name", "exported_fields", "place_of"]

RETIRED = Column("row_is_retired", "checkbox", Form.TRUTH)
"""Tells retired rows from live ones."""

SECRETS = frozenset(
    {
        ("ActionMenuItem", "secret_token"),
        ("ApiUser", "salted_password"),
        ("PlaylistShare", "access_key"),
    }
)
"""Fields with which somebody gets in, here or elsewhere. Passwords are of a data type of their own."""

_NOT_OF_THE_ROW = (Constant, DataUrl, PerPerson)


@dataclass(frozen=True, slots=True)
class ExportedField:
    """A field: its path, its column, and how what was read of it is written there; None as it is."""

    path: Path
    column: Column
    written: Callable[[Any], object] | None


def exported_fields(
    edition: Edition, entity_type: EntityType, content_of: Callable[[str], str]
) -> tuple[ExportedField, ...]:
    """The fields of a type that hold something of its rows, and no secret. `content_of` gives the SHA-256 of
    a blob's bytes."""
    fields = [each for each in entity_type.fields.values() if each.name != "id" and _is_exported(each)]
    paths = edition.paths(entity_type, (each.name for each in fields))
    return tuple(_exported(path, content_of) for path in paths)


def _is_exported(field: Field) -> bool:
    return (
        field.type.kind is not Kind.NOTHING
        and not isinstance(field.origin, _NOT_OF_THE_ROW)
        and (field.entity_type, field.name) not in SECRETS
    )


def _exported(path: Path, content_of: Callable[[str], str]) -> ExportedField:
    field = path.leaf
    properties = {
        **field.type.schema_properties(field),
        "summary_default": field.properties.get("summary"),
    }
    column = column_of(field.name, field.type.name, properties)
    match field.type.kind:
        case Kind.FILE:
            return ExportedField(path, column, _file(content_of))
        case Kind.IMAGE:
            return ExportedField(path, column, _picture(content_of))
        case Kind.LINK | Kind.LINKS:
            return ExportedField(path, column, None)
    return ExportedField(path, column, None if field.type.reads_as_stored else field.type.number)


def content_or_name(site: Site, blob: str) -> str:
    """What a blob's copy is named by: its SHA-256, or its own name where nobody has read it."""
    return site.blobs.content_of(blob) or blob


def place_of(content: str) -> str:
    """Where bytes are in an export, by their SHA-256."""
    return f"files/{content[:2]}/{content}"


def _file(content_of: Callable[[str], str]) -> Callable[[FileValue], object]:
    def written(value: FileValue) -> object:
        told: dict[str, object] = msgspec.to_builtins(value)
        blob = told.pop("blob", None)
        return told if blob is None else {**told, "file": place_of(content_of(str(blob)))}

    return written


def _picture(content_of: Callable[[str], str]) -> Callable[[Picture], object]:
    return lambda picture: place_of(content_of(picture.original))
