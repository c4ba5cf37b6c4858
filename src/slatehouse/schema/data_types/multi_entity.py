"""`multi_entity`: links to any number of rows (data-types §3.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

import msgspec
from msgspec import Struct
from sqlalchemy import and_, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import Bucket, Bucketing, Bucketings, GroupingKind, whole
from slatehouse.schema.data_types.data_type import (
    Asked,
    Binds,
    Columns,
    DataType,
    Kind,
    Relation,
    Sorting,
    Test,
)
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link, Target, target_to_write
from slatehouse.schema.link_tests import by_type, listed_target, names_row, names_type
from slatehouse.schema.links import Through
from slatehouse.schema.refusals import BadEntityHash, BadUpdateMode, NotLegal, WrongClass
from slatehouse.schema.relations import everything, nothing, one, some
from slatehouse.schema.sql import gathered, is_any, position
from slatehouse.schema.summaries import Where, counts
from slatehouse.schema.text_key import text_key


class UpdateMode(Enum):
    """What a write does to the links that a row already has."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A write of a multi-entity field, read: the mode and the targets, each once, in the order sent.

    `said` is what some of the links say of themselves, where the field has links that can.
    """

    mode: UpdateMode
    targets: tuple[Target, ...]
    said: Mapping[Target, Mapping[str, object]] = field(default_factory=dict)


def _owners(columns: Columns, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The row owns a live link that meets the conditions."""
    assert columns.links is not None
    return columns.row.in_(select(columns.links.c.owner).where(*conditions))


def _links(columns: Columns) -> Any:
    assert columns.links is not None
    return columns.links.c


def links_something(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """The row links at least one live row."""
    return _owners(columns)


def links_nothing(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """The row links no live row."""
    return not_(_owners(columns))


class LinksAmong(Struct, frozen=True):
    """The row links at least one of several rows, of `types` types."""

    types: int

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        links = _links(columns)
        return _owners(
            columns,
            or_(
                *(
                    and_(links.type == binds[2 * n], is_any(links.id, binds[2 * n + 1]))
                    for n in range(self.types)
                )
            ),
        )


class LinksAmongNone(Struct, frozen=True):
    """The row links none of several rows."""

    types: int

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        return not_(LinksAmong(self.types)(columns, binds))


def links_to(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row links this one row, and maybe others."""
    links = _links(columns)
    return _owners(columns, links.type == binds[0], links.id == binds[1])


def links_not_to(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row does not link this one row."""
    return not_(links_to(columns, binds))


def type_is(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row links a row of the type."""
    return _owners(columns, _links(columns).type == binds[0])


def type_is_not(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row links no row of the type."""
    return not_(type_is(columns, binds))


def name_is(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row links a row of the name."""
    return _owners(columns, _links(columns).key == binds[0])


def name_contains(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row links a row whose name contains the text."""
    return _owners(columns, position(_links(columns).key, binds[0]) > 0)


def name_not_contains(columns: Columns, binds: Binds) -> ColumnElement[bool]:
    """The row links no row whose name contains the text."""
    return not_(name_contains(columns, binds))


def _is(asked: Asked, sent: object) -> Test:
    if sent is None:
        return Test(links_nothing)
    return Test(links_to, tuple(listed_target(asked.field, sent)))


def _is_not(asked: Asked, sent: object) -> Test:
    if sent is None:
        return Test(links_something)
    return Test(links_not_to, tuple(listed_target(asked.field, sent)))


def _pairs(asked: Asked, sent: tuple[object, ...]) -> tuple[int, tuple[object, ...]]:
    pairs = by_type([listed_target(asked.field, value) for value in sent])
    return len(pairs), tuple(value for pair in pairs for value in pair)


def _in(asked: Asked, sent: tuple[object, ...]) -> Test:
    types, values = _pairs(asked, sent)
    return Test(LinksAmong(types), values)


def _not_in(asked: Asked, sent: tuple[object, ...]) -> Test:
    types, values = _pairs(asked, sent)
    return Test(LinksAmongNone(types), values)


def _targets(columns: Columns) -> tuple[ColumnElement[Any], ...]:
    """The links of the row as the inside of a JSON array of `[id, name, type]`; null where there are none."""
    links = _links(columns)
    found = select(gathered(links.id, links.name, links.type)).where(links.owner == columns.row)
    return (found.scalar_subquery(),)


def _linked(key: str) -> list[Link]:
    links = {Link(*each) for each in msgspec.json.decode(f"[{key}]")}
    return sorted(links, key=_by_name)


def _by_name(link: Link) -> tuple[str, int, str]:
    return text_key(link.name), link.id, link.type


def _same_rows(key: str) -> Bucket:
    links = _linked(key)
    order = tuple(_by_name(link) for link in links)
    return Bucket(tuple(links), ", ".join(link.name for link in links), order)


def _same_types(key: str) -> Bucket:
    kinds = tuple(sorted({link.type for link in _linked(key)}))
    return Bucket(kinds, ", ".join(kinds), kinds)


class MultiEntityLinks(DataType):
    """Links, kept outside the row's table (see `schema.links`)."""

    name = "multi_entity"
    creatable = True
    kind = Kind.LINKS
    classes = ("Array", "Hash")
    columns = ()
    summaries = counts(Where(links_something))
    groupings: ClassVar[Bucketings] = {
        GroupingKind.EXACT: Bucketing(_targets, whole(_same_rows)),
        GroupingKind.ENTITY_TYPE: Bucketing(_targets, whole(_same_types)),
    }
    sorting = Sorting.IGNORED
    editable_properties = ("summary_default", "valid_types")
    relations: ClassVar[Mapping[str, Relation]] = {
        "is": one(_is),
        "is_not": one(_is_not),
        "name_contains": one(names_row(name_contains)),
        "name_not_contains": one(names_row(name_not_contains)),
        "name_is": one(names_row(name_is)),
        "type_is": one(names_type(type_is, nothing)),
        "type_is_not": one(names_type(type_is_not, everything)),
        "in": some(_in),
        "not_in": some(_not_in),
    }

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {"valid_types": field.valid_types}

    def accept_links(self, field: Field, sent: object) -> LinkChange:
        """The change that a value from the wire asks for; raises a refusal."""
        if isinstance(sent, list):
            return self._change(field, UpdateMode.SET, sent)
        if not isinstance(sent, Mapping):
            raise WrongClass(field, sent, self.classes)
        mode, members = sent.get("multi_entity_update_mode"), sent.get("value")
        if not isinstance(mode, str) or mode not in {"set", "add", "remove"}:
            raise BadUpdateMode(field, sent, "multi_entity_update_mode")
        if not isinstance(members, list):
            raise BadUpdateMode(field, sent, "value")
        return self._change(field, UpdateMode(mode), members)

    def _change(self, field: Field, mode: UpdateMode, sent: list[object]) -> LinkChange:
        can_say = field.keeping.said if isinstance(field.keeping, Through) else ()
        said: dict[Target, dict[str, object]] = {}
        for member in sent:
            if not isinstance(member, Mapping):
                raise BadEntityHash(field, member)
            target = target_to_write(field, member)
            if field.enforces_types and target.type not in field.valid_types:
                raise NotLegal(field)
            said[target] = {name: member[name] for name in can_say if name in member}
        return LinkChange(mode, tuple(said), {target: words for target, words in said.items() if words})
