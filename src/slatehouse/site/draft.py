"""A row on its way into the database: the values sent, read and completed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.multi_entity import LinkChange
from slatehouse.schema.data_types.url import PathToResolve
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target


@dataclass
class Draft:
    """What a create or update will write of one row.

    `columns` holds the values by column, `links` the changes of multi-entity fields, `files` the files that
    were sent and have no Attachment yet. `named` are the fields that the draft writes, in order; they are
    what the event log tells.
    """

    entity_type: EntityType
    columns: dict[str, object] = field(default_factory=dict)
    links: dict[str, LinkChange] = field(default_factory=dict)
    files: dict[str, FileValue | PathToResolve | None] = field(default_factory=dict)
    named: dict[str, Field] = field(default_factory=dict)

    def put(self, name: str, sent: object) -> None:
        """Give a field a value as it would come from the wire; raises a refusal."""
        each = self.entity_type.fields[name]
        values = each.type.accept(each, sent)
        self.columns.update(zip(self._column_names(each), values, strict=True))
        self.named[name] = each

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

    def put_links(self, name: str, change: LinkChange) -> None:
        """Change the links of a multi-entity field."""
        self.links[name] = change
        self.named[name] = self.entity_type.fields[name]

    def put_default(self, name: str, sent: object) -> None:
        """Give a field a value unless the draft has one."""
        if name in self.entity_type.fields and not self.has(name):
            self.put(name, sent)

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
        return each.type.read([self.columns[self._column_names(each)[0]]])

    def target(self, name: str) -> Target | None:
        """The row that a single link of the draft names."""
        row_id, type_ = self.columns.get(f"{name}$id"), self.columns.get(f"{name}$type")
        return Target(str(type_), int(str(row_id))) if row_id is not None else None

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

    @staticmethod
    def _column_names(each: Field) -> list[str]:
        return [each.name + shape.suffix for shape in each.type.columns]
