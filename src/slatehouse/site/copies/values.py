"""The values of another site's row, in the columns that they have here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, StorageRoot
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.schema import Schema
from slatehouse.schema.text_key import text_key
from slatehouse.site.copies.plans import CACHED_NAME, CannotLink, SentLink, TypePlan
from slatehouse.site.naming import UNNAMED, names_of
from slatehouse.store.copy_progress import CopiedFile, Loss

__all__ = ["PENDING", "SentFile", "SentLink", "TakenRow", "taken"]

PENDING = "/images/status/transient/"
"""What the path of a picture begins with that is still to be made (contract rest/40)."""

_LONGEST_SHOWN = 60


class SentNamed(SentLink, Protocol):
    """The same, with what it is called."""

    @property
    def name(self) -> str | None: ...


class SentFile(Protocol):
    """What a file field holds, as a client has it."""

    @property
    def link_type(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def id(self) -> int | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


class TakenRow(NamedTuple):
    """A row as it is written here. `file_values` are those of the plan's file columns, as they are until the
    files have come that are `wanted`; `name` is what links call it. `named` are rows that it links of types
    that are not here, of which no more is known than their names.
    """

    id: int
    values: list[object]
    file_values: list[object]
    name: str
    project: int | None
    cached_name: list[object]
    links: list[list[SentLink]]
    wanted: list[CopiedFile]
    losses: list[Loss]
    named: list[SentNamed]


def taken(schema: Schema, plan: TypePlan, row: Mapping[str, Any]) -> TakenRow:
    """What is written of a row; what is no value of its data type here is lost, and told."""
    row_id = int(row["id"])
    losses: list[Loss] = []
    values: list[object] = []
    named: list[SentNamed] = []
    get = row.get
    for reader in plan.readers:
        field, name, nothing, read, is_hinted = reader
        shown = get(name)
        if shown is None:
            values += _hinted(plan, field, row) if is_hinted else nothing
            continue
        try:
            values += read(field, shown)
        except (Refusal, CannotLink) as error:
            values += nothing
            losses.append(Loss(field.entity_type, row_id, name, _reason(field, shown, error)))
        else:
            if field.keeps_retired and shown.type not in schema:
                named.append(shown)
    file_values: list[object] = []
    wanted: list[CopiedFile] = []
    for field in plan.files:
        reading = _picture if field.type.kind is Kind.IMAGE else _file
        file_values += reading(plan, field, row, wanted, losses)
    name, cached = _names(plan, row, row_id, values)
    links = [list(row.get(field.name) or ()) for field in plan.links]
    project = row_id if plan.name == _PROJECT else _project(plan, values)
    return TakenRow(row_id, values, file_values, name, project, cached, links, wanted, losses, named)


def _project(plan: TypePlan, values: Sequence[Any]) -> int | None:
    """The project that the row belongs to."""
    found: int | None = None if plan.project_place is None else values[plan.project_place]
    return found


def _hinted(plan: TypePlan, field: Field, row: Mapping[str, Any]) -> Sequence[object]:
    """What a link is that is not told, because the row that it names is retired, where a number tells it."""
    row_id = row.get(plan.hints[field.name])
    return (row_id, field.valid_types[0]) if isinstance(row_id, int) else _nothing(field)


def _reason(field: Field, shown: Any, error: Refusal | CannotLink) -> str:
    if isinstance(error, CannotLink):
        return str(error)
    text = repr(shown)
    text = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return f"{text} is no {field.type.name} that can be here"


def _nothing(field: Field) -> Sequence[object]:
    return (None,) * len(field.column_names)


def _file(
    plan: TypePlan, field: Field, row: Mapping[str, Any], wanted: list[CopiedFile], losses: list[Loss]
) -> Sequence[object]:
    shown, row_id = row.get(field.name), int(row["id"])
    if shown is None:
        return (None,)
    if isinstance(shown, str):
        return (_encoded(FileValue("page", shown, url=shown)),)
    value = _file_value(shown) if hasattr(shown, "link_type") else None
    if value is None:
        losses.append(Loss(plan.name, row_id, field.name, "it holds a file of a kind that is not known here"))
        return (None,)
    if value.link_type == "upload":
        if shown.url is None:
            reason = "its upload was never completed at the source"
            losses.append(Loss(plan.name, row_id, field.name, reason))
        else:
            mark = f"{value.id} {value.name}" if value.id else urlsplit(shown.url).path
            wanted.append(CopiedFile(plan.name, row_id, field.name, mark))
    return (_encoded(value),)


def _file_value(shown: SentFile) -> FileValue | None:
    told = shown.values
    name = shown.name or shown.url or ""
    match shown.link_type:
        case "upload":
            return FileValue("upload", name, shown.id or 0, shown.content_type)
        case "web":
            return FileValue("web", name, shown.id or 0, shown.content_type, url=shown.url)
        case "local":
            storage = told.get("local_storage")
            root = StorageRoot(storage["id"], storage.get("name") or "") if storage else None
            paths = {f"local_path_{each}": told.get(f"local_path_{each}") for each in _PLATFORMS}
            return FileValue(
                "local",
                name,
                shown.id or 0,
                shown.content_type,
                local_storage=root,
                relative_path=told.get("relative_path"),
                **paths,
            )
    return None


_PROJECT = "Project"
_PLATFORMS = ("linux", "mac", "windows")


def _picture(
    plan: TypePlan, field: Field, row: Mapping[str, Any], wanted: list[CopiedFile], losses: list[Loss]
) -> Sequence[object]:
    """No picture until it has come; and none where it is another row's, which is shown here, too."""
    source_field = plan.sources[field.name]
    nothing: tuple[object, ...] = (None,) if source_field is None else (None, None, None)
    shown = row.get(field.name)
    if not isinstance(shown, str):
        return nothing
    source: SentLink | None = None if source_field is None else row.get(source_field.name)
    if source is not None and (source.type, source.id) == (plan.name, row["id"]):
        source = None
    if field.borrows and source is not None:
        return nothing
    path = urlsplit(shown).path
    mark = "" if path.startswith(PENDING) else path
    wanted.append(CopiedFile(plan.name, int(row["id"]), field.name, mark))
    if source_field is None:
        return nothing
    return (None, row["id"], plan.name) if source is None else (None, source.id, source.type)


def _encoded(value: FileValue) -> str:
    return msgspec.json.encode(value).decode()


def _names(
    plan: TypePlan, row: Mapping[str, Any], row_id: int, values: list[object]
) -> tuple[str, list[object]]:
    """What links call the row, and the columns of its cached name, as the source has it where it tells."""
    if plan.tells_names:
        told = row.get(CACHED_NAME)
        cached = [told, None if told is None else text_key(told)]
        if plan.name in UNNAMED:
            return "", cached
    columns = {column: values[place] for column, place in plan.name_places}
    names = names_of(plan.entity_type, row_id, columns)
    if not plan.tells_names:
        cached = list(names.columns.values()) if CACHED_NAME in plan.entity_type.fields else []
    return names.link, cached
