"""Several writes in one transaction: in order, each seeing those before it, all or none (rest/20 _batch)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from slatehouse.query.paths import Path
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import Refusal

PASSWORD_FIELD = "password_proxy"
"""The field that shows a person's password as asterisks. A password itself is never among a row's values."""


class RowRef(NamedTuple):
    """A row by the name of the request of the same batch that makes it (`site.references`)."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Create:
    """Make a row.

    Its answer shows what the contract's create shows of it (errata 36), or the fields `shown`. `password` is
    that of a person. `ref` is the name by which later requests of the batch link the row.
    """

    entity_type: EntityType
    values: Mapping[str, object]
    shown: tuple[Path, ...] | None = None
    password: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Change a row. Its answer shows every field, or those `shown`; `password` is a person's new one. Where
    the row has no id yet, `row` names it."""

    entity_type: EntityType
    row_id: int
    values: Mapping[str, object]
    shown: tuple[Path, ...] | None = None
    password: str | None = None
    row: RowRef | None = None


@dataclass(frozen=True, slots=True)
class Upsert:
    """Change the live row that has the value of the field `by`, which is unique, or make one.

    Its answer is that of an update or of a create. What a create alone can write is passed over where the row
    is there. `ref` as in `Create`.
    """

    entity_type: EntityType
    by: str
    values: Mapping[str, object]
    shown: tuple[Path, ...] | None = None
    password: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Retire:
    """Retire a row; one that is retired already is refused, unless `passes_retired`. `row` as in `Update`."""

    entity_type: EntityType
    row_id: int
    passes_retired: bool = False
    row: RowRef | None = None


@dataclass(frozen=True, slots=True)
class Retired:
    """What answers a request to retire a row."""

    entity_type: EntityType
    row_id: int
    was_live: bool = True


BatchRequest = Create | Update | Upsert | Retire


@dataclass(eq=False)
class RefusedInBatch(Refusal):
    """The request with this number was refused, and nothing of the batch was done."""

    number: int
    request: BatchRequest
    refusal: Refusal
