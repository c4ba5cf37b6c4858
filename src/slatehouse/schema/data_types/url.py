"""`url`: a file, a web link or a path in a studio's storage (data-types §3.17)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from slatehouse.schema.data_types.data_type import ColumnShape, DataType, Kind, Sorting
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue
from slatehouse.schema.link import target_to_write
from slatehouse.schema.link_tests import HASH_CLASSES
from slatehouse.schema.refusals import BadFileHash, WrongClass

_file_values = msgspec.json.Decoder(FileValue)
_ADDRESS = re.compile(r"\S+")
_SEPARATORS = re.compile(r"[/\\]")


class PathToResolve(Struct, frozen=True):
    """A path that somebody who can see the local storages has to find there.

    Either `local_path`, as one platform spells it, or `relative_path` below the root of the `local_storage`
    with that id.
    """

    name: str
    local_path: str | None = None
    relative_path: str | None = None
    local_storage: int | None = None


class FileType(DataType):
    """A file by address. A value that was read may be sent back: `type`, `id` and the like are ignored."""

    name = "url"
    creatable = True
    kind = Kind.FILE
    classes = HASH_CLASSES
    columns = (ColumnShape("", BYTE_ORDERED),)
    filterable = False
    sorting = Sorting.IGNORED
    editable_properties = ("open_in_new_window", "summary_default")

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {"open_in_new_window": field.properties.get("open_in_new_window", False)}

    def accept_file(self, field: Field, sent: object) -> FileValue | PathToResolve | None:
        """What a value from the wire asks for, without an Attachment's id; None clears. Raises a refusal.

        A path goes before an address, because clients add a `file://` address to the paths that they read.
        """
        if sent is None:
            return None
        if not isinstance(sent, Mapping):
            raise WrongClass(field, sent, self.classes)
        if isinstance(sent.get("local_path"), str):
            return _local_path(field, sent)
        if "relative_path" in sent and "local_storage" in sent:
            return _relative_path(field, sent)
        return _web_link(field, sent)

    def stored(self, value: FileValue | None) -> tuple[object, ...]:
        """The values of the field's columns for a file value."""
        return (None if value is None else msgspec.json.encode(value).decode(),)

    def read(self, values: Sequence[Any]) -> FileValue | None:
        return None if values[0] is None else _file_values.decode(values[0])


def _web_link(field: Field, sent: Mapping[object, object]) -> FileValue:
    address = sent.get("url")
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise BadFileHash(field, sent, "url")
    return FileValue(link_type="web", name=_name(field, sent) or address, url=address)


def _local_path(field: Field, sent: Mapping[object, object]) -> PathToResolve:
    path = str(sent["local_path"])
    return PathToResolve(_name(field, sent) or _last_part(path), local_path=path)


def _relative_path(field: Field, sent: Mapping[object, object]) -> PathToResolve:
    path, storage = sent["relative_path"], sent["local_storage"]
    if not isinstance(path, str) or not path or "\\" in path:
        raise BadFileHash(field, sent, "relative_path")
    if not isinstance(storage, Mapping):
        raise WrongClass(field, storage, HASH_CLASSES)
    target = target_to_write(field, storage)
    name = _name(field, sent) or _last_part(path)
    return PathToResolve(name, relative_path=path, local_storage=target.id)


def _name(field: Field, sent: Mapping[object, object]) -> str | None:
    name = sent.get("name")
    if name is not None and not isinstance(name, str):
        raise WrongClass(field, name, ("String", "NilClass"))
    return name


def _last_part(path: str) -> str:
    return _SEPARATORS.split(path.rstrip("/\\"))[-1]
