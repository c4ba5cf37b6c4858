"""Which rows of the site the rows of a sheet are: by their ids, or by the fields that tell rows apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slatehouse.client import Client, Link, Row
from slatehouse.importing.catalogue import PROJECT, Catalogue, FieldInfo
from slatehouse.importing.errors import ImportRefused
from slatehouse.importing.sheets.cells import Named, canonical
from slatehouse.importing.sheets.columns import ID, Column

__all__ = ["Key", "Rows", "key_fields"]

Key = tuple[Any, ...]

# Where the name alone does not tell rows apart.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "Task": ("content", "entity"),
    "PublishedFile": ("code", "version_number"),
}
_CAN_TELL = frozenset(
    {"text", "number", "entity", "list", "status_list", "date", "date_time", "footage", "uuid", "entity_type"}
)


def key_fields(
    entity_type: str, columns: Sequence[Column], catalogue: Catalogue, asked: Sequence[str]
) -> tuple[FieldInfo, ...]:
    """The fields that tell rows apart: those asked for, or what people call rows of the type by.

    None where rows are told apart by their ids alone. Raises `ImportRefused`.
    """
    there = {column.name: column.field for column in columns}
    titles = {column.title: column.field for column in columns}
    if asked:
        missing = [name for name in asked if name not in there and name not in titles]
        if missing:
            raise ImportRefused(f"--key names {', '.join(missing)}, and no column is that")
        fields = tuple(there.get(name) or titles[name] for name in asked)
    else:
        identity = catalogue.identity(entity_type)
        names = _KEYS.get(entity_type, (identity,) if identity else ())
        fields = tuple(there[name] for name in names if name in there)
        if identity not in there:
            fields = ()
    wrong = next((each for each in fields if each.data_type not in _CAN_TELL), None)
    if wrong is not None:
        raise ImportRefused(
            f"{wrong} cannot tell rows apart, being of the type {wrong.data_type}; name another --key"
        )
    if not fields and ID not in there:
        raise ImportRefused(
            "nothing tells which row a line is of: have a column 'id', or name the columns that do with --key"
        )
    return fields


class Rows:
    """The rows of the site that the rows of a chunk may be."""

    def __init__(
        self,
        client: Client,
        entity_type: str,
        fields: Sequence[FieldInfo],
        key: Sequence[FieldInfo],
        project: Link | None,
    ) -> None:
        self._client = client
        self._type = entity_type
        self._names = tuple(field.name for field in fields if field.name != ID)
        self._key = key
        self._project = project
        self.by_id: dict[int, Row] = {}
        self._by_key: dict[Key, list[Row]] = {}

    def fetch(self, ids: Sequence[int], keys: Sequence[Mapping[str, Any]]) -> None:
        """Read the rows of these ids, and those that have one of these values in each field of the key."""
        self.by_id.clear()
        self._by_key.clear()
        if ids:
            # Of another project it is told, and not that it is not there.
            self.by_id = {row.id: row for row in self._asked().meeting(["id", "in", list(ids)])}
        sought = {
            field.name: [values[field.name] for values in keys if not isinstance(values[field.name], Named)]
            for field in self._key
        }
        if not keys or not all(sought.values()):
            return
        asked = self._asked()
        for name, values in sought.items():
            asked = asked.where(**{name: list({str(each): each for each in values}.values())})
        if self._project is not None and not self._is_unique:
            asked = asked.where(project=self._project)
        for row in asked:
            self._by_key.setdefault(self.folded(row), []).append(row)

    def having(self, values: Mapping[str, Any]) -> list[Row]:
        """The rows with these values in the fields of the key; in another case where none has them so."""
        found = self._by_key.get(self.folded(values), [])
        exact = [row for row in found if self._exact(row) == self._exact(values)]
        return exact or found

    def folded(self, values: Mapping[str, Any]) -> Key:
        """The values of the key, the same for those that the site takes for the same."""
        return tuple(each.casefold() if isinstance(each, str) else each for each in self._exact(values))

    @property
    def unique_field(self) -> str | None:
        """The one field of the key, if no two rows of the site share a value in it."""
        return self._key[0].name if self._is_unique else None

    @property
    def _is_unique(self) -> bool:
        return len(self._key) == 1 and self._key[0].is_unique

    def _exact(self, values: Mapping[str, Any]) -> Key:
        return tuple(canonical(field, values.get(field.name)) for field in self._key)

    def _asked(self) -> Any:
        extra = () if self._project is None else (PROJECT,)
        return self._client.rows(self._type).fields(
            *dict.fromkeys((*self._names, *extra, "cached_display_name"))
        )
