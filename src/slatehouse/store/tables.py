"""The tables of a schema: one per entity type, one per multi-entity field that keeps its own links, one for
the display names of all rows, and one for their pictures.

A field's columns are named by the field and a suffix that starts with `$`, which no field name holds, so that
the columns of a link (`dependent_task$id`) never meet those of another field (`dependent_task_id`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha1
from types import MappingProxyType

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    not_,
    text,
)

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.links import OwnTable
from slatehouse.schema.origins import PerPerson
from slatehouse.schema.schema import Schema
from slatehouse.schema.spelling import snake_case
from slatehouse.schema.sql import beginning, latest_first

RETIRED = "row$retired"
VERSION = "row$version"
IDENTIFIER = BigInteger().with_variant(Integer(), "sqlite")
_LIVE = text(f'"{RETIRED}" IS NULL')
_LONGEST_NAME = 60
_RARELY_ASKED_LINKS = frozenset({"updated_by", "image_source_entity"})
_SORTED_TIMES = frozenset({"created_at", "updated_at"})
REPLACES = "replaces"
"""Where an index says whose place it took, so that an upgrade takes that one away."""


@dataclass(frozen=True)
class Tables:
    """The tables of one schema."""

    schema: Schema
    names: Table
    pictures: Table
    entities: Mapping[str, Table]
    links: Mapping[tuple[str, str], Table]
    personal: Mapping[str, Table]
    main_links: Mapping[str, str]

    @property
    def every(self) -> Iterator[Table]:
        """All tables, those that others refer to before them."""
        yield self.names
        yield self.pictures
        yield from self.entities.values()
        yield from self.links.values()
        yield from self.personal.values()


def tables_of(schema: Schema, former: Tables | None = None) -> Tables:
    """The tables that keep the rows of the schema's types.

    Those of types that have not changed since the `former` tables are the same objects.
    """
    names = _names_table() if former is None else former.names
    pictures = _pictures_table() if former is None else former.pictures
    entities: dict[str, Table] = {}
    links: dict[tuple[str, str], Table] = {}
    personal: dict[str, Table] = {}
    for each in schema:
        if former is not None and former.schema.facts.get(each.name) is schema.facts[each.name]:
            entities[each.name] = former.entities[each.name]
            links |= {key: table for key, table in former.links.items() if key[0] == each.name}
            if each.name in former.personal:
                personal[each.name] = former.personal[each.name]
            continue
        entities[each.name] = _entity_table(each)
        for field in each.fields.values():
            if isinstance(field.keeping, OwnTable):
                links[each.name, field.name] = _link_table(entities[each.name], each, field)
        if own := _personal(each):
            personal[each.name] = _personal_table(entities[each.name], each, own)
    return Tables(
        schema,
        names,
        pictures,
        MappingProxyType(entities),
        MappingProxyType(links),
        MappingProxyType(personal),
        MappingProxyType(_main_links(schema)),
    )


def _main_links(schema: Schema) -> dict[str, str]:
    """The single link of each type whose target's name finds its rows, too."""
    return {
        each.name: each.main_link
        for each in schema
        if each.main_link is not None and not each.fields[each.main_link].keeps_retired
    }


def short_name(name: str) -> str:
    """The name, or its start and a digest where a database would cut it."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 9]}_{sha1(name.encode(), usedforsecurity=False).hexdigest()[:8]}"


def _names_table() -> Table:
    """`haystack` is what a text search looks into: the key, and that of the main link's name. `project` is
    the one that the row belongs to; of a Project, itself."""
    table = Table(
        "row_names",
        MetaData(),
        Column("type", BYTE_ORDERED, primary_key=True),
        Column("id", IDENTIFIER, primary_key=True, autoincrement=False),
        Column("name", BYTE_ORDERED, nullable=False),
        Column("key", BYTE_ORDERED, nullable=False),
        Column("length", Integer, nullable=False),
        Column("retired", Boolean, nullable=False),
        Column("haystack", BYTE_ORDERED),
        Column("project", IDENTIFIER),
        sqlite_with_rowid=False,
    )
    Index("row_names_by_key", table.c.type, beginning(table.c.key))
    # The order of a text search. On SQLite it holds all that a search looks at.
    Index(
        "row_names_by_length_with_project",
        table.c.type,
        table.c.length,
        beginning(table.c.haystack),
        table.c.id,
        table.c.project,
        sqlite_where=not_(table.c.retired),
        postgresql_where=not_(table.c.retired),
        info={REPLACES: "row_names_by_length"},
    )
    return table


def _pictures_table() -> Table:
    return Table(
        "row_pictures",
        MetaData(),
        Column("type", BYTE_ORDERED, primary_key=True),
        Column("id", IDENTIFIER, primary_key=True, autoincrement=False),
        Column("picture", BYTE_ORDERED, nullable=False),
        sqlite_with_rowid=False,
    )


def _entity_table(entity_type: EntityType) -> Table:
    name = short_name(entity_type.slug)
    table = Table(
        name,
        MetaData(),
        Column("id", IDENTIFIER, primary_key=True),
        Column(RETIRED, BYTE_ORDERED),
        Column(VERSION, Integer, nullable=False, server_default=text("1")),
        *(column for field in entity_type.fields.values() for column in columns_of(field)),
        *_indexes(name, entity_type),
        sqlite_autoincrement=True,
    )
    for time in sorted(_SORTED_TIMES & set(entity_type.fields)):
        _index_latest(table, time, with_project=is_placed(entity_type))
    return table


def _index_latest(table: Table, time: str, *, with_project: bool) -> None:
    """The rows in the order of a time. Who walks along it need not read the rows of others' projects."""
    columns = [latest_first(table.c[time]), table.c.id]
    name, info = short_name(f"{table.name}_latest_{time}"), {}
    if with_project:
        columns.append(table.c["project$id"])
        name, info = short_name(f"{table.name}_latest_{time}_with_project"), {REPLACES: name}
    Index(name, *columns, sqlite_where=_LIVE, postgresql_where=_LIVE, info=info)


