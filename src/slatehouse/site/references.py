"""Rows of a batch by the names of the requests that make them: `{"type": "Shot", "ref": "opening"}`.

Whether every name leads to a request before it is looked at before anything is done. When a request's turn
comes, ids stand in place of the names, so that nothing else knows of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.batch import BatchRequest, Create, Retire, RowRef, Update, Upsert

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = ["REF", "BadReference", "BadReferences", "Fault", "MadeRows", "Place"]

REF = "ref"


class Fault(Enum):
    """What is wrong with a name, or with a link by name."""

    TAKEN = auto()
    NO_NAME = auto()
    ID_AND_NAME = auto()
    UNKNOWN = auto()
    LATER = auto()
    OTHER_TYPE = auto()
    RETIRED = auto()


class Place(NamedTuple):
    """Where a name stands in a request: as its own, in the link of a field, or for the row it is about."""

    field: str | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class BadReference:
    """A name that is no good: in which request, where, and which. `other` is the request that the name
    belongs to, and `type` what that makes."""

    number: int
    place: Place
    fault: Fault
    name: object
    sent_type: str = ""
    other: int = 0
    type: str = ""


@dataclass(eq=False)
class BadReferences(Refusal):
    """A batch whose names lead nowhere, or to what they may not; nothing of it was done."""

    found: tuple[BadReference, ...]


class _Named(NamedTuple):
    number: int
    entity_type: EntityType


@dataclass
class MadeRows:
    """The rows that the named requests of a batch have made so far. Raises `BadReferences` at once where a
    name cannot lead to a row."""

    requests: Sequence[BatchRequest]
    _ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = tuple(_Check(self.requests))
        if found:
            raise BadReferences(found)

    def resolved(self, writing: Writing, number: int) -> BatchRequest:
        """The request with ids in place of names; raises `BadReferences` where a row is gone by then."""
        request = self.requests[number]
        if isinstance(request, Update | Retire) and request.row is not None:
            row_id = self._id(writing, number, Place(), request.row)
            request = replace(request, row_id=row_id, row=None)
        if isinstance(request, Retire):
            return request
        values = {
            name: _rewritten(
                request.entity_type, name, value, partial(self._link, writing, number, Place(name))
            )
            for name, value in request.values.items()
        }
        return replace(request, values=values)

    def put(self, number: int, row_id: int) -> None:
        """The request has made this row, or changed it."""
        name = _name_of(self.requests[number])
        if name is not None:
            self._ids[name] = row_id

    def _link(
        self, writing: Writing, number: int, place: Place, link: Mapping[object, object]
    ) -> Mapping[object, object]:
        row_id = self._id(writing, number, place, RowRef(str(link["type"]), str(link[REF])))
        return {**{key: each for key, each in link.items() if key != REF}, "id": row_id}

    def _id(self, writing: Writing, number: int, place: Place, ref: RowRef) -> int:
        row_id = self._ids[ref.name]
        if not _is_live(writing, Target(ref.type, row_id)):
            raise BadReferences((BadReference(number, place, Fault.RETIRED, ref.name),))
        return row_id


class _Check:
    """Walks through the requests of a batch, and finds the names in them that are no good."""

    def __init__(self, requests: Sequence[BatchRequest]) -> None:
        self._requests = requests
        self._all: dict[str, _Named] = {}
        for number, request in enumerate(requests):
            name = _name_of(request)
            if name is not None:
                self._all.setdefault(name, _Named(number, request.entity_type))
        self._retired: set[str] = set()

    def __iter__(self) -> Iterator[BadReference]:
        for number, request in enumerate(self._requests):
            yield from self._row(number, request)
            if not isinstance(request, Retire):
                for name, value in request.values.items():
                    for link in _links_in(request.entity_type, name, value):
                        yield from self._link(number, Place(name), link)
            own = _name_of(request)
            if own is not None and self._all[own].number != number:
                other = self._all[own].number
                yield BadReference(number, Place(is_own=True), Fault.TAKEN, own, other=other)

    def _row(self, number: int, request: BatchRequest) -> Iterator[BadReference]:
        if not isinstance(request, Update | Retire) or request.row is None:
            return
        if request.row.type != request.entity_type.name:
            makes = request.entity_type.name
            yield BadReference(
                number, Place(), Fault.OTHER_TYPE, request.row.name, request.row.type, type=makes
            )
            return
        yield from self._reference(number, Place(), request.row)
        if isinstance(request, Retire):
            self._retired.add(request.row.name)

    def _link(self, number: int, place: Place, link: Mapping[object, object]) -> Iterator[BadReference]:
        name = link[REF]
        if "id" in link:
            yield BadReference(number, place, Fault.ID_AND_NAME, name)
        elif not isinstance(name, str) or not name:
            yield BadReference(number, place, Fault.NO_NAME, name)
        else:
            yield from self._reference(number, place, RowRef(str(link["type"]), name))

    def _reference(self, number: int, place: Place, ref: RowRef) -> Iterator[BadReference]:
        named = self._all.get(ref.name)
        if named is None:
            yield BadReference(number, place, Fault.UNKNOWN, ref.name)
        elif named.number >= number:
            yield BadReference(number, place, Fault.LATER, ref.name, other=named.number)
        elif named.entity_type.name != ref.type:
            makes = named.entity_type.name
            yield BadReference(number, place, Fault.OTHER_TYPE, ref.name, ref.type, named.number, makes)
        elif ref.name in self._retired:
            yield BadReference(number, place, Fault.RETIRED, ref.name)


def _name_of(request: BatchRequest) -> str | None:
    """The name by which other requests call the row that this one makes."""
    return request.ref if isinstance(request, Create | Upsert) else None


def _links_in(entity_type: EntityType, name: str, value: object) -> list[Mapping[object, object]]:
    """The links by name in the value of a field."""
    found: list[Mapping[object, object]] = []
    _rewritten(entity_type, name, value, found.append)
    return found


def _rewritten(
    entity_type: EntityType, name: str, value: object, rewrite: Callable[[Mapping[object, object]], object]
) -> object:
    """The value of a field with every link by name in it rewritten: a link, a list of them, or a mode with
    its list."""
    each = entity_type.fields.get(name)
    if each is None or each.type.kind not in (Kind.LINK, Kind.LINKS):
        return value
    if each.type.kind is Kind.LINKS and isinstance(value, Mapping) and isinstance(value.get("value"), list):
        return {**value, "value": _links_rewritten(value["value"], rewrite)}
    if isinstance(value, list):
        return _links_rewritten(value, rewrite)
    return rewrite(value) if _is_by_name(value) else value


def _links_rewritten(
    links: list[object], rewrite: Callable[[Mapping[object, object]], object]
) -> list[object]:
    return [rewrite(link) if _is_by_name(link) else link for link in links]


def _is_by_name(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether a value is a link by name. One without a type is a link that is no good, as any other."""
    return isinstance(value, Mapping) and REF in value and isinstance(value.get("type"), str)


def _is_live(writing: Writing, row: Target) -> bool:
    if writing.name_of(row) is not None:
        return True
    # Not every row has a name.
    state = writing.rows.state(writing.connection, *row)
    return state is not None and state[0]
