"""Values of both sides in one form, in which they are the same if they mean the same.

Links are compared by the rows that they name, not by what those are called, which is their own; of many, the
order means nothing (contract errata 25). Of a picture only whether there is one: its address is another each
time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from slatehouse.client import File, Link
from slatehouse.media.content_types import is_picture
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture

__all__ = ["common_type", "normalizer", "shower"]

_SAME_TYPES = MappingProxyType({"integer": "number", "addressing": "multi_entity"})
_LINK_KEYS = frozenset({"type", "id", "name", "valid"})
_OF_FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "upload": ("name", "content_type", "id"),
        "web": ("name", "url", "id"),
        "local": (
            *("name", "id", "relative_path"),
            *("local_path_linux", "local_path_mac", "local_path_windows"),
        ),
    }
)


def common_type(data_type: str) -> str:
    """The name of a data type that several have."""
    return _SAME_TYPES.get(data_type, data_type)


def normalizer(data_type: str) -> Callable[[Any], Any] | None:
    """What makes the common form of a value as a client has it; None where it has it already."""
    return _FORMS.get(common_type(data_type))


def shower(field: Field) -> Callable[[Any], Any] | None:
    """What makes of a value of ours, which is not null, one as a client would have it; None: nothing."""
    match field.type.kind:
        case Kind.LINK | Kind.LINKS:
            return None
        case Kind.FILE:
            return _file_shown
        case Kind.IMAGE:
            return _picture_shown
    return None if field.type.reads_as_stored else field.type.text


def _file_shown(value: FileValue) -> Any:
    if value.link_type == "page":
        return value.url
    told: dict[str, Any] = {name: getattr(value, name) for name in _OF_FILES[value.link_type]}
    return File(value.name, value.url, value.content_type, value.link_type, value.id, told)


def _picture_shown(picture: Picture) -> Any:
    # A movie or a document that nothing could be drawn of has no picture to show.
    is_shown = picture.is_pending or picture.thumbnail is not None or is_picture(picture.content_type)
    return is_shown or None


def _link(value: Any) -> Any:
    return None if value is None else {"type": value.type, "id": value.id}


def _links(value: Any) -> Any:
    if not value:
        return []
    links = {(each.type, each.id) for each in value}
    return [{"type": entity_type, "id": row_id} for entity_type, row_id in sorted(links)]


def _file(value: Any) -> Any:
    if not isinstance(value, File):
        return value
    names = _OF_FILES.get(value.link_type, ())
    return {"link_type": value.link_type, **{name: value.values.get(name) for name in names}}


def _plain(value: Any) -> Any:
    """A free value; a client may have read links in it."""
    match value:
        case Link():
            return {"type": value.type, "id": value.id, "name": value.name}
        case File():
            return _plain(value.values)
        case Mapping() if {"type", "id"} <= value.keys() <= _LINK_KEYS:
            return {"type": value["type"], "id": value["id"], "name": value.get("name")}
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value


def _number(value: Any) -> Any:
    return None if value is None else float(value)


_FORMS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "entity": _link,
        "multi_entity": _links,
        "float": _number,
        "currency": _number,
        "checkbox": bool,
        "tag_list": lambda value: list(value or ()),
        "image": lambda value: None if value is None else True,
        "url": _file,
        "serializable": _plain,
        "jsonb": _plain,
    }
)
