"""Rows of one type by their ids, with the fields that a verb of the site shows of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from slatehouse.query.filters import Condition, Filter, both
from slatehouse.query.paths import Path
from slatehouse.query.question import Question
from slatehouse.query.selection import Picked
from slatehouse.query.visibility import PRODUCT, Asker
from slatehouse.schema.data_types.data_type import Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.relations import Among
from slatehouse.site.edition import Edition
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
