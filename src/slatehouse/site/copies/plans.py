"""Which fields of a type a copy takes over, and which follow from others by themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import LARGEST_ID
from slatehouse.schema.links import OppositeOf, OwnTable, ReverseOf, Through
from slatehouse.schema.schema import Schema
from slatehouse.site.naming import name_columns
from slatehouse.store.copy_progress import Loss
from slatehouse.store.tables import is_placed

__all__ = ["CACHED_NAME", "CannotLink", "Reader", "SentLink", "Told", "TypePlan", "plan_of"]

Told = Mapping[str, Collection[str]]
"""The fields that another site tells of each of its types."""

CACHED_NAME = "cached_display_name"
_MADE_HERE = frozenset({"id", CACHED_NAME})


class SentLink(Protocol):
    """A row that a field links, as a client has it."""

    @property
    def type(self) -> str: ...
    @property
    def id(self) -> int: ...


class CannotLink(Exception):
    """A link leads to what is not here; the message says to what."""


class Reader(NamedTuple):
    """How the values of a field are read: what its columns hold where there is `nothing`, and what `read`
    makes of a value, which raises a refusal or `CannotLink`. `is_hinted`: a number beside it tells of it."""

    field: Field
    name: str
    nothing: tuple[None, ...]
    read: Callable[[Field, Any], Sequence[object]]
    is_hinted: bool


class _LinkReading:
    """Reads links to rows of types that are here; those of a log may be of any."""

    def __init__(self, types: Mapping[str, EntityType]) -> None:
        self._types = types

    def __call__(self, field: Field, shown: SentLink) -> Sequence[object]:
        kind = getattr(shown, "type", None)
        if kind not in self._types and not field.keeps_retired:
            raise CannotLink(f"it links a {kind}, a type that is not here")
        if not 0 < shown.id <= LARGEST_ID:
            raise CannotLink(f"the id {shown.id} is beyond those that links have here")
        return (shown.id, kind)


@dataclass(frozen=True, eq=False)
class TypePlan:
    """How the rows of a type are taken over: fields that have columns, those that hold files or pictures,
    those whose links have a table of their own, and the far ends of links that others keep."""

    entity_type: EntityType
    values: tuple[Field, ...]
    files: tuple[Field, ...]
    links: tuple[Field, ...]
    ends: tuple[Field, ...]
    tells_names: bool
    types: Mapping[str, EntityType]
    losses: tuple[Loss, ...] = ()

    @property
    def name(self) -> str:
        """The type."""
        return self.entity_type.name

    @cached_property
    def sources(self) -> Mapping[str, Field | None]:
        """The field that tells whose picture each field holds."""
        fields = self.entity_type.fields.values()
        return {
            picture.name: next((each for each in fields if each.source_of == picture.name), None)
            for picture in self.files
        }

    @cached_property
    def hints(self) -> Mapping[str, str]:
        """Numbers beside links that tell which row a link names, though it be retired: `dependent_task_id`
        beside `dependent_task`."""
        values = {field.name: field for field in self.values}
        links = [
            field for field in self.values if field.type.kind is Kind.LINK and len(field.valid_types) == 1
        ]
        return {field.name: each for field in links if (each := f"{field.name}_id") in values}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """What to read of each row of the other site."""
        sources = (each for each in self.sources.values() if each is not None)
        names = (CACHED_NAME,) if self.tells_names else ()
        times = ("updated_at",) if "updated_at" in self.entity_type.fields else ()
        told = (*self.values, *self.files, *sources, *self.links)
        return tuple(dict.fromkeys([*(field.name for field in told), *names, *times]))

    @cached_property
    def fields_of_retired(self) -> tuple[str, ...]:
        """What to read of retired rows: what links them does not tell of them, but they do of what links
        them."""
        return (*self.fields, *(field.name for field in self.ends))

    @cached_property
    def value_columns(self) -> tuple[str, ...]:
        """The columns of the values."""
        return tuple(name for field in self.values for name in field.column_names)

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """How each of the values is read."""
        return tuple(
            Reader(
                each,
                each.name,
                (None,) * len(each.column_names),
                _LinkReading(self.types) if each.type.kind is Kind.LINK else each.type.restored,
                each.name in self.hints,
            )
            for each in self.values
        )

    @cached_property
    def project_place(self) -> int | None:
        """Where among the values the id of the project is, of rows that belong to one."""
        if not is_placed(self.entity_type) or "project$id" not in self.value_columns:
            return None
        return self.value_columns.index("project$id")

    @cached_property
    def name_places(self) -> tuple[tuple[str, int], ...]:
        """The columns that display names are made of, and where they are among the values."""
        places = {name: place for place, name in enumerate(self.value_columns)}
        return tuple((name, places[name]) for name in name_columns(self.entity_type) if name in places)

    @cached_property
    def file_columns(self) -> tuple[str, ...]:
        """The columns of files and pictures, and of whose pictures they are."""
        found: list[str] = []
        for field in self.files:
            found += field.column_names
            source = self.sources[field.name]
            found += () if source is None else source.column_names
        return tuple(found)


def plan_of(schema: Schema, entity_type: EntityType, told: Told) -> TypePlan:
    """The plan for a type of which the other site tells these fields.

    What the schema does not declare is asked for all the same; a site that has it not leaves it out.
    """
    here = entity_type.fields.values()
    there = told[entity_type.name]
    known = [field for field in here if field.name in there or not field.declared]
    own = [field for field in known if field.origin is None and field.name not in _MADE_HERE]
    return TypePlan(
        entity_type,
        values=tuple(
            field
            for field in own
            if field.type.kind in (Kind.VALUE, Kind.LINK)
            and field.column_names
            and not _is_told_with_a_picture(field)
        ),
        files=tuple(field for field in own if field.type.kind in (Kind.FILE, Kind.IMAGE)),
        links=tuple(field for field in own if isinstance(field.keeping, OwnTable)),
        ends=tuple(field for field in own if isinstance(field.keeping, OppositeOf | ReverseOf | Through)),
        tells_names=CACHED_NAME in there and CACHED_NAME in entity_type.fields,
        types=schema.types,
        losses=tuple(_untold_ends(schema, known, told)),
    )


def _is_told_with_a_picture(field: Field) -> bool:
    return field.source_of is not None


def _untold_ends(schema: Schema, known: Collection[Field], told: Told) -> Collection[Loss]:
    """The fields whose links are kept at another end, of which the other site does not tell."""
    losses = []
    for field in known:
        match field.keeping:
            case OppositeOf(entity_type, name) | ReverseOf(entity_type, name) | Through(entity_type, name, _):
                far = schema.types.get(entity_type)
                is_declared = far is None or far.fields[name].declared
                if is_declared and name not in told.get(entity_type, ()):
                    reason = f"its links are {entity_type}.{name}, of which the source does not tell"
                    losses.append(Loss(field.entity_type, 0, field.name, reason))
    return losses
