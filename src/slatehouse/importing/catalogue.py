"""The types and fields of a site, as an import asks of them: read once, from its schema (rest/50)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from slatehouse.client import Client, Link
from slatehouse.importing.errors import ImportRefused

__all__ = ["NAMES", "Catalogue", "FieldInfo"]

NAMES = ("code", "name", "content", "subject", "title")
"""The fields by which people call a row; the first that a type has (contract entity-types A.3)."""

PROJECT = "project"


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of a type: its name, what people call it, and what it holds."""

    entity_type: str
    name: str
    title: str
    data_type: str
    is_editable: bool = True
    is_unique: bool = False
    valid_types: tuple[str, ...] = ()
    valid_values: tuple[str, ...] = ()
    display_values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.entity_type}.{self.name}"


class Catalogue:
    """The schema of a site."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._fields: dict[str, Mapping[str, FieldInfo]] = {}

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The types that the site has, and what people call them."""
        return {name: str(told["name"]["value"]) for name, told in self._client.schema().items()}

    def type_called(self, text: str) -> str:
        """The name of the type that is called so, in whatever case; raises `ImportRefused`."""
        wanted = text.strip().casefold()
        found = [
            name
            for name, title in self.types.items()
            if text == name or wanted in (name.casefold(), title.strip().casefold())
        ]
        if text in found or len(found) == 1:
            return text if text in found else found[0]
        if found:
            raise ImportRefused(f"{text!r} may be {' or '.join(found)}; name the type itself")
        raise ImportRefused(f"there is no type {text!r} on this site")

    def fields(self, entity_type: str) -> Mapping[str, FieldInfo]:
        """The fields of a type of the site, by their names."""
        if entity_type not in self._fields:
            told = self._client.schema(entity_type)
            self._fields[entity_type] = {name: _field(entity_type, name, each) for name, each in told.items()}
        return self._fields[entity_type]

    def identity(self, entity_type: str) -> str | None:
        """The field by which people call rows of the type."""
        fields = self.fields(entity_type)
        return next((name for name in NAMES if name in fields), None)

    def is_of_projects(self, entity_type: str) -> bool:
        """Whether each row of the type is of a project."""
        return entity_type != "Project" and PROJECT in self.fields(entity_type)

    def project(self, named: str) -> Link:
        """The project of this name or id; raises `ImportRefused`."""
        asked = self._client.rows("Project").fields("name")
        rows = asked.where(name=named).all()
        if not rows and named.isascii() and named.isdigit():
            rows = asked.where(id=int(named)).all()
        rows = [row for row in rows if row["name"] == named] or rows
        if len(rows) == 1:
            return Link("Project", rows[0].id, rows[0]["name"])
        if rows:
            ids = ", ".join(str(row.id) for row in rows)
            raise ImportRefused(f"there is more than one project {named!r}; give its id, one of {ids}")
        raise ImportRefused(f"there is no project {named!r} on this site")


def _field(entity_type: str, name: str, told: Mapping[str, Any]) -> FieldInfo:
    def value(key: str, default: Any = None) -> Any:
        return told.get(key, {}).get("value", default)

    properties = told.get("properties", {})

    def property_of(key: str, empty: Any) -> Any:
        return properties.get(key, {}).get("value") or empty

    return FieldInfo(
        entity_type,
        name,
        str(value("name", name)),
        str(value("data_type")),
        bool(value("editable", True)),
        bool(value("unique", False)),
        tuple(property_of("valid_types", ())),
        tuple(property_of("valid_values", ())),
        dict(property_of("display_values", {})),
    )
