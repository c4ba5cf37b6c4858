"""Finding the row that an upsert is about: the live one that has the value of a field that is unique.

Those who upsert by one field take turns, so that no two of them make the same row. Who made it by other means
in the very moment is met by the database's own index: the upsert is overtaken, and begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from slatehouse.accounts.errors import NotEditable
from slatehouse.accounts.permissions import reads_every_row
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import UnknownField
from slatehouse.site.batch import BatchRequest, Create, Update, Upsert
from slatehouse.site.errors import CreateFailed, MissingRequired
from slatehouse.store.connection import Database, NotUnique, StoreBusy

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = [
    "Overtaken",
    "asked_of",
    "identifying_fields",
    "raise_if_overtaken",
    "take_turns",
    "unless_overtaken",
]

Outcome = TypeVar("Outcome")

_ATTEMPTS = 4


class Overtaken(StoreBusy):
    """Somebody else made the row that was to be made; next time it is found."""


def identifying_fields(entity_type: EntityType) -> list[str]:
    """The fields of a type whose values tell its rows apart, each by itself."""
    return [names[0] for names in entity_type.unique if len(names) == 1 and names[0] in entity_type.fields]


def take_turns(writing: Writing, requests: Iterable[BatchRequest]) -> None:
    """Wait until nobody else upserts by the fields of these requests; in one order, so that none wait for one
    another."""
    upserts = (each for each in requests if isinstance(each, Upsert))
    for type_, field in sorted({(each.entity_type.name, each.by) for each in upserts}):
        writing.rows.take_turn(writing.connection, type_, field)


def asked_of(writing: Writing, request: Upsert) -> Create | Update:
    """What an upsert comes to: a change of the row that is there, or a new one.

    Whether a value is taken tells of every row of the type, so only those who may read them all may ask.
    """
    field = _field(writing, request)
    if not reads_every_row(writing.caller, request.entity_type.name):
        raise NotEditable(field.path, "rows are found by a value by those who may read them all")
    found = _found(writing, request, field)
    if found is None:
        return Create(request.entity_type, request.values, request.shown, request.password)
    values = {
        name: each
        for name, each in request.values.items()
        if name != field.name and not _is_for_new_rows(writing, request.entity_type, name)
    }
    return Update(request.entity_type, found, values, request.shown, request.password)


def raise_if_overtaken(writing: Writing, request: Upsert, refusal: CreateFailed) -> None:
    """Raises `Overtaken` where a create was refused because the row, which was not there, is there now."""
    by_database = isinstance(refusal.__cause__, NotUnique)
    if by_database or _found(writing, request, _field(writing, request)) is not None:
        raise Overtaken("others make the same rows") from refusal


def unless_overtaken(database: Database, work: Callable[[], Outcome]) -> Outcome:
    """What the work returns, which is one transaction; begun anew where it was overtaken, a few times at
    most, unless it is a part of another. Raises `Overtaken`."""
    for _ in range(0 if database.is_joined() else _ATTEMPTS - 1):
        try:
            return work()
        except Overtaken:
            continue
    return work()


def _found(writing: Writing, request: Upsert, field: Field) -> int | None:
    value = request.values.get(field.name)
    column = None if value is None else field.type.accept(field, value)[0]
    if column is None:
        raise MissingRequired(request.entity_type.name, field.name, dict(request.values))
    wanted = {field.column_names[0]: column}
    return writing.rows.id_to_change(writing.connection, request.entity_type.name, wanted)


def _field(writing: Writing, request: Upsert) -> Field:
    if request.by not in identifying_fields(request.entity_type):
        raise UnknownField(request.entity_type.name, request.by)
    return writing.schema[request.entity_type.name].fields[request.by]


def _is_for_new_rows(writing: Writing, entity_type: EntityType, name: str) -> bool:
    """Whether a create alone can write the field; strict callers are told that by the update."""
    field = entity_type.fields.get(name)
    return field is not None and field.create_only and not writing.is_strict
