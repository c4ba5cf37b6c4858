"""Rows of one type by their ids, with the fields that a verb of the site shows of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from slatehouse.query.filters import Condition, Filter, both
from slatehouse.query.paths import Path
from slatehouse.query.question import Question
from slatehouse.query.selection import Picked
from slatehouse.query.visibility import PRODUCT, Asker
from slatehouse.schema.data_types.data_type import Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.schema.relations import Among
from slatehouse.site.edition import Edition
from slatehouse.site.errors import NoSuchRow
from slatehouse.store.connection import Connection

_AMONG = Among()
_BEYOND_ALL_IDS = 2**63


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The rows that were found, by id: the values of the picked fields."""

    picked: tuple[Picked, ...]
    values: dict[int, list[object]]


def find_rows(
    edition: Edition,
    connection: Connection,
    entity_type: EntityType,
    ids: Collection[int],
    fields: tuple[Path, ...] = (),
    *,
    asker: Asker = PRODUCT,
    where: Sequence[Filter] = (),
    retired: bool = False,
) -> FoundRows:
    """The live rows among some of a type, or the retired ones, that pass the filters.

    Callers may name any numbers; those that no database would take as an id are no row's.
    """
    id_path = edition.paths(entity_type, ("id",))[0]
    possible = sorted(each for each in ids if 0 < each < _BEYOND_ALL_IDS)
    among = Condition(id_path, Test(_AMONG, (possible,)))
    question = Question(entity_type, both(among, *where), fields, retired=retired)
    plan, values = edition.planner.plan(question, asker)
    return FoundRows(plan.picked, {row.id: row.values for row in plan.run(connection, values)})


def rows_there(
    edition: Edition, connection: Connection, rows: Iterable[Target], asker: Asker, *, retired: bool = False
) -> set[Target]:
    """Those among some rows that are live, or retired, and that the asker may read."""
    return {
        Target(type_, row_id)
        for type_, ids in by_type(rows).items()
        if type_ in edition.schema
        for row_id in find_rows(
            edition, connection, edition.schema[type_], ids, asker=asker, retired=retired
        ).values
    }


def is_there(
    edition: Edition, connection: Connection, row: Target, asker: Asker, *, retired: bool = False
) -> bool:
    """Whether a row is live, or retired, and may be read by the asker."""
    return bool(rows_there(edition, connection, [row], asker, retired=retired))


def raise_unless_there(edition: Edition, connection: Connection, row: Target, asker: Asker) -> None:
    """Raises `NoSuchRow` unless the row is live and may be read by the asker."""
    if not is_there(edition, connection, row, asker):
        raise NoSuchRow(*row)


def by_type(rows: Iterable[Target]) -> dict[str, list[int]]:
    """The ids of some rows, by their types."""
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.type, []).append(row.id)
    return found