def is_placed(entity_type: EntityType) -> bool:
    """Whether rows of the type belong to a project, by a single link of theirs."""
    project = entity_type.fields.get("project")
    return project is not None and project.type.kind is Kind.LINK


def columns_of(field: Field) -> Iterator[Column[object]]:
    """The columns that a field has in its type's table; the row's id is not counted among them."""
    if field.name != "id" and field.origin is None:
        yield from _columns(field)


def _columns(field: Field) -> Iterator[Column[object]]:
    for shape in field.type.columns:
        yield Column(field.name + shape.suffix, shape.type)


def _indexes(table: str, entity_type: EntityType) -> Iterator[Index]:
    for names in entity_type.unique:
        columns = [column for name in names for column in _unique_columns(entity_type.fields[name])]
        yield _index(table, columns, unique=True)
        # Rows are asked for by such a value again and again, and filters compare its key.
        for key in _keys_of_own(entity_type.fields[names[0]]):
            yield _index(table, [key])
    for field in entity_type.fields.values():
        columns = _indexed_columns(entity_type, field)
        if columns:
            # A name may be of any length; PostgreSQL's ordered indexes hold no more than some 2,700 bytes.
            method = "hash" if field.name == entity_type.identity else "btree"
            yield _index(table, columns, method=method)


def _index(table: str, columns: list[str], unique: bool = False, method: str = "btree") -> Index:
    kind = "unique" if unique else "by"
    return Index(
        short_name(f"{table}_{kind}_{'_'.join(columns)}"),
        *columns,
        unique=unique,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
        postgresql_using=method,
    )


def _unique_columns(field: Field) -> list[str]:
    return [field.name + shape.suffix for shape in field.type.columns[:1]]


def _keys_of_own(field: Field) -> list[str]:
    return list(field.column_names[1:]) if field.custom else []


def _indexed_columns(entity_type: EntityType, field: Field) -> list[str]:
    if field.origin is not None or field.custom:
        return []
    if field.type.kind is Kind.LINK:
        wanted = field.name not in _RARELY_ASKED_LINKS
        return [field.name + shape.suffix for shape in field.type.columns] if wanted else []
    if field.type.is_often_asked:
        # The value beside its key, so that rows are counted by it without being read.
        return [field.name + shape.suffix for shape in reversed(field.type.columns)]
    return [field.name + field.type.columns[-1].suffix] if field.name == entity_type.identity else []


def _link_table(owner: Table, entity_type: EntityType, field: Field) -> Table:
    name = short_name(f"{snake_case(entity_type.name)}__{field.name}")
    return Table(
        name,
        MetaData(),
        Column("owner_id", IDENTIFIER, ForeignKey(owner.c.id, ondelete="CASCADE"), primary_key=True),
        Column("target_type", BYTE_ORDERED, primary_key=True),
        Column("target_id", IDENTIFIER, primary_key=True),
        Index(short_name(f"{name}_by_target"), "target_type", "target_id", "owner_id"),
        sqlite_with_rowid=False,
    )


def _personal(entity_type: EntityType) -> list[Field]:
    return [field for field in entity_type.fields.values() if isinstance(field.origin, PerPerson)]


def _personal_table(owner: Table, entity_type: EntityType, fields: list[Field]) -> Table:
    """What each person keeps about the rows of a type."""
    return Table(
        short_name(f"{snake_case(entity_type.name)}__personal"),
        MetaData(),
        Column("owner_id", IDENTIFIER, ForeignKey(owner.c.id, ondelete="CASCADE"), primary_key=True),
        Column("person_id", IDENTIFIER, primary_key=True),
        *(column for field in fields for column in _columns(field)),
        sqlite_with_rowid=False,
    )
