"""A row on its way into the database: the values sent, read and completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.multi_entity import LinkChange, UpdateMode
from slatehouse.schema.data_types.url import PathToResolve
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target


@dataclass
class Draft:
    """What a create or update will write of one row.

    `columns` holds the values by column, `links` the changes of multi-entity fields, `files` the files that
    were sent and have no Attachment yet, `personal` what the caller keeps about the row for themselves.
    `named` are the fields that the draft writes, in order; they are what the event log tells.
    """

    entity_type: EntityType
    columns: dict[str, object] = field(default_factory=dict)
    links: dict[str, LinkChange] = field(default_factory=dict)
    files: dict[str, FileValue | PathToResolve | None] = field(default_factory=dict)
    personal: dict[str, object] = field(default_factory=dict)
    named: dict[str, Field] = field(default_factory=dict)

    def put(self, name: str, sent: object) -> None:
        """Give a field a value as it would come from the wire; raises a refusal."""
        self.fill(name, sent)
        each = self.entity_type.fields[name]
        if each.origin is None:
            self.named[name] = each

    def fill(self, name: str, sent: object) -> None:
        """Give a field a value that follows from others, so that the event log need not tell of it."""
        each = self.entity_type.fields[name]
        columns = self.columns if each.origin is None else self.personal
        columns.update(zip(each.column_names, each.type.accept(each, sent), strict=True))

    def put_file(self, name: str, file: FileValue | Picture | None) -> None:
        """Give a file field its value; None clears it."""
        self.columns[name] = None if file is None else msgspec.json.encode(file).decode()
        self.named[name] = self.entity_type.fields[name]

    def clear_picture(self, name: str) -> None:
        """Empty an image field; without its image a row has no filmstrip and no source of one either."""
        fields = ("image", "filmstrip_image", "image_source_entity") if name == "image" else (name,)
        for each in fields:
            if each in self.entity_type.fields:
                self.put(each, None)

    def leave(self, name: str) -> None:
        """Say nothing of a field after all."""
        each = self.named.pop(name)
        for column in each.column_names:
            del self.columns[column]

    def put_links(self, name: str, change: LinkChange) -> None:
        """Change the links of a multi-entity field."""
        self.links[name] = change
        self.named[name] = self.entity_type.fields[name]

    def put_default(self, name: str, sent: object) -> None:
        """Give a field a value unless the draft has one."""
        if name in self.entity_type.fields and not self.has(name):
            self.put(name, sent)

    def put_defaults(self) -> None:
        """Give the fields that the draft leaves out the defaults that the site's schema has for them."""
        for each, columns in _defaults(self.entity_type):
            if each.name not in self.named and each.column_names[0] not in self.columns:
                self.columns.update(columns)
                self.named[each.name] = each

    def has(self, name: str) -> bool:
        """Whether the draft writes the field."""
        return name in self.named

    def value(self, name: str) -> object:
        """The plain value of a field that the draft writes (of a link, its target), or None."""
        each = self.entity_type.fields[name]
        if name not in self.named or each.type.kind is Kind.LINKS:
            return None
        if each.type.kind is Kind.LINK:
            return self.target(name)
        return each.type.read([self.columns[each.column_names[0]]])

    def target(self, name: str) -> Target | None:
        """The row that a single link of the draft names."""
        return target_in(self.columns, name)

    def first_links(self, name: str) -> list[Target]:
        """The rows that a multi-entity field of a new row links."""
        change = self.links[name]
        return [] if change.mode is UpdateMode.REMOVE else list(dict.fromkeys(change.targets))

    def targets(self) -> Iterator[tuple[Field, Target]]:
        """Every row that the draft links, with the field that links it."""
        for name, each in self.named.items():
            if each.type.kind is Kind.LINK:
                target = self.target(name)
                if target is not None:
                    yield each, target
            elif name in self.links:
                for target in self.links[name].targets:
                    yield each, target


def target_in(columns: Mapping[str, object], name: str) -> Target | None:
    """The row that a single link names in the columns of a row; None where they do not hold it."""
    row_id, type_ = columns.get(f"{name}$id"), columns.get(f"{name}$type")
    return None if row_id is None else Target(str(type_), int(str(row_id)))


@lru_cache(maxsize=1024)
def _defaults(entity_type: EntityType) -> tuple[tuple[Field, dict[str, object]], ...]:
    return tuple(
        (each, dict(zip(each.column_names, each.type.accept(each, each.default), strict=True)))
        for each in entity_type.fields.values()
        if each.default is not None and each.column_names
    )
